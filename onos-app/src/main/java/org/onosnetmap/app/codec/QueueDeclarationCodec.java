package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A queue as it is declared; reading is as strict as for the network configuration. */
public final class QueueDeclarationCodec extends JsonCodec<QueueDeclaration> {

    @Override
    public ObjectNode encode(QueueDeclaration q, CodecContext context) {
        return DeclarationWriter.queue(q);
    }

    @Override
    public QueueDeclaration decode(ObjectNode json, CodecContext context) {
        return DeclarationReader.queue("", json);
    }
}

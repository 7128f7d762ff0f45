package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A port as it is declared; reading is as strict as for the network configuration. */
public final class PortDeclarationCodec extends JsonCodec<PortDeclaration> {

    @Override
    public ObjectNode encode(PortDeclaration p, CodecContext context) {
        return DeclarationWriter.port(p);
    }

    @Override
    public PortDeclaration decode(ObjectNode json, CodecContext context) {
        return DeclarationReader.port("", json);
    }
}

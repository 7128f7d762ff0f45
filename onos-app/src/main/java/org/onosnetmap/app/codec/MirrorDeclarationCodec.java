package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A mirror as it is declared; reading is as strict as for the network configuration. */
public final class MirrorDeclarationCodec extends JsonCodec<MirrorDeclaration> {

    @Override
    public ObjectNode encode(MirrorDeclaration m, CodecContext context) {
        return DeclarationWriter.mirror(m);
    }

    @Override
    public MirrorDeclaration decode(ObjectNode json, CodecContext context) {
        return DeclarationReader.mirror("", json);
    }
}

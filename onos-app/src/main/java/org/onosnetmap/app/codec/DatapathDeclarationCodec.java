package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A datapath as it is declared; reading is as strict as for the network configuration. */
public final class DatapathDeclarationCodec extends JsonCodec<DatapathDeclaration> {

    @Override
    public ObjectNode encode(DatapathDeclaration d, CodecContext context) {
        return DeclarationWriter.datapath(d);
    }

    @Override
    public DatapathDeclaration decode(ObjectNode json, CodecContext context) {
        return DeclarationReader.datapath("", json);
    }
}

package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.Diagnosis;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** What the doctor found. */
public final class DiagnosisCodec extends JsonCodec<Diagnosis> {

    @Override
    public ObjectNode encode(Diagnosis d, CodecContext context) {
        return context.mapper().createObjectNode()
                .put("kind", d.kind())
                .put("subject", d.subject())
                .put("blocking", d.blocking())
                .put("cause", d.cause())
                .put("remedy", d.remedy());
    }
}

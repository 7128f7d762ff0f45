package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.instructions.Instruction;

/** Treatments in JSON. ONOS's own codec reads METADATA and STAT_TRIGGER among the instructions but does not write them. */
final class NetmapTreatmentCodec extends JsonCodec<TrafficTreatment> {

    private static final String INSTRUCTIONS = "instructions";

    private final JsonCodec<TrafficTreatment> onos;

    NetmapTreatmentCodec(JsonCodec<TrafficTreatment> onos) {
        this.onos = onos;
    }

    @Override
    public ObjectNode encode(TrafficTreatment t, CodecContext context) {
        ObjectNode json = onos.encode(t, context);
        addIfMissing(json, t.writeMetadata(), context);
        addIfMissing(json, t.statTrigger(), context);
        return json;
    }

    private static void addIfMissing(ObjectNode json, Instruction i, CodecContext context) {
        if (i == null) {
            return;
        }
        ArrayNode all = json.withArray(INSTRUCTIONS);
        for (JsonNode there : all) {
            if (there.path("type").asText().equals(i.type().name())) {
                return;
            }
        }
        all.add(context.codec(Instruction.class).encode(i, context));
    }

    @Override
    public TrafficTreatment decode(ObjectNode json, CodecContext context) {
        return onos.decode(json, context);
    }
}

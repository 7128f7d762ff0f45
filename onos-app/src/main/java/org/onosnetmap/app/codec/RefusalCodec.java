package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.flow.FlowRule;

/** A refused rule and why. */
public final class RefusalCodec extends JsonCodec<Refusal> {

    @Override
    public ObjectNode encode(Refusal r, CodecContext context) {
        FlowRule rule = r.rule();
        ObjectNode n = context.mapper().createObjectNode()
                .put("deviceId", rule.deviceId().toString())
                .put("flowId", Long.toString(rule.id().value()))
                .put("appId", rule.appId())
                .put("tableId", rule.table().toString())
                .put("priority", rule.priority())
                .put("reason", r.reason())
                .put("count", r.count())
                .put("firstSeen", r.firstMillis())
                .put("lastSeen", r.lastMillis());
        ArrayNode criteria = n.putArray("criteria");
        rule.selector().criteria().forEach(c -> criteria.add(c.toString()));
        ArrayNode instructions = n.putArray("instructions");
        rule.treatment().allInstructions().forEach(i -> instructions.add(i.toString()));
        return n;
    }
}

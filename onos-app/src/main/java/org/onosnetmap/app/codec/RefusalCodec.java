package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.flow.FlowRule;

/** A refused rule, group or meter, and why. */
public final class RefusalCodec extends JsonCodec<Refusal> {

    @Override
    public ObjectNode encode(Refusal r, CodecContext context) {
        ObjectNode n = context.mapper().createObjectNode()
                .put("kind", r.kind().name().toLowerCase(Locale.ROOT))
                .put("deviceId", r.deviceId().toString())
                .put("reason", r.reason())
                .put("count", r.count())
                .put("firstSeen", r.firstMillis())
                .put("lastSeen", r.lastMillis());
        r.rule().ifPresentOrElse(rule -> addRule(n, rule), () -> n.put(r.kind() == Refusal.Kind.GROUP ? "groupId" : "meterId", r.id()).put("definition", r.definition()));
        return n;
    }

    private static void addRule(ObjectNode n, FlowRule rule) {
        n.put("flowId", Long.toString(rule.id().value())).put("appId", rule.appId()).put("tableId", rule.table().toString()).put("priority", rule.priority());
        ArrayNode criteria = n.putArray("criteria");
        rule.selector().criteria().forEach(c -> criteria.add(c.toString()));
        ArrayNode instructions = n.putArray("instructions");
        rule.treatment().allInstructions().forEach(i -> instructions.add(i.toString()));
    }
}

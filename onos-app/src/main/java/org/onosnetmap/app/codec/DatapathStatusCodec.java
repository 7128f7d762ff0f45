package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.DatapathCounters;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.RuleCounters;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A datapath as it is. */
public final class DatapathStatusCodec extends JsonCodec<DatapathStatus> {

    @Override
    public ObjectNode encode(DatapathStatus d, CodecContext context) {
        DatapathDeclaration c = d.declaration();
        ObjectNode n = context.mapper().createObjectNode()
                .put("name", d.name())
                .put("type", c.vale() ? "vale" : "openflow")
                .put("deviceId", d.deviceId().toString())
                .put("running", d.running());
        if (!d.reason().isEmpty()) {
            n.put("reason", d.reason());
        }
        if (!c.node().isEmpty()) {
            n.put("node", c.node());
        }
        putUnless0(n, "macAge", c.macAge());
        putUnless0(n, "maxPorts", c.maxPorts());
        putUnless0(n, "bufSize", c.bufSize());
        n.put("flows", d.flows()).put("macs", d.macs());
        counters(n, d);
        n.set("ports", context.codec(PortStatus.class).encode(d.ports(), context));
        return n;
    }

    /** Puts the counters of a datapath among the fields of an object. */
    public static void counters(ObjectNode n, DatapathStatus d) {
        DatapathCounters c = d.counters();
        n.put("packetInsDropped", c.packetInsDropped()).put("packetOutsDropped", c.packetOutsDropped()).put("noSuchPort", c.noSuchPort())
                .put("noRoom", c.noRoom()).put("ttlExpired", c.ttlExpired()).put("malformed", c.malformed());
        RuleCounters r = d.ruleChanges();
        n.putObject("ruleChanges").put("added", r.added()).put("modified", r.modified()).put("removed", r.removed()).put("expired", r.expired())
                .put("requestedAgain", r.requestedAgain());
    }

    private static void putUnless0(ObjectNode n, String field, int value) {
        if (value != 0) {
            n.put(field, value);
        }
    }
}

package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A port as it is, with its counters. */
public final class PortStatusCodec extends JsonCodec<PortStatus> {

    @Override
    public ObjectNode encode(PortStatus p, CodecContext context) {
        ObjectNode n = context.mapper().createObjectNode()
                .put("number", p.number())
                .put("name", p.name())
                .put("enabled", p.enabled())
                .put("state", p.state().name());
        if (!p.reason().isEmpty()) {
            n.put("reason", p.reason());
        }
        if (p.mac() != 0) {
            n.put("mac", MacAddress.valueOf(p.mac()).toString());
        }
        if (p.speedMbps() != 0) {
            n.put("speedMbps", p.speedMbps());
        }
        n.put("maxFrame", p.maxFrame()).put("ageSeconds", NetmapCodecs.seconds(p.ageNanos()));
        ObjectNode options = n.putObject("options");
        new TreeMap<>(p.options()).forEach(options::put);
        ObjectNode details = n.putObject("details");
        new TreeMap<>(p.details()).forEach(details::put);
        PortCounters c = p.counters();
        n.putObject("counters")
                .put("rxPackets", c.rxPackets())
                .put("rxBytes", c.rxBytes())
                .put("rxDropped", c.rxDropped())
                .put("rxErrors", c.rxErrors())
                .put("rxRepaired", c.rxRepaired())
                .put("txPackets", c.txPackets())
                .put("txBytes", c.txBytes())
                .put("txDropped", c.txDropped())
                .put("txErrors", c.txErrors());
        return n;
    }
}

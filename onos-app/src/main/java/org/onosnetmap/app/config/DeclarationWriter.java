package org.onosnetmap.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.QueueDeclaration;

/** Declarations as JSON; defaults are left out. */
public final class DeclarationWriter {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DeclarationWriter() {
    }

    /** A datapath with its ports. */
    public static ObjectNode datapath(DatapathDeclaration d) {
        ObjectNode n = MAPPER.createObjectNode().put("name", d.name()).put("type", d.vale() ? "vale" : "openflow");
        putUnless0(n, "macAge", d.macAge());
        putUnless0(n, "maxPorts", d.maxPorts());
        putUnless0(n, "bufSize", d.bufSize());
        if (!d.node().isEmpty()) {
            n.put("node", d.node());
        }
        ArrayNode ports = n.putArray("ports");
        d.ports().forEach(p -> ports.add(port(p)));
        if (!d.mirrors().isEmpty()) {
            ArrayNode mirrors = n.putArray("mirrors");
            d.mirrors().forEach(m -> mirrors.add(mirror(m)));
        }
        return n;
    }

    /** A port. */
    public static ObjectNode port(PortDeclaration p) {
        ObjectNode n = MAPPER.createObjectNode().put("name", p.name());
        putUnless0(n, "number", p.number());
        if (!p.enabled()) {
            n.put("enabled", false);
        }
        if (!p.options().isEmpty()) {
            ObjectNode o = n.putObject("options");
            p.options().forEach(o::put);
        }
        putUnless0(n, "rate", p.shape().rate());
        if (!p.shape().queues().isEmpty()) {
            ArrayNode queues = n.putArray("queues");
            p.shape().queues().forEach(q -> queues.add(queue(q)));
        }
        return n;
    }

    /** A queue of a port. */
    public static ObjectNode queue(QueueDeclaration q) {
        ObjectNode n = MAPPER.createObjectNode().put("id", q.id());
        putUnless0(n, "minRate", q.minRate());
        putUnless0(n, "maxRate", q.maxRate());
        putUnless0(n, "burst", q.burst());
        putUnless0(n, "priority", q.priority());
        return n;
    }

    /** A mirror. */
    public static ObjectNode mirror(MirrorDeclaration m) {
        ObjectNode n = MAPPER.createObjectNode().put("name", m.name());
        putUnlessEmpty(n, "in", m.in());
        putUnlessEmpty(n, "out", m.out());
        if (!m.vlans().isEmpty()) {
            ArrayNode vlans = n.putArray("vlans");
            m.vlans().forEach(vlans::add);
        }
        return n.put("port", m.port());
    }

    private static void putUnlessEmpty(ObjectNode n, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode a = n.putArray(field);
            values.forEach(a::add);
        }
    }

    /** A copy of the configuration (or an empty one for null) in which a list of datapaths stands in place of the old one. */
    public static ObjectNode withDatapaths(JsonNode config, List<DatapathDeclaration> datapaths) {
        ObjectNode n = config == null ? MAPPER.createObjectNode() : (ObjectNode) config.deepCopy();
        ArrayNode a = n.putArray(NetmapConfig.DATAPATHS);
        datapaths.forEach(d -> a.add(datapath(d)));
        return n;
    }

    private static void putUnless0(ObjectNode n, String field, int value) {
        if (value != 0) {
            n.put(field, value);
        }
    }

    private static void putUnless0(ObjectNode n, String field, long value) {
        if (value != 0) {
            n.put(field, value);
        }
    }
}

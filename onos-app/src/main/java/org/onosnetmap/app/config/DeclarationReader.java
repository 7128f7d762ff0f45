package org.onosnetmap.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.queue.PortQueues;
import org.onosproject.net.config.InvalidFieldException;

/** Reads declarations from JSON, strictly: unknown fields, wrong types and values out of range are refused with the field's path. */
public final class DeclarationReader {

    private static final Set<String> ROOT_FIELDS = Set.of(NetmapConfig.WORKERS, NetmapConfig.DATAPATHS);
    private static final Set<String> DATAPATH_FIELDS = Set.of("name", "type", "macAge", "maxPorts", "bufSize", "node", "ports", "mirrors");
    private static final Set<String> MIRROR_FIELDS = Set.of("name", "in", "out", "vlans", "port");
    private static final Set<String> PORT_FIELDS = Set.of("name", "number", "enabled", "options", "rate", "queues");
    private static final Set<String> SHAPE_FIELDS = Set.of("rate", "queues");
    private static final Set<String> QUEUE_FIELDS = Set.of("id", "minRate", "maxRate", "burst", "priority");

    private DeclarationReader() {
    }

    /**
     * Number of workers of a configuration; 1 if it says nothing.
     *
     * @throws InvalidFieldException if the value is wrong, or the configuration has fields that do not belong there
     */
    static int workers(ObjectNode config) {
        onlyFields("", config, ROOT_FIELDS);
        return integer("", config, NetmapConfig.WORKERS, 1, 1, EngineConfig.MAX_WORKERS);
    }

    /**
     * The datapaths of a configuration.
     *
     * @throws InvalidFieldException names the field
     */
    static List<DatapathDeclaration> datapaths(ObjectNode config) {
        List<DatapathDeclaration> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        InterfaceClaims claims = new InterfaceClaims();
        int i = 0;
        for (JsonNode n : array("", config, NetmapConfig.DATAPATHS)) {
            String path = NetmapConfig.DATAPATHS + "[" + i++ + "]";
            DatapathDeclaration d = datapath(path + ".", object(path, n));
            if (!names.add(d.name())) {
                throw new InvalidFieldException(path + ".name", "datapath '" + d.name() + "' is declared twice; give each a name of its own");
            }
            for (int port = 0; port < d.ports().size(); port++) {
                String conflict = claims.claim(d, d.ports().get(port));
                if (!conflict.isEmpty()) {
                    throw new InvalidFieldException(path + ".ports[" + port + "].name", conflict);
                }
            }
            all.add(d);
        }
        return all;
    }

    /**
     * One datapath.
     *
     * @param path put in front of the names of fields in errors
     * @throws InvalidFieldException names the field
     */
    public static DatapathDeclaration datapath(String path, ObjectNode n) {
        onlyFields(path, n, DATAPATH_FIELDS);
        String name = string(path, n, "name", null);
        String type = string(path, n, "type", name.startsWith("vale") ? "vale" : "openflow");
        if (!type.equals("vale") && !type.equals("openflow")) {
            throw new InvalidFieldException(path + "type", "'" + type + "' is no type of datapath; take openflow or vale");
        }
        int macAge = integer(path, n, "macAge", 0, 1, 86_400);
        int maxPorts = integer(path, n, "maxPorts", 0, 2, 1024);
        int bufSize = integer(path, n, "bufSize", 0, 2048, 16_384);
        if (bufSize % 64 != 0) {
            throw new InvalidFieldException(path + "bufSize", "is " + bufSize + "; take a multiple of 64");
        }
        String node = string(path, n, "node", "");
        DatapathDeclaration settings = new DatapathDeclaration(name, macAge, maxPorts, bufSize, node, List.of());
        DatapathSpec spec;
        try {
            spec = spec(settings, type.equals("vale"));
        } catch (DatapathException e) {
            throw new InvalidFieldException(path + "name", e.getMessage());
        }
        DatapathDeclaration d = settings.withPorts(ports(path, n, settings)).withMirrors(mirrors(path, n));
        MirrorRules.check(path, d);
        if (d.ports().size() > spec.maxPorts()) {
            throw new InvalidFieldException(path + "ports", d.ports().size() + " ports on datapath '" + name + "', whose maxPorts is " + spec.maxPorts()
                    + "; raise maxPorts or remove ports");
        }
        return d;
    }

    private static List<PortDeclaration> ports(String path, ObjectNode n, DatapathDeclaration d) {
        List<PortDeclaration> ports = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        InterfaceClaims claims = new InterfaceClaims();
        for (JsonNode p : array(path, n, "ports")) {
            String at = path + "ports[" + ports.size() + "]";
            PortDeclaration port = port(at + ".", object(at, p));
            if (!names.add(port.name())) {
                throw new InvalidFieldException(at + ".name", "port '" + port.name() + "' is declared twice on datapath '" + d.name() + "'; remove one");
            }
            if (port.number() != 0 && !numbers.add(port.number())) {
                throw new InvalidFieldException(at + ".number", "number " + port.number() + " is given twice on datapath '" + d.name() + "'; take another one");
            }
            String conflict = claims.claim(d, port);
            if (!conflict.isEmpty()) {
                throw new InvalidFieldException(at + ".name", conflict);
            }
            ports.add(port);
        }
        return ports;
    }

    /** What the data plane is asked for. */
    public static DatapathSpec spec(DatapathDeclaration d) throws DatapathException {
        return spec(d, d.vale());
    }

    private static DatapathSpec spec(DatapathDeclaration d, boolean vale) throws DatapathException {
        DatapathSpec spec = vale ? DatapathSpec.vale(d.name()) : DatapathSpec.openFlow(d.name());
        if (d.macAge() != 0) {
            spec.macAge(d.macAge());
        }
        if (d.maxPorts() != 0) {
            spec.maxPorts(d.maxPorts());
        }
        if (d.bufSize() != 0) {
            spec.bufSize(d.bufSize());
        }
        return spec;
    }

    /**
     * One port.
     *
     * @param path put in front of the names of fields in errors
     * @throws InvalidFieldException names the field
     */
    public static PortDeclaration port(String path, ObjectNode n) {
        onlyFields(path, n, PORT_FIELDS);
        String name = string(path, n, "name", null);
        int number = integer(path, n, "number", 0, 1, PortDeclaration.MAX_NUMBER);
        boolean enabled = bool(path, n, "enabled", true);
        Map<String, String> options = new TreeMap<>();
        JsonNode o = n.path("options");
        if (!absent(o)) {
            for (Iterator<Map.Entry<String, JsonNode>> i = object(path + "options", o).fields(); i.hasNext();) {
                Map.Entry<String, JsonNode> e = i.next();
                if (!e.getValue().isValueNode() || e.getValue().isNull()) {
                    throw new InvalidFieldException(path + "options." + e.getKey(), "is " + e.getValue() + "; take a string, a number or true or false");
                }
                options.put(e.getKey(), e.getValue().asText());
            }
        }
        PortSpec spec;
        try {
            spec = PortSpec.of(name, number, options);
        } catch (PortException e) {
            throw new InvalidFieldException(path + "name", e.getMessage());
        }
        try {
            PortOptions.checkCommon(spec);
        } catch (PortException e) {
            throw new InvalidFieldException(path + "options", e.getMessage());
        }
        return new PortDeclaration(name, number, enabled, options, shape(path, n));
    }

    private static List<MirrorDeclaration> mirrors(String path, ObjectNode n) {
        List<MirrorDeclaration> mirrors = new ArrayList<>();
        for (JsonNode m : array(path, n, "mirrors")) {
            String at = path + "mirrors[" + mirrors.size() + "]";
            mirrors.add(mirror(at + ".", object(at, m)));
        }
        return mirrors;
    }

    /**
     * One mirror. Whether the datapath has its ports is not looked at.
     *
     * @param path put in front of the names of fields in errors
     * @throws InvalidFieldException names the field
     */
    public static MirrorDeclaration mirror(String path, ObjectNode n) {
        onlyFields(path, n, MIRROR_FIELDS);
        List<Integer> vlans = new ArrayList<>();
        for (JsonNode v : array(path, n, "vlans")) {
            if (!v.isInt() || v.asInt() < MirrorSpec.UNTAGGED || v.asInt() > MirrorSpec.MAX_VLAN) {
                throw new InvalidFieldException(path + "vlans[" + vlans.size() + "]", "is " + v + "; take 1 to " + MirrorSpec.MAX_VLAN + ", or 0 for frames without a tag");
            }
            vlans.add(v.asInt());
        }
        return new MirrorDeclaration(string(path, n, "name", null), strings(path, n, "in"), strings(path, n, "out"), vlans, string(path, n, "port", null));
    }

    private static List<String> strings(String path, ObjectNode n, String field) {
        List<String> all = new ArrayList<>();
        for (JsonNode v : array(path, n, field)) {
            if (!v.isTextual()) {
                throw new InvalidFieldException(path + field + "[" + all.size() + "]", "is " + v + "; the name of a port is wanted");
            }
            all.add(v.asText());
        }
        return all;
    }

    /**
     * Rate and queues of a port by themselves.
     *
     * @throws InvalidFieldException names the field
     */
    public static PortShape shape(ObjectNode n) {
        onlyFields("", n, SHAPE_FIELDS);
        return shape("", n);
    }

    private static PortShape shape(String path, ObjectNode n) {
        List<QueueDeclaration> queues = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        for (JsonNode q : array(path, n, "queues")) {
            String at = path + "queues[" + queues.size() + "]";
            QueueDeclaration queue = queue(at + ".", object(at, q));
            if (!ids.add(queue.id())) {
                throw new InvalidFieldException(at + ".id", "queue " + queue.id() + " is declared twice; give each a number of its own");
            }
            queues.add(queue);
        }
        // every port has the default queue, declared or not
        int most = PortQueues.MAX_QUEUES - (ids.contains((long) QueueSpec.DEFAULT) ? 0 : 1);
        if (queues.size() > most) {
            throw new InvalidFieldException(path + "queues", "there are " + queues.size() + "; take at most " + most);
        }
        return new PortShape(longInteger(path, n, "rate", 0L, 0, QueueDeclaration.MAX_RATE), queues);
    }

    /**
     * One queue of a port.
     *
     * @param path put in front of the names of fields in errors
     * @throws InvalidFieldException names the field
     */
    public static QueueDeclaration queue(String path, ObjectNode n) {
        onlyFields(path, n, QUEUE_FIELDS);
        long id = longInteger(path, n, "id", null, 0, QueueDeclaration.MAX_ID);
        long minRate = longInteger(path, n, "minRate", 0L, 0, QueueDeclaration.MAX_RATE);
        long maxRate = longInteger(path, n, "maxRate", 0L, 0, QueueDeclaration.MAX_RATE);
        if (maxRate != 0 && minRate > maxRate) {
            throw new InvalidFieldException(path + "minRate", "is " + minRate + " and above the maxRate of " + maxRate + "; lower it, or raise maxRate");
        }
        long burst = longInteger(path, n, "burst", 0L, 0, QueueDeclaration.MAX_RATE);
        return new QueueDeclaration(id, minRate, maxRate, burst, (int) longInteger(path, n, "priority", 0L, 0, Integer.MAX_VALUE));
    }

    private static boolean absent(JsonNode n) {
        return n.isMissingNode() || n.isNull();
    }

    private static void onlyFields(String path, ObjectNode n, Set<String> allowed) {
        for (Iterator<String> i = n.fieldNames(); i.hasNext();) {
            String f = i.next();
            if (!allowed.contains(f)) {
                throw new InvalidFieldException(path + f, "there is no such field; known here are " + new TreeSet<>(allowed));
            }
        }
    }

    private static ObjectNode object(String path, JsonNode n) {
        if (!n.isObject()) {
            throw new InvalidFieldException(path, "is " + n + "; an object { … } is wanted");
        }
        return (ObjectNode) n;
    }

    private static JsonNode array(String path, ObjectNode n, String field) {
        JsonNode v = n.path(field);
        if (!absent(v) && !v.isArray()) {
            throw new InvalidFieldException(path + field, "is " + v + "; a list [ … ] is wanted");
        }
        return v;
    }

    /** {@code otherwise == null}: the field must be there. */
    private static String string(String path, ObjectNode n, String field, String otherwise) {
        JsonNode v = n.path(field);
        if (absent(v)) {
            if (otherwise == null) {
                throw new InvalidFieldException(path + field, "is missing; a string is wanted");
            }
            return otherwise;
        }
        if (!v.isTextual()) {
            throw new InvalidFieldException(path + field, "is " + v + "; a string is wanted");
        }
        return v.asText();
    }

    private static int integer(String path, ObjectNode n, String field, int otherwise, int min, int max) {
        JsonNode v = n.path(field);
        if (absent(v)) {
            return otherwise;
        }
        if (!v.isIntegralNumber() || !v.canConvertToInt() || v.asInt() < min || v.asInt() > max) {
            throw new InvalidFieldException(path + field, "is " + v + "; take a whole number from " + min + " to " + max);
        }
        return v.asInt();
    }

    /** {@code otherwise == null}: the field must be there. */
    private static long longInteger(String path, ObjectNode n, String field, Long otherwise, long min, long max) {
        JsonNode v = n.path(field);
        if (absent(v) && otherwise != null) {
            return otherwise;
        }
        if (!v.isIntegralNumber() || !v.canConvertToLong() || v.asLong() < min || v.asLong() > max) {
            throw new InvalidFieldException(path + field, (absent(v) ? "is missing" : "is " + v) + "; take a whole number from " + min + " to " + max);
        }
        return v.asLong();
    }

    private static boolean bool(String path, ObjectNode n, String field, boolean otherwise) {
        JsonNode v = n.path(field);
        if (absent(v)) {
            return otherwise;
        }
        if (!v.isBoolean()) {
            throw new InvalidFieldException(path + field, "is " + v + "; take true or false");
        }
        return v.asBoolean();
    }
}

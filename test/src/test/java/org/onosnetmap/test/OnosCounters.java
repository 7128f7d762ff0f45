package org.onosnetmap.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.test.conformance.SwitchUnderTest;

/** What ONOS says that a switch has counted, without the marks that follow each frame of a case, and since the case began. */
final class OnosCounters {

    private static final int PORTS = SwitchUnderTest.PORTS;
    /** Tables whose counters cases ask for are below this one. */
    private static final int TABLES = 4;
    /** Bytes of a mark. */
    private static final int MARK_BYTES = 22;
    private static final Map<String, String> TABLE = Map.of("rules", "activeEntries", "lookups", "packetsLookedUp", "matched", "packetsMatched");
    private static final Map<String, String> PORT = Map.of("rxPackets", "packetsReceived", "rxBytes", "bytesReceived", "txPackets", "packetsSent", "txBytes", "bytesSent");

    private final SharedOnos s;
    private final String device;
    /** Counters that never become 0 in the switch, when the case began. */
    private final Map<String, Long> zero = new HashMap<>();
    /** How many marks came in by each port and left by each, since then. */
    private final long[] marksIn = new long[PORTS + 1];
    private final long[] marksOut = new long[PORTS + 1];
    /** All frames since the datapath was made. */
    private long sent;

    OnosCounters(SharedOnos s, String device) {
        this.s = s;
        this.device = device;
    }

    /** A frame and its mark are sent in by a port; the mark leaves by some. */
    void sent(int in, Collection<Integer> out) {
        sent += 2;
        marksIn[in]++;
        for (int p : out) {
            marksOut[p]++;
        }
    }

    /** Whether all that was sent so far is in ONOS's statistics. */
    boolean upToDate() throws Exception {
        long received = 0;
        for (int p = 1; p <= PORTS; p++) {
            received += port(p, "rxPackets");
        }
        return received == sent && table(0, "lookups") == sent;
    }

    /** Begins anew. */
    void zero() throws Exception {
        zero.clear();
        for (int t = 0; t < TABLES; t++) {
            for (String name : List.of("lookups", "matched")) {
                zero.put("table " + t + name, table(t, name));
            }
        }
        for (int p = 1; p <= PORTS; p++) {
            for (String name : PORT.keySet()) {
                zero.put("port " + p + name, port(p, name));
            }
        }
        Arrays.fill(marksIn, 0);
        Arrays.fill(marksOut, 0);
    }

    /**
     * A counter of {@link SwitchUnderTest#counter}.
     *
     * @param meters number in the case to number in ONOS
     */
    long since(String thing, String name, Map<String, String> meters) throws Exception {
        String[] w = thing.split(" ");
        long before = zero.getOrDefault(thing + name, 0L);
        switch (w[0]) {
            case "table":
                // Table 0 has the rule for marks.
                long own = w[1].equals("0") ? name.equals("rules") ? 1 : Arrays.stream(marksIn).sum() : 0;
                return table(Integer.parseInt(w[1]), name) - before - own;
            case "port":
                int p = Integer.parseInt(w[1]);
                long marks = name.startsWith("rx") ? marksIn[p] : marksOut[p];
                return port(p, name) - before - (name.endsWith("Bytes") ? MARK_BYTES * marks : marks);
            case "rule":
                return value(find(s.flows(device), "tableId", w[1], "priority", w[2]), name);
            case "group":
                return value(group(w[1]), name.equals("references") ? "referenceCount" : name);
            case "bucket":
                return value(group(w[1]).path("buckets").path(Integer.parseInt(w[2])), name);
            case "meter":
                return value(find(s.get("/onos/v1/meters/" + device).path("meters"), "id", meters.get(w[1])), name);
            default:
                throw new IllegalArgumentException("nothing counts a " + w[0]);
        }
    }

    /** ONOS leaves tables out that were never used. */
    private long table(int number, String name) throws Exception {
        JsonNode all = s.get("/onos/v1/statistics/flows/tables/" + device).path("statistics").path(0).path("table");
        return Math.max(0, value(find(all, "tableId", Integer.toString(number)), TABLE.get(name)));
    }

    private long port(int number, String name) throws Exception {
        JsonNode all = s.get("/onos/v1/statistics/ports/" + device).path("statistics").path(0).path("ports");
        return value(find(all, "port", Integer.toString(number)), PORT.get(name));
    }

    private JsonNode group(String id) throws Exception {
        return find(s.get("/onos/v1/groups/" + device).path("groups"), "id", id);
    }

    /** The first whose members have the values; a missing node if there is none. */
    private static JsonNode find(JsonNode all, String... membersAndValues) {
        for (JsonNode n : all) {
            boolean right = true;
            for (int i = 0; i < membersAndValues.length; i += 2) {
                right &= n.path(membersAndValues[i]).asText().equals(membersAndValues[i + 1]);
            }
            if (right) {
                return n;
            }
        }
        return SharedOnos.MAPPER.missingNode();
    }

    private static long value(JsonNode thing, String name) {
        return thing.path(name).asLong(-1);
    }
}

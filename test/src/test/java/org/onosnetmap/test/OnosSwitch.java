package org.onosnetmap.test;

import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.GroupText;
import org.onosnetmap.dataplane.flow.text.MeterText;
import org.onosnetmap.test.conformance.Frame;
import org.onosnetmap.test.conformance.SwitchUnderTest;

/** A datapath of the embedded ONOS, driven by REST alone, with ports on network interfaces. */
final class OnosSwitch implements SwitchUnderTest, AutoCloseable {

    private static final String NAME = "conformance";
    private static final String DEVICE = "netmap:" + NAME;
    private static final String DATAPATH = "/onos/netmap/datapaths/" + NAME;
    private static final String GROUPS = "/onos/v1/groups/" + DEVICE;
    private static final String METERS = "/onos/v1/meters/" + DEVICE;
    private static final String PROVIDERS = "/onos/v1/configuration/org.onosnetmap.app.provider.";
    private static final long COOKIE = 0x1000;
    /** No port, as ONOS numbers it: -1, written without a sign. */
    private static final String ANY = "18446744073709551615";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 3_000_000;
    /** Frames that tell that all before them is through: of an EtherType that no case uses. */
    private static final int MARK_TYPE = 0x88b6;

    private final SharedOnos s;
    private final PeerProcess peer;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SortedSet<Integer> up = new TreeSet<>(List.of(1, 2, 3, 4));
    /** Number in the case to number in ONOS, which gives out those of meters. */
    private final Map<String, String> meters = new HashMap<>();
    private final OnosCounters counters;
    private boolean dirty;
    private long marks;

    OnosSwitch(SharedOnos s) throws Exception {
        this.s = s;
        counters = new OnosCounters(s, DEVICE);
        peer = new PeerProcess();
        try {
            StringBuilder ports = new StringBuilder();
            for (int p = 1; p <= PORTS; p++) {
                ports.append(p == 1 ? "" : ", ").append("{'name': 'packet:").append(peer.port(p)).append("', 'number': ").append(p).append('}');
            }
            s.addDatapath("{'name': '" + NAME + "', 'ports': [" + ports + "]}");
            await("ports are up", () -> {
                for (JsonNode p : s.get(DATAPATH + "/ports").path("ports")) {
                    if (!p.path("state").asText().equals("UP")) {
                        return false;
                    }
                }
                return true;
            });
            pollSeconds(1);
            String mark = s.addFlow(DEVICE, 65_000, "'isPermanent': true, 'timeout': 0", "{'type': 'ETH_TYPE', 'ethType': '0x88b6'}",
                    "{'type': 'OUTPUT', 'port': 'ALL'}, {'type': 'OUTPUT', 'port': 'IN_PORT'}");
            await("the rule for marks", () -> s.flowState(DEVICE, mark).equals("ADDED"));
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        try {
            if (s.onos().get(DATAPATH).statusCode() == 200) {
                pollSeconds(5);
                s.removeDatapath(NAME);
            }
        } finally {
            peer.close();
        }
    }

    /** How often ONOS gets counters; 5 is the default. */
    private void pollSeconds(int seconds) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("NetmapFlowRuleProvider", "flowPollSeconds");
        properties.put("NetmapGroupProvider", "groupPollSeconds");
        properties.put("NetmapMeterProvider", "meterPollSeconds");
        properties.put("NetmapDeviceProvider", "portPollSeconds");
        for (Map.Entry<String, String> p : properties.entrySet()) {
            expect(200, s.onos().post(PROVIDERS + p.getKey(), "{\"" + p.getValue() + "\": \"" + seconds + "\"}"));
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + PATIENCE.toSeconds() + " s still not: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    // ---- what is in force

    @Override
    public void clear(boolean counts) throws Exception {
        for (int p = 1; p <= PORTS; p++) {
            port(p, true);
        }
        if (dirty) {
            expect(204, s.onos().delete("/onos/v1/flows/application/org.onosnetmap.text"));
            for (JsonNode g : groups()) {
                expect(204, s.onos().delete(GROUPS + "/" + g.path("appCookie").asText()));
            }
            for (JsonNode m : meters()) {
                expect(204, s.onos().delete(METERS + "/" + m.path("id").asText()));
            }
            await("the switch is empty", () -> s.get(DATAPATH).path("flows").asInt() == 1 && s.flows(DEVICE).size() == 1 && groups().size() == 0 && meters().size() == 0);
            meters.clear();
            dirty = false;
        }
        if (counts) {
            await("statistics of tables and ports are up to date", counters::upToDate);
            counters.zero();
        }
    }

    private JsonNode groups() throws Exception {
        return s.get(GROUPS).path("groups");
    }

    private JsonNode meters() throws Exception {
        return s.get(METERS).path("meters");
    }

    /** What is refused now, by {@code FIELD ID}; the values are new when it was refused again. */
    private Map<String, JsonNode> refusals() throws Exception {
        Map<String, JsonNode> all = new HashMap<>();
        for (JsonNode r : s.get("/onos/netmap/refusals/" + NAME).path("refusals")) {
            for (String field : List.of("flowId", "groupId", "meterId")) {
                if (r.has(field)) {
                    all.put(field + " " + r.path(field).asText(), r);
                }
            }
        }
        return all;
    }

    /**
     * Waits until something is in force or refused.
     *
     * @param before the refusals before it was sent: those of groups that are not there stay
     * @return the reason, or ""
     */
    private String outcome(String what, String fieldAndId, Map<String, JsonNode> before, Callable<Boolean> inForce) throws Exception {
        String[] reason = {""};
        await(what + " is in force or refused", () -> {
            if (inForce.call()) {
                return true;
            }
            JsonNode r = refusals().get(fieldAndId);
            reason[0] = r == null || r.equals(before.get(fieldAndId)) ? "" : r.path("reason").asText();
            return !reason[0].isEmpty();
        });
        return reason[0];
    }

    private long added() throws Exception {
        return s.get(DATAPATH).path("ruleChanges").path("added").asLong();
    }

    @Override
    public String rule(String text) throws Exception {
        dirty = true;
        String line = text;
        for (Map.Entry<String, String> m : meters.entrySet()) {
            line = line.replaceAll("\\bmeter:" + m.getKey() + "\\b", "meter:" + m.getValue());
        }
        long before = added();
        Map<String, JsonNode> refused = refusals();
        HttpResponse<String> answer = postText(DATAPATH + "/flows", line);
        if (answer.statusCode() == 400) {
            return BY_CONTROLLER + answer.body();
        }
        String id = SharedOnos.MAPPER.readTree(expect(201, answer).body()).path("flows").path(0).path("flowId").asText();
        return outcome(text, "flowId " + id, refused, () -> added() > before);
    }

    private HttpResponse<String> postText(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + s.onos().httpPort() + path)).header("Content-Type", "text/plain")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("onos:rocks".getBytes(StandardCharsets.US_ASCII))).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public String group(String text) throws Exception {
        dirty = true;
        Group g = GroupText.parse(text);
        ObjectNode json = SharedOnos.MAPPER.createObjectNode().put("type", g.type().name()).put("appCookie", cookie(g.id())).put("groupId", Integer.toString(g.id()));
        ArrayNode buckets = json.putArray("buckets");
        for (Bucket b : g.buckets()) {
            ObjectNode n = buckets.addObject().put("type", g.type().name());
            if (g.type() == Group.Type.SELECT) {
                n.put("weight", b.weight());
            } else if (g.type() == Group.Type.FAILOVER) {
                n.put("watchPort", b.watchPort() == PortNo.ANY ? ANY : Integer.toString(b.watchPort())).put("watchGroup", b.watchGroup());
            }
            ArrayNode instructions = n.putObject("treatment").putArray("instructions");
            for (Action a : b.actions()) {
                instructions.add(instruction(a));
            }
        }
        Map<String, JsonNode> refused = refusals();
        HttpResponse<String> answer = s.onos().post(GROUPS, json.toString());
        if (answer.statusCode() == 400) {
            return BY_CONTROLLER + answer.body();
        }
        expect(201, answer);
        String id = Integer.toString(g.id());
        return outcome(text, "groupId " + id, refused, () -> {
            for (JsonNode n : groups()) {
                if (n.path("id").asText().equals(id)) {
                    return n.path("state").asText().equals("ADDED");
                }
            }
            return false;
        });
    }

    private static String cookie(int group) {
        return "0x" + Long.toHexString(COOKIE + group);
    }

    /** What ONOS has a word for in its own, all else as an extension. */
    private static ObjectNode instruction(Action a) {
        ObjectNode n = SharedOnos.MAPPER.createObjectNode();
        if (a instanceof Action.Output) {
            return n.put("type", "OUTPUT").put("port", PortNo.toString(((Action.Output) a).port()));
        }
        if (a instanceof Action.ToGroup) {
            return n.put("type", "GROUP").put("groupId", ((Action.ToGroup) a).group());
        }
        n.put("type", "EXTENSION").put("deviceId", DEVICE).putObject("extension").put("actions", FlowText.formatActions(List.of(a)));
        return n;
    }

    @Override
    public String meter(String text) throws Exception {
        dirty = true;
        Meter m = MeterText.parse(text);
        ObjectNode json = SharedOnos.MAPPER.createObjectNode().put("deviceId", DEVICE).put("burst", true)
                .put("unit", m.unit() == Meter.Unit.KILOBITS_PER_SECOND ? "KB_PER_SEC" : m.unit() == Meter.Unit.PACKETS_PER_SECOND ? "PKTS_PER_SEC" : "BYTES_PER_SEC");
        ArrayNode bands = json.putArray("bands");
        for (Meter.Band b : m.bands()) {
            boolean drop = b.type() == Meter.BandType.DROP;
            bands.addObject().put("type", drop ? "DROP" : "REMARK").put("rate", b.rate()).put("burstSize", b.burst()).put("prec", drop ? 0 : b.precedence());
        }
        Map<String, JsonNode> refused = refusals();
        HttpResponse<String> answer = expect(201, s.onos().post(METERS, json.toString()));
        String location = answer.headers().firstValue("Location").orElseThrow();
        String id = location.substring(location.lastIndexOf('/') + 1);
        meters.put(Integer.toString(m.id()), id);
        return outcome(text, "meterId " + id, refused, () -> {
            for (JsonNode n : meters()) {
                if (n.path("id").asText().equals(id)) {
                    return n.path("state").asText().equals("ADDED");
                }
            }
            return false;
        });
    }

    @Override
    public void removeGroup(int id) throws Exception {
        int rules = s.flows(DEVICE).size();
        expect(204, s.onos().delete(GROUPS + "/" + cookie(id)));
        await("group " + id + " and its rules are gone", () -> groups().size() == 0 && s.flows(DEVICE).size() < rules);
    }

    @Override
    public void removeMeter(int id) throws Exception {
        int rules = s.flows(DEVICE).size();
        expect(204, s.onos().delete(METERS + "/" + meters.get(Integer.toString(id))));
        await("meter " + id + " and its rules are gone", () -> meters().size() == 0 && s.flows(DEVICE).size() < rules);
    }

    @Override
    public void port(int number, boolean wanted) throws Exception {
        if (up.contains(number) != wanted) {
            expect(200, s.onos().put(DATAPATH + "/ports/" + number, "{\"enabled\": " + wanted + "}"));
            await("port " + number + (wanted ? " is up" : " is down"), () -> s.get(DATAPATH + "/ports/" + number).path("state").asText().equals("UP") == wanted);
            if (wanted) {
                up.add(number);
            } else {
                up.remove(number);
            }
        }
    }

    // ---- packets

    @Override
    public SortedMap<Integer, List<byte[]>> send(int port, byte[] frame) throws Exception {
        String mark = String.format("02000000005e0200000000%02x%04x%016x", port, MARK_TYPE, ++marks);
        counters.sent(port, up);
        SortedMap<Integer, List<byte[]>> came = new TreeMap<>();
        for (String line : peer.exchange(port + " " + Frame.hex(frame) + " " + mark + " " + up.toString().replaceAll("[^0-9,]", ""))) {
            String[] words = line.split(" ");
            if (words[0].equals("lost")) {
                throw new AssertionError("the switch forwards nothing more: the mark is " + line);
            }
            came.computeIfAbsent(Integer.valueOf(words[0]), k -> new ArrayList<>()).add(Frame.hex(words[1]));
        }
        return came;
    }

    // ---- counters

    @Override
    public long counter(String thing, String name) throws Exception {
        return counters.since(thing, name, meters);
    }

    @Override
    public long counterLagMillis() {
        return PATIENCE.toMillis();
    }
}

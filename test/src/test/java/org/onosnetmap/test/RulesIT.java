package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.embedded.EmbeddedOnos;

/** Rules that are POSTed to ONOS forward packets, are counted, refused and removed as they say. */
@Order(1)
@ExtendWith(SharedOnos.class)
class RulesIT {

    private static final String DEVICE = "netmap:rules";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final String PERMANENT = "'isPermanent': true, 'timeout': 0";
    private static final String FROM_1 = "{'type': 'IN_PORT', 'port': 1}";
    private static final String TO_2 = "{'type': 'OUTPUT', 'port': '2'}";
    private static final String FLOW_PROVIDER = "/onos/v1/configuration/org.onosnetmap.app.provider.NetmapFlowRuleProvider";
    private static final int MANY = 10_000;
    private static final int CYCLES = 10;
    /** Seconds between two reports of rules: the default, 5, in the nightly form; otherwise less, to save time. */
    private static final int CYCLE_SECONDS = Integer.getInteger("statistics.seconds", 1);
    /** For ten thousand rules on a machine that is busy; how fast they are is measured by the benchmark "rest". */
    private static final Duration LOAD = Duration.ofMinutes(2);

    private final SharedOnos s;
    private Path out;

    RulesIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapath() throws Exception {
        Path folder = s.folder("rules");
        out = folder.resolve("out" + System.nanoTime() + ".pcap");
        Path in = Pcap.write(folder.resolve("in.pcap"), 2000, Pcap.frame(B, A, 0x88b5, (byte) 1), Pcap.frame(B, A, 0x88b6, (byte) 2));
        Path one = Pcap.write(folder.resolve("one.pcap"), 2000, Pcap.frame(A, B, 0x88b8));
        s.addDatapath("{'name': 'rules', 'ports': [{'name': 'pcap:" + in + "', 'number': 1, 'options': {'loop': true, 'timing': 'file'}},"
                + " {'name': 'pcap:" + one + "', 'number': 2, 'options': {'loop': false, 'write': '" + out + "'}}]}");
    }

    @AfterEach
    void removeDatapath() throws Exception {
        s.removeDatapath("rules");
        await("its rules are gone", () -> s.flows(DEVICE).size() == 0);
    }

    @Test
    void aRuleForwardsIsCountedAndEndsWhenItIsRemoved() throws Exception {
        String id = s.addFlow(DEVICE, 10, PERMANENT, FROM_1 + ", {'type': 'ETH_TYPE', 'ethType': '0x88b5'}", "{'type': 'L2MODIFICATION', 'subtype': 'ETH_DST', 'mac': '02:00:00:00:00:0C'}, " + TO_2);
        await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
        await("frames leave", () -> Pcap.read(out).size() >= 5);
        byte[] expected = Pcap.frame(0x02_00_00_00_00_0cL, A, 0x88b5, (byte) 1);
        for (byte[] f : Pcap.read(out)) {
            assertArrayEquals(expected, f, "only what the rule matches, and as it says");
        }
        await("the rule's counters", () -> s.flows(DEVICE).path(0).path("packets").asLong() > 0);
        await("the ports' counters", () -> s.get("/onos/v1/statistics/ports/" + DEVICE).path("statistics").path(0).path("ports").size() == 2
                && s.get("/onos/v1/statistics/ports/" + DEVICE).toString().contains("\"packetsReceived\""));
        await("the tables' counters", () -> s.get("/onos/v1/statistics/flows/tables/" + DEVICE).toString().contains("\"activeEntries\":1"));

        expect(204, s.onos().delete("/onos/v1/flows/" + DEVICE + "/" + id));
        await("gone", () -> s.flowState(DEVICE, id).isEmpty());
        await("what was on its way has left", () -> {
            long size = Pcap.size(out);
            awaitReceived(200);
            return Pcap.size(out) == size;
        });
    }

    private void awaitReceived(int packets) throws Exception {
        long before = received();
        await("packets that come in", () -> received() >= before + packets);
    }

    private long received() throws Exception {
        return s.get("/onos/netmap/datapaths/rules/ports/1").path("counters").path("rxPackets").asLong();
    }

    @Test
    void rulesThatArePostedAloneComeIntoForceOneByOne() throws Exception {
        for (int i = 1; i <= 10; i++) {
            int wanted = i;
            s.addFlow(DEVICE, 100 + i, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x88b7'}", TO_2);
            // how soon is measured by the benchmark "rest"
            await("rule " + i + " in force", () -> s.get("/onos/netmap/datapaths/rules").path("flows").asInt() == wanted);
        }
        assertEquals(10, changes("added"));
    }

    @Test
    void aRuleThatIsRefusedIsFailedAndTheReasonIsToBeRead() throws Exception {
        String local = s.addFlow(DEVICE, 20, PERMANENT, FROM_1, "{'type': 'OUTPUT', 'port': 'LOCAL'}");
        String mpls = s.addFlow(DEVICE, 21, PERMANENT, "{'type': 'MPLS_LABEL', 'label': 5}", TO_2);
        String good = s.addFlow(DEVICE, 22, PERMANENT, FROM_1, TO_2);
        await("states", () -> s.flowState(DEVICE, local).equals("FAILED") && s.flowState(DEVICE, mpls).equals("FAILED") && s.flowState(DEVICE, good).equals("ADDED"));
        JsonNode refusals = s.get("/onos/netmap/refusals/rules").path("refusals");
        assertEquals(2, refusals.size());
        // the core asks for them again, so either may be the latest
        assertTrue(reason(refusals, local).contains("no network stack"), refusals.toString());
        assertTrue(reason(refusals, mpls).contains("the match on MPLS_LABEL does not say that packets have this field"), refusals.toString());
        await("the same in the shell", () -> s.get("/onos/netmap/refusals").path("refusals").equals(s.shellJson("netmap-refusals -j")));
        assertTrue(s.onos().shell("netmap-refusals rules").contains("no network stack"));
        expect(204, s.onos().delete("/onos/v1/flows/" + DEVICE + "/" + local));
        await("forgotten when it is taken back", () -> s.get("/onos/netmap/refusals/rules").path("refusals").size() == 1);
    }

    private static String reason(JsonNode refusals, String flowId) {
        for (JsonNode r : refusals) {
            if (r.path("flowId").asText().equals(flowId)) {
                return r.path("reason").asText();
            }
        }
        return "";
    }

    @Test
    void anIdleRuleEndsAndOneWithPacketsStays() throws Exception {
        String idle = s.addFlow(DEVICE, 30, "'isPermanent': false, 'timeout': 3", "{'type': 'ETH_TYPE', 'ethType': '0x88b7'}", TO_2);
        String busy = s.addFlow(DEVICE, 31, "'isPermanent': false, 'timeout': 8", "{'type': 'ETH_TYPE', 'ethType': '0x88b5'}", TO_2);
        await("ADDED", () -> s.flowState(DEVICE, idle).equals("ADDED") && s.flowState(DEVICE, busy).equals("ADDED"));
        EmbeddedOnos.await("the idle one is gone", Duration.ofSeconds(30), () -> s.flowState(DEVICE, idle).isEmpty());
        assertEquals("ADDED", s.flowState(DEVICE, busy));
        await("the data plane has one", () -> s.get("/onos/netmap/datapaths/rules").path("flows").asInt() == 1);
    }

    @Test
    void tenThousandRulesInOnePostAreAddedAndStayWithoutReinstallation() throws Exception {
        ObjectNode body = SharedOnos.MAPPER.createObjectNode();
        ArrayNode flows = body.putArray("flows");
        for (int i = 0; i < MANY; i++) {
            ObjectNode f = flows.addObject().put("deviceId", DEVICE).put("priority", 40).put("isPermanent", true).put("timeout", 0);
            ArrayNode criteria = f.putObject("selector").putArray("criteria");
            criteria.addObject().put("type", "ETH_TYPE").put("ethType", "0x800");
            criteria.addObject().put("type", "IPV4_DST").put("ip", "10.1." + i / 256 + "." + i % 256 + "/32");
            f.putObject("treatment").putArray("instructions").addObject().put("type", "OUTPUT").put("port", "2");
        }
        expect(200, s.onos().post(FLOW_PROVIDER, "{\"flowPollSeconds\": \"" + CYCLE_SECONDS + "\"}"));
        long before = changes("added");
        long start = System.nanoTime();
        HttpResponse<String> answer = expect(200, s.onos().post("/onos/v1/flows?appId=org.onosnetmap.test", body.toString()));
        String one = SharedOnos.MAPPER.readTree(answer.body()).path("flows").path(0).path("flowId").asText();
        EmbeddedOnos.await("all in the data plane", LOAD, () -> s.get("/onos/netmap/datapaths/rules").path("flows").asInt() == MANY);
        while (added() < MANY) {
            // seldom: ten thousand rules as JSON keep ONOS busy for a while
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            assertTrue(System.nanoTime() - start < LOAD.toNanos(), "not all rules are ADDED after " + LOAD);
        }
        System.out.println(MANY + " rules are ADDED " + (System.nanoTime() - start) / 1_000_000 + " ms after the POST began");
        long requested = changes("requestedAgain");
        awaitReports(one, CYCLES);
        assertEquals(MANY, added());
        assertEquals(before + MANY, changes("added"), "each rule was installed once");
        assertEquals(requested, changes("requestedAgain"), "the core has missed none");
        expect(200, s.onos().post(FLOW_PROVIDER, "{\"flowPollSeconds\": \"5\"}"));
    }

    /** How often rules were changed since the datapath was made. */
    private long changes(String how) throws Exception {
        return s.get("/onos/netmap/datapaths/rules").path("ruleChanges").path(how).asLong(-1);
    }

    /** Waits for so many more reports of rules: with each, the age that the core shows for a rule grows by a cycle. */
    private void awaitReports(String flow, int count) throws Exception {
        long until = life(flow) + (long) count * CYCLE_SECONDS;
        EmbeddedOnos.await(count + " reports", LOAD.plusSeconds(2L * count * CYCLE_SECONDS), () -> life(flow) >= until);
    }

    /** Age of a rule in seconds, as last reported. */
    private long life(String flow) throws Exception {
        return s.get("/onos/v1/flows/" + DEVICE + "/" + flow).path("flows").path(0).path("life").asLong();
    }

    private long added() throws Exception {
        long n = 0;
        for (JsonNode f : s.flows(DEVICE)) {
            n += f.path("state").asText().equals("ADDED") ? 1 : 0;
        }
        return n;
    }
}

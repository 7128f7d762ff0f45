package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.embedded.EmbeddedOnos;

/** Groups that are POSTed to ONOS hand packets on, are counted, refused, kept and removed as they say. */
@Order(6)
@ExtendWith(SharedOnos.class)
class GroupsIT {

    private static final String DEVICE = "netmap:groups";
    private static final String PERMANENT = "'isPermanent': true, 'timeout': 0";
    private static final String FROM_1 = "{'type': 'IN_PORT', 'port': 1}";
    private static final String TO_2 = "{'type': 'OUTPUT', 'port': '2'}";
    private static final String TO_3 = "{'type': 'OUTPUT', 'port': '3'}";
    private static final int FLOWS = 64;

    private final SharedOnos s;

    GroupsIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapath() throws Exception {
        s.addPlayer("groups", FLOWS);
    }

    @AfterEach
    void removeDatapath() throws Exception {
        s.removeDatapath("groups");
        await("its groups are gone", () -> groups().size() == 0);
    }

    private JsonNode groups() throws Exception {
        return s.get("/onos/v1/groups/" + DEVICE).path("groups");
    }

    private static String bucket(String more, String... instructions) {
        return "{" + more + "'treatment': {'instructions': [" + String.join(", ", instructions) + "]}}";
    }

    private static String to(int group) {
        return "{'type': 'GROUP', 'groupId': " + group + "}";
    }

    private void post(int id, String type, String... buckets) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String b : buckets) {
            all.append(all.length() == 0 ? "" : ", ").append("{'type': '").append(type).append("', ").append(b.substring(1));
        }
        expect(201, s.post("/onos/v1/groups/" + DEVICE, "{'type': '" + type + "', 'appCookie': '0x" + Integer.toHexString(0x1000 + id) + "', 'groupId': '" + id
                + "', 'buckets': [" + all + "]}"));
    }

    private JsonNode group(int id) throws Exception {
        for (JsonNode g : groups()) {
            if (g.path("id").asInt() == id) {
                return g;
            }
        }
        return SharedOnos.MAPPER.missingNode();
    }

    private void awaitAdded(int id) throws Exception {
        await("group " + id + " is ADDED", () -> group(id).path("state").asText().equals("ADDED"));
    }

    private String addRule(String instructions) throws Exception {
        String id = s.addFlow(DEVICE, 10, PERMANENT, FROM_1, instructions);
        await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
        return id;
    }

    private long sent(int port) throws Exception {
        return s.get("/onos/netmap/datapaths/groups/ports/" + port).path("counters").path("txPackets").asLong();
    }

    @Test
    void aGroupAndItsRulePostedOneAfterTheOtherCopyAndCount() throws Exception {
        post(7, "ALL", bucket("", TO_2), bucket("", TO_3));
        addRule(to(7)); // not waited for: the rule finds the group
        awaitAdded(7);
        await("both ports", () -> sent(2) >= 100 && sent(3) >= 100);
        await("counters in ONOS", () -> group(7).path("packets").asLong() >= 100 && group(7).path("referenceCount").asLong() == 1);
        await("60 bytes a packet in each bucket", this::bucketsHold60BytesAPacket); // once more if ONOS's store is read between the two, which it sets one after the other
        assertTrue(s.onos().shell("groups").contains("id=0x7"), s.onos().shell("groups"));
    }

    private boolean bucketsHold60BytesAPacket() throws Exception {
        for (JsonNode b : group(7).path("buckets")) {
            if (b.path("packets").asLong() == 0 || b.path("bytes").asLong() != 60 * b.path("packets").asLong()) {
                return false;
            }
        }
        return group(7).path("buckets").size() == 2;
    }

    @Test
    void aCloneGroupIsOneInJsonAndShellAndCopies() throws Exception {
        post(9, "CLONE", bucket("", TO_2), bucket("", TO_3));
        awaitAdded(9);
        addRule(to(9));
        await("both ports", () -> sent(2) >= 50 && sent(3) >= 50);
        assertEquals("CLONE CLONE", group(9).path("type").asText() + " " + group(9).path("buckets").path(0).path("type").asText());
        assertTrue(s.onos().shell("groups").contains("CLONE"), s.onos().shell("groups"));
    }

    @Test
    void aSelectGroupSpreadsFlowsByWeight() throws Exception {
        post(1, "SELECT", bucket("'weight': 1, ", TO_2), bucket("'weight': 3, ", TO_3));
        awaitAdded(1);
        addRule(to(1));
        await("packets", () -> sent(2) + sent(3) >= 10 * FLOWS);
        long two = sent(2);
        long three = sent(3);
        assertTrue(two > 0 && three > two, two + " by port 2, " + three + " by port 3, whose weight is three times as high");
    }

    @Test
    void aFailoverGroupChangesThePortWithTheWatchedOne() throws Exception {
        post(1, "FAILOVER", bucket("'watchPort': '2', 'watchGroup': -1, ", TO_2), bucket("'watchPort': '3', 'watchGroup': -1, ", TO_3));
        awaitAdded(1);
        addRule(to(1));
        await("port 2", () -> sent(2) >= 50);
        assertEquals(0, sent(3));
        expect(200, s.post("/onos/v1/devices/" + DEVICE + "/portstate/2", "{'enabled': false}"));
        await("port 3", () -> sent(3) >= 50);
        long two = sent(2);
        expect(200, s.post("/onos/v1/devices/" + DEVICE + "/portstate/2", "{'enabled': true}"));
        await("port 2 again", () -> sent(2) >= two + 50);
    }

    @Test
    void aChainIsFollowedAndItsGroupsGoWithTheirRules() throws Exception {
        post(3, "INDIRECT", bucket("", "{'type': 'L2MODIFICATION', 'subtype': 'ETH_DST', 'mac': '02:00:00:00:00:0C'}", TO_3));
        post(2, "ALL", bucket("", TO_2), bucket("", to(3)));
        awaitAdded(3);
        awaitAdded(2);
        String through = addRule(to(2));
        String direct = s.addFlow(DEVICE, 9, PERMANENT, FROM_1, to(3));
        await("ADDED", () -> s.flowState(DEVICE, direct).equals("ADDED"));
        await("both ports", () -> sent(2) >= 50 && sent(3) >= 50);
        expect(204, s.onos().delete("/onos/v1/groups/" + DEVICE + "/0x1003"));
        await("the group is gone, and the rule that pointed to it", () -> group(3).isMissingNode() && s.flowState(DEVICE, direct).isEmpty());
        assertEquals("ADDED", s.flowState(DEVICE, through));
        long three = sent(3);
        long two = sent(2);
        await("the other bucket goes on", () -> sent(2) >= two + 50);
        assertTrue(sent(3) <= three + FLOWS, "what was on its way at most");
        expect(204, s.onos().delete("/onos/v1/groups/" + DEVICE + "/0x1002"));
        await("all gone", () -> groups().size() == 0 && s.flows(DEVICE).size() == 0);
        awaitStatisticsCycle();
        assertEquals(0, s.flows(DEVICE).size(), "and nothing brings them back");
        assertEquals(0, s.get("/onos/netmap/datapaths/groups").path("flows").asInt());
    }

    /** By the age of a rule in ONOS, which comes with the reports. */
    private void awaitStatisticsCycle() throws Exception {
        String id = s.addFlow(DEVICE, 1, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x88b9'}", TO_2);
        // The report that has it comes up to 11 s later, and that is close to what is waited for elsewhere.
        EmbeddedOnos.await("two reports", Duration.ofMinutes(1), () -> s.flows(DEVICE).size() == 1 && s.flows(DEVICE).path(0).path("life").asLong() >= 6);
        expect(204, s.onos().delete("/onos/v1/flows/" + DEVICE + "/" + id));
        await("gone", () -> s.flowState(DEVICE, id).isEmpty());
    }

    @Test
    void badGroupsAndRulesWithoutTheirGroupAreRefusedWithTheReason() throws Exception {
        post(1, "ALL", bucket("", to(99)));
        post(2, "ALL", bucket("", to(2)));
        post(4, "ALL", bucket("", TO_2, TO_3));
        post(5, "INDIRECT", bucket("", TO_2));
        String rule = s.addFlow(DEVICE, 10, PERMANENT, FROM_1, to(77));
        awaitAdded(5);
        await("the bad ones are out of ONOS's store", () -> groups().size() == 1);
        await("FAILED", () -> s.flowState(DEVICE, rule).equals("FAILED"));
        JsonNode refusals = s.get("/onos/netmap/refusals/groups").path("refusals");
        assertEquals(4, refusals.size(), refusals.toString());
        assertReason(refusals, "groupId", "1", "99");
        assertReason(refusals, "groupId", "2", "OFPGMFC_LOOP");
        assertReason(refusals, "groupId", "4", "holds one action of a kind");
        assertReason(refusals, "flowId", rule, "77");
        assertTrue(s.onos().shell("netmap-refusals groups").contains("OFPGMFC_LOOP"));
    }

    private static void assertReason(JsonNode refusals, String field, String id, String reason) {
        for (JsonNode r : refusals) {
            if (r.path(field).asText().equals(id)) {
                assertTrue(r.path("reason").asText().contains(reason), r.toString());
                return;
            }
        }
        throw new AssertionError("no refusal of " + field + " " + id + ": " + refusals);
    }

    @Test
    void groupsAndTheirRulesComeBackWithTheApp() throws Exception {
        post(3, "INDIRECT", bucket("", TO_3));
        post(2, "ALL", bucket("", TO_2), bucket("", to(3))); // not waited for group 3
        awaitAdded(2);
        String id = addRule(to(2));
        s.deactivate();
        await("no device", s::noDevices);
        s.activate();
        s.awaitApp();
        await("the device", () -> s.available(DEVICE));
        await("group and rule", () -> group(2).path("state").asText().equals("ADDED") && s.flowState(DEVICE, id).equals("ADDED")
                && s.get("/onos/netmap/datapaths/groups").path("flows").asInt() == 1);
        await("both ports", () -> sent(2) >= 50 && sent(3) >= 50);
        assertEquals(0, s.get("/onos/netmap/refusals/groups").path("refusals").size());
    }

    @Test
    void theLinkOfAnInterfaceDecidesOverAFailover() throws Exception {
        Namespaces.assumeRoot();
        Namespaces net = new Namespaces();
        try {
            s.addDatapath("{'name': 'links', 'ports': [{'name': 'packet:" + net.host(1) + "', 'number': 1}, {'name': 'packet:" + net.host(2) + "', 'number': 2},"
                    + " {'name': 'packet:" + net.host(3) + "', 'number': 3}]}");
            expect(201, s.post("/onos/v1/groups/netmap:links", "{'type': 'FAILOVER', 'appCookie': '0x1', 'groupId': '1', 'buckets': ["
                    + "{'type': 'FAILOVER', 'watchPort': '2', 'watchGroup': -1, 'treatment': {'instructions': [" + TO_2 + "]}},"
                    + "{'type': 'FAILOVER', 'watchPort': '3', 'watchGroup': -1, 'treatment': {'instructions': [" + TO_3 + "]}}]}"));
            String id = s.addFlow("netmap:links", 10, PERMANENT, FROM_1, to(1));
            await("ADDED: " + s.get("/onos/netmap/refusals"), () -> s.flowState("netmap:links", id).equals("ADDED"));
            net.in(1, "ip neigh add 10.79.0.9 lladdr 02:00:00:79:00:09 dev eth0");
            await("by port 2", () -> pingsBy(net, 2));
            net.in(2, "ip link set eth0 down");
            await("by port 3", () -> pingsBy(net, 3));
            net.in(2, "ip link set eth0 up");
            await("by port 2 again", () -> pingsBy(net, 2));
        } finally {
            if (s.onos().get("/onos/netmap/datapaths/links").statusCode() == 200) {
                s.removeDatapath("links");
            }
            net.remove();
        }
    }

    /** Whether three packets of host 1 leave by a port. Nobody answers. */
    private boolean pingsBy(Namespaces net, int port) throws Exception {
        String path = "/onos/netmap/datapaths/links/ports/" + port;
        long before = s.get(path).path("counters").path("txPackets").asLong();
        Namespaces.output(net.start(1, "ping -q -c 3 -i 0.05 -W 0.1 10.79.0.9"));
        return s.get(path).path("counters").path("txPackets").asLong() >= before + 3;
    }
}

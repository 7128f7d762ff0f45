package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flow objectives that are POSTed to ONOS become rules and groups that do what they say. */
@Order(6)
@ExtendWith(SharedOnos.class)
class ObjectivesIT {

    private static final String DEVICE = "netmap:next";
    private static final String OBJECTIVES = "/onos/v1/flowobjectives/" + DEVICE;
    private static final String TO_2 = "{'type': 'OUTPUT', 'port': '2'}";
    private static final String TO_3 = "{'type': 'OUTPUT', 'port': '3'}";
    private static final int FLOWS = 64;

    private final SharedOnos s;

    ObjectivesIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapath() throws Exception {
        s.addPlayer("next", FLOWS);
    }

    @AfterEach
    void removeDatapath() throws Exception {
        s.removeDatapath("next");
        await("its groups are gone", () -> groups().size() == 0);
    }

    private JsonNode groups() throws Exception {
        return s.get("/onos/v1/groups/" + DEVICE).path("groups");
    }

    private void next(String operation, int id, String type, String... treatments) throws Exception {
        expect(201, s.post(OBJECTIVES + "/next?appId=org.onosnetmap.test", "{'operation': '" + operation + "', 'id': " + id + ", 'type': '" + type + "', 'priority': 1, 'treatments': ["
                + String.join(", ", treatments) + "]}"));
    }

    private static String treatment(int weight, String instruction) {
        return "{'weight': " + weight + ", 'instructions': [" + instruction + "]}";
    }

    private void forward(String operation, int next) throws Exception {
        expect(201, s.post(OBJECTIVES + "/forward?appId=org.onosnetmap.test", "{'operation': '" + operation + "', 'flag': 'VERSATILE', 'priority': 10, 'isPermanent': true, 'timeout': 0,"
                + " 'nextId': " + next + ", 'selector': {'criteria': [{'type': 'IN_PORT', 'port': 1}]}}"));
    }

    private long sent(int port) throws Exception {
        return s.get("/onos/netmap/datapaths/next/ports/" + port).path("counters").path("txPackets").asLong();
    }

    @Test
    void aHashedObjectiveSpreadsWhatForwardsByItAndGoesWithItsRule() throws Exception {
        next("ADD", 7001, "HASHED", treatment(1, TO_2), treatment(3, TO_3));
        forward("ADD", 7001); // not waited for: the core holds it back until the group is there
        await("packets", () -> sent(2) + sent(3) >= 10 * FLOWS);
        long two = sent(2); // first: port 2 goes on to send
        long three = sent(3);
        assertTrue(two > 0 && three > two, two + " by port 2, " + three + " by port 3, whose weight is three times as high");
        assertEquals("SELECT", groups().path(0).path("type").asText());
        assertTrue(s.onos().shell("obj-next-ids").contains("7001"), s.onos().shell("obj-next-ids"));
        next("REMOVE", 7001, "HASHED", treatment(1, TO_2));
        await("group and rule are gone", () -> groups().size() == 0 && s.flows(DEVICE).size() == 0);
    }

    @Test
    void aFailoverObjectiveWatchesThePortsItSendsTo() throws Exception {
        next("ADD", 7002, "FAILOVER", treatment(1, TO_2), treatment(1, TO_3));
        forward("ADD", 7002);
        await("port 2", () -> sent(2) >= 50);
        assertEquals(0, sent(3));
        expect(200, s.post("/onos/v1/devices/" + DEVICE + "/portstate/2", "{'enabled': false}"));
        await("port 3", () -> sent(3) >= 50);
    }

    @Test
    void anApplicationChangesItsObjectivesAndChainsThem() throws Exception {
        expect(200, s.onos().installApp(Path.of(System.getProperty("reactive.oar.file"))));
        try {
            await("its command is there", this::isCommandThere);
            does("success", "ADD 7010 HASHED 2");
            does("GROUPEXISTS", "ADD 7010 HASHED 2");
            forward("ADD", 7010);
            await("port 2", () -> sent(2) >= FLOWS);
            does("success", "ADD_TO_EXISTING 7010 HASHED 3");
            await("both ports", () -> sent(3) >= FLOWS);
            does("success", "REMOVE_FROM_EXISTING 7010 HASHED 2");
            onlyThree();
            does("success", "VERIFY 7010 HASHED 3");
            does("GROUPMISSING", "VERIFY 7010 HASHED 2");
            does("success", "MODIFY 7010 HASHED 2");
            long two = sent(2);
            await("port 2 again", () -> sent(2) >= two + FLOWS);
            does("success", "ADD 7011 SIMPLE 3");
            does("success", "MODIFY 7010 HASHED next:7011");
            onlyThree();
            does("GROUPMISSING", "MODIFY 7010 HASHED next:7012");
            does("success", "REMOVE 7010 HASHED 2");
            does("success", "REMOVE 7011 SIMPLE 3");
            assertEquals(0, groups().size());
        } finally {
            expect(204, s.onos().delete("/onos/v1/applications/org.onosnetmap.reactive"));
        }
    }

    private boolean isCommandThere() throws InterruptedException {
        try {
            s.onos().shell("reactive-next --help");
            return true;
        } catch (IOException e) {
            return false; // an unknown command fails
        }
    }

    private void does(String outcome, String objective) throws Exception {
        assertEquals(outcome, s.onos().shell("reactive-next " + DEVICE + " " + objective).trim(), objective);
    }

    private void onlyThree() throws Exception {
        await("packets leave by port 3 and by no other", () -> {
            long two = sent(2);
            long three = sent(3);
            await("port 3", () -> sent(3) >= three + 2 * FLOWS);
            return sent(2) == two;
        });
    }

    @Test
    void aBroadcastObjectiveCopiesAndASimpleOneIsOneWay() throws Exception {
        next("ADD", 7003, "BROADCAST", treatment(1, TO_2), treatment(1, TO_3));
        forward("ADD", 7003);
        await("both ports", () -> sent(2) >= 50 && sent(3) >= 50);
        next("ADD", 7004, "SIMPLE", treatment(1, TO_3));
        forward("ADD", 7004);
        onlyThree();
        assertEquals(2, groups().size());
    }
}

package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ports on interfaces of the system, with hosts in network namespaces behind them. */
@Order(5)
@ExtendWith(SharedOnos.class)
class InterfacesIT {

    private static final String DEVICE = "netmap:ifs";
    private static final String PERMANENT = "'isPermanent': true, 'timeout': 0";

    private static final String PORTS = "/onos/netmap/datapaths/ifs/ports";

    private final SharedOnos s;
    private Namespaces net;

    InterfacesIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void prepare() {
        Namespaces.assumeRoot();
        net = new Namespaces();
    }

    @AfterEach
    void clean() throws Exception {
        if (net != null) {
            if (s.onos().get("/onos/netmap/datapaths/ifs").statusCode() == 200) {
                s.removeDatapath("ifs");
            }
            net.remove();
        }
    }

    @Test
    void aTapPortCarriesThisMachinesOwnTrafficToAHostBehindAPacketPort() throws Exception {
        String tap = net.name("nmt");
        s.addDatapath("{'name': 'ifs', 'ports': [{'name': 'packet:" + net.host(1) + "', 'number': 1}, {'name': 'tap:" + tap + "', 'number': 2}]}");
        await("both ports are up", () -> enabled(1) && enabled(2));
        // The tap went up with the port; only now it has an address, and nothing else.
        Namespaces.run("ip addr add 10.79.0.2/24 dev " + tap);
        String there = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'IN_PORT', 'port': 1}", "{'type': 'OUTPUT', 'port': '2'}");
        String back = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'IN_PORT', 'port': 2}", "{'type': 'OUTPUT', 'port': '1'}");
        await("ADDED", () -> s.flowState(DEVICE, there).equals("ADDED") && s.flowState(DEVICE, back).equals("ADDED"));
        assertAnswered(20, net.in(1, "ping -c 20 -i 0.02 -w 20 10.79.0.2"));
        assertAnswered(5, net.in(1, "ping -c 5 -i 0.02 -w 20 -s 8000 10.79.0.2"));
        for (int n = 1; n <= 2; n++) {
            JsonNode c = port(n).path("counters");
            assertTrue(c.path("rxPackets").asLong() >= 25 && c.path("txPackets").asLong() >= 25, c.toString());
            assertEquals(0, c.path("rxErrors").asLong() + c.path("txErrors").asLong() + c.path("txDropped").asLong(), c.toString());
        }
        s.removeDatapath("ifs");
        assertFalse(Files.exists(Path.of("/sys/class/net", tap)), "an interface that the port has made goes with it");
    }

    @Test
    void anInterfaceThatIsDeletedIsShownAndComesBackWhileTheOtherPortsLoseNothing() throws Exception {
        s.addDatapath("{'name': 'ifs', 'ports': [{'name': 'packet:" + net.host(1) + "', 'number': 1}, {'name': 'packet:" + net.host(2) + "', 'number': 2},"
                + " {'name': 'packet:" + net.host(3) + "', 'number': 3}]}");
        String flow = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x800'}", "{'type': 'OUTPUT', 'port': 'NORMAL'}");
        String arp = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x806'}", "{'type': 'OUTPUT', 'port': 'NORMAL'}");
        await("ADDED", () -> s.flowState(DEVICE, flow).equals("ADDED") && s.flowState(DEVICE, arp).equals("ADDED"));
        await("three ports are up", () -> enabled(1) && enabled(2) && enabled(3));
        assertAnswered(3, net.in(1, "ping -c 3 -i 0.02 -w 20 10.79.0.3"));

        Process others = net.start(1, "ping -c 500 -i 0.02 -w 50 10.79.0.2");
        await("the others talk", () -> port(2).path("counters").path("txPackets").asLong() >= 10);
        long deleted = System.nanoTime();
        Namespaces.run("ip link del " + net.port(3));
        await("ONOS shows port 3 as down", () -> !enabled(3));
        System.out.println("A deleted interface is shown as down by ONOS after " + (System.nanoTime() - deleted) / 1_000_000 + " ms");
        await("and why", () -> annotations(3).path("state").asText().equals("absent") && annotations(3).path("reason").asText().contains(net.port(3)));
        assertEquals("ABSENT", port(3).path("state").asText());
        assertTrue(enabled(1) && enabled(2));

        net.connect(3);
        await("ONOS shows port 3 as up again", () -> enabled(3));
        assertTrue(others.isAlive(), "the others have talked all the time");
        assertAnswered(3, net.in(1, "ping -c 3 -i 0.02 -w 20 10.79.0.3"));
        assertAnswered(500, Namespaces.output(others));
        assertEquals(0, others.waitFor());
        assertEquals("ADDED", s.flowState(DEVICE, flow), "the rules are there still");
    }

    @Test
    void interfacesThatAreDownTakenOrCarryTheDefaultRouteAreToldWithTheRemedyAndTheOtherPortForwards() throws Exception {
        String one = "packet:" + net.host(1);
        String two = "packet:" + net.host(2);
        String three = "packet:" + net.host(3);
        Namespaces.run("ip link set " + net.port(2) + " down");
        s.addDatapath("{'name': 'ifs', 'ports': [{'name': '" + one + "', 'number': 1}, {'name': '" + two + "', 'number': 2}]}");
        String flow = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x800'}", "{'type': 'OUTPUT', 'port': 'NORMAL'}");
        String arp = s.addFlow(DEVICE, 10, PERMANENT, "{'type': 'ETH_TYPE', 'ethType': '0x806'}", "{'type': 'OUTPUT', 'port': 'NORMAL'}");
        await("ADDED", () -> s.flowState(DEVICE, flow).equals("ADDED") && s.flowState(DEVICE, arp).equals("ADDED"));
        await("one port is up", () -> enabled(1));
        assertEquals("DOWN", port(2).path("state").asText());
        assertTrue(port(2).path("reason").asText().contains("ip link set dev " + net.port(2) + " up"), port(2).toString());
        assertFalse(enabled(2));

        Namespaces.run("ip addr add 10.79.99.1/30 dev " + net.port(3));
        Namespaces.run("ip route add default via 10.79.99.2 dev " + net.port(3) + " metric 32000");
        HttpResponse<String> route = expect(409, s.post(PORTS, "{'name': '" + three + "', 'number': 3}"));
        assertTrue(route.body().contains("default route") && route.body().contains("force"), route.body());
        Namespaces.run("ip route del default via 10.79.99.2 dev " + net.port(3) + " metric 32000");
        expect(201, s.post(PORTS, "{'name': '" + three + "', 'number': 3}"));
        HttpResponse<String> taken = expect(409, s.post(PORTS, "{'name': '" + three + "', 'number': 4}"));
        assertTrue(taken.body().contains(three), taken.body());

        Namespaces.run("ip link set " + net.port(2) + " up");
        await("all ports are up", () -> enabled(1) && enabled(2) && enabled(3));
        assertAnswered(3, net.in(1, "ping -c 3 -i 0.02 -w 20 10.79.0.2"));
    }

    /**
     * Fails unless each of the first requests has an answer, by the lines of a ping with -c and -w: without -w it does not wait for a last answer
     * that is late; with it, it goes on to send while it waits, so that its own count of lost packets has those that are under way.
     */
    private static void assertAnswered(int requests, String ping) {
        for (int i = 1; i <= requests; i++) {
            assertTrue(ping.contains(" icmp_seq=" + i + " ttl="), "request " + i + " has no answer: " + ping);
        }
    }

    private JsonNode port(int n) throws Exception {
        return s.get(PORTS + "/" + n);
    }

    /** Whether the core has a port as usable. */
    private boolean enabled(int n) throws Exception {
        return inCore(n).path("isEnabled").asBoolean();
    }

    private JsonNode annotations(int n) throws Exception {
        return inCore(n).path("annotations");
    }

    private JsonNode inCore(int n) throws Exception {
        for (JsonNode p : s.get("/onos/v1/devices/" + DEVICE + "/ports").path("ports")) {
            if (p.path("port").asText().equals(Integer.toString(n))) {
                return p;
            }
        }
        return SharedOnos.MAPPER.createObjectNode();
    }
}

package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.embedded.EmbeddedOnos;

/** An app that forwards through the controller: packet-in, core, packet-out; and rules with hard timeouts, which REST cannot set. */
@Order(4)
@ExtendWith(SharedOnos.class)
class ReactiveIT {

    private static final String APP = "org.onosnetmap.reactive";
    private static final String DEVICE = "netmap:reactive";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    /** What the app answers ARP requests for 10.77.0.254 with. */
    private static final long GATEWAY = 0x02_00_00_00_00_feL;
    private static final int GATEWAY_IP = 0x0a4d00fe;
    private static final int A_IP = 0x0a4d0001;
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    /** Few enough packets that they do not wait in line for the controller on a busy machine: each would start the rule's timeout anew. */
    private static final int MICROS_APART = 50_000;
    /** Priority of the app's rules. */
    private static final int RULE = 100;

    private final SharedOnos s;
    private Path one;
    private Path two;

    ReactiveIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapathAndApp() throws Exception {
        Path folder = s.folder("reactive");
        one = folder.resolve("one.out");
        two = folder.resolve("two.out");
        Path fromA = Pcap.write(folder.resolve("a.pcap"), MICROS_APART, arp(BROADCAST, A, 1, A, A_IP, 0, GATEWAY_IP), ipv4(B, A));
        Path fromB = Pcap.write(folder.resolve("b.pcap"), MICROS_APART, ipv4(A, B), ipv4(A, B));
        s.addDatapath("{'name': 'reactive', 'ports': ["
                + "{'name': 'pcap:" + fromA + "', 'number': 1, 'options': {'loop': true, 'timing': 'file', 'write': '" + one + "'}},"
                + "{'name': 'pcap:" + fromB + "', 'number': 2, 'options': {'loop': true, 'timing': 'file', 'write': '" + two + "'}}]}");
        expect(200, s.onos().installApp(Path.of(System.getProperty("reactive.oar.file"))));
    }

    @AfterEach
    void removeDatapathAndApp() throws Exception {
        s.removeDatapath("reactive");
        expect(204, s.onos().delete("/onos/v1/applications/" + APP));
    }

    @Test
    void packetsGoThroughTheControllerAndUsedRulesEndAfterTheirHardTimeout() throws Exception {
        await("an answer of the app to an ARP request", () -> frames(one, ARP).size() > 0);
        byte[] reply = arp(A, GATEWAY, 2, GATEWAY, GATEWAY_IP, A, A_IP);
        ByteBuffer sent = ByteBuffer.wrap(frames(one, ARP).get(0));
        assertEquals(ByteBuffer.wrap(reply, 0, 42), sent.duplicate().limit(42), "the frame that the app has made");

        await("packets from A to B and back", () -> frames(two, IPV4).size() > 0 && frames(one, IPV4).size() > 0);
        assertArrayEquals(ipv4(B, A), frames(two, IPV4).get(0), "a packet that came in and went out again is as it was");
        assertArrayEquals(ipv4(A, B), frames(one, IPV4).get(0));
        assertEquals(0, frames(two, ARP).size(), "what the app has answered itself goes no further");

        assertTrue(s.flows(DEVICE).toString().contains("\"port\":\"CONTROLLER\""), "packets are asked for by rules");
        await("the app's rules", () -> rules().size() == 2);
        EmbeddedOnos.await("rules that end though they are in use, and come again with the next packet", Duration.ofMinutes(1), () -> changes("expired") >= 4 && changes("added") >= 6);
        assertEquals(0, changes("modified"));

        for (int port = 1; port <= 2; port++) {
            expect(200, s.onos().put("/onos/netmap/datapaths/reactive/ports/" + port, "{\"enabled\": false}"));
        }
        await("without packets, all rules of the app have ended in ONOS", () -> rules().isEmpty());
        await("and in the data plane", () -> s.get("/onos/netmap/datapaths/reactive").path("flows").asInt() == s.flows(DEVICE).size());

        expect(204, s.onos().delete("/onos/v1/applications/" + APP + "/active"));
        await("the app's packet requests are withdrawn", () -> s.flows(DEVICE).size() == 0);
        s.assertNoErrors();
    }

    private long changes(String how) throws Exception {
        return s.get("/onos/netmap/datapaths/reactive").path("ruleChanges").path(how).asLong(-1);
    }

    /** The app's rules that are ADDED, its packet requests not among them. */
    private List<JsonNode> rules() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode f : s.flows(DEVICE)) {
            if (f.path("priority").asInt() == RULE && f.path("state").asText().equals("ADDED")) {
                all.add(f);
            }
        }
        return all;
    }

    private static List<byte[]> frames(Path file, int type) throws Exception {
        return Pcap.read(file).stream().filter(f -> ByteBuffer.wrap(f).getShort(12) == (short) type).collect(Collectors.toList());
    }

    /** RFC 826, for Ethernet and IPv4. */
    private static byte[] arp(long dst, long src, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        ByteBuffer b = ByteBuffer.allocate(28).putShort((short) 1).putShort((short) IPV4).put((byte) 6).put((byte) 4).putShort((short) operation);
        b.putShort((short) (senderMac >>> 32)).putInt((int) senderMac).putInt(senderIp).putShort((short) (targetMac >>> 32)).putInt((int) targetMac).putInt(targetIp);
        return Pcap.frame(dst, src, ARP, b.array());
    }

    /** An IPv4 header with a right checksum (RFC 791), an unknown protocol, and nothing behind it but padding. */
    private static byte[] ipv4(long dst, long src) {
        ByteBuffer b = ByteBuffer.allocate(20).putInt(0x45000014).putInt(0).putInt(0x40fd0000).putInt(0x0a000000 | (int) src & 0xff).putInt(0x0a000000 | (int) dst & 0xff);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += b.getShort(i) & 0xffff;
        }
        b.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return Pcap.frame(dst, src, IPV4, b.array());
    }
}

package org.onosnetmap.dataplane.port.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.InterfaceFixture;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NetNamespaces;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Wire;
import org.onosnetmap.dataplane.port.device.SavedSettings;

/** Real frames through AF_PACKET, in network namespaces. */
@SuppressWarnings("try") // ports and wires that only have to be there
class PacketPortTest extends InterfaceFixture {

    PacketPortTest() {
        super(PacketPort::open);
    }

    @BeforeEach
    void hosts() throws Exception {
        ns.host("h1", "s1", 1);
        ns.host("h2", "s2", 2);
    }

    private static String gro(String name) throws Exception {
        Matcher m = Pattern.compile("generic-receive-offload: (\\w+)").matcher(NetNamespaces.run("ethtool -k " + name));
        assertTrue(m.find());
        return m.group(1);
    }

    @Test
    void tcpGoesThroughAtFullSizeAlthoughThePeersLeaveChecksumsAndSegmentationToTheHardware() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            transfer("10.77.0.2", 4 << 20);
            double v4 = transfer("10.77.0.2", 100 << 20);
            double v6 = transfer("fd77::2", 50 << 20);
            System.out.printf("TCP through two packet: ports: %.2f Gbit/s over IPv4, %.2f over IPv6%n", v4 / 1000, v6 / 1000);
            assertTrue(a.counters().rxRepaired > 1000, "large frames were cut: " + a.counters().rxRepaired);
            assertEquals(0, a.counters().rxErrors);
            assertEquals(0, b.counters().txErrors);
            assertEquals(0, tcp("h2", "TcpInCsumErrors"));
            long segments = tcp("h1", "TcpOutSegs");
            long again = tcp("h1", "TcpRetransSegs");
            assertTrue(segments > 100_000, segments + " segments");
            assertTrue(again < segments / 50, again + " of " + segments + " segments were sent again");
        }
    }

    @Test
    void framesArriveByteForByteWithTheirVlanTags() throws Exception {
        int[][] heads = {
            {0x88, 0xb5},
            {0x81, 0x00, 0x6f, 0xff, 0x88, 0xb5}, // priority 3, id 4095
            {0x88, 0xa8, 0x20, 0x05, 0x88, 0xb5},
            {0x81, 0x00, 0x00, 0x0a, 0x81, 0x00, 0x00, 0x14, 0x88, 0xb5},
            {0x81, 0x00, 0x00, 0x00, 0x88, 0xb5}}; // priority tag
        try (Port host = ns.submit("h1", () -> open("packet:eth0")).get(); Port s1 = open("packet:s1")) {
            NetmapRing tx = host.txRing(0);
            NetmapRing rx = s1.rxRing(0);
            int n = 0;
            for (int[] head : heads) {
                for (int len : new int[] {60, 61, 1514, 1514 + (head[0] == 0x81 ? 4 : 0)}) {
                    frame(tx, n, len);
                    for (int i = 0; i < head.length; i++) {
                        tx.memory().put(tx.bufferAt(n) + 12 + i, (byte) head[i]);
                    }
                    n++;
                }
            }
            tx.advanceTo(n);
            host.txsync(0);
            assertEquals(0, host.counters().txErrors);
            int[] got = new int[1];
            int total = n;
            await("all frames arrive", () -> {
                s1.rxsync(0);
                for (int i = rx.head(); i != rx.tail(); i = rx.next(i)) {
                    if (rx.memory().get(rx.bufferAt(i) + 5) != -1 || !tail88b5(rx, i)) {
                        continue; // the host's stack sends now and then
                    }
                    int k = got[0]++;
                    assertEquals(tx.len(k), rx.len(i), "length of frame " + k);
                    for (int at = 0; at < rx.len(i); at++) {
                        assertEquals(tx.memory().get(tx.bufferAt(k) + at), rx.memory().get(rx.bufferAt(i) + at), "byte " + at + " of frame " + k);
                    }
                }
                rx.advanceTo(rx.tail());
                return got[0] == total;
            });
            assertEquals(16, s1.counters().rxRepaired);
        }
    }

    private static boolean tail88b5(NetmapRing r, int slot) {
        int at = r.bufferAt(slot) + 12;
        while (r.memory().get(at) == (byte) 0x81 || r.memory().get(at + 1) == (byte) 0xa8) {
            at += 4;
        }
        return r.memory().get(at) == (byte) 0x88 && r.memory().get(at + 1) == (byte) 0xb5;
    }

    @Test
    void forwardingAllocatesNothing() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            transfer("10.77.0.2", 4 << 20);
            ns.in("h1", "ping -q -i 0.002 -c 200 10.77.0.2");
            long packets = wire.forwarded;
            long before = wire.allocatedBytes();
            transfer("10.77.0.2", 20 << 20);
            ns.in("h1", "ping -q -i 0.002 -c 200 10.77.0.2");
            long bytes = wire.allocatedBytes() - before;
            long more = wire.forwarded - packets;
            assertTrue(more > 10_000 && bytes < 4096, bytes + " bytes for " + more + " packets"); // the JIT compiler's replacement of running code allocates a little
        }
    }

    @Test
    void aPacketWakesTheForwardingLoopThatSleeps() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            ns.in("h1", "ping -q -i 0.002 -c 1000 10.77.0.2"); // compiles the loop
            String out = ns.in("h1", "ping -i 0.02 -c 50 -w 20 10.77.0.2"); // -w: until 50 answers are there, however late
            double[] ms = Pattern.compile("time=([0-9.]+) ms").matcher(out).results().mapToDouble(m -> Double.parseDouble(m.group(1))).sorted().toArray();
            assertTrue(ms.length >= 50, out);
            System.out.println("ping through two packet: ports: median " + ms[ms.length / 2] + " ms");
            // How quick that is depends on what else the machine does; that it was not the end of the sleep does not.
            assertTrue(wire.woken >= 10 && wire.late * 10 <= wire.woken, wire.woken + " times woken, " + wire.late + " times not");
        }
    }

    @Test
    void deletedInterfaceIsGoneWithinASecondAndSyncsGoOn() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            ns.in("h1", "ping -q -c 1 10.77.0.2");
            NetNamespaces.run("ip link del s2");
            await("port is gone", () -> {
                b.refresh();
                return b.link() == LinkState.GONE;
            });
            assertTrue(b.linkReason().contains("deleted"), b.linkReason());
            assertEquals(LinkState.UP, a.link());
            long before = wire.forwarded;
            ns.in("h1", "ip neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev eth0");
            Process ping = ns.start("h1", "ping -q -c 3 -i 0.01 -w 10 10.77.0.2");
            await("frames sent to the port that is gone are counted", () -> b.counters().txErrors >= 3 && wire.forwarded > before);
            ping.destroy();
            ping.waitFor();
        }
    }

    @Test
    void linkFollowsTheInterfaceAndComesBack() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            assertEquals(LinkState.UP, a.link());
            NetNamespaces.run("ip link set s1 down");
            a.refresh();
            assertEquals(LinkState.DOWN, a.link());
            assertTrue(a.linkReason().contains("ip link set dev s1 up"), a.linkReason());
            NetNamespaces.run("ip link set s1 up");
            ns.in("h1", "ip link set eth0 down");
            await("no carrier is seen", () -> {
                a.refresh();
                return a.link() == LinkState.DOWN && a.linkReason().contains("no carrier");
            });
            ns.in("h1", "ip link set eth0 up");
            await("carrier is seen", () -> {
                a.refresh();
                return a.link() == LinkState.UP;
            });
            assertEquals("", a.linkReason());
            ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
        }
    }

    @Test
    void anInterfaceThatIsDownIsAttachedAndForwardsOnceItIsUp() throws Exception {
        NetNamespaces.run("ip link set s1 down");
        try (Port a = open("packet:s1"); Port b = open("packet:s2"); Wire wire = new Wire(a, b)) {
            assertEquals(LinkState.DOWN, a.link());
            assertTrue(a.linkReason().contains("ip link set dev s1 up"), a.linkReason());
            NetNamespaces.run("ip link set s1 up");
            awaitUp(a);
            ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
            assertEquals(LinkState.UP, a.link(), "what the socket had to say of the time before is no news");
        }
    }

    @Test
    void anInterfaceThatIsDownIsAttachedWithSeveralRingsTooAndAllOfThemReceiveOnceItIsUp() throws Exception {
        NetNamespaces.run("ip link set s1 down");
        try (Port a = open("packet:s1", Map.of("rxRings", "2"))) {
            assertEquals(LinkState.DOWN, a.link());
            NetNamespaces.run("ip link set s1 up");
            awaitUp(a);
            ns.in("h1", "ip neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev eth0");
            Process ping = ns.start("h1", "ping -q -c 3 -i 0.01 -w 10 10.77.0.2");
            await("frames in one of the rings", () -> {
                a.rxsync(0);
                a.rxsync(1);
                return a.rxRing(0).head() != a.rxRing(0).tail() || a.rxRing(1).head() != a.rxRing(1).tail();
            });
            ping.destroy();
            ping.waitFor();
        }
    }

    @Test
    void anMtuThatTheBuffersCannotHoldIsToldWhileThePortIsUp() throws Exception {
        try (Port a = open("packet:s1")) {
            NetNamespaces.run("ip link set s1 mtu 9000");
            a.refresh();
            assertEquals(LinkState.UP, a.link());
            assertTrue(a.linkReason().contains("MTU of 9000") && a.linkReason().contains("ip link set dev s1 mtu"), a.linkReason());
            NetNamespaces.run("ip link set s1 mtu 1500");
            a.refresh();
            assertEquals("", a.linkReason());
        } finally {
            NetNamespaces.run("ip link set s1 mtu 1500");
        }
    }

    @Test
    void interfacesThatAreNotForASwitchAreRefusedWithTheRemedy() throws Exception {
        refused(PortException.Kind.NOT_FOUND, "packet:nix", "no such network interface", Map.of());
        refused(PortException.Kind.REFUSED, "packet:lo", "force=true", Map.of());
        refused(PortException.Kind.BAD_NAME, "packet:s1", "gro", Map.of("gro", "maybe"));
        refused(PortException.Kind.BAD_NAME, "packet:s1", "unknown option 'speed'", Map.of("speed", "9"));
        NetNamespaces.run("ip addr add 10.80.0.1/24 dev s1");
        NetNamespaces.run("ip route add default via 10.80.0.2");
        refused(PortException.Kind.REFUSED, "packet:s1", "default route", Map.of());
        NetNamespaces.run("ip route del default");
        NetNamespaces.run("sysctl -qw net.ipv6.conf.s1.disable_ipv6=0");
        NetNamespaces.run("ip -6 route add default dev s1");
        refused(PortException.Kind.REFUSED, "packet:s1", "default route", Map.of());
        open("packet:s1", Map.of("force", "true")).close();
        NetNamespaces.run("ip tuntap add dev nt0 mode tun");
        NetNamespaces.run("ip link set nt0 up");
        refused(PortException.Kind.REFUSED, "packet:nt0", "no Ethernet interface", Map.of());
        try (Port held = open("packet:s2")) {
            refused(PortException.Kind.IN_USE, "packet:s2", "by this process", Map.of());
        }
        open("packet:s2").close();
    }

    @Test
    void promiscuityAndOffloadsAreAsBeforeAfterClose() throws Exception {
        NetNamespaces.run("ethtool -K s1 gro on");
        Port a = open("packet:s1");
        assertEquals("off", gro("s1"));
        assertTrue(NetNamespaces.run("ip -d link show s1").contains("promiscuity 1"));
        a.close();
        assertEquals("on", gro("s1"));
        assertTrue(NetNamespaces.run("ip -d link show s1").contains("promiscuity 0"));
        NetNamespaces.run("ethtool -K s1 gro off");
        open("packet:s1").close();
        assertEquals("off", gro("s1"));
        NetNamespaces.run("ethtool -K s1 gro on");
        try (Port kept = open("packet:s1", Map.of("gro", "keep"))) {
            assertEquals("on", gro("s1"));
        }
    }

    /** What {@link #killedProcessLeavesNothingBehind} runs as a process: attaches the interface and says so. */
    public static final class Attach {
        private Attach() {
        }

        public static void main(String[] args) throws Exception {
            Port p = PacketPort.open(PortSpec.of(args[0]), NetmapMemory.forPorts(2), 1);
            System.out.println("attached " + p.name());
            System.in.read(); // until it is killed, or its parent ends
        }
    }

    private Process killed(String port) throws Exception {
        Process p = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Attach.class.getName(), port).redirectErrorStream(true).start();
        StringBuilder out = new StringBuilder();
        for (int c; !out.toString().contains("attached " + port) && (c = p.getInputStream().read()) >= 0; ) {
            out.append((char) c);
        }
        assertTrue(p.isAlive(), out.toString());
        refused(PortException.Kind.IN_USE, port, "by process " + p.pid(), Map.of());
        p.destroyForcibly().waitFor();
        return p;
    }

    @Test
    void killedProcessLeavesNothingBehind() throws Exception {
        NetNamespaces.run("ethtool -K s1 gro on");
        killed("packet:s1");
        assertTrue(NetNamespaces.run("ip -d link show s1").contains("promiscuity 0"), "the kernel undoes promiscuity");
        assertEquals("off", gro("s1"), "but not offloads");
        assertEquals(1, SavedSettings.restoreLeftovers().size());
        assertEquals("on", gro("s1"));
        assertEquals(0, SavedSettings.restoreLeftovers().size());
        killed("packet:s1");
        assertEquals("off", gro("s1"));
        Port next = open("packet:s1"); // the next port knows how it was, too
        assertEquals(0, SavedSettings.restoreLeftovers().size(), "an attached interface is left alone");
        assertEquals("off", gro("s1"));
        next.close();
        assertEquals("on", gro("s1"));
    }

    @Test
    void hundredCyclesLeaveDescriptorsAndMemoryAsTheyWere() throws Exception {
        for (int i = 0; i < 3; i++) { // class loading opens files of its own
            open("packet:s1").close();
        }
        long fds = descriptors();
        long maps = mappings();
        int buffers = memory.freeBuffers();
        for (int i = 0; i < 100; i++) {
            Port p = open("packet:s1");
            assertTrue(mappings() > maps);
            p.close();
            p.close();
            assertThrows(PortException.class, () -> open("packet:lo"));
        }
        long after = descriptors(); // one or two come and go with the JVM; a leak would be a hundred
        assertTrue(after < fds + 10, fds + " descriptors before, " + after + " after");
        assertEquals(buffers, memory.freeBuffers());
        assertEquals(maps, mappings(), "rings of sockets that are mapped");
    }

    @Test
    void badSlotsAndOversizeFramesAreConsumedAndCountedAndGoodOnesPass() throws Exception {
        try (Port a = open("packet:s1"); Port b = open("packet:s2")) {
            NetmapRing tx = a.txRing(0);
            tx.bufIdx(0, 1);
            tx.len(1, 2049);
            tx.len(2, 13);
            tx.len(3, 1519); // MTU 1500: 1514, and 4 more only behind a tag
            for (int i = 4; i < 8; i++) {
                frame(tx, i, 60 + i);
            }
            tx.advanceTo(8);
            a.txsync(0);
            assertEquals(4, a.counters().txErrors);
            assertFalse(a.txBacklog(0));
            // The frames left s1 towards h1, whose stack drops them. Now the other way: what h2 sends arrives here.
            ns.submit("h2", () -> ns.in("h2", "ip neigh replace 10.77.0.9 lladdr 02:00:00:00:00:09 dev eth0")).get();
            Process ping = ns.start("h2", "ping -q -c 3 -i 0.01 -w 10 -s 1472 10.77.0.9");
            NetmapRing rx = b.rxRing(0);
            await("three frames of full size arrive", () -> {
                b.rxsync(0);
                int full = 0;
                for (int i = rx.head(); i != rx.tail(); i = rx.next(i)) {
                    full += rx.len(i) == 1514 ? 1 : 0;
                }
                return full >= 3;
            });
            ping.destroy();
            ping.waitFor();
        }
    }

    @Test
    void aFullReceiveRingKeepsTheRestOfALargeFrameForTheNextSync() throws Exception {
        try (Port a = open("packet:s1", Map.of("slots", "4"));
                Port b = open("packet:s2", Map.of("slots", "4"));
                Wire wire = new Wire(a, b)) {
            transfer("10.77.0.2", 2 << 20);
            assertEquals(0, a.counters().rxErrors);
            assertEquals(0, tcp("h2", "TcpInCsumErrors"));
        }
    }

    @Test
    void flowsSpreadOverSeveralReceiveRingsAndEachFrameComesOnce() throws Exception {
        try (Port b = open("packet:s2", Map.of("rxRings", "2"))) {
            ns.submit("h2", () -> {
                ns.in("h2", "ip neigh replace 10.77.0.9 lladdr 02:00:00:00:00:09 dev eth0");
                try (java.net.DatagramSocket s = new java.net.DatagramSocket()) {
                    for (int i = 0; i < 200; i++) {
                        s.send(new java.net.DatagramPacket(new byte[100], 100, new InetSocketAddress("10.77.0.9", 1000 + i)));
                    }
                }
                return null;
            }).get(10, TimeUnit.SECONDS);
            int[] count = new int[2];
            await("200 datagrams arrive", () -> {
                for (int i = 0; i < 2; i++) {
                    b.rxsync(i);
                    NetmapRing rx = b.rxRing(i);
                    for (int k = rx.head(); k != rx.tail(); k = rx.next(k)) {
                        count[i] += rx.len(k) == 142 ? 1 : 0;
                    }
                    rx.advanceTo(rx.tail());
                }
                return count[0] + count[1] >= 200;
            });
            assertEquals(200, count[0] + count[1]);
            assertTrue(count[0] > 20 && count[1] > 20, count[0] + " and " + count[1]);
        }
    }
}

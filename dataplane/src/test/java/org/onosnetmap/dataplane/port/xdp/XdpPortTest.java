package org.onosnetmap.dataplane.port.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.port.packet.PacketPort;
import org.onosnetmap.dataplane.sys.Libc;

/** Real frames through AF_XDP, in network namespaces. */
@SuppressWarnings("try") // ports and wires that only have to be there
class XdpPortTest extends InterfaceFixture {

    XdpPortTest() {
        super(new XdpPorts());
    }

    @BeforeEach
    void hosts() throws Exception {
        ns.host("h1", "s1", 1);
        ns.host("h2", "s2", 2);
    }

    private static boolean hasProgram(String name) throws Exception {
        return NetNamespaces.run("ip -d link show " + name).contains("prog/xdp");
    }

    /** Opens a port and waits for its link: it sends nothing as long as that is down, and Linux may tell of the carrier of a new interface a moment later. */
    private Port openUp(String name) throws Exception {
        return openUp(name, Map.of());
    }

    private Port openUp(String name, Map<String, String> options) throws Exception {
        Port p = open(name, options);
        awaitUp(p);
        return p;
    }

    @Test
    void tcpGoesThroughAtFullSizeAlthoughThePeersLeaveChecksumsAndSegmentationToTheHardware() throws Exception {
        try (Port a = openUp("xdp:s1"); Port b = openUp("xdp:s2"); Wire wire = new Wire(a, b)) {
            transfer("10.77.0.2", 4 << 20);
            double v4 = transfer("10.77.0.2", 50 << 20);
            double v6 = transfer("fd77::2", 25 << 20);
            System.out.printf("TCP through two xdp: ports: %.2f Gbit/s over IPv4, %.2f over IPv6; %s%n", v4 / 1000, v6 / 1000, a.details());
            assertTrue(a.counters().rxRepaired > 1000, "checksums were completed: " + a.counters().rxRepaired);
            assertEquals(0, a.counters().rxErrors);
            assertEquals(0, b.counters().txErrors);
            assertEquals(0, tcp("h2", "TcpInCsumErrors"));
            assertTrue(tcp("h1", "TcpOutSegs") > 50_000);
        }
    }

    @Test
    void vlanTagsThatThePeerLeavesToTheHardwareAreInTheFrames() throws Exception {
        // A tagged frame that is received has its tag beside it, and is sent on so.
        ns.in("h1", "ip link add p0 type veth peer name p1");
        ns.in("h1", "ip link set p0 up");
        ns.in("h1", "ip link set p1 up");
        ns.in("h1", "tc qdisc add dev p1 ingress");
        ns.in("h1", "tc filter add dev p1 parent ffff: protocol all u32 match u32 0 0 action mirred egress redirect dev eth0");
        int[][] heads = {
            {0x88, 0xb5},
            {0x81, 0x00, 0x6f, 0xff, 0x88, 0xb5}, // priority 3, id 4095
            {0x88, 0xa8, 0x20, 0x05, 0x88, 0xb5},
            {0x81, 0x00, 0x00, 0x0a, 0x81, 0x00, 0x00, 0x14, 0x88, 0xb5},
            {0x81, 0x00, 0x00, 0x00, 0x88, 0xb5}}; // priority tag
        try (Port from = ns.submit("h1", () -> PacketPort.open(PortSpec.of("packet:p0"), memory, 1)).get(10, TimeUnit.SECONDS);
                Port a = open("xdp:s1")) {
            if (a.details().get("offloads").contains("lost")) {
                return; // a kernel that does not tell of them, as the details say
            }
            awaitUp(a);
            NetmapRing tx = from.txRing(0);
            NetmapRing rx = a.rxRing(0);
            for (int i = 0; i < heads.length; i++) {
                frame(tx, i, 100 + i);
                for (int k = 0; k < heads[i].length; k++) {
                    tx.memory().put(tx.bufferAt(i) + 12 + k, (byte) heads[i][k]);
                }
            }
            tx.advanceTo(heads.length);
            from.txsync(0);
            assertEquals(0, from.counters().txErrors);
            int[] got = new int[1];
            await("all frames arrive", () -> {
                a.rxsync(0);
                for (int i = rx.head(); i != rx.tail(); i = rx.next(i)) {
                    if (rx.len(i) < 100 || rx.memory().get(rx.bufferAt(i) + 5) != -1) {
                        continue; // the host's stack sends now and then
                    }
                    int k = got[0]++;
                    assertEquals(tx.len(k), rx.len(i), "length of frame " + k);
                    for (int at = 0; at < rx.len(i); at++) {
                        assertEquals(tx.memory().get(tx.bufferAt(k) + at), rx.memory().get(rx.bufferAt(i) + at), "byte " + at + " of frame " + k);
                    }
                }
                rx.advanceTo(rx.tail());
                return got[0] == heads.length;
            });
        }
    }

    @Test
    void genericModeCarriesPacketsAndPutsOffloadsBack() throws Exception {
        NetNamespaces.run("ethtool -K s1 gro on");
        try (Port a = openUp("xdp:s1", Map.of("mode", "generic")); Port b = openUp("xdp:s2", Map.of("mode", "copy")); Wire wire = new Wire(a, b)) {
            assertTrue(a.details().get("mode").contains("generic"), a.details().toString());
            assertTrue(b.details().get("mode").contains("native, in the driver, copy"), b.details().toString());
            assertTrue(NetNamespaces.run("ethtool -k s1").contains("generic-receive-offload: off"));
            ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
        }
        assertTrue(NetNamespaces.run("ethtool -k s1").contains("generic-receive-offload: on"));
    }

    @Test
    void forwardingAllocatesNothing() throws Exception {
        try (Port a = openUp("xdp:s1"); Port b = openUp("xdp:s2"); Wire wire = new Wire(a, b)) {
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
        try (Port a = openUp("xdp:s1"); Port b = openUp("xdp:s2"); Wire wire = new Wire(a, b)) {
            ns.in("h1", "ping -q -i 0.002 -c 500 10.77.0.2"); // compiles the loop
            String out = ns.in("h1", "ping -i 0.02 -c 50 -w 20 10.77.0.2"); // -w: until 50 answers are there, however late
            double[] ms = Pattern.compile("time=([0-9.]+) ms").matcher(out).results().mapToDouble(m -> Double.parseDouble(m.group(1))).sorted().toArray();
            assertTrue(ms.length >= 50, out);
            System.out.println("ping through two xdp: ports: median " + ms[ms.length / 2] + " ms");
            assertTrue(wire.woken >= 10 && wire.late * 10 <= wire.woken, wire.woken + " times woken, " + wire.late + " times not");
        }
    }

    @Test
    void deletedInterfaceIsGoneWithinASecondAndSyncsGoOn() throws Exception {
        try (Port a = openUp("xdp:s1"); Port b = openUp("xdp:s2"); Wire wire = new Wire(a, b)) {
            ns.in("h1", "ping -q -c 1 10.77.0.2");
            NetNamespaces.run("ip link del s2");
            await("port is gone", () -> {
                b.refresh();
                return b.link() == LinkState.GONE;
            });
            assertTrue(b.linkReason().contains("deleted"), b.linkReason());
            a.refresh();
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
    void anInterfaceThatMovesToAnotherNamespaceLosesTheProgram() throws Exception {
        try (Port a = open("xdp:s1")) {
            NetNamespaces.run(("ip link set s1 netns " + ns.at("h2", "").split(" ")[3]));
            await("port is gone", () -> {
                a.refresh();
                return a.link() == LinkState.GONE;
            });
            assertFalse(ns.in("h2", "ip -d link show s1").contains("prog/xdp"));
        }
    }

    @Test
    void linkFollowsTheInterfaceAndComesBack() throws Exception {
        NetNamespaces.run("ip link set s1 down");
        try (Port a = open("xdp:s1"); Port b = openUp("xdp:s2"); Wire wire = new Wire(a, b)) {
            assertEquals(LinkState.DOWN, a.link());
            assertTrue(a.linkReason().contains("ip link set dev s1 up"), a.linkReason());
            NetNamespaces.run("ip link set s1 up");
            awaitUp(a);
            ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
            ns.in("h1", "ip link set eth0 down");
            await("no carrier is seen", () -> {
                a.refresh();
                return a.link() == LinkState.DOWN && a.linkReason().contains("no carrier");
            });
            ns.in("h1", "ip link set eth0 up");
            awaitUp(a);
            assertEquals("", a.linkReason());
            ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
        }
    }

    @Test
    void interfacesThatAreNotForASwitchAreRefusedWithTheRemedy() throws Exception {
        refused(PortException.Kind.NOT_FOUND, "xdp:nix", "no such network interface", Map.of());
        refused(PortException.Kind.REFUSED, "xdp:lo", "force=true", Map.of());
        refused(PortException.Kind.BAD_NAME, "xdp:s1", "auto, zerocopy, copy or generic", Map.of("mode", "fast"));
        refused(PortException.Kind.BAD_NAME, "xdp:s1", "unknown option 'gro'", Map.of("gro", "off"));
        refused(PortException.Kind.REFUSED, "xdp:s1", "ethtool -L s1 combined 2", Map.of("rxRings", "2"));
        refused(PortException.Kind.REFUSED, "xdp:s1", "without copies", Map.of("mode", "zerocopy"));
        NetNamespaces.run("ip link set s1 mtu 9000");
        refused(PortException.Kind.REFUSED, "xdp:s1", "ip link set dev s1 mtu 2034", Map.of());
        NetNamespaces.run("ip link set s1 mtu 1500");
        ns.in("h1", "ip link set eth0 mtu 9000");
        refused(PortException.Kind.REFUSED, "xdp:s1", "MTU of the interface and of its peer", Map.of());
        ns.in("h1", "ip link set eth0 mtu 1500");
        NetNamespaces.run("ip link add du0 type bridge");
        refused(PortException.Kind.REFUSED, "xdp:du0", "leave option mode out", Map.of("mode", "copy"));
        NetNamespaces.run("ip link add many numrxqueues 17 numtxqueues 17 type veth peer numrxqueues 17 numtxqueues 17");
        refused(PortException.Kind.REFUSED, "xdp:many", "ethtool -L many combined 16", Map.of());
        try (Port held = open("xdp:s2")) {
            refused(PortException.Kind.IN_USE, "xdp:s2", "by this process", Map.of());
        }
        assertFalse(hasProgram("s1"));
        open("xdp:s1").close();
    }

    @Test
    void aProgramOfSomebodyElseStaysUnlessForced() throws Exception {
        int map = Bpf.socketMap(1);
        int program = Bpf.load(Program.redirect(map), 0, 0);
        try (NetDevice s1 = NetDevice.open("s1")) {
            AttachedProgram.set(s1.index(), program, Bpf.NATIVE);
            int id = AttachedProgram.id(s1.index());
            assertTrue(id != 0);
            refused(PortException.Kind.IN_USE, "xdp:s1", "another XDP program (id " + id + ")", Map.of());
            assertEquals(id, AttachedProgram.id(s1.index()));
            open("xdp:s1", Map.of("force", "true")).close();
            assertEquals(0, AttachedProgram.id(s1.index()));
            int link = Bpf.link(program, s1.index(), Bpf.NATIVE);
            refused(PortException.Kind.IN_USE, "xdp:s1", "goes with it; end that one", Map.of("force", "true"));
            Libc.close(link);
            open("xdp:s1").close();
        } finally {
            Libc.close(program);
            Libc.close(map);
        }
    }

    /** What {@link #killedProcessLeavesNothingBehind} runs as a process: attaches the interface and says so. */
    public static final class Attach {
        private Attach() {
        }

        public static void main(String[] args) throws Exception {
            Port p = new XdpPorts().open(PortSpec.of(args[0]), NetmapMemory.forPorts(2), 1);
            System.out.println("attached " + p.name());
            System.in.read(); // until it is killed, or its parent ends
        }
    }

    @Test
    void killedProcessLeavesNothingBehind() throws Exception {
        Process p = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Attach.class.getName(), "xdp:s1").redirectErrorStream(true).start();
        StringBuilder out = new StringBuilder();
        for (int c; !out.toString().contains("attached xdp:s1") && (c = p.getInputStream().read()) >= 0; ) {
            out.append((char) c);
        }
        assertTrue(p.isAlive(), out.toString());
        assertTrue(hasProgram("s1"));
        assertTrue(NetNamespaces.run("ip -d link show s1").contains("promiscuity 1"));
        refused(PortException.Kind.IN_USE, "xdp:s1", "by process " + p.pid(), Map.of());
        p.destroyForcibly().waitFor(); // SIGKILL
        assertFalse(hasProgram("s1"));
        assertTrue(NetNamespaces.run("ip -d link show s1").contains("promiscuity 0"));
        open("xdp:s1").close();
    }

    @Test
    void detachLeavesProgramDescriptorsMemoryAndBuffersAsTheyWere() throws Exception {
        for (int i = 0; i < 3; i++) { // class loading opens files of its own
            open("xdp:s1").close();
        }
        long fds = descriptors();
        long maps = mappings();
        int buffers = memory.freeBuffers();
        for (int i = 0; i < 20; i++) {
            Port p = openUp("xdp:s1");
            assertTrue(hasProgram("s1"));
            assertTrue(mappings() > maps);
            try (Port q = openUp("xdp:s2"); Wire wire = new Wire(p, q)) {
                ns.in("h1", "ping -q -c 2 -i 0.01 -w 5 10.77.0.2");
            }
            p.close();
            p.close();
            assertFalse(hasProgram("s1"));
        }
        long after = descriptors(); // one or two come and go with the JVM and its child processes; a leak would be twenty
        assertTrue(after < fds + 10, fds + " descriptors before, " + after + " after");
        assertEquals(buffers, memory.freeBuffers());
        assertEquals(maps, mappings(), "rings of sockets that are mapped");
        int[] all = memory.takeExtra("test", buffers);
        assertEquals(buffers, Arrays.stream(all).distinct().count(), "no buffer came back twice");
    }

    @Test
    void badSlotsAreConsumedAndCountedAndGoodOnesPass() throws Exception {
        try (Port a = open("xdp:s1"); Port host = ns.submit("h1", () -> open("xdp:eth0")).get(10, TimeUnit.SECONDS)) {
            awaitUp(a);
            awaitUp(host);
            NetmapRing tx = a.txRing(0);
            tx.bufIdx(0, 1);
            tx.len(1, 2049);
            tx.len(2, 13);
            tx.len(3, 1519); // MTU 1500: 1514, and 4 more for a tag
            for (int i = 4; i < 8; i++) {
                frame(tx, i, 60 + i);
            }
            tx.advanceTo(8);
            a.txsync(0);
            assertEquals(4, a.counters().txErrors);
            await("slots come back", () -> {
                a.txsync(0);
                return !tx.txPending();
            });
            assertFalse(a.txBacklog(0));
            NetmapRing rx = host.rxRing(0);
            rx.bufIdx(0, 0); // a slot that the client spoilt comes back empty, and takes its packet with it
            await("the good frames arrive", () -> {
                host.rxsync(0);
                return rx.available() >= 4;
            });
            assertEquals(0, rx.len(0));
            assertEquals(1, host.counters().rxErrors);
            for (int i = 1; i < 4; i++) {
                assertEquals(64 + i, rx.len(i));
                for (int k = 0; k < rx.len(i); k++) {
                    assertEquals(tx.memory().get(tx.bufferAt(4 + i) + k), rx.memory().get(rx.bufferAt(i) + k));
                }
            }
        }
    }

    @Test
    void buffersThatAreNoFramesAreCopied() throws Exception {
        try (Port a = openUp("xdp:s1"); Port b = openUp("xdp:s2")) {
            int[] all = memory.takeExtra("test", memory.freeBuffers());
            int first = (64 << 20) / memory.bufSize(); // the least that the kernel gets
            int[] foreign = Arrays.stream(all).filter(i -> i >= first).toArray();
            assertTrue(foreign.length > 20, "the region is larger than the memory of the kernel");
            int n = 0;
            for (Port p : new Port[] {a, b}) {
                for (NetmapRing r : new NetmapRing[] {p.rxRing(0), p.txRing(0)}) {
                    for (int i = 0; i < 5 * 47; i += 47) {
                        r.bufIdx(i, foreign[n++]);
                    }
                }
            }
            try (Wire wire = new Wire(a, b)) {
                transfer("10.77.0.2", 5 << 20);
                assertEquals(0, tcp("h2", "TcpInCsumErrors"));
                assertEquals(0, a.counters().rxErrors);
            }
        }
    }

    @Test
    void twoWorkersSendThroughOneQueue() throws Exception {
        PortSpec spec = PortSpec.of("xdp:s1");
        try (Port a = new XdpPorts().open(spec, memory, 2); Port host = ns.submit("h1", () -> open("xdp:eth0")).get(10, TimeUnit.SECONDS)) {
            awaitUp(a);
            awaitUp(host);
            int each = 5000;
            int underWay = 200; // by each worker: what the receiving ring holds, so that none is lost if nobody takes them for a while
            AtomicIntegerArray next = new AtomicIntegerArray(2);
            Thread[] workers = new Thread[2];
            for (int w = 0; w < 2; w++) {
                int ring = w;
                workers[w] = new Thread(() -> {
                    NetmapRing tx = a.txRing(ring);
                    for (int sent = 0; sent < each && !Thread.interrupted(); ) {
                        int at = tx.head();
                        for (int room = Math.min(Math.min(tx.available(), 20), next.get(ring) + underWay - sent); room > 0 && sent < each; room--, sent++) {
                            frame(tx, at, 100);
                            tx.memory().put(tx.bufferAt(at) + 12, (byte) 0x88).put(tx.bufferAt(at) + 13, (byte) 0xb5);
                            tx.memory().put(tx.bufferAt(at) + 20, (byte) ring).putInt(tx.bufferAt(at) + 24, sent);
                            at = tx.next(at);
                        }
                        tx.advanceTo(at);
                        a.txsync(ring);
                        Thread.yield();
                    }
                    while (tx.txPending()) {
                        a.txsync(ring);
                    }
                });
                workers[w].start();
            }
            NetmapRing rx = host.rxRing(0);
            try {
                await("all frames arrive, each worker's in its order", () -> {
                    host.rxsync(0);
                    for (int i = rx.head(); i != rx.tail(); i = rx.next(i)) {
                        int at = rx.bufferAt(i);
                        if (rx.len(i) == 100 && rx.memory().get(at + 12) == (byte) 0x88) {
                            assertEquals(next.getAndIncrement(rx.memory().get(at + 20)), rx.memory().getInt(at + 24));
                        }
                    }
                    rx.advanceTo(rx.tail());
                    return next.get(0) == each && next.get(1) == each;
                });
            } finally {
                for (Thread w : workers) {
                    w.interrupt();
                    w.join();
                }
            }
            assertEquals(0, a.counters().txErrors);
        }
    }

    @Test
    void fourQueuesReceiveIntoFourRingsAndEachFrameComesOnce() throws Exception {
        NetNamespaces.run("ip link add s4 numrxqueues 4 numtxqueues 4 type veth peer name eth4 numrxqueues 4 numtxqueues 4");
        NetNamespaces.run("ip link set eth4 netns " + ns.at("h2", "").split(" ")[3]);
        NetNamespaces.run("ip link set s4 up");
        ns.in("h2", "ip addr add 10.79.0.2/24 dev eth4");
        ns.in("h2", "ip link set eth4 up");
        try (Port b = open("xdp:s4")) {
            assertEquals(4, b.rxRings());
            awaitUp(b);
            ns.submit("h2", () -> {
                ns.in("h2", "ip neigh replace 10.79.0.9 lladdr 02:00:00:00:00:09 dev eth4");
                for (int i = 0; i < 200; i++) { // a socket keeps to a queue
                    try (DatagramSocket s = new DatagramSocket()) {
                        s.send(new DatagramPacket(new byte[100], 100, new InetSocketAddress("10.79.0.9", 1000 + i)));
                    }
                }
                return null;
            }).get(10, TimeUnit.SECONDS);
            int[] count = new int[4];
            await("200 datagrams arrive", () -> {
                for (int i = 0; i < 4; i++) {
                    b.rxsync(i);
                    NetmapRing rx = b.rxRing(i);
                    for (int k = rx.head(); k != rx.tail(); k = rx.next(k)) {
                        count[i] += rx.len(k) == 142 ? 1 : 0;
                    }
                    rx.advanceTo(rx.tail());
                }
                return Arrays.stream(count).sum() >= 200;
            });
            assertEquals(200, Arrays.stream(count).sum());
            assertTrue(Arrays.stream(count).filter(n -> n > 0).count() > 1, Arrays.toString(count));
        }
    }

    @Test
    void portsOfOneDatapathShareTheirFramesAlsoWhenTheFirstOneHasGone() throws Exception {
        Port a = open("xdp:s1");
        try (Port b = openUp("xdp:s2")) {
            assertEquals(List.of(2, 2), List.of(sockets(a), sockets(b)));
            a.close();
            assertEquals(1, sockets(b));
            try (Port again = openUp("xdp:s1"); Wire wire = new Wire(again, b)) {
                assertEquals(List.of(2, 2), List.of(sockets(again), sockets(b)));
                ns.in("h1", "ping -q -c 3 -i 0.05 -w 5 10.77.0.2");
                assertEquals(0, again.counters().txErrors + b.counters().txErrors);
            }
        } finally {
            a.close();
        }
    }

    /** Number of sockets that use the port's frames. */
    private static int sockets(Port p) {
        return Integer.parseInt(p.details().get("memory").replaceAll(".* for (\\d+) sockets", "$1"));
    }
}

package org.onosnetmap.dataplane.port;

import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.packet.PacketPort;
import org.onosnetmap.dataplane.port.pipe.PipePort;
import org.onosnetmap.dataplane.port.tap.TapPort;

/** Measures what the ports carry; docs/ports.md says how to start it. Needs root and iperf3. */
@SuppressWarnings("try") // ports and wires that only have to be there
public final class PortBench {

    private static final int SECONDS = 4;

    private final NetmapMemory memory = NetmapMemory.forPorts(16);

    private PortBench() {
    }

    public static void main(String[] args) throws Exception {
        PortBench b = new PortBench();
        b.pipe();
        b.pipe();
        try (NetNamespaces ns = new NetNamespaces()) {
            ns.host("h1", "s1", 1);
            ns.host("h2", "s2", 2);
            b.bridge(ns);
            b.tcp(ns);
            b.frames(ns);
            b.tap();
        }
    }

    private static double iperf(NetNamespaces ns, String target, String more) throws Exception {
        Process server = ns.start("h2", "iperf3 -s -1 --forceflush");
        try {
            for (int c; (c = server.getInputStream().read()) >= 0 && c != 'g'; ) { // "Server listening"
                continue;
            }
            String out = ns.in("h1", "iperf3 -J -c " + target + " -t " + SECONDS + more);
            Matcher rate = Pattern.compile("\"sum_received\".*?\"bits_per_second\":\\s*([0-9.e+]+)", Pattern.DOTALL).matcher(out);
            Matcher again = Pattern.compile("\"sum_sent\".*?\"retransmits\":\\s*(\\d+)", Pattern.DOTALL).matcher(out);
            System.out.print(again.find() ? "  (" + again.group(1) + " retransmits)" : "");
            return rate.find() ? Double.parseDouble(rate.group(1)) / 1e9 : 0;
        } finally {
            server.destroy();
        }
    }

    private void bridge(NetNamespaces ns) throws Exception {
        NetNamespaces.run("ip link add br0 type bridge");
        NetNamespaces.run("ip link set s1 master br0");
        NetNamespaces.run("ip link set s2 master br0");
        NetNamespaces.run("ip link set br0 up");
        System.out.printf("Linux bridge: TCP %.2f Gbit/s%n", iperf(ns, "10.77.0.2", ""));
        ns.in("h1", "ethtool -K eth0 tso off gso off tx off");
        System.out.printf("Linux bridge, hosts without segmentation offload: TCP %.2f Gbit/s%n", iperf(ns, "10.77.0.2", ""));
        ns.in("h1", "ethtool -K eth0 tx on tso on gso on");
        NetNamespaces.run("ip link del br0");
    }

    private void tcp(NetNamespaces ns) throws Exception {
        try (Port a = PacketPort.open(PortSpec.of("packet:s1"), memory, 1);
                Port b = PacketPort.open(PortSpec.of("packet:s2"), memory, 1);
                Wire wire = new Wire(a, b)) {
            iperf(ns, "10.77.0.2", "");
            for (int i = 0; i < 3; i++) {
                System.out.printf("packet: to packet:, IPv4 TCP %.2f Gbit/s%n", iperf(ns, "10.77.0.2", ""));
            }
            System.out.printf("packet: to packet:, IPv6 TCP %.2f Gbit/s%n", iperf(ns, "fd77::2", ""));
            a.refresh();
            b.refresh();
            System.out.println("wire dropped " + wire.dropped + "; s1 " + counters(a) + "; s2 " + counters(b));
        }
    }

    private static String counters(Port p) {
        PortCounters c = p.counters();
        return "dropped " + c.rxDropped + ", rx errors " + c.rxErrors + ", tx errors " + c.txErrors + ", repaired " + c.rxRepaired;
    }

    /** 60-byte frames from a port in h1 through the wire to a port in h2, each of them on this machine's two cores. */
    private void frames(NetNamespaces ns) throws Exception {
        try (Port from = ns.submit("h1", () -> PacketPort.open(PortSpec.of("packet:eth0"), memory, 1)).get();
                Port to = ns.submit("h2", () -> PacketPort.open(PortSpec.of("packet:eth0"), memory, 1)).get()) {
            try (Port a = PacketPort.open(PortSpec.of("packet:s1"), memory, 1)) {
                System.out.printf("packet: transmit alone, 60 bytes: %.2f million/s%n", blast(from, 2_000_000_000L) / 2e6);
            }
            try (Port a = PacketPort.open(PortSpec.of("packet:s1"), memory, 1);
                    Port b = PacketPort.open(PortSpec.of("packet:s2"), memory, 1);
                    Wire wire = new Wire(a, b)) {
                Future<Long> sender = ns.submit("h1", () -> blast(from, 4_000_000_000L));
                long received = 0;
                long start = System.nanoTime();
                while (!sender.isDone()) {
                    to.rxsync(0);
                    received += to.rxRing(0).available();
                    to.rxRing(0).advanceTo(to.rxRing(0).tail());
                    Thread.sleep(0, 100_000);
                }
                System.out.printf("packet: to packet:, 60 bytes: %.2f million/s offered, %.2f forwarded and received%n", sender.get() / 4e6,
                        received * 1e3 / (System.nanoTime() - start));
            }
        }
    }

    private static long blast(Port p, long nanos) {
        NetmapRing tx = p.txRing(0);
        for (int i = 0; i < tx.numSlots(); i++) {
            for (int k = 0; k < 60; k++) {
                tx.memory().put(tx.bufferAt(i) + k, (byte) (k == 12 ? 0x88 : k == 13 ? 0xb5 : 2));
            }
            tx.len(i, 60);
        }
        long n = 0;
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
            n += tx.available();
            tx.advanceTo(tx.tail());
            p.txsync(0);
        }
        return n;
    }

    private void tap() throws Exception {
        try (Port tap = TapPort.open(PortSpec.of("tap:bench0"), memory, 1)) {
            blast(tap, 500_000_000L);
            System.out.printf("tap: transmit, 60 bytes: %.2f million/s%n", blast(tap, 2_000_000_000L) / 2e6);
        }
    }

    private void pipe() throws Exception {
        PipePort[] p = PipePort.pair(memory, PortName.parse("netmap:bench{1"), PortName.parse("netmap:bench}1"), 1, 1, 1024);
        NetmapRing tx = p[0].txRing(0);
        NetmapRing rx = p[1].rxRing(0);
        long n = 0;
        long start = System.nanoTime();
        for (long end = start + 1_000_000_000L; System.nanoTime() < end; n += 256) {
            int i = tx.head();
            for (int k = 0; k < 256; k++, i = tx.next(i)) {
                tx.len(i, 60);
            }
            tx.advanceTo(i);
            p[0].txsync(0);
            p[1].rxsync(0);
            rx.advanceTo(rx.tail());
            p[1].rxsync(0);
            p[0].txsync(0);
        }
        System.out.printf("pipe, one thread, batches of 256: %.0f million/s%n", n * 1e3 / (System.nanoTime() - start));
        p[0].close();
        p[1].close();
    }
}

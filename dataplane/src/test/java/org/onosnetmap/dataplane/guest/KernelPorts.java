package org.onosnetmap.dataplane.guest;

import static org.onosnetmap.dataplane.guest.Checks.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortSpec;

/** {@code netmap:} ports of the module, alone and in the engine. */
final class KernelPorts {

    private static final int FRAMES = 320;
    private static final int ARP = 0x0806;

    private KernelPorts() {
    }

    static void withoutModule() throws Exception {
        refused(Kind.FAILED, "modprobe netmap", () -> Station.open("netmap:eth0"));
    }

    static void all() throws Exception {
        String free = freeBuffers();
        subject("interfaces");
        interfaces("emulated", 0, 1);
        subject("switchPort");
        switchPort();
        subject("moreWorkersThanRings");
        moreWorkersThanRings();
        subject("ringsOfASwitchPort");
        ringsOfASwitchPort();
        subject("hostRings");
        hostRings();
        subject("pipes");
        pipes();
        subject("monitors");
        monitors();
        subject("refusals");
        refusals();
        subject("vanishing");
        vanishing();
        subject("end");
        until(() -> freeBuffers().equals(free), "all buffers of the shared region are free again");
    }

    private static Engine engine(int workers) {
        return Engine.start(new EngineConfig().workers(workers));
    }

    private static PortSpec port(String name, int number) throws Exception {
        return PortSpec.of(name, number, Map.of());
    }

    /** Frames of the test, from one port to the other. */
    private static FlowMod rule(int in, int etherType, int... out) {
        Action[] outputs = new Action[out.length];
        for (int i = 0; i < out.length; i++) {
            outputs[i] = Action.output(out[i]);
        }
        return FlowMod.add(FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, in).set(Field.ETH_TYPE, etherType).build()).apply(outputs).build());
    }

    private static void install(Datapath d, FlowMod... mods) {
        ok(d.apply(List.of(mods)).stream().allMatch(e -> e == null), "the rules are taken");
    }

    /**
     * Between NICs that are taken over, by their own rings.
     *
     * @param driver of four interfaces
     * @param first the number of the first of them
     */
    static void nativeInterfaces(String driver, int first) throws Exception {
        subject("native driver " + driver);
        String free = freeBuffers();
        // A ring pair for each processor, where the NIC can.
        interfaces(driver, first, Set.of("igb", "ixgbe").contains(driver) ? Runtime.getRuntime().availableProcessors() : 1);
        until(() -> freeBuffers().equals(free), "all buffers of the shared region are free again");
    }

    /**
     * From interface to interface by rules.
     *
     * @param kind what the module has them as
     * @param first the number of the first; its wire leads to the next, and that of the one after that to the last
     * @param pairs the ring pairs that each has
     */
    private static void interfaces(String kind, int first, int pairs) throws Exception {
        String left = "eth" + first;
        String right = "eth" + (first + 2);
        try (Engine engine = engine(1); Station a = Station.open("packet:eth" + (first + 1)); Station b = Station.open("packet:eth" + (first + 3));
                RegionView region = new RegionView(1, 16)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            PortInfo info = d.addPort(port("netmap:" + left, 1));
            d.addPort(port("netmap:" + right, 2));
            equal(Set.of(kind), kinds(left, right), "what carries " + left + " and " + right);
            equal("region 1", info.details().get("memory"), "an interface's rings are in the shared region");
            equal(pairs + " receive, 1 transmit", info.details().get("rings"), "all that it receives by, and a transmit ring for the worker");
            until(() -> d.ports().stream().allMatch(PortInfo::isUp), "both links are up");
            Set<Integer> before = RegionView.buffers(region.rings(left, false).get(0));
            a.send(Station.frame(0, 60));
            until(() -> d.port(1).orElseThrow().rxPackets() == 1, "a frame comes in");
            equal(0, b.poll().size(), "and without a rule goes nowhere");
            install(d, rule(1, 0x88b5, 2));
            equal(FRAMES, Station.through(a, b, FRAMES), "frames pass by the rule from " + left + " to " + right + ", in order and whole");
            Set<Integer> moved = new HashSet<>(RegionView.buffers(region.rings(right, true).get(0)));
            moved.retainAll(before);
            // A NIC's rings are small: what went all round is back where it came from.
            ok(moved.size() >= Math.min(256, before.size() / 2),
                    "no frame was copied: " + moved.size() + " buffers of " + left + "'s receive ring are in " + right + "'s transmit ring");
            install(d, rule(2, 0x88b5, 1));
            equal(FRAMES, Station.through(b, a, FRAMES), "and back by another one");
            equal((long) FRAMES, d.port(2).orElseThrow().txPackets(), "port 2 counts what it sent");
            equal((long) FRAMES, d.flows().get(0).packets(), "and so does the rule");
            NetmapRing hostile = region.rings(left, false).get(0);
            hostile.tail(99_999);
            hostile.head(0x7fff_ffff);
            equal(32, Station.through(a, b, 32), "a neighbour in the region who writes nonsense into a ring's indexes does not stop the forwarding");
            d.removePort(1);
            d.addPort(port("netmap:" + left + "-0", 1));
            until(() -> d.ports().stream().allMatch(PortInfo::isUp), "its link is up");
            equal(32, Station.through(a, b, 32), "the ring pair alone does the same");
        }
    }

    /** What the module has these ports as, by its table. */
    private static Set<String> kinds(String... ports) throws IOException {
        Set<String> found = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("/sys/kernel/debug/netmap/ports"))) {
            String[] columns = line.trim().split(" +");
            if (List.of(ports).contains(columns[0])) {
                found.add(columns[1]);
            }
        }
        return found;
    }

    private static void switchPort() throws Exception {
        try (Engine engine = engine(1); Station a = Station.open("packet:eth1"); RegionView region = new RegionView(1, 16)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            d.addPort(port("netmap:eth0", 1));
            PortInfo vale = d.addPort(port("netmap:vale0:dp@1", 2));
            equal("region 1", vale.details().get("memory"), "a switch's port is made in the region that its name says");
            until(() -> d.ports().stream().allMatch(PortInfo::isUp), "both links are up");
            install(d, rule(1, 0x88b5, 2), rule(2, 0x88b5, 1));
            Set<Integer> before = RegionView.buffers(region.rings("eth0", false).get(0));
            try (Station host = Station.open("netmap:vale0:host")) {
                equal(FRAMES, Station.through(a, host, FRAMES), "frames pass from eth0 through the datapath and the kernel's switch to another port of it");
                equal(FRAMES, Station.through(host, a, FRAMES), "and back");
                Set<Integer> moved = new HashSet<>(RegionView.buffers(region.rings("vale0:dp", true).get(0)));
                moved.retainAll(before);
                ok(moved.size() >= 256, "no frame was copied on the way to the switch: " + moved.size() + " buffers of eth0 are in its transmit ring");
                host.sendInPieces(Station.frame(7, 900), 3);
                until(() -> d.port(2).orElseThrow().rxErrors() == 3, "a packet in three slots is dropped whole, and counted");
                equal(0, a.poll().size(), "and none of it is forwarded");
                d.removePort(2);
                PortInfo own = d.addPort(port("netmap:vale0:dp2", 2));
                ok(!own.details().get("memory").equals("region 1"), "without a region in its name it gets one of its own: " + own.details().get("memory"));
                equal(FRAMES, Station.through(a, host, FRAMES), "frames are copied to it then");
                equal(FRAMES, Station.through(host, a, FRAMES), "and from it");
            }
        }
    }

    private static void moreWorkersThanRings() throws Exception {
        try (Engine engine = engine(3); Station a = Station.open("packet:eth1"); Station b = Station.open("packet:eth3"); RegionView region = new RegionView(1, 16)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            PortInfo info = d.addPort(port("netmap:eth0", 1));
            d.addPort(port("netmap:eth2", 2));
            equal("1 receive, 1 transmit shared by 3 workers", info.details().get("rings"), "three workers share one transmit ring");
            until(() -> d.ports().stream().allMatch(PortInfo::isUp), "both links are up");
            // Both ways, and back to where it came from: two workers fill the ring of each port.
            install(d, rule(1, 0x88b5, 2), rule(2, 0x88b5, 1));
            Set<Integer> before = RegionView.buffers(region.rings("eth0", false).get(0));
            equal(FRAMES * 2, Station.through(a, b, FRAMES * 2), "frames pass through the shared ring, in order and whole");
            equal(FRAMES, Station.through(b, a, FRAMES), "and back");
            Set<Integer> moved = new HashSet<>(RegionView.buffers(region.rings("eth2", true).get(0)));
            moved.retainAll(before);
            ok(moved.size() >= 256, "and are not copied: " + moved.size() + " buffers have moved");
            install(d, rule(1, 0x88b5, 2, 0xfffffff8), rule(2, 0x88b5, 1, 0xfffffff8));
            Thread other = new Thread(() -> {
                for (int i = 0; i < FRAMES; i++) {
                    b.send(Station.frame(i, 100));
                }
            });
            other.start();
            for (int i = 0; i < FRAMES; i++) {
                a.send(Station.frame(i, 100));
            }
            other.join();
            long[] got = new long[2];
            until(() -> {
                got[0] += a.poll().size();
                got[1] += b.poll().size();
                return d.ports().stream().mapToLong(p -> p.txPackets() + p.txDropped()).sum() >= 3L * FRAMES + 4L * FRAMES;
            }, "two workers fill one ring at the same time");
            ok(got[0] > FRAMES && got[1] > FRAMES, "and the frames of both arrive: " + got[0] + " and " + got[1]);
        }
    }

    private static void ringsOfASwitchPort() throws Exception {
        try (Engine engine = engine(2)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            PortInfo p = d.addPort(PortSpec.of("netmap:vale1:m", 1, Map.of("rxRings", "3", "slots", "256")));
            equal("3 receive, 2 transmit", p.details().get("rings"), "a switch's port has the receive rings that are asked for, and a transmit ring for each worker");
            install(d, rule(1, 0x88b5, 0xfffffff8));
            try (Station s = Station.open("netmap:vale1:s")) {
                for (int i = 0; i < 64; i++) {
                    s.send(Station.frame(i, 60));
                }
                equal(64, s.receive(64).size(), "frames come back, whichever ring they came by");
            }
        }
    }

    private static void hostRings() throws Exception {
        run("ip", "addr", "add", "10.9.0.1/24", "dev", "eth0");
        try (Engine engine = engine(1); Station a = Station.open("packet:eth1")) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            d.addPort(port("netmap:eth0", 1));
            d.addPort(port("netmap:eth0^", 2));
            until(() -> d.ports().stream().allMatch(PortInfo::isUp), "wire and host are ports of one datapath");
            install(d, rule(1, ARP, 2), rule(2, ARP, 1));
            Process ping = new ProcessBuilder("ping", "-c", "3", "10.9.0.2").redirectErrorStream(true).start();
            until(() -> !a.poll(ARP).isEmpty(), "what the host sends goes to the wire by a rule");
            ping.destroy();
            ping.waitFor();
            // Who has 10.9.0.1? asks 10.9.0.7.
            byte[] request = Station.frame(7, 60);
            byte[] mac = {2, 0, 0, 0, 0, 7};
            Arrays.fill(request, 0, 6, (byte) 0xff);
            System.arraycopy(mac, 0, request, 6, 6);
            byte[] arp = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 7, 10, 9, 0, 7, 0, 0, 0, 0, 0, 0, 10, 9, 0, 1};
            System.arraycopy(arp, 0, request, 12, arp.length);
            a.poll(ARP);
            a.send(request);
            until(() -> a.poll(ARP).stream().anyMatch(f -> f[21] == 2 && f[5] == 7), "what comes from the wire reaches the host, and its answer the wire");
        }
        run("ip", "addr", "flush", "dev", "eth0");
        try (Station both = Station.open("netmap:eth0*"); Station a = Station.open("packet:eth1")) {
            equal(2, both.port.rxRings(), "both sides of an interface are two receive rings");
            until(() -> both.port.link() == LinkState.UP || refresh(both), "its link is up");
            equal(32, Station.through(a, both, 32), "which have what comes from the wire");
            equal(32, Station.through(both, a, 32), "and what is sent goes to the wire");
        }
    }

    private static boolean refresh(Station s) {
        s.port.refresh();
        return false;
    }

    private static void pipes() throws Exception {
        try (Engine engine = engine(2)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            PortInfo p = d.addPort(port("netmap:p{1@0", 1));
            equal("pipe", p.details().get("mode"), "a pipe of the kernel's is a port");
            install(d, rule(1, 0x88b5, 0xfffffff8));
            try (Station other = Station.open("netmap:p}1@0")) {
                for (int i = 0; i < FRAMES; i++) {
                    other.send(Station.frame(i, 60));
                }
                equal(FRAMES, other.receive(FRAMES).size(), "frames go through it and come back");
            }
        }
    }

    private static void monitors() throws Exception {
        refused(Kind.REFUSED, "open that first", () -> Station.open("netmap:vale0:seen/r"));
        try (Station seen = Station.open("netmap:vale0:seen"); Station other = Station.open("netmap:vale0:other");
                Station tx = Station.open("netmap:vale0:seen/t"); Station rx = Station.open("netmap:vale0:seen/r"); Engine engine = engine(1)) {
            equal(64, Station.through(seen, other, 64), "a monitored port sends");
            equal(64, tx.receive(64).size(), "and its monitor gets what it sent");
            equal(64, Station.through(other, seen, 64), "it receives");
            equal(64, rx.receive(64).size(), "and another monitor gets what it received");
            equal(0, tx.poll().size(), "but not the first one");
            tx.send(Station.frame(1, 60));
            equal(1L, tx.port.counters().txErrors, "what is sent to a monitor is lost and counted");
        }
        try (Station seen = Station.open("netmap:vale0:seen"); Station other = Station.open("netmap:vale0:other"); Station z = Station.open("netmap:vale0:seen/zr")) {
            equal(64, Station.through(other, seen, 64), "a port with a zero-copy monitor receives");
            equal(64, z.receive(64).size(), "and the monitor has it, too");
            equal(64, Station.through(seen, other, 64), "and the port is not disturbed by what is done with it");
        }
    }

    private static void refusals() throws Exception {
        refused(Kind.NOT_FOUND, "no network interface nosuch", () -> Station.open("netmap:nosuch"));
        refused(Kind.NOT_FOUND, "has 1 ring pairs", () -> Station.open("netmap:eth0-5"));
        refused(Kind.NOT_FOUND, "no host rings", () -> Station.open("netmap:vale0:x^"));
        refused(Kind.REFUSED, "no memory region 77", () -> Station.open("netmap:vale0:x@77"));
        refused(Kind.REFUSED, "loopback", () -> Station.open("netmap:lo"));
        refused(Kind.REFUSED, "not attached to the switch", () -> Station.open("netmap:vale0:eth0"));
        try (Station a = Station.open("netmap:eth0")) {
            refused(Kind.IN_USE, "another program or port has these rings", () -> Station.open("netmap:eth0"));
            refused(Kind.IN_USE, "attached already, by this process", () -> Station.open("packet:eth0"));
            equal(LinkState.UP, a.port.link(), "the first port is not disturbed");
        }
        try (Station a = Station.open("packet:eth0")) {
            refused(Kind.IN_USE, "attached already, by this process", () -> Station.open("netmap:eth0"));
        }
        try (Station rx = Station.open("netmap:eth0/xR"); Station tx = Station.open("netmap:eth0/T"); Station a = Station.open("packet:eth1")) {
            equal(32, Station.through(a, rx, 32), "one port has the receive rings");
            equal(32, Station.through(tx, a, 32), "and another one the transmit rings");
            equal(0, tx.port.rxRings(), "and no others");
        }
    }

    private static void vanishing() throws Exception {
        run("ip", "link", "add", "va", "type", "veth"); // busybox knows no name for the other end
        run("ip", "link", "set", "veth0", "name", "vb");
        run("ip", "link", "set", "va", "up");
        run("ip", "link", "set", "vb", "up");
        try (Engine engine = engine(1)) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
            d.addPort(port("netmap:va", 1));
            d.addPort(port("netmap:vale0:stays", 2));
            install(d, rule(2, 0x88b5, 1, 0xfffffff8));
            until(() -> d.port(1).orElseThrow().isUp(), "the interface is up");
            run("ip", "link", "set", "va", "down");
            until(() -> d.port(1).orElseThrow().link() == LinkState.DOWN, "set down, its link is down");
            run("ip", "link", "set", "va", "up");
            until(() -> d.port(1).orElseThrow().isUp(), "and comes up with it");
            run("ip", "link", "del", "va");
            until(() -> d.port(1).orElseThrow().link() == LinkState.GONE, "deleted, it is gone");
            ok(d.port(1).orElseThrow().reason().contains("deleted"), "with the reason: " + d.port(1).orElseThrow().reason());
            try (Station s = Station.open("netmap:vale0:s")) {
                s.send(Station.frame(1, 60));
                equal(1, s.receive(1).size(), "the other port goes on");
            }
            long sleeps = engine.workers().get(0).sleeps();
            sleep(1500);
            ok(engine.workers().get(0).sleeps() - sleeps < 100, "the worker sleeps, in spite of the dead descriptor");
            d.removePort(1);
            equal(1, d.ports().size(), "it can be removed");
        }
    }

    /** Free buffers of the shared region, by the module's table. */
    private static String freeBuffers() {
        try {
            for (String line : Files.readAllLines(Path.of("/sys/kernel/debug/netmap/regions"))) {
                if (line.startsWith("1 ")) {
                    return line.substring(line.lastIndexOf(' ') + 1);
                }
            }
            return "no line";
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}

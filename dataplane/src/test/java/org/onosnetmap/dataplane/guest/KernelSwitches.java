package org.onosnetmap.dataplane.guest;

import static org.onosnetmap.dataplane.guest.Checks.*;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.kernel.vale.KernelPort;
import org.onosnetmap.dataplane.kernel.vale.KernelSwitch;
import org.onosnetmap.dataplane.kernel.vale.KernelVale;
import org.onosnetmap.dataplane.port.PortException.Kind;

/** VALE switches of the kernel as managed objects. */
final class KernelSwitches {

    private KernelSwitches() {
    }

    private static Optional<KernelSwitch> find(KernelVale vale, String name) throws Exception {
        return vale.switches().stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private static String ports(KernelVale vale, String name) throws Exception {
        return find(vale, name).map(s -> s.ports().stream().map(p -> p.name() + " " + p.kind()).collect(Collectors.joining(", "))).orElse("none");
    }

    static void all() throws Exception {
        try (KernelVale vale = KernelVale.here(); Station wire = Station.open("packet:eth1")) {
            equal(List.of(), vale.switches(), "at first there is no switch");
            vale.create("vale7");
            vale.create("vale7");
            equal("", ports(vale, "vale7"), "one that is made has no ports");
            equal(1, vale.switches().size(), "and is made once");
            vale.attach("vale7", "eth0", true);
            equal("eth0 INTERFACE, eth0^ HOST", ports(vale, "vale7"), "an interface and its host side are ports then");
            vale.newInterface("pers0");
            vale.attach("vale7", "pers0", false);
            try (Station program = Station.open("netmap:vale7:prog"); Station persistent = Station.open("netmap:pers0")) {
                equal("eth0 INTERFACE, eth0^ HOST, pers0 PERSISTENT, prog PROGRAM", ports(vale, "vale7"), "and so are a persistent one and a program's");
                until(() -> {
                    wire.send(Station.frame(0, 60));
                    return !program.poll().isEmpty();
                }, "the interface forwards");
                sleep(100);
                program.poll();
                persistent.poll();
                KernelPort.Counters before = eth0(vale).counters();
                equal(64, Station.through(wire, program, 64), "frames from the wire reach the program");
                equal(64, persistent.receive(64).size(), "and, flooded, the persistent port");
                KernelPort.Counters after = eth0(vale).counters();
                equal(64L, after.rxPackets - before.rxPackets, "the interface's port counts what came in");
                KernelPort.Counters prog = find(vale, "vale7").orElseThrow().port("prog").orElseThrow().counters();
                ok(prog.txPackets >= 64, "and the program's what it was sent: " + prog.txPackets);
                equal(32, Station.through(program, wire, 32), "frames from the program reach the wire");
                until(() -> sent(vale) >= 32, "and are counted there");
                ok(eth0(vale).isUp(), "the interface is up");
                run("ip", "link", "set", "eth0", "down");
                ok(!eth0(vale).isUp(), "set down, its port is down");
                run("ip", "link", "set", "eth0", "up");
                until(() -> eth0(vale).isUp(), "and comes up with it");
                refused(Kind.IN_USE, "in use", () -> attach(vale, "vale8", "eth0"));
                refused(Kind.IN_USE, "in use", () -> delete(vale, "pers0"));
                refused(Kind.IN_USE, "in use", () -> detach(vale, "vale7", "prog"));
                refused(Kind.IN_USE, "another program or port has these rings", () -> Station.open("netmap:eth0"));
                refused(Kind.IN_USE, "[prog]", () -> remove(vale, "vale7"));
                equal("prog PROGRAM", ports(vale, "vale7"), "what a program has open stays, all else is detached");
            }
            equal("none", ports(vale, "vale7"), "with its last port the switch is gone");
            vale.deleteInterface("pers0");
            refused(Kind.NOT_FOUND, "no such port", () -> delete(vale, "pers0"));
            refused(Kind.NOT_FOUND, "no VALE switch", () -> remove(vale, "vale7"));
            refused(Kind.REFUSED, "no Ethernet interface", () -> attach(vale, "vale7", "nosuch"));
            refused(Kind.BAD_NAME, "vale", () -> attach(vale, "br0", "eth0"));
            vale.create("vale7");
        }
        try (KernelVale vale = KernelVale.here()) {
            equal(List.of(), vale.switches(), "who closes gives up the switches that were kept");
        }
    }

    private static long sent(KernelVale vale) {
        return eth0(vale).counters().txPackets;
    }

    private static KernelPort eth0(KernelVale vale) {
        try {
            return find(vale, "vale7").orElseThrow().port("eth0").orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static AutoCloseable attach(KernelVale vale, String name, String interfaceName) throws Exception {
        vale.attach(name, interfaceName, false);
        return () -> { };
    }

    private static AutoCloseable detach(KernelVale vale, String name, String interfaceName) throws Exception {
        vale.detach(name, interfaceName);
        return () -> { };
    }

    private static AutoCloseable delete(KernelVale vale, String interfaceName) throws Exception {
        vale.deleteInterface(interfaceName);
        return () -> { };
    }

    private static AutoCloseable remove(KernelVale vale, String name) throws Exception {
        vale.remove(name);
        return () -> { };
    }
}

package org.onosnetmap.dataplane.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
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

/** TAP interfaces in a network namespace. */
@SuppressWarnings("try") // ports and wires that only have to be there
class TapPortTest extends InterfaceFixture {

    TapPortTest() {
        super(TapPort::open);
    }

    @Test
    void ownStackTalksThroughATapToAHostBehindAPacketPort() throws Exception {
        ns.host("h2", "s2", 2);
        try (Port tap = open("tap:t0"); Port packet = PacketPort.open(PortSpec.of("packet:s2"), memory, 1); Wire wire = new Wire(tap, packet)) {
            assertEquals(LinkState.UP, tap.link());
            assertTrue(tap.mac() != 0);
            NetNamespaces.run("ip addr add 10.77.0.1/24 dev t0");
            NetNamespaces.run("ping -q -c 20 -i 0.01 -w 5 10.77.0.2");
            NetNamespaces.run("ping -q -c 5 -i 0.01 -w 5 -s 8000 10.77.0.2");
            assertEquals(0, tap.counters().rxErrors + tap.counters().txErrors);
        }
    }

    @Test
    void forwardingAllocatesNothing() throws Exception {
        ns.host("h2", "s2", 2);
        try (Port tap = open("tap:t8"); Port packet = PacketPort.open(PortSpec.of("packet:s2"), memory, 1); Wire wire = new Wire(tap, packet)) {
            NetNamespaces.run("ip addr add 10.77.0.1/24 dev t8");
            NetNamespaces.run("ping -q -i 0.001 -c 500 10.77.0.2");
            long packets = wire.forwarded;
            long before = wire.allocatedBytes();
            NetNamespaces.run("ping -q -i 0.001 -c 2000 10.77.0.2");
            long bytes = wire.allocatedBytes() - before;
            long more = wire.forwarded - packets;
            // 4,000, but ping does not wait for late answers
            assertTrue(more > 3_000 && bytes < 4096, bytes + " bytes for " + more + " packets"); // the JIT compiler's replacement of running code allocates a little
        }
    }

    @Test
    void interfaceThatThePortMadeVanishesAndAPersistentOneStays() throws Exception {
        Port made = open("tap:t1");
        assertTrue(NetDevice.exists("t1"));
        made.close();
        assertFalse(NetDevice.exists("t1"));
        NetNamespaces.run("ip tuntap add dev t2 mode tap");
        String before = NetNamespaces.run("ip -o link show t2");
        Port persistent = open("tap:t2");
        assertEquals(LinkState.DOWN, persistent.link(), "it was down and stays so");
        assertTrue(persistent.linkReason().contains("ip link set dev t2 up"));
        persistent.close();
        assertEquals(before.replaceAll("state \\w+", ""), NetNamespaces.run("ip -o link show t2").replaceAll("state \\w+", ""));
    }

    @Test
    void troubleIsToldWithTheRemedy() throws Exception {
        refused(PortException.Kind.REFUSED, "tap:lo", "no plain TAP interface", Map.of());
        refused(PortException.Kind.BAD_NAME, "tap:t%d", "without", Map.of());
        refused(PortException.Kind.BAD_NAME, "tap:t3", "rxRings", Map.of("rxRings", "2"));
        try (Port p = open("tap:t3")) {
            refused(PortException.Kind.IN_USE, "tap:t3", "another program", Map.of());
        }
    }

    @Test
    void deletedInterfaceIsGoneAndItsDescriptorIsQuiet() throws Exception {
        try (Port p = open("tap:t4")) {
            NetNamespaces.run("ip link del t4");
            p.rxsync(0);
            assertEquals(LinkState.GONE, p.link());
            assertTrue(p.linkReason().contains("deleted"));
            NetmapRing tx = p.txRing(0);
            tx.len(0, 60);
            tx.advanceTo(1);
            p.txsync(0);
            assertEquals(1, p.counters().txErrors);
            assertFalse(p.txBacklog(0));
            p.refresh();
        }
    }

    @Test
    void interfaceThatIsDownConsumesAndCounts() throws Exception {
        try (Port p = open("tap:t5")) {
            NetNamespaces.run("ip link set t5 down");
            NetmapRing tx = p.txRing(0);
            tx.len(0, 60);
            tx.bufIdx(1, 0x7fffffff);
            tx.advanceTo(2);
            p.txsync(0);
            assertEquals(2, p.counters().txErrors);
            p.refresh();
            assertEquals(LinkState.DOWN, p.link());
            NetNamespaces.run("ip link set t5 up");
            p.refresh();
            assertEquals(LinkState.UP, p.link());
        }
    }

    @Test
    void longFramesAreDroppedAndCountedAndSpoiltSlotsComeBackEmpty() throws Exception {
        try (Port p = open("tap:t6")) {
            NetNamespaces.run("ip link set t6 mtu 4000");
            NetNamespaces.run("ip addr add 10.81.0.1/24 dev t6");
            NetNamespaces.run("ip neigh replace 10.81.0.2 lladdr 02:00:00:00:00:02 dev t6");
            p.rxRing(0).bufIdx(0, 1);
            Process ping = new ProcessBuilder("ping", "-q", "-c", "2", "-i", "0.01", "-w", "10", "-s", "3000", "10.81.0.2").start();
            await("long frames are counted", () -> {
                p.rxsync(0);
                return p.counters().rxErrors >= 3;
            });
            assertEquals(0, p.rxRing(0).len(0));
            ping.destroy();
            ping.waitFor();
        }
    }

    @Test
    void hundredCyclesLeaveDescriptorsAsTheyWere() throws Exception {
        open("tap:t7").close();
        long before = descriptors();
        for (int i = 0; i < 100; i++) {
            Port p = open("tap:t7");
            p.close();
            p.close();
        }
        long after = descriptors(); // one or two come and go with the JVM; a leak would be a hundred
        assertTrue(after < before + 10, before + " descriptors before, " + after + " after");
    }
}

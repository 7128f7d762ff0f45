package org.onosnetmap.examples;

import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.program.PortWaiter;

/** Counts what a port receives: {@code CountPackets PORT [COUNT]}. */
public final class CountPackets {

    private long packets;
    private long bytes;

    /** Counts until {@code count} packets have come or the port is gone. */
    void run(Port port, long count) {
        try (PortWaiter waiter = new PortWaiter()) {
            for (int i = 0; i < port.rxRings(); i++) {
                waiter.add(port, i);
            }
            while (packets < count && port.link() != LinkState.GONE) {
                long before = packets;
                for (int i = 0; i < port.rxRings(); i++) {
                    port.rxsync(i); // takes back what was read, and adds what is new
                    read(port.rxRing(i));
                }
                if (packets == before) {
                    waiter.await(250_000_000);
                    port.refresh();
                }
            }
        }
    }

    /** The packets of a ring stand in the slots from head to before tail. */
    private void read(NetmapRing ring) {
        for (int slot = ring.head(); slot != ring.tail(); slot = ring.next(slot)) {
            packets++;
            bytes += ring.len(slot);
        }
        ring.advanceTo(ring.tail());
    }

    @Override
    public String toString() {
        return packets + " packets, " + bytes + " bytes";
    }

    public static void main(String[] args) throws Exception {
        CountPackets counter = new CountPackets();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(counter)));
        try (PortSet ports = new PortSet()) {
            counter.run(ports.open(args[0]), args.length > 1 ? Long.parseLong(args[1]) : Long.MAX_VALUE);
        }
    }
}

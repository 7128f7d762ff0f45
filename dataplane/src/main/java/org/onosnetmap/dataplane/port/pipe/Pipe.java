package org.onosnetmap.dataplane.port.pipe;

import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.PortName;

/** The rings of both ends, from the first open until both ends are closed. Locked on the control side's lock; none of it is on the packets' way. */
final class Pipe {

    private final Object lock;
    private final NetmapMemory memory;
    private final Runnable whenGone;
    private final NetmapIf[] nif = new NetmapIf[2];
    /** {@code channels[e]} are those that end e sends through. */
    private final PipeChannel[][] channels = new PipeChannel[2][];
    private final PipePort[] open = new PipePort[2];

    /**
     * @param lock     held for opening and closing
     * @param whenGone runs under the lock when the last open end was closed and the rings are given back
     */
    Pipe(Object lock, NetmapMemory memory, PortName a, PortName b, int ringsAtoB, int ringsBtoA, int slots, Runnable whenGone) {
        this.lock = lock;
        this.memory = memory;
        this.whenGone = whenGone;
        nif[0] = memory.allocate(a.toString(), ringsAtoB, ringsBtoA, slots, slots, false);
        try {
            nif[1] = memory.allocate(b.toString(), ringsBtoA, ringsAtoB, slots, slots, false);
        } catch (RuntimeException e) {
            memory.free(nif[0]);
            throw e;
        }
        for (int end = 0; end < 2; end++) {
            channels[end] = new PipeChannel[nif[end].txRings()];
            for (int i = 0; i < channels[end].length; i++) {
                channels[end][i] = new PipeChannel(nif[end].txRing(i), nif[1 - end].rxRing(i));
            }
        }
    }

    NetmapMemory memory() {
        return memory;
    }

    /** Transmit rings of an end, 0 or 1. */
    int txRings(int end) {
        return nif[end].txRings();
    }

    /** Slots of each ring. */
    int slots() {
        return (nif[0].txRings() > 0 ? nif[0] : nif[1]).txRing(0).numSlots();
    }

    boolean isOpen(int end) {
        synchronized (lock) {
            return open[end] != null;
        }
    }

    boolean peerOpen(PipePort port) {
        synchronized (lock) {
            return open[open[0] == port ? 1 : 0] != null;
        }
    }

    /** Opens an end that is not open. */
    PipePort open(int end, PortName name) {
        synchronized (lock) {
            open[end] = new PipePort(name, nif[end], this, channels[end], channels[1 - end]);
            return open[end];
        }
    }

    void close(PipePort port) {
        synchronized (lock) {
            open[open[0] == port ? 0 : 1] = null;
            if (open[0] == null && open[1] == null) {
                for (PipeChannel[] direction : channels) {
                    for (PipeChannel c : direction) {
                        c.dissolve();
                    }
                }
                memory.free(nif[0]);
                memory.free(nif[1]);
                whenGone.run();
            }
        }
    }
}

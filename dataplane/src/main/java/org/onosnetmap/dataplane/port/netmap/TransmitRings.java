package org.onosnetmap.dataplane.port.netmap;

import org.onosnetmap.dataplane.netmap.NetmapRing;

/** The transmit rings of a port, one for each worker. */
abstract class TransmitRings {

    private final NetmapRing[] rings;

    private TransmitRings(NetmapRing[] rings) {
        this.rings = rings;
    }

    NetmapRing[] rings() {
        return rings;
    }

    /** Sends what worker {@code w} has put into its ring. Returns frames lost; -1 with errno if the port is gone. */
    abstract int txsync(int w);

    /** Whether workers share the kernel's rings. */
    boolean isShared() {
        return false;
    }

    /** Each worker has a ring of the kernel's. */
    static TransmitRings direct(KernelRing[] kernel) {
        NetmapRing[] rings = new NetmapRing[kernel.length];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = kernel[i].ring;
        }
        return new TransmitRings(rings) {
            @Override
            int txsync(int w) {
                return kernel[w].device.txsync();
            }
        };
    }

    /** Workers share the kernel's rings. */
    static TransmitRings shared(SharedTransmit shared) {
        return new TransmitRings(shared.rings()) {
            @Override
            int txsync(int w) {
                return shared.txsync(w);
            }

            @Override
            boolean isShared() {
                return true;
            }
        };
    }

    /** There is nothing to send by: every frame is lost. */
    static TransmitRings none(NetmapRing[] rings) {
        return new TransmitRings(rings) {
            @Override
            int txsync(int w) {
                NetmapRing r = rings[w];
                int n = r.head() - r.next(r.tail());
                r.tail(r.head() == 0 ? r.numSlots() - 1 : r.head() - 1);
                return n < 0 ? n + r.numSlots() : n;
            }
        };
    }
}

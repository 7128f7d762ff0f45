package org.onosnetmap.dataplane.port.netmap;

import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.FrameCopier;

/**
 * Copies what a monitor without copies shows. Its slots name buffers that are on their way elsewhere: they must be neither changed nor
 * exchanged, and a datapath does both.
 */
final class MonitorCopy {

    private final KernelRing monitor;
    private final NetmapRing ring;
    private final FrameCopier copier;
    private int released;

    /** @param ring where the copies go */
    MonitorCopy(KernelRing monitor, NetmapRing ring) {
        this.monitor = monitor;
        this.ring = ring;
        this.copier = new FrameCopier(monitor.ring, ring);
    }

    /** Receives. Returns frames lost; -1 with errno if the monitored port is gone. */
    int rxsync() {
        if (!ring.headWithin(released)) {
            return 0;
        }
        released = ring.head();
        if (monitor.device.rxsync() < 0) {
            return -1;
        }
        NetmapRing from = monitor.ring;
        int at = from.head();
        int fill = ring.tail();
        int full = released == 0 ? ring.numSlots() - 1 : released - 1;
        int bad = 0;
        for (int n = from.available(); n > 0 && fill != full; n--) {
            if (copier.copy(at, fill)) {
                fill = ring.next(fill);
            } else {
                bad++;
            }
            at = from.next(at);
        }
        ring.tail(fill);
        from.advanceTo(at);
        return bad;
    }
}

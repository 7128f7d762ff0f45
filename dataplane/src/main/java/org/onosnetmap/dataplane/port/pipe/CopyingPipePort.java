package org.onosnetmap.dataplane.port.pipe;

import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Doorbell;
import org.onosnetmap.dataplane.port.FrameCopier;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortName;

/**
 * The end of a pipe whose other end lives in another region: has rings in its own region, and copies frames between them and the end
 * that it wraps. A frame that does not fit this region's buffers, or a slot that names no buffer, is dropped and counted.
 */
final class CopyingPipePort extends Port {

    private final PipePort inner;
    private final NetmapMemory memory;
    private final FrameCopier[] rx;
    private final FrameCopier[] tx;
    /** Heads of the receive rings at the last sync. */
    private final int[] released;
    private boolean closed;

    CopyingPipePort(PortName name, NetmapIf nif, NetmapMemory memory, PipePort inner) {
        super(name, nif);
        this.memory = memory;
        this.inner = inner;
        this.rx = new FrameCopier[nif.rxRings()];
        this.released = new int[rx.length];
        for (int i = 0; i < rx.length; i++) {
            rx[i] = new FrameCopier(inner.rxRing(i), nif.rxRing(i));
        }
        this.tx = new FrameCopier[nif.txRings()];
        for (int i = 0; i < tx.length; i++) {
            tx[i] = new FrameCopier(nif.txRing(i), inner.txRing(i));
        }
    }

    @Override
    public void rxsync(int ring) {
        inner.rxsync(ring);
        NetmapRing from = inner.rxRing(ring);
        NetmapRing to = rxRing(ring);
        if (!to.headWithin(released[ring])) {
            return;
        }
        released[ring] = to.head();
        int at = from.head();
        int end = from.tail();
        int fill = to.tail();
        int full = to.head() == 0 ? to.numSlots() - 1 : to.head() - 1;
        int lost = 0;
        for (; at != end && fill != full; at = from.next(at)) {
            if (rx[ring].copy(at, fill)) {
                fill = to.next(fill);
            } else {
                lost++;
            }
        }
        to.tail(fill);
        if (lost > 0) {
            counters().addRxErrors(lost);
        }
        if (at != from.head()) {
            from.advanceTo(at);
            inner.rxsync(ring); // the sender gets its slots back now, not at the next packet
        }
    }

    @Override
    public void txsync(int ring) {
        inner.txsync(ring); // to learn what room there is
        NetmapRing from = txRing(ring);
        NetmapRing to = inner.txRing(ring);
        int at = from.next(from.tail());
        int end = from.head();
        if (!from.headWithin(at)) {
            return;
        }
        int fill = to.head();
        int full = to.tail();
        int lost = 0;
        for (; at != end && fill != full; at = from.next(at)) {
            if (tx[ring].copy(at, fill)) {
                fill = to.next(fill);
            } else {
                lost++;
            }
        }
        from.tail(at == 0 ? from.numSlots() - 1 : at - 1);
        if (lost > 0) {
            counters().addTxErrors(lost);
        }
        if (fill != to.head()) {
            to.advanceTo(fill);
            inner.txsync(ring);
        }
    }

    @Override
    public boolean txBacklog(int ring) {
        return super.txBacklog(ring) && inner.txRing(ring).available() > 0;
    }

    @Override
    public void doorbell(int ring, Doorbell bell) {
        inner.doorbell(ring, bell);
    }

    @Override
    public LinkState link() {
        return LinkState.UP;
    }

    @Override
    public Map<String, String> details() {
        return Map.of("driver", "pipe", "mode", "copy between regions", "peer", inner.details().get("peer"));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inner.close();
            memory.free(netmapIf());
        }
    }
}

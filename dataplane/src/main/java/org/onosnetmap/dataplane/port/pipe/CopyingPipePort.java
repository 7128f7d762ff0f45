package org.onosnetmap.dataplane.port.pipe;

import java.nio.ByteBuffer;
import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Doorbell;
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
    private final Copier[] rx;
    private final Copier[] tx;
    private boolean closed;

    CopyingPipePort(PortName name, NetmapIf nif, NetmapMemory memory, PipePort inner) {
        super(name, nif);
        this.memory = memory;
        this.inner = inner;
        this.rx = new Copier[nif.rxRings()];
        for (int i = 0; i < rx.length; i++) {
            rx[i] = new Copier(inner.rxRing(i), nif.rxRing(i));
        }
        this.tx = new Copier[nif.txRings()];
        for (int i = 0; i < tx.length; i++) {
            tx[i] = new Copier(nif.txRing(i), inner.txRing(i));
        }
    }

    @Override
    public void rxsync(int ring) {
        inner.rxsync(ring);
        NetmapRing from = inner.rxRing(ring);
        NetmapRing to = rxRing(ring);
        if (!to.headWithin(rx[ring].released)) {
            return;
        }
        rx[ring].released = to.head();
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

    /** Copies the frame of a slot of one ring into the buffer of a slot of another. */
    private static final class Copier {
        private final NetmapRing from;
        private final NetmapRing to;
        // Views of one thread's own: a bulk copy moves the position.
        private final ByteBuffer source;
        private final ByteBuffer target;
        /** Head of the receive ring at the last sync. */
        private int released;

        Copier(NetmapRing from, NetmapRing to) {
            this.from = from;
            this.to = to;
            this.source = from.memory().duplicate();
            this.target = to.memory().duplicate();
        }

        boolean copy(int i, int k) {
            long word = from.word(i);
            int idx = (int) word;
            int len = (int) (word >>> 32) & 0xffff;
            int dst = to.bufferAt(k);
            if (!from.validBuffer(idx) || dst < 0 || len > from.bufSize() || len > to.bufSize()) {
                return false;
            }
            int src = from.bufferOffset(idx);
            source.limit(src + len).position(src);
            target.position(dst);
            target.put(source);
            to.len(k, len);
            to.flags(k, 0);
            return true;
        }
    }
}

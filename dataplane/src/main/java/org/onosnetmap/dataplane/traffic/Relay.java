package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.*;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.port.Port;

/**
 * Passes on what one receive ring gets through one transmit ring, of the same port or another: by exchange of buffers where both rings are in one
 * region, by copying otherwise. Nothing is lost here: what does not fit the transmit ring stays where it is, and the sender or the interface
 * feels it.
 */
public final class Relay extends Task {

    private static final long FULL = 20_000;

    private final NetmapRing rx;
    private final NetmapRing tx;
    private final Port to;
    private final int toRing;
    private final boolean swap;
    private final Rate rate;
    private final ByteBuffer source;
    private final ByteBuffer target;
    private final Counter dropped = new Counter();
    private boolean started;
    private boolean held;

    /**
     * @param copy             copies in any case
     * @param packetsPerSecond 0 for as they come
     */
    public Relay(Port from, int fromRing, Port to, int toRing, int burst, boolean copy, double packetsPerSecond) {
        super(from, fromRing, burst);
        this.rx = from.rxRing(fromRing);
        this.tx = to.txRing(toRing);
        this.to = to;
        this.toRing = toRing;
        this.swap = !copy && rx.memory() == tx.memory() && rx.bufSize() == tx.bufSize();
        this.rate = packetsPerSecond > 0 ? new Rate(packetsPerSecond) : null;
        this.source = rx.memory().duplicate();
        this.target = tx.memory().duplicate();
    }

    /** Whether packets are passed on without copying them. */
    public boolean isZeroCopy() {
        return swap;
    }

    @Override
    int step(long now) {
        if (rx.available() == 0) {
            port.rxsync(ring);
        }
        int n = Math.min(rx.available(), burst);
        held = false;
        if (n == 0) {
            return flush();
        }
        if (rate != null) {
            if (!started) {
                started = true;
                rate.start(now);
            }
            n = Math.min(n, rate.due(now));
        }
        if (tx.available() < n) {
            to.txsync(toRing);
        }
        n = Math.min(n, tx.available());
        if (n == 0) {
            held = true;
            return 0;
        }
        long sum = move(n);
        to.txsync(toRing);
        port.rxsync(ring);
        if (rate != null) {
            rate.sent(n);
        }
        count(n, sum, now);
        return n;
    }

    /** What the other port could not pass on yet. */
    private int flush() {
        if (to.txBacklog(toRing)) {
            to.txsync(toRing);
            held = to.txBacklog(toRing);
        }
        return 0;
    }

    private long move(int n) {
        int i = rx.head();
        int k = tx.head();
        long sum = 0;
        for (int c = 0; c < n; c++) {
            long word = rx.word(i);
            int idx = (int) word;
            int len = (int) (word >>> 32) & 0xffff;
            int free = tx.bufIdx(k);
            if (!rx.validBuffer(idx) || len > rx.bufSize() || len > tx.bufSize() || !tx.validBuffer(free)) {
                dropped.increment();
            } else {
                long more = word >>> 48 & NS_MOREFRAG;
                if (swap) {
                    tx.word(k, idx & 0xffff_ffffL | (long) len << 32 | (NS_BUF_CHANGED | more) << 48);
                    rx.word(i, free & 0xffff_ffffL | (long) len << 32 | (long) NS_BUF_CHANGED << 48);
                } else {
                    int from = rx.bufferOffset(idx);
                    source.limit(from + len).position(from);
                    target.position(tx.bufferOffset(free));
                    target.put(source);
                    tx.word(k, free & 0xffff_ffffL | (long) len << 32 | more << 48);
                }
                sum += len;
                k = tx.next(k);
            }
            i = rx.next(i);
        }
        rx.advanceTo(i);
        tx.advanceTo(k);
        return sum;
    }

    /** Packets of slots that name no buffer, or too long for the other port's buffers. */
    public long dropped() {
        return dropped.get();
    }

    /** Whether nothing waits: not to be received any more, and not to be sent. */
    public boolean isEmpty() {
        return rx.available() == 0 && !tx.txPending();
    }

    @Override
    long idleNanos(long now) {
        if (rate != null && rx.available() > 0) {
            return Math.max(FULL, rate.untilNext(now));
        }
        return held ? FULL : nextRxNanos();
    }

    @Override
    boolean receives() {
        return true;
    }
}

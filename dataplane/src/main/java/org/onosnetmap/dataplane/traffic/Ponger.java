package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.traffic.FrameLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.port.Port;

/**
 * Sends each frame that a {@link Pinger} has made back to where it came from: Ethernet and IP addresses and UDP ports change places, which leaves
 * the checksums as they are. Other frames are let go. {@link #packets} are the answers.
 */
public final class Ponger extends Task {

    private final NetmapRing rx;
    private final NetmapRing tx;
    private final ByteBuffer from;
    private final ByteBuffer to;
    private final long count;
    private final int header;
    private final Counter dropped = new Counter();
    private long answered;

    /**
     * @param count  frames to answer; 0 for no end
     * @param header bytes of virtio-net header in front of each frame
     */
    public Ponger(Port port, int ring, int burst, long count, int header) {
        super(port, ring, burst);
        this.rx = port.rxRing(ring);
        this.tx = port.txRing(ring);
        this.from = rx.memory().duplicate().order(ByteOrder.BIG_ENDIAN);
        this.to = tx.memory().duplicate().order(ByteOrder.BIG_ENDIAN);
        this.count = count == 0 ? Long.MAX_VALUE : count;
        this.header = header;
    }

    @Override
    int step(long now) {
        port.rxsync(ring);
        int n = (int) Math.min(Math.min(rx.available(), burst), count - answered);
        if (n <= 0) {
            return 0;
        }
        int answers = 0;
        long sum = 0;
        int i = rx.head();
        for (int k = 0; k < n; k++) {
            int len = answer(i);
            if (len > 0) {
                answers++;
                sum += len;
            }
            i = rx.next(i);
        }
        rx.advanceTo(i);
        if (answers > 0) {
            port.txsync(ring);
            answered += answers;
            count(answers, sum, now);
        }
        if (answered == count) {
            port.rxsync(ring);
            finish();
        }
        return n;
    }

    /** Returns the bytes of the answer, 0 if there was none. */
    private int answer(int i) {
        int at = rx.bufferAt(i);
        int len = rx.checkedLength(i);
        int frame = at + header;
        int size = len - header;
        if (at < 0 || size < PAYLOAD_IPV4 + PAYLOAD || len > tx.bufSize()) {
            return 0;
        }
        boolean ipv6 = from.getShort(frame + TYPE) == TYPE_IPV6;
        int payload = frame + (ipv6 ? PAYLOAD_IPV6 : PAYLOAD_IPV4);
        if (ipv6 && size < PAYLOAD_IPV6 + PAYLOAD || from.getInt(payload) != MARK) {
            return 0;
        }
        if (tx.available() == 0) {
            port.txsync(ring);
        }
        int slot = tx.head();
        int target = tx.available() == 0 ? -1 : tx.bufferAt(slot);
        if (target < 0) {
            dropped.increment();
            return 0;
        }
        from.limit(at + len).position(at);
        to.clear().position(target);
        to.put(from);
        from.clear();
        target += header;
        swap(frame, target, 0, 6);
        swap(frame, target, ETHERNET + (ipv6 ? 8 : 12), ipv6 ? 16 : 4);
        swap(frame, target, ETHERNET + (ipv6 ? IPV6 : IPV4), 2);
        tx.len(slot, len);
        tx.flags(slot, 0);
        tx.advanceTo(tx.next(slot));
        return len;
    }

    private void swap(int frame, int target, int offset, int bytes) {
        for (int b = 0; b < bytes; b++) {
            to.put(target + offset + b, from.get(frame + offset + bytes + b));
            to.put(target + offset + bytes + b, from.get(frame + offset + b));
        }
    }

    /** Frames that found the transmit ring full. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    long idleNanos(long now) {
        return nextRxNanos();
    }

    @Override
    boolean receives() {
        return true;
    }
}

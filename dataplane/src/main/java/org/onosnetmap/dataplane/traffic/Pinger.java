package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.traffic.FrameLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.port.Port;

/**
 * Sends a frame, waits until it has come back, and tells how long that took; then sends the next, at once or when its time has come. A frame that does not
 * come back within a second is lost. {@link #packets} are the answers.
 */
public final class Pinger extends Task {

    private static final long TIMEOUT = 1_000_000_000L;

    private final NetmapRing rx;
    private final NetmapRing tx;
    private final FrameMaker maker;
    private final int stream;
    private final int header;
    private final Rate rate;
    private final long count;
    private final LongConsumer latencies;
    /** When a frame is lost, in nanoseconds. */
    private final long timeout;
    private final ByteBuffer rxMem;
    private final Counter sent = new Counter();
    private final Counter lost = new Counter();
    private final Counter duplicates = new Counter();
    private boolean waiting;
    private long sentAt;

    /**
     * @param count            frames to send; 0 for no end
     * @param packetsPerSecond 0 for each as soon as the one before is back
     * @param latencies        takes the nanoseconds from before a frame is put into the ring until its answer is found in one
     */
    public Pinger(Port port, int ring, FrameSpec frames, int stream, long count, double packetsPerSecond, LongConsumer latencies) {
        this(port, ring, frames, stream, count, packetsPerSecond, latencies, TIMEOUT);
    }

    Pinger(Port port, int ring, FrameSpec frames, int stream, long count, double packetsPerSecond, LongConsumer latencies, long timeout) {
        super(port, ring, port.rxRing(ring).numSlots());
        this.rx = port.rxRing(ring);
        this.tx = port.txRing(ring);
        this.maker = new FrameMaker(frames, tx.memory(), stream);
        this.stream = stream;
        this.header = frames.header;
        this.rate = packetsPerSecond > 0 ? new Rate(packetsPerSecond) : null;
        this.count = count == 0 ? Long.MAX_VALUE : count;
        this.latencies = latencies;
        this.timeout = timeout;
        this.rxMem = rx.memory().duplicate().order(ByteOrder.BIG_ENDIAN);
        if ((frames.longest() + 7 & ~7) > tx.bufSize()) {
            throw new IllegalArgumentException(port.name() + ": frames of " + frames.longest() + " bytes do not fit the port's buffers of " + tx.bufSize());
        }
    }

    @Override
    void start(long now) {
        if (rate != null) {
            rate.start(now);
        }
    }

    @Override
    int step(long now) {
        int n = receive(now);
        if (waiting && now - sentAt > timeout) {
            waiting = false;
            lost.increment();
        }
        if (!waiting) {
            if (sent.get() == count) {
                finish();
            } else if (rate == null || rate.due(now) > 0) {
                n += send();
            }
        }
        return n;
    }

    private int send() {
        if (tx.available() == 0) {
            port.txsync(ring);
        }
        int i = tx.head();
        int at = tx.available() == 0 ? -1 : tx.bufferAt(i);
        if (at < 0) {
            return 0;
        }
        sentAt = System.nanoTime();
        tx.len(i, maker.next(at, sentAt));
        tx.flags(i, 0);
        tx.advanceTo(tx.next(i));
        port.txsync(ring);
        sent.increment();
        waiting = true;
        if (rate != null) {
            rate.sent(1);
        }
        return 1;
    }

    private int receive(long now) {
        port.rxsync(ring);
        int n = rx.available();
        if (n == 0) {
            return 0;
        }
        int i = rx.head();
        int answers = 0;
        long sum = 0;
        for (int k = 0; k < n; k++) {
            int at = rx.bufferAt(i);
            int len = rx.checkedLength(i);
            if (at >= 0 && isAnswer(at + header, len - header)) {
                sum += len;
                answers++;
            }
            i = rx.next(i);
        }
        rx.advanceTo(i);
        if (answers > 0) {
            count(answers, sum, now);
        }
        return n;
    }

    private boolean isAnswer(int at, int len) {
        ByteBuffer m = rxMem;
        int payload = len >= PAYLOAD_IPV4 + PAYLOAD && m.getShort(at + TYPE) == TYPE_IPV4 ? at + PAYLOAD_IPV4 : len >= PAYLOAD_IPV6 + PAYLOAD ? at + PAYLOAD_IPV6 : -1;
        if (payload < 0 || m.getInt(payload) != MARK || (m.getShort(payload + STREAM) & 0xffff) != stream) {
            return false;
        }
        if (!waiting || m.getInt(payload + NUMBER) != maker.number() - 1 || m.getLong(payload + TIME) != sentAt) {
            duplicates.increment(); // or an answer after its time
            return false;
        }
        latencies.accept(System.nanoTime() - sentAt);
        waiting = false;
        return true;
    }

    /** Frames sent. */
    public long sent() {
        return sent.get();
    }

    /** Frames that did not come back in time. */
    public long lost() {
        return lost.get();
    }

    /** Answers that came again, or after their time. */
    public long duplicates() {
        return duplicates.get();
    }

    @Override
    long idleNanos(long now) {
        long next = waiting ? sentAt + timeout - now : rate == null ? 0 : rate.untilNext(now);
        return Math.min(next, nextRxNanos());
    }

    @Override
    boolean receives() {
        return true;
    }
}

package org.onosnetmap.dataplane.traffic;

import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.port.Port;

/** What a thread does with one ring of a port, a batch at a time. Counters may be read by any thread, the rest belongs to the one. */
public abstract class Task {

    final Port port;
    final int ring;
    final int burst;
    final Counter packets = new Counter();
    final Counter bytes = new Counter();
    final Counter batches = new Counter();
    private volatile boolean done;
    private volatile boolean exhausted;
    private volatile long firstNanos;
    private volatile long lastNanos;

    /** @param burst most packets of a batch, from 1 */
    Task(Port port, int ring, int burst) {
        this.port = port;
        this.ring = ring;
        this.burst = burst;
    }

    /** Before the first {@link #step}. */
    void start(long now) {
    }

    /**
     * Does what can be done at once.
     *
     * @param now of {@link System#nanoTime}
     * @return packets handled; 0 if there was nothing to do
     */
    abstract int step(long now);

    /** After a step without packets: for how many nanoseconds nothing comes up but packets to receive. */
    abstract long idleNanos(long now);

    /** {@link Port#nextRxNanos}, which is for the thread of the ring alone; what it says is kept for {@link #isExhausted}. */
    final long nextRxNanos() {
        long next = port.nextRxNanos(ring);
        exhausted = next == Long.MAX_VALUE;
        return next;
    }

    /** Any thread: whether, when the ring was empty the last time, nothing was to come by the clock: a file had ended. */
    public final boolean isExhausted() {
        return exhausted;
    }

    /** Whether it waits for packets to receive. */
    abstract boolean receives();

    final void count(int n, long sum, long now) {
        packets.add(n);
        bytes.add(sum);
        batches.increment();
        if (firstNanos == 0) {
            firstNanos = now;
        }
        lastNanos = now;
    }

    final void finish() {
        done = true;
    }

    /** Whether it has done what it was to do. */
    public final boolean isDone() {
        return done;
    }

    public final Port port() {
        return port;
    }

    /** Packets sent or received. */
    public final long packets() {
        return packets.get();
    }

    /** Bytes of these, without FCS. */
    public final long bytes() {
        return bytes.get();
    }

    /** Batches they came in. */
    public final long batches() {
        return batches.get();
    }

    /** When the first batch was handled, of {@link System#nanoTime}; 0 if none was. */
    public final long firstNanos() {
        return firstNanos;
    }

    /** When the last batch was handled. */
    public final long lastNanos() {
        return lastNanos;
    }
}

package org.onosnetmap.app.api;

/** What a forwarding thread has done since it was started. */
public final class WorkerStatus {

    private final int number;
    private final boolean alive;
    private final int rings;
    private final long packets;
    private final long rounds;
    private final long sleeps;
    private final long busyNanos;
    private final long upNanos;
    private final LoopGaps loopGaps;
    private final String failure;

    /** All values; see the getters. */
    public WorkerStatus(int number, boolean alive, int rings, long packets, long rounds, long sleeps, long busyNanos, long upNanos, LoopGaps loopGaps,
            String failure) {
        this.number = number;
        this.alive = alive;
        this.rings = rings;
        this.packets = packets;
        this.rounds = rounds;
        this.sleeps = sleeps;
        this.busyNanos = busyNanos;
        this.upNanos = upNanos;
        this.loopGaps = loopGaps;
        this.failure = failure;
    }

    /** From 0. */
    public int number() {
        return number;
    }

    /** False if its thread has ended in an error. */
    public boolean alive() {
        return alive;
    }

    /** Receive rings it polls. */
    public int rings() {
        return rings;
    }

    /** Packets received. */
    public long packets() {
        return packets;
    }

    /** Times it went round its rings. */
    public long rounds() {
        return rounds;
    }

    /** Times it had nothing to do and slept. */
    public long sleeps() {
        return sleeps;
    }

    /** Nanoseconds awake. */
    public long busyNanos() {
        return busyNanos;
    }

    /** Nanoseconds since its start. */
    public long upNanos() {
        return upNanos;
    }

    /** How long its rings were not looked at. */
    public LoopGaps loopGaps() {
        return loopGaps;
    }

    /** The last unexpected error; empty for none. */
    public String failure() {
        return failure;
    }
}

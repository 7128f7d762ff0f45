package org.onosnetmap.dataplane.engine;

/** What a worker has done since it was started. */
public final class WorkerStats {

    int worker;
    boolean alive;
    long rounds;
    long packets;
    long sleeps;
    long busyNanos;
    long upNanos;
    int rings;
    String failure = "";

    WorkerStats() {
    }

    /** Its number, from 0. */
    public int worker() {
        return worker;
    }

    /** False if its thread has ended in an error; {@link #failure} tells. */
    public boolean alive() {
        return alive;
    }

    /** Times it went round its rings. */
    public long rounds() {
        return rounds;
    }

    /** Packets received. */
    public long packets() {
        return packets;
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

    /** Receive rings it polls. */
    public int rings() {
        return rings;
    }

    /** The last unexpected error in the loop; empty for none. */
    public String failure() {
        return failure;
    }
}

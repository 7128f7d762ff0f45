package org.onosnetmap.dataplane.engine;

import org.onosnetmap.dataplane.worker.WorkerPool;

/** What a worker has done since it was started. */
public final class WorkerStats {

    private final WorkerPool.Stats stats;

    WorkerStats(WorkerPool.Stats stats) {
        this.stats = stats;
    }

    /** Its number, from 0. */
    public int worker() {
        return stats.worker;
    }

    /** False if its thread has ended in an error; {@link #failure} tells. */
    public boolean alive() {
        return stats.alive;
    }

    /** Times it went round its rings. */
    public long rounds() {
        return stats.rounds;
    }

    /** Packets received. */
    public long packets() {
        return stats.packets;
    }

    /** Times it had nothing to do and slept. */
    public long sleeps() {
        return stats.sleeps;
    }

    /** Nanoseconds awake. */
    public long busyNanos() {
        return stats.busyNanos;
    }

    /** Nanoseconds since its start. */
    public long upNanos() {
        return stats.upNanos;
    }

    /** Receive rings it polls. */
    public int rings() {
        return stats.rings;
    }

    /** Times between two turns of its loop. */
    public LoopGapStats loopGaps() {
        return new LoopGapStats(stats.gaps);
    }

    /** The last unexpected error in the loop; empty for none. */
    public String failure() {
        return stats.failure;
    }
}

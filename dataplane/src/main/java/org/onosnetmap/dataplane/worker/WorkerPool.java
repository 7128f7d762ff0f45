package org.onosnetmap.dataplane.worker;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The workers of an engine and what each of them serves. Control side; thread-safe. */
public final class WorkerPool implements AutoCloseable {

    private final Worker[] workers;
    private final List<Forwarder> forwarders = new ArrayList<>();
    private boolean closed;

    /** What a worker has done since its start. */
    public static final class Stats {
        public final int worker;
        public final boolean alive;
        public final long rounds;
        public final long packets;
        public final long sleeps;
        public final long busyNanos;
        public final long upNanos;
        public final int rings;
        /** The last unexpected error; empty for none. */
        public final String failure;
        /** Nanoseconds between turns; a copy. */
        public final Histogram gaps;

        Stats(Worker w, int rings) {
            this.worker = w.id;
            this.alive = w.isAlive();
            this.rounds = w.rounds();
            this.packets = w.packets();
            this.sleeps = w.sleeps();
            this.busyNanos = w.busyNanos();
            this.upNanos = w.upNanos();
            this.rings = rings;
            this.failure = w.failure();
            this.gaps = w.gaps().read();
        }
    }

    /** Starts {@code n} workers. */
    public WorkerPool(int n) {
        this(n, true);
    }

    /**
     * Makes {@code n} workers.
     *
     * @param threads whether each has a thread; without, they work in {@link #drive}
     */
    public WorkerPool(int n, boolean threads) {
        workers = new Worker[n];
        for (int i = 0; i < n; i++) {
            workers[i] = new Worker(i);
            if (threads) {
                workers[i].start();
            }
        }
    }

    /**
     * Workers without threads: one round of each, on the thread of the caller. All changes to the datapaths are then made by that same
     * thread, or while it is elsewhere.
     *
     * @return the number of frames handled
     */
    public int drive() {
        int n = 0;
        for (Worker w : workers) {
            n += w.drive();
        }
        return n;
    }

    public int size() {
        return workers.length;
    }

    Worker worker(int i) {
        return workers[i];
    }

    /** Begins to serve a datapath, which has no ports yet. */
    public synchronized Forwarder add(DatapathContext context) {
        Forwarder f = new Forwarder(this, context);
        forwarders.add(f);
        publish();
        return f;
    }

    /** Ends serving a datapath; when this returns no worker uses it any more. */
    public synchronized void remove(Forwarder f) {
        if (forwarders.remove(f)) {
            publish();
            awaitAll();
        }
    }

    private void publish() {
        for (Worker w : workers) {
            DatapathLoop[] loops = new DatapathLoop[forwarders.size()];
            for (int i = 0; i < loops.length; i++) {
                loops[i] = forwarders.get(i).loop(w.id);
            }
            w.publish(loops);
            w.wake();
        }
    }

    /** Returns when every worker has begun a round after this call. */
    public void awaitAll() {
        for (Worker w : workers) {
            w.awaitRound();
        }
    }

    /** The worker with the fewest receive rings. */
    synchronized int leastLoaded() {
        int best = 0;
        for (int i = 1; i < workers.length; i++) {
            if (rings(i) < rings(best)) {
                best = i;
            }
        }
        return best;
    }

    private int rings(int worker) {
        int n = 0;
        for (Forwarder f : forwarders) {
            n += f.loop(worker).published().rx.length;
        }
        return n;
    }

    /** All workers, by number. */
    public synchronized List<Stats> stats() {
        List<Stats> all = new ArrayList<>();
        for (Worker w : workers) {
            all.add(new Stats(w, rings(w.id)));
        }
        return all;
    }

    /** Ends all threads. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            for (Worker w : workers) {
                w.stop();
            }
        }
    }
}

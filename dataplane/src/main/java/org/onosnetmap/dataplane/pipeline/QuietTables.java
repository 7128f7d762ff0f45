package org.onosnetmap.dataplane.pipeline;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has code made for what the tables read, once that has been the same for a second, and frozen classifiers and code for the rules themselves, once they have been: those that an application
 * is about to change would make it useless. What took long is made again only after a time that makes it one part in twenty. Called by the control thread now and then.
 */
public final class QuietTables {

    private static final long QUIET_NANOS = 1_000_000_000L;
    private static final int SHARE = 20;

    private static final Logger LOG = LoggerFactory.getLogger(QuietTables.class);

    private final FlowTables tables;
    private CachePlan seen;
    private long seenAt;
    /** Generations of snapshots: the last one, and the one that code was wanted for last. */
    private long last = -1;
    private long lastAt;
    private long tried = -1;
    /** How long the rules must have been the same. */
    private volatile long quietNanos = QUIET_NANOS;
    /** Stays so when something has failed. */
    private volatile boolean atWork;

    public QuietTables(FlowTables tables) {
        this.tables = tables;
    }

    /**
     * Looks whether the time has come.
     *
     * @param now        of {@link System#nanoTime}
     * @param background does what takes some ten milliseconds
     */
    public void look(long now, Executor background) {
        Snapshot s = tables.snapshot();
        if (s.plan != seen) {
            seen = s.plan;
            seenAt = now;
        }
        if (s.generation() != last) {
            last = s.generation();
            lastAt = now;
        }
        if (atWork) {
            return;
        }
        if (now - seenAt >= QUIET_NANOS && s.plan.isToCompile()) {
            start(() -> s.plan.compile(true), background);
        } else if (now - lastAt >= quietNanos && tried != last) {
            tried = last;
            start(() -> prepare(s), background);
        }
    }

    private void prepare(Snapshot s) {
        long start = System.nanoTime();
        tables.compileSmall(s, true);
        if (s == tables.snapshot()) {
            s.freeze();
        }
        quietNanos = Math.max(QUIET_NANOS, SHARE * (System.nanoTime() - start));
    }

    private void start(Runnable work, Executor background) {
        atWork = true;
        background.execute(() -> {
            try {
                work.run();
                atWork = false;
            } catch (RuntimeException | LinkageError e) {
                LOG.error("rules of this datapath are not compiled any more, because that has failed; forwarding goes on without", e);
            }
        });
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.concurrent.Executor;

/**
 * Has code made for what the tables read, once that has been the same for a second, and for the rules themselves, once they have been: those that an application is about to change
 * would make it useless. Called by the control thread now and then.
 */
public final class QuietTables {

    private static final long QUIET_NANOS = 1_000_000_000L;

    private final FlowTables tables;
    private CachePlan seen;
    private long seenAt;
    private Snapshot lastSnapshot;
    private long lastSnapshotAt;
    /** The snapshot that code was wanted for last. */
    private Snapshot tried;
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
        if (s != lastSnapshot) {
            lastSnapshot = s;
            lastSnapshotAt = now;
        }
        if (atWork) {
            return;
        }
        if (now - seenAt >= QUIET_NANOS && s.plan.isToCompile()) {
            start(() -> s.plan.compile(true), background);
        } else if (now - lastSnapshotAt >= QUIET_NANOS && tried != s) {
            tried = s;
            start(() -> tables.compileSmall(s, true), background);
        }
    }

    private void start(Runnable work, Executor background) {
        atWork = true;
        background.execute(() -> {
            try {
                work.run();
            } finally {
                atWork = false;
            }
        });
    }
}

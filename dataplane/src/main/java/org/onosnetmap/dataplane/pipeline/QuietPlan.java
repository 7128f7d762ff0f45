package org.onosnetmap.dataplane.pipeline;

import java.util.concurrent.Executor;

/**
 * Has code made for what the tables read, once that has been the same for a second: rules that an application is about to change would make it useless. Called by the
 * control thread now and then.
 */
public final class QuietPlan {

    private static final long QUIET_NANOS = 1_000_000_000L;

    private final FlowTables tables;
    private CachePlan seen;
    private long seenAt;
    private volatile boolean atWork;

    public QuietPlan(FlowTables tables) {
        this.tables = tables;
    }

    /**
     * Looks whether the time has come.
     *
     * @param now        of {@link System#nanoTime}
     * @param background does what takes some ten milliseconds
     */
    public void look(long now, Executor background) {
        CachePlan plan = tables.snapshot().plan;
        if (plan != seen) {
            seen = plan;
            seenAt = now;
        } else if (now - seenAt >= QUIET_NANOS && !atWork && plan.isToCompile()) {
            atWork = true;
            background.execute(() -> {
                try {
                    plan.compile(true);
                } finally {
                    atWork = false;
                }
            });
        }
    }
}

package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.FlowStats;

/** A rule that a timeout removed, with its last counters. */
public final class Expired {

    private final FlowStats stats;
    private final boolean hard;

    Expired(FlowStats stats, boolean hard) {
        this.stats = stats;
        this.hard = hard;
    }

    /** The rule and its counters at its end. */
    public FlowStats stats() {
        return stats;
    }

    /** Whether the hard timeout ended it; otherwise it was the idle timeout. */
    public boolean hard() {
        return hard;
    }
}

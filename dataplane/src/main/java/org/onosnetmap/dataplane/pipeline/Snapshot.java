package org.onosnetmap.dataplane.pipeline;

import java.util.List;
import org.onosnetmap.dataplane.flow.FlowRule;

/** The flow tables of a datapath at one moment. Immutable, so that all workers share it. */
public final class Snapshot {

    final long generation;
    final FlowTables.Miss miss;
    final List<FlowRule> rules;

    Snapshot(long generation, FlowTables.Miss miss, List<FlowRule> rules) {
        this.generation = generation;
        this.miss = miss;
        this.rules = rules;
    }

    /** Number of this snapshot: 0 for the empty tables, one more with each change. */
    public long generation() {
        return generation;
    }
}

package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.cache.ChangeMarks;
import org.onosnetmap.dataplane.classify.Classifier;

/** The flow tables, groups and meters of a datapath at one moment. Immutable, so that all workers share it, but that code for it comes later;
 * the counters it points to are the workers' own. */
public final class Snapshot {

    private final long generation;
    final FlowTables.Miss miss;
    /** By table number; null for a table without rules. */
    final Classifier<CompiledRule>[] tables;
    /** By table number: packets matched, packets missed. */
    final WorkerCounters[] counters;
    final IdTable<CompiledGroup> groups;
    final IdTable<CompiledMeter> meters;
    /** What the tables read. */
    final CachePlan plan;
    /** The generation since which no rule has changed that may concern any frame; of the others there are marks. */
    final long rulesSince;
    final ChangeMarks marks;
    /** Bit for each kind of {@link #marks} that has any. */
    final int marked;

    /** Its rules as code; null if there is none, or none yet. */
    volatile SmallPipeline small;

    Snapshot(long generation, FlowTables.Miss miss, Classifier<CompiledRule>[] tables, WorkerCounters[] counters, IdTable<CompiledGroup> groups,
            IdTable<CompiledMeter> meters, CachePlan plan, long rulesSince, ChangeMarks marks, int marked) {
        this.generation = generation;
        this.miss = miss;
        this.tables = tables;
        this.counters = counters;
        this.groups = groups;
        this.meters = meters;
        this.plan = plan;
        this.rulesSince = rulesSince;
        this.marks = marks;
        this.marked = marked;
    }

    /** Number of this snapshot: 0 for the first, empty one, and higher with each that is published. */
    public long generation() {
        return generation;
    }

    /** Makes look-ups in its tables quicker, see {@link Classifier#freeze}. */
    void freeze() {
        for (Classifier<CompiledRule> c : tables) {
            if (c != null) {
                c.freeze();
            }
        }
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.flow.Action;

/**
 * What was decided for all packets of one path: the rules, and what these do, where that can be said in few words. Immutable.
 */
final class Outcome {

    /** {@link #what} is the number of the port that the frame leaves by as it is, or one of these. Nothing leaves. */
    static final int DROP = -1;
    /** The learning switch takes the frame, as it is. */
    static final int NORMAL = -2;
    /** All else: the rules run as they are written. */
    static final int RULES = -3;
    /** Nothing is known. */
    static final int NONE = -4;
    /** And those below: the frame leaves after an {@link #edit}. */
    static final int EDIT = -5;

    final CompiledRule[] rules;
    /** Of {@link Path}. */
    final int end;
    final int shape;
    final int what;
    /** Null if {@link #what} is not {@link #EDIT}. */
    final FrameEdit edit;

    Outcome(Path path, int shape, FlowTables.Miss miss) {
        this.rules = Arrays.copyOf(path.rules, path.length);
        this.end = path.end;
        this.shape = shape;
        FrameEdit e = new FrameEdit(shape);
        int w = summary(e, miss);
        // Frames whose TTL runs out go other ways, so that an edit must not be forgotten where nothing leaves.
        what = e.isEmpty() || w == RULES ? w : w >= 0 ? EDIT : RULES;
        edit = what == EDIT ? e : null;
        e.port = w;
    }

    private int summary(FrameEdit e, FlowTables.Miss miss) {
        if (end == Path.OPEN) {
            return RULES;
        }
        if (rules.length == 0 && miss == FlowTables.Miss.NORMAL) {
            return NORMAL;
        }
        int w = DROP;
        for (int i = 0; i < rules.length; i++) {
            CompiledRule r = rules[i];
            boolean ends = r.gotoTable < 0;
            if (r.meters != null || !ends && r.write.step.length > 0) {
                return RULES; // an action set that gathers over several tables
            }
            CompiledActions a = ends ? r.whole : r.apply;
            for (int j = 0; j < a.step.length; j++) {
                boolean whole = (int) a.lo[j] == Action.WHOLE;
                if (w != DROP) {
                    return RULES; // something behind an output
                } else if (a.step[j] == CompiledActions.OUTPUT && whole && a.arg[j] >= 0) {
                    w = a.arg[j];
                } else if (a.step[j] == CompiledActions.NORMAL && whole) {
                    w = NORMAL;
                } else if (!e.add(a, j)) {
                    return RULES;
                }
            }
        }
        return w;
    }

    /** Table that no rule matched in, or that the way goes on in. */
    int table() {
        return rules.length == 0 ? 0 : rules[rules.length - 1].gotoTable;
    }

    /** Adds to the counters of rules and tables. Nothing where the rules run, which count for themselves. */
    void count(WorkerCounters[] tables, int place, long packets, long bytes) {
        if (what == RULES) {
            return;
        }
        for (int i = 0; i < rules.length; i++) {
            CompiledRule r = rules[i];
            tables[r.table].addFirst(place, packets);
            r.counters.add(place, packets, bytes);
        }
        if (end == Path.MISS) {
            tables[table()].addSecond(place, packets);
        }
    }
}

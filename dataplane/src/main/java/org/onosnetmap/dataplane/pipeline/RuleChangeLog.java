package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.cache.ChangeMarks;

/** Control side of {@link ChangeMarks}: the rules that changed since the last publication, and which frames they may concern. */
final class RuleChangeLog {

    /** More changes than that are not looked at one by one. */
    private static final int MANY = 4096;
    private static final int ALL_KINDS = (1 << ChangeMarks.KINDS) - 1;
    /** Generations are compared as a difference of 32 bits: so often all marks are brought near the present. */
    private static final long EPOCH = 1 << 29;

    final ChangeMarks marks = new ChangeMarks();
    private final List<CompiledRule> changed = new ArrayList<>();
    private final List<CompiledRule> gone = new ArrayList<>();
    private boolean many;
    /** By kind of address: rules that may rewrite it. */
    private final int[] rewriters = new int[ChangeMarks.KINDS];
    private long since;
    private int marked;

    void added(CompiledRule r) {
        count(r, 1);
        note(r);
    }

    void removed(CompiledRule r) {
        gone.add(r); // what it rewrote counts until it is out of force
        note(r);
    }

    private void note(CompiledRule r) {
        if (changed.size() < MANY) {
            changed.add(r);
        } else {
            many = true;
        }
    }

    private void count(CompiledRule r, int n) {
        for (int left = r.rewrites(); left != 0; left &= left - 1) {
            rewriters[Integer.numberOfTrailingZeros(left)] += n;
        }
    }

    /** What was noted comes into force with this generation. */
    void publish(long generation) {
        boolean all = many || generation % EPOCH == 0;
        for (int i = 0; i < changed.size() && !all; i++) {
            CompiledRule r = changed.get(i);
            int kind = ChangeMarks.kind(r.rule.match(), r.table == 0 ? ALL_KINDS : fixed());
            if (kind < 0) {
                all = true;
            } else {
                marks.mark(kind, r.rule.match(), (int) generation, (int) since);
                marked |= 1 << kind;
            }
        }
        if (all) {
            since = generation;
            marked = 0;
        }
        if (generation % EPOCH == 0) {
            marks.markAll((int) generation);
        }
        changed.clear();
        gone.forEach(r -> count(r, -1));
        gone.clear();
        many = false;
    }

    private int fixed() {
        int kinds = 0;
        for (int k = 0; k < rewriters.length; k++) {
            kinds |= rewriters[k] == 0 ? 1 << k : 0;
        }
        return kinds;
    }

    /** The generation since which no change may have concerned any frame. */
    long since() {
        return since;
    }

    /** Bit for each kind of address that has marks. */
    int marked() {
        return marked;
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.onosnetmap.dataplane.cache.FrameShape;

/**
 * The {@link Outcome}s that a worker knows, by number, from 1 on; and how to come to them: a trie whose nodes are the rules that a packet of a shape has met so far. A packet
 * begins at the node of its shape, and each rule that it meets, or that it meets none, leads to the next node, until an outcome is reached. All edges are in one open hash table.
 * What a path means does not depend on what other rules there are, so changes of rules take nothing back: edges of rules that are gone are not met any more.
 */
final class Outcomes {

    /** Outcomes that are kept at most; with one more, all is to be forgotten: most are of rules that are long gone. */
    private static final int MAX_OUTCOMES = 1 << 20;
    /** Edges for each of them. */
    private static final int EDGES = 2;
    private static final int FIRST_OUTCOMES = 64;
    private static final int FIRST_EDGES = 256;

    private final int most;
    private Outcome[] outcomes = new Outcome[FIRST_OUTCOMES];
    private int[] steps = new int[FIRST_OUTCOMES];
    private int size;
    private boolean full;
    private FrameEdit[] edits = new FrameEdit[16];
    private final Map<FrameEdit, Integer> editNumbers = new HashMap<>();

    /** Edges: the node they begin at, their rule (null for none), and the outcome or, below 0, the node that they lead to; 0 where there is no edge. */
    private int[] from = new int[FIRST_EDGES];
    private CompiledRule[] by = new CompiledRule[FIRST_EDGES];
    private int[] to = new int[FIRST_EDGES];
    private int edges;
    /** The last node; those of the shapes are the first. */
    private int nodes = FrameShape.COUNT - 1;

    Outcomes() {
        this(MAX_OUTCOMES);
    }

    /** With a bound of the caller's own. */
    Outcomes(int most) {
        this.most = most;
        steps[0] = Outcome.NONE;
    }

    /** How many there are, and so the highest number. */
    int size() {
        return size;
    }

    /** Whether there was no room for one more. */
    boolean isFull() {
        return full;
    }

    Outcome get(int id) {
        return outcomes[id];
    }

    /** By number: {@link Outcome#what}; for edits, which of them it is ({@link #edit}). For number 0 that nothing is known. Another array when there are more. */
    int[] steps() {
        return steps;
    }

    /** What a step below or at {@link Outcome#EDIT} does to a frame. */
    FrameEdit edit(int step) {
        return edits[Outcome.EDIT - step];
    }

    /**
     * Where a rule leads.
     *
     * @param node the shape, or what a rule before has led to
     * @param r    null if no rule matches
     * @return the number of an outcome; below 0 another node, inverted; 0 if no packet has gone this way
     */
    int next(int node, CompiledRule r) {
        return to[slot(node, r)];
    }

    /** Slot of an edge, or the one that it may have. */
    private int slot(int node, CompiledRule r) {
        int mask = to.length - 1;
        int h = (node * 0x9e3779b1 + (r == null ? 0 : r.hash)) * 0x85ebca6b;
        int slot = h >>> 8 & mask;
        while (to[slot] != 0 && (from[slot] != node || by[slot] != r)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Number of the outcome of a path that ended; 0 if there is no room for it. */
    int of(Path p, int shape, FlowTables.Miss miss) {
        if (size == most || edges + p.length >= most * EDGES) {
            full = true;
            return 0;
        }
        boolean missed = p.end == Path.MISS;
        int node = shape;
        for (int i = 0; i < (missed ? p.length : p.length - 1); i++) {
            node = step(node, p.rules[i]);
        }
        CompiledRule last = missed ? null : p.rules[p.length - 1];
        int id = next(node, last);
        if (id == 0) {
            id = add(new Outcome(p, shape, miss));
            put(node, last, id);
        }
        return id;
    }

    private int step(int node, CompiledRule r) {
        int next = next(node, r);
        if (next == 0) {
            next = ~++nodes;
            put(node, r, next);
        }
        return ~next;
    }

    private int add(Outcome o) {
        int id = ++size;
        if (id == outcomes.length) {
            outcomes = Arrays.copyOf(outcomes, 2 * id);
            steps = Arrays.copyOf(steps, 2 * id);
        }
        outcomes[id] = o;
        steps[id] = o.what == Outcome.EDIT ? Outcome.EDIT - number(o.edit) : o.what;
        return id;
    }

    /** Equal edits are one, because routers have many routes and few neighbours. */
    private int number(FrameEdit e) {
        Integer known = editNumbers.get(e);
        if (known != null) {
            return known;
        }
        int n = editNumbers.size();
        editNumbers.put(e, n);
        if (n == edits.length) {
            edits = Arrays.copyOf(edits, 2 * n);
        }
        edits[n] = e;
        return n;
    }

    private void put(int node, CompiledRule r, int next) {
        if (4 * ++edges > to.length) {
            grow();
        }
        set(slot(node, r), node, r, next);
    }

    private void set(int slot, int node, CompiledRule r, int next) {
        from[slot] = node;
        by[slot] = r;
        to[slot] = next;
    }

    private void grow() {
        int[] oldFrom = from;
        CompiledRule[] oldBy = by;
        int[] oldTo = to;
        from = new int[2 * oldTo.length];
        by = new CompiledRule[2 * oldTo.length];
        to = new int[2 * oldTo.length];
        for (int i = 0; i < oldTo.length; i++) {
            if (oldTo[i] != 0) {
                set(slot(oldFrom[i], oldBy[i]), oldFrom[i], oldBy[i], oldTo[i]);
            }
        }
    }
}

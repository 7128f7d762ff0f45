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
    /** Slots for each edge at least. */
    private static final int SPARE = 3;
    /** Of rules' ids: more than a switch gives in a lifetime, and few enough that a node has room beside them. */
    private static final int ID_BITS = 42;
    private static final long HASH = 0x9e3779b97f4a7c15L;
    private static final int HASH_SHIFT = 24;
    private static final int TABLE_SHIFT = 32;
    private static final long WRITES_METADATA = 1L << 40;

    private final int most;
    private Outcome[] outcomes = new Outcome[FIRST_OUTCOMES];
    private int[] steps = new int[FIRST_OUTCOMES];
    private int size;
    private boolean full;
    private FrameEdit[] edits = new FrameEdit[16];
    private final Map<FrameEdit, Integer> editNumbers = new HashMap<>();

    /**
     * Edges: a slot of two longs each. In the first the node where it begins, and the id of its rule, which no compilation of another rule has and none of this one after a change; in the
     * second where it leads ({@link #edge}), or 0 where there is no edge.
     */
    private long[] slots = new long[2 * FIRST_EDGES];
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
     * @param rule its {@link CompiledRule#id}; 0 if no rule matches
     * @return the number of an outcome; below 0 another node, inverted; 0 if no packet has gone this way
     */
    int next(int node, long rule) {
        return (int) edge(node, rule);
    }

    /**
     * Where a rule leads, and what it does on the way, so that nobody needs to look at the rule for it.
     *
     * <pre>
     *  0      writes metadata 1 | table 8 | {@link #next} 32     a rule that passes packets on ({@link CompiledRule#passesOn}) to that table; next is a node
     *  1 ...                              | {@link #next} 32     another rule with a goto; next is a node
     *  0                                  | {@link #next} 32     a way's end; next is an outcome or 0
     * </pre>
     */
    long edge(int node, long rule) {
        return slots[slot(key(node, rule)) + 1];
    }

    /** Of an edge whose rule passes packets on. */
    static int table(long edge) {
        return (int) (edge >>> TABLE_SHIFT) & 0xff;
    }

    /** Of an edge whose rule passes packets on. */
    static boolean writesMetadata(long edge) {
        return (edge & WRITES_METADATA) != 0;
    }

    private static long edgeTo(int node, CompiledRule r) {
        if (!r.passesOn) {
            return ~node;
        }
        return ~node & 0xffffffffL | (long) r.gotoTable << TABLE_SHIFT | (r.metadataMask != 0 ? WRITES_METADATA : 0);
    }

    private static long key(int node, long rule) {
        return (long) node << ID_BITS | rule;
    }

    /** Place of an edge, or the one that it may have. */
    private int slot(long key) {
        long[] all = slots;
        int mask = all.length - 2;
        int at = (int) (key * HASH >>> HASH_SHIFT) & mask;
        while (all[at + 1] != 0 && all[at] != key) {
            at = at + 2 & mask;
        }
        return at;
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
        long last = missed ? 0 : p.rules[p.length - 1].id;
        int id = next(node, last);
        if (id == 0) {
            id = add(new Outcome(p, shape, miss));
            put(key(node, last), id);
        }
        return id;
    }

    private int step(int node, CompiledRule r) {
        int next = next(node, r.id);
        if (next == 0) {
            next = ~++nodes;
            put(key(node, r.id), edgeTo(nodes, r));
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

    private void put(long key, long edge) {
        if (SPARE * 2 * ++edges > slots.length) {
            grow();
        }
        set(key, edge);
    }

    private void set(long key, long edge) {
        int at = slot(key);
        slots[at] = key;
        slots[at + 1] = edge;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (int at = 0; at < old.length; at += 2) {
            if (old[at + 1] != 0) {
                set(old[at], old[at + 1]);
            }
        }
    }
}

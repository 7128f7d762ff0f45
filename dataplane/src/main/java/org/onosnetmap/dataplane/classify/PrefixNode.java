package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Eight bits of an address in a trie: for each of their 256 values the best of the prefixes that end in these bits and cover it, and the node
 * of the next eight. Neighbours with the same outcome share it, so that a node with few prefixes takes few cache lines. Immutable.
 */
final class PrefixNode {

    static final int BITS = 8;
    private static final int VALUES = 1 << BITS;

    static final PrefixNode EMPTY = new PrefixNode(new Prefix[0], new PrefixNode[VALUES]);

    /** A prefix that ends in this node: its last eight bits or less, where their values begin and end. */
    private static final class Prefix {
        final Entry entry;
        final int from;
        final int to;

        Prefix(Entry entry, int value, int length) {
            this.entry = entry;
            this.from = value;
            this.to = value + (VALUES >>> length);
        }
    }

    /** By falling rank. */
    private final Prefix[] prefixes;
    /** Number of the outcome of each value. */
    private final byte[] outcome;
    /** Of each outcome; null if no prefix covers it. */
    private final Entry[] best;
    /** Of each outcome; null if no prefix is longer. */
    private final PrefixNode[] next;

    /**
     * @param prefixes    by falling rank
     * @param nextOfValue the node behind each value, or null
     */
    private PrefixNode(Prefix[] prefixes, PrefixNode[] nextOfValue) {
        Entry[] bestOfValue = new Entry[VALUES];
        for (int i = prefixes.length - 1; i >= 0; i--) {
            Arrays.fill(bestOfValue, prefixes[i].from, prefixes[i].to, prefixes[i].entry);
        }
        this.prefixes = prefixes;
        this.outcome = new byte[VALUES];
        int n = 0;
        for (int v = 1; v < VALUES; v++) {
            if (nextOfValue[v] != null || nextOfValue[v - 1] != null || bestOfValue[v] != bestOfValue[v - 1]) {
                n++;
            }
            outcome[v] = (byte) n;
        }
        this.best = new Entry[n + 1];
        this.next = new PrefixNode[n + 1];
        for (int v = 0; v < VALUES; v++) {
            best[outcome[v] & 0xff] = bestOfValue[v];
            next[outcome[v] & 0xff] = nextOfValue[v];
        }
    }

    /** With another node for an outcome that has one. */
    private PrefixNode(PrefixNode like, int which, PrefixNode node) {
        this.prefixes = like.prefixes;
        this.outcome = like.outcome;
        this.best = like.best;
        this.next = like.next.clone();
        next[which] = node;
    }

    Entry best(int value) {
        return best[outcome[value] & 0xff];
    }

    PrefixNode next(int value) {
        return next[outcome[value] & 0xff];
    }

    boolean isEmpty() {
        return prefixes.length == 0 && next.length == 1 && next[0] == null;
    }

    /**
     * With a prefix more.
     *
     * @param value  of the last bits of the prefix, followed by zeros
     * @param length how many of the eight it has, 0 to 8
     */
    PrefixNode with(Entry e, int value, int length) {
        int at = 0;
        while (at < prefixes.length && prefixes[at].entry.beats(e)) {
            at++;
        }
        Prefix[] more = new Prefix[prefixes.length + 1];
        System.arraycopy(prefixes, 0, more, 0, at);
        more[at] = new Prefix(e, value, length);
        System.arraycopy(prefixes, at, more, at + 1, prefixes.length - at);
        return new PrefixNode(more, nextOfValue());
    }

    PrefixNode without(Entry e) {
        Prefix[] less = Arrays.stream(prefixes).filter(p -> p.entry != e).toArray(Prefix[]::new);
        return new PrefixNode(less, nextOfValue());
    }

    /** With another node behind a value, or none. */
    PrefixNode with(int value, PrefixNode node) {
        if (node != null && next(value) != null) {
            return new PrefixNode(this, outcome[value] & 0xff, node);
        }
        PrefixNode[] all = nextOfValue();
        all[value] = node;
        return new PrefixNode(prefixes, all);
    }

    /** All entries of this node and those behind it. */
    void forEach(Consumer<Entry> action) {
        for (Prefix p : prefixes) {
            action.accept(p.entry);
        }
        for (PrefixNode n : next) {
            if (n != null) {
                n.forEach(action);
            }
        }
    }

    private PrefixNode[] nextOfValue() {
        PrefixNode[] all = new PrefixNode[VALUES];
        for (int v = 0; v < VALUES; v++) {
            all[v] = next(v);
        }
        return all;
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** All entries of a classifier in a form that look-ups are quick in, and that cannot be changed. Immutable. */
abstract class FrozenEntries {

    /** By falling rank, and behind them null; and their {@link Entry#id}. */
    final Entry[] entries;
    final long[] ids;
    /** How deep headers must be read. */
    final int depth;

    FrozenEntries(Entry[] entries) {
        this.entries = Arrays.copyOf(entries, entries.length + 1);
        this.ids = Arrays.copyOf(Arrays.stream(entries).mapToLong(e -> e.id).toArray(), entries.length + 1);
        int deepest = KeyLayout.DEPTH_PORT;
        for (Entry e : entries) {
            deepest = Math.max(deepest, e.mask.depth);
        }
        this.depth = deepest;
    }

    /** The form that fits; null if none does. */
    static FrozenEntries of(List<Entry> all) {
        Entry[] entries = all.toArray(new Entry[0]);
        Arrays.sort(entries, Comparator.comparingLong((Entry e) -> -e.rank));
        FrozenEntries few = FewMasks.of(entries);
        return few != null ? few : BitVectors.of(entries);
    }

    /** The best entry that a key matches, or null. */
    final Entry find(long[] keys, int at) {
        return entries[first(keys, at)];
    }

    /** The best entries for keys that lie one behind the other. */
    final void find(long[] keys, int stride, int n, LookupBatch b) {
        b.entries = entries;
        b.ids = ids;
        first(keys, stride, n, b);
    }

    /** Number of the best entry that a key matches. */
    abstract int first(long[] keys, int at);

    /** Those for keys that lie one behind the other, in {@link LookupBatch#number}. */
    abstract void first(long[] keys, int stride, int n, LookupBatch b);
}

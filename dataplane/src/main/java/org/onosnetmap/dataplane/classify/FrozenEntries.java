package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** All entries of a classifier in a form that look-ups are quick in, and that cannot be changed. Immutable. */
abstract class FrozenEntries {

    /** How deep headers must be read. */
    final int depth;

    FrozenEntries(Entry[] entries) {
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
    abstract Entry find(long[] keys, int at);

    /** The best entries for keys that lie one behind the other. */
    abstract void find(long[] keys, int stride, int n, LookupBatch b);
}

package org.onosnetmap.dataplane.classify;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Entries on prefixes of one address, as a table of the best one for each address. Takes fewer steps than a trie, but cannot be changed. Immutable. */
final class FlatPrefixes {

    private final ValueClasses values;
    /** By class, which is 0 where there is none. */
    private final Entry[] best;

    FlatPrefixes(KeyField address, List<Entry> all) {
        Entry[] entries = all.toArray(new Entry[0]);
        best = new Entry[entries.length + 1];
        System.arraycopy(entries, 0, best, 1, entries.length);
        long[] changes = address.changes(entries);
        long[] starts = new long[changes.length + 1];
        int[] classOf = new int[changes.length + 1];
        TreeSet<Integer> now = new TreeSet<>(Comparator.comparingLong((Integer i) -> entries[i].rank));
        int ranges = 0;
        for (int i = 0; ranges == 0 || i < changes.length;) {
            long value = ranges == 0 ? 0 : KeyField.value(changes[i]);
            for (; i < changes.length && KeyField.value(changes[i]) == value; i++) {
                int e = KeyField.entry(changes[i]);
                if (!now.remove(e)) {
                    now.add(e);
                }
            }
            starts[ranges] = value;
            classOf[ranges++] = now.isEmpty() ? 0 : now.last() + 1;
        }
        values = new ValueClasses(address, starts, classOf, ranges);
    }

    Entry find(long[] keys, int at) {
        return best[values.of(keys, at)];
    }

    /** Classes of what many keys have, in {@link LookupBatch#source}. */
    void classes(long[] keys, int stride, int n, LookupBatch b) {
        values.of(keys, stride, n, b.source, 0);
    }

    Entry entry(int ofClass) {
        return best[ofClass];
    }
}

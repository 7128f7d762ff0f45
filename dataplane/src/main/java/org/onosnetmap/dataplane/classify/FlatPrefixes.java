package org.onosnetmap.dataplane.classify;

import java.util.List;
import java.util.TreeSet;

/** Entries on prefixes of one IPv4 address, as a table of the best one for each address. Takes fewer steps than a trie, but cannot be changed. Immutable. */
final class FlatPrefixes {

    /** Of addresses that no entry wants; higher than all. */
    private static final int NONE = Integer.MAX_VALUE;

    private final PrefixShape shape;
    /** Classes are numbers of entries. */
    private final AddressClasses values;

    /**
     * @param entries by falling rank
     * @param alike   numbers of those that have the shape, ascending
     */
    FlatPrefixes(PrefixShape shape, Entry[] entries, List<Integer> alike) {
        this.shape = shape;
        long[] changes = shape.field().changes(alike.stream().map(i -> entries[i]).toArray(Entry[]::new));
        long[] starts = new long[changes.length + 1];
        int[] classOf = new int[changes.length + 1];
        TreeSet<Integer> now = new TreeSet<>();
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
            classOf[ranges++] = now.isEmpty() ? NONE : alike.get(now.first());
        }
        values = new AddressClasses(shape.field(), starts, classOf, ranges);
    }

    /** Number of the best entry that a key matches, or another number if that is lower. */
    int first(long[] keys, int at, int other) {
        return shape.isIn(keys, at) ? Math.min(values.of(keys, at), other) : other;
    }

    /** As {@link #first(long[], int, int)} for many keys. */
    void first(long[] keys, int stride, int n, int[] best, int[] classes, int[] open) {
        values.of(keys, stride, n, classes, open);
        for (int i = 0, at = 0; i < n; i++, at += stride) {
            long differences = shape.differences(keys, at);
            int others = (int) ((differences | -differences) >>> 63);
            best[i] = Math.min(best[i], classes[i] | -others & NONE);
        }
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which entries want a value of a field, for each class of values: a bit for each entry, the best first. Classes with the same bits are one. Control side.
 */
final class EntryBits {

    /** Key of a map: bits by their content. */
    private static final class Content {
        final long[] bits;
        private final int hash;

        Content(long[] bits) {
            this.bits = bits;
            this.hash = Arrays.hashCode(bits);
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Content && Arrays.equals(bits, ((Content) o).bits);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final int words;
    private final Map<Content, Integer> classes = new HashMap<>();
    private final List<long[]> bits = new ArrayList<>();
    /** Ranges of the field's values, and their classes; null for bits of several fields together. */
    private KeyField field;
    private long[] starts;
    private int[] rangeClasses;
    private int ranges;

    private EntryBits(int entries) {
        this.words = (entries + Long.SIZE - 1) / Long.SIZE;
    }

    /** Of one field. */
    static EntryBits of(KeyField field, Entry[] entries) {
        EntryBits b = new EntryBits(entries.length);
        long[] changes = field.changes(entries);
        b.field = field;
        b.starts = new long[changes.length + 1];
        b.rangeClasses = new int[changes.length + 1];
        long[] now = new long[b.words];
        for (int i = 0; b.ranges == 0 || i < changes.length;) {
            long value = b.ranges == 0 ? 0 : KeyField.value(changes[i]);
            for (; i < changes.length && KeyField.value(changes[i]) == value; i++) {
                flip(now, KeyField.entry(changes[i]));
            }
            b.starts[b.ranges] = value;
            b.rangeClasses[b.ranges++] = b.classOf(now);
        }
        return b;
    }

    /** Of no field: all entries, one class. */
    static EntryBits ofAll(int entries) {
        EntryBits b = new EntryBits(entries);
        long[] all = new long[b.words];
        Arrays.fill(all, -1);
        b.classOf(all);
        return b;
    }

    private static void flip(long[] bits, int i) {
        bits[i / Long.SIZE] ^= 1L << i;
    }

    private int classOf(long[] some) {
        Integer known = classes.get(new Content(some));
        if (known != null) {
            return known;
        }
        long[] own = some.clone();
        bits.add(own);
        classes.put(new Content(own), bits.size() - 1);
        return bits.size() - 1;
    }

    /**
     * Of two fields together.
     *
     * @param classOf gets the class of each class of the first, times the number of those of the second, plus one of these
     */
    EntryBits and(EntryBits other, int[] classOf) {
        EntryBits both = new EntryBits(words * Long.SIZE);
        long[] some = new long[words];
        for (int i = 0; i < classOf.length; i++) {
            long[] a = bits.get(i / other.classes());
            long[] b = other.bits.get(i % other.classes());
            for (int w = 0; w < words; w++) {
                some[w] = a[w] & b[w];
            }
            classOf[i] = both.classOf(some);
        }
        return both;
    }

    int classes() {
        return bits.size();
    }

    /** Classes of the values of an address. */
    AddressClasses ofAddresses() {
        return new AddressClasses(field, starts, rangeClasses, ranges);
    }

    /** Classes of the values of another field. */
    FieldClasses ofValues() {
        return new FieldClasses(field, starts, rangeClasses, ranges);
    }

    /** The bits of all classes; before those of a class a bit for each of its words that is not 0. */
    long[] table() {
        int summary = summary(words);
        long[] all = new long[classes() * (summary + words)];
        int at = 0;
        for (long[] some : bits) {
            for (int w = 0; w < words; w++) {
                all[at + w / Long.SIZE] |= some[w] == 0 ? 0 : 1L << w;
            }
            System.arraycopy(some, 0, all, at + summary, words);
            at += summary + words;
        }
        return all;
    }

    /** Words of a summary. */
    static int summary(int words) {
        return (words + Long.SIZE - 1) / Long.SIZE;
    }
}

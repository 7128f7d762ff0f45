package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Many look-ups at once: what {@link Classifier#lookup(long[], int, int, LookupBatch)} finds, and what it works in. One object a worker. */
public final class LookupBatch {

    /** Keys in a batch at most. */
    public static final int CAPACITY = 256;

    static final int[] EACH = IntStream.range(0, CAPACITY).toArray();

    private static final Entry[] NONE = {null};

    /** What was found: numbers in an array of entries, of which one may be null. References are dearer to write. */
    final int[] number = new int[CAPACITY];
    Entry[] entries;

    /** For classifiers that find entries one by one. */
    final Entry[] found = new Entry[CAPACITY];

    /** Classes of what keys have in fields. */
    final int[] source = new int[CAPACITY];
    final int[] destination = new int[CAPACITY];
    final int[] other = new int[CAPACITY + 1];

    /** Nothing was found for any of so many keys. */
    public void nothing(int n) {
        Arrays.fill(number, 0, n, 0);
        entries = NONE;
    }

    /** What was found for a key; null for nothing. */
    public Entry found(int i) {
        return entries[number[i]];
    }
}

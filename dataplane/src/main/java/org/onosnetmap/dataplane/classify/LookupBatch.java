package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Many look-ups at once: what {@link Classifier#lookup(long[], int, int, LookupBatch)} finds, and what it works in. One object a worker. */
public final class LookupBatch {

    /** Keys in a batch at most. */
    public static final int CAPACITY = 256;

    static final int[] EACH = IntStream.range(0, CAPACITY).toArray();

    private static final Entry[] NONE = {null};
    private static final long[] NO_IDS = {0};

    /** What was found: numbers in arrays of entries, of which one may be null, and of their ids. References are dearer to write. */
    final int[] number = new int[CAPACITY];
    Entry[] entries;
    long[] ids;

    /** For classifiers that find entries one by one. */
    final Entry[] found = new Entry[CAPACITY];
    private final long[] foundIds = new long[CAPACITY];

    /** Classes of what keys have in fields. */
    final int[] source = new int[CAPACITY];
    final int[] destination = new int[CAPACITY];
    final int[] other = new int[CAPACITY + 1];
    /** Numbers of keys that are not through. */
    final int[] open = new int[CAPACITY];

    /** Nothing was found for any of so many keys. */
    public void nothing(int n) {
        Arrays.fill(number, 0, n, 0);
        entries = NONE;
        ids = NO_IDS;
    }

    /** What was found for so many keys is in {@link #found}. */
    void foundOneByOne(int n) {
        for (int i = 0; i < n; i++) {
            foundIds[i] = found[i] == null ? 0 : found[i].id;
        }
        System.arraycopy(EACH, 0, number, 0, n);
        entries = found;
        ids = foundIds;
    }

    /** {@link Entry#id} of what was found for a key, whose object it does not touch; 0 for nothing. */
    public long id(int i) {
        return ids[number[i]];
    }

    /** What was found for a key; null for nothing. */
    public Entry found(int i) {
        return entries[number[i]];
    }

    /** Whether the same was found for two keys. */
    public boolean isSame(int i, int j) {
        return number[i] == number[j];
    }

    /**
     * For which keys something else was found than for one, or is in another array.
     *
     * @param n         number of keys
     * @param more      what also counts, by key
     * @param differing gets the numbers of those keys
     * @return how many they are
     */
    public int differing(int one, int n, int[] more, int[] differing) {
        int[] all = number;
        int found = all[one];
        int also = more[one];
        int left = 0;
        for (int i = 0; i < n; i++) {
            int differs = all[i] ^ found | more[i] ^ also;
            differing[left] = i;
            left += (differs | -differs) >>> 31;
        }
        return left;
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;

/**
 * How the entries of a tuple lie in an array of longs, so that a look-up compares them without going to any of them: each has its rank, and
 * mask and value for each word of the key that an entry of the tuple looks at, first those of the tuple's own mask. Three words always have their
 * place. Immutable.
 */
final class Row {

    private static final int RANK = 0;
    /** Behind it the value, then mask and value of the next word. */
    private static final int MASK = 1;
    /** Words whose place is fixed, and the length of a row of them. */
    static final int FIXED = 3;
    static final int FIXED_LENGTH = MASK + 2 * FIXED;

    /** Words of the key; behind those in use, up to the fixed number, 0, and their masks and values are 0. */
    final int[] index;
    private final int index0;
    private final int index1;
    private final int index2;
    private final int used;
    /** Longs of an entry. */
    final int length;

    private Row(int[] index, int used) {
        this.index = index;
        this.index0 = index[0];
        this.index1 = index[1];
        this.index2 = index[2];
        this.used = used;
        this.length = MASK + 2 * index.length;
    }

    /** Of a tuple without entries. */
    static Row of(Mask mask) {
        return new Row(Arrays.copyOf(mask.index, Math.max(FIXED, mask.index.length)), mask.index.length);
    }

    /** This one, or one that has all words of an entry's mask as well. */
    Row with(Mask mask) {
        Row row = this;
        for (int word : mask.index) {
            row = row.with(word);
        }
        return row;
    }

    private Row with(int word) {
        for (int i = 0; i < used; i++) {
            if (index[i] == word) {
                return this;
            }
        }
        int[] more = Arrays.copyOf(index, Math.max(FIXED, used + 1));
        more[used] = word;
        return new Row(more, used + 1);
    }

    /** Writes an entry; its place is still 0. */
    void write(Entry e, long[] to, int at) {
        to[at + RANK] = e.rank;
        for (int i = 0; i < used; i++) {
            long mask = e.mask.at(index[i]);
            if (mask != 0) {
                to[at + MASK + 2 * i] = mask;
                to[at + MASK + 2 * i + 1] = e.value(index[i]);
            }
        }
    }

    /** Whether the key that lies there has what a row wants. */
    boolean matches(long[] keys, int key, long[] rows, int at) {
        return (keys[key + index0] & rows[at + 1] ^ rows[at + 2] | keys[key + index1] & rows[at + 3] ^ rows[at + 4] | keys[key + index2] & rows[at + 5] ^ rows[at + 6]) == 0
                && (length == FIXED_LENGTH || restMatches(keys, key, rows, at));
    }

    /** Whether a key whose fixed words match does in those behind them, too. */
    boolean restMatches(long[] keys, int key, long[] rows, int at) {
        for (int i = FIXED; i < index.length; i++) {
            if ((keys[key + index[i]] & rows[at + MASK + 2 * i]) != rows[at + MASK + 2 * i + 1]) {
                return false;
            }
        }
        return true;
    }
}

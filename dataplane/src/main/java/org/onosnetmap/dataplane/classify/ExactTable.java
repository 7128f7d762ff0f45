package org.onosnetmap.dataplane.classify;

import java.util.List;

/**
 * Entries of one mask of up to three words, by the whole of what they want: a hash table with open addressing, of slots of four longs.
 *
 * <pre>
 *  value of the first word | of the second | of the third | number of the entry, or {@link #FREE}
 * </pre>
 *
 * <p>Numbers follow the rank, the best is 0. Immutable.
 */
final class ExactTable {

    static final int WORDS = 3;
    private static final int SLOT = 4;
    private static final int ENTRY = 3;
    private static final int FREE = Integer.MAX_VALUE;
    /** Slots for each entry: so many, or up to twice that. Most keys are, or are not, in the first slot then. */
    private static final int SPARE = 4;

    private final int index0;
    private final int index1;
    private final int index2;
    private final long bits0;
    private final long bits1;
    private final long bits2;
    private final long[] slots;
    /** The upper bits of the hash are the number of the slot. */
    private final int shift;
    /** Longs of all slots, less one. */
    private final int mask;

    /** @param alike numbers of entries that have the same mask, ascending */
    ExactTable(Entry[] entries, List<Integer> alike) {
        Mask m = entries[alike.get(0)].mask;
        index0 = m.index0;
        index1 = m.index1;
        index2 = m.index2;
        bits0 = m.bits0;
        bits1 = m.bits1;
        bits2 = m.bits2;
        int n = Integer.highestOneBit(alike.size() * 2 - 1) * SPARE;
        slots = new long[n * SLOT];
        shift = Long.SIZE - Integer.numberOfTrailingZeros(n);
        mask = slots.length - 1;
        for (int at = ENTRY; at < slots.length; at += SLOT) {
            slots[at] = FREE;
        }
        for (int i : alike) {
            long[] v = new long[WORDS];
            for (int w = 0; w < m.index.length; w++) {
                v[w] = entries[i].value(m.index[w]);
            }
            add(v[0], v[1], v[2], i);
        }
    }

    private void add(long v0, long v1, long v2, int entry) {
        int at = slot(v0, v1, v2);
        while (slots[at + ENTRY] != FREE) {
            if (slots[at] == v0 && slots[at + 1] == v1 && slots[at + 2] == v2) {
                return; // one like it, and better, is there
            }
            at = at + SLOT & mask;
        }
        slots[at] = v0;
        slots[at + 1] = v1;
        slots[at + 2] = v2;
        slots[at + ENTRY] = entry;
    }

    private int slot(long v0, long v1, long v2) {
        return (int) (Hash.sum(v0, v1, v2) >>> shift) * SLOT;
    }

    /** Number of the entry that a key matches, or another number if that is lower. */
    int first(long[] keys, int at, int other) {
        long v0 = keys[at + index0] & bits0;
        long v1 = keys[at + index1] & bits1;
        long v2 = keys[at + index2] & bits2;
        return first(v0, v1, v2, slot(v0, v1, v2), other);
    }

    private int first(long v0, long v1, long v2, int slot, int other) {
        for (int at = slot; slots[at + ENTRY] != FREE; at = at + SLOT & mask) {
            if (slots[at] == v0 && slots[at + 1] == v1 && slots[at + 2] == v2) {
                return Math.min((int) slots[at + ENTRY], other);
            }
        }
        return other;
    }

    /** As {@link #first(long[], int, int)} for many keys. Those that are not in their first slot come later, so that the loop branches on nothing. */
    void first(long[] keys, int stride, int n, int[] best, int[] rest) {
        long[] all = slots;
        int count = 0;
        for (int i = 0, key = 0; i < n; i++, key += stride) {
            long v0 = keys[key + index0] & bits0;
            long v1 = keys[key + index1] & bits1;
            long v2 = keys[key + index2] & bits2;
            int at = slot(v0, v1, v2);
            long differences = all[at] ^ v0 | all[at + 1] ^ v1 | all[at + 2] ^ v2;
            int others = (int) ((differences | -differences) >>> 63);
            int entry = (int) all[at + ENTRY];
            best[i] = Math.min(best[i], entry | -others & FREE);
            rest[count] = i;
            count += others & entry - FREE >>> 31;
        }
        for (int j = 0; j < count; j++) {
            best[rest[j]] = first(keys, rest[j] * stride, best[rest[j]]);
        }
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.List;

/**
 * Entries of one mask of up to three words, by the whole of what they want: a hash table with open addressing. Where the entries want the same in all words but one, a slot has
 * two longs, else four:
 *
 * <pre>
 *  value of the first word                                             | number of the entry, or {@link #FREE}
 *  value of the first word | of the second word | of the third word    | number of the entry, or {@link #FREE}
 * </pre>
 *
 * <p>Numbers follow the rank, the best is 0. Immutable.
 */
final class ExactTable {

    static final int WORDS = 3;
    private static final int FREE = Integer.MAX_VALUE;
    /** Slots for each entry: so many, or up to twice that. Most keys are, or are not, in the first slot then. */
    private static final int SPARE = 4;

    private final int index0;
    private final int index1;
    private final int index2;
    private final long bits0;
    private final long bits1;
    private final long bits2;
    /** What all entries want in the words behind the first, if only that tells them apart. */
    private final boolean oneWord;
    private final long value1;
    private final long value2;
    private final long[] slots;
    /** Longs of a slot. */
    private final int slot;
    /** The upper bits of the hash are the number of the slot. */
    private final int shift;
    /** Longs of all slots, less one. */
    private final int mask;

    /** @param alike numbers of entries that have the same mask, ascending */
    ExactTable(Entry[] entries, List<Integer> alike) {
        Mask m = entries[alike.get(0)].mask;
        int[] order = order(m, entries, alike);
        index0 = order[0];
        index1 = order[1];
        index2 = order[2];
        bits0 = m.at(index0);
        bits1 = index1 == index0 ? 0 : m.at(index1);
        bits2 = index2 == index0 || index2 == index1 ? 0 : m.at(index2);
        oneWord = order[WORDS] == 1;
        value1 = oneWord ? value(entries[alike.get(0)], index1, bits1) : 0;
        value2 = oneWord ? value(entries[alike.get(0)], index2, bits2) : 0;
        slot = oneWord ? 2 : 4;
        int n = Integer.highestOneBit(alike.size() * 2 - 1) * SPARE;
        slots = new long[n * slot];
        mask = slots.length - 1;
        shift = Long.SIZE - Integer.numberOfTrailingZeros(n);
        for (int at = slot - 1; at < slots.length; at += slot) {
            slots[at] = FREE;
        }
        for (int i : alike) {
            add(value(entries[i], index0, bits0), value(entries[i], index1, bits1), value(entries[i], index2, bits2), i);
        }
    }

    /** The mask's words, those that tell entries apart first, the first one instead of those that there are not; and how many tell entries apart. */
    private static int[] order(Mask m, Entry[] entries, List<Integer> alike) {
        int[] order = new int[WORDS + 1];
        int n = 0;
        for (boolean telling : new boolean[] {true, false}) {
            for (int word : m.index) {
                long first = entries[alike.get(0)].value(word);
                if (alike.stream().anyMatch(i -> entries[i].value(word) != first) == telling) {
                    order[n++] = word;
                }
            }
            order[WORDS] = telling ? n : order[WORDS];
        }
        for (; n < WORDS; n++) {
            order[n] = order[0];
        }
        return order;
    }

    private static long value(Entry e, int word, long bits) {
        return bits == 0 ? 0 : e.value(word);
    }

    private void add(long v0, long v1, long v2, int entry) {
        int at = place(v0, v1, v2);
        while (slots[at + slot - 1] != FREE) {
            if (holds(at, v0, v1, v2)) {
                return; // one like it, and better, is there
            }
            at = at + slot & mask;
        }
        slots[at] = v0;
        if (!oneWord) {
            slots[at + 1] = v1;
            slots[at + 2] = v2;
        }
        slots[at + slot - 1] = entry;
    }

    private boolean holds(int at, long v0, long v1, long v2) {
        return slots[at] == v0 && (oneWord ? v1 == value1 && v2 == value2 : slots[at + 1] == v1 && slots[at + 2] == v2);
    }

    private int place(long v0, long v1, long v2) {
        return (int) ((oneWord ? Hash.sum(v0, 0, 0) : Hash.sum(v0, v1, v2)) >>> shift) * slot;
    }

    /** Number of the entry that a key matches, or another number if that is lower. */
    int first(long[] keys, int key, int other) {
        long v0 = keys[key + index0] & bits0;
        long v1 = keys[key + index1] & bits1;
        long v2 = keys[key + index2] & bits2;
        for (int at = place(v0, v1, v2); slots[at + slot - 1] != FREE; at = at + slot & mask) {
            if (holds(at, v0, v1, v2)) {
                return Math.min((int) slots[at + slot - 1], other);
            }
        }
        return other;
    }

    /** As {@link #first(long[], int, int)} for many keys. Those that are not in their first slot come later, so that the loops branch on nothing. */
    void first(long[] keys, int stride, int n, int[] best, int[] rest) {
        int count = oneWord ? firstOfOneWord(keys, stride, n, best, rest) : firstOfThree(keys, stride, n, best, rest);
        for (int j = 0; j < count; j++) {
            best[rest[j]] = first(keys, rest[j] * stride, best[rest[j]]);
        }
    }

    private int firstOfOneWord(long[] keys, int stride, int n, int[] best, int[] rest) {
        long[] all = slots;
        int count = 0;
        for (int i = 0, key = 0; i < n; i++, key += stride) {
            long v0 = keys[key + index0] & bits0;
            int at = (int) (Hash.sum(v0, 0, 0) >>> shift) * 2;
            long differences = all[at] ^ v0 | keys[key + index1] & bits1 ^ value1 | keys[key + index2] & bits2 ^ value2;
            int others = (int) ((differences | -differences) >>> 63);
            int entry = (int) all[at + 1];
            best[i] = Math.min(best[i], entry | -others & FREE);
            rest[count] = i;
            count += others & entry - FREE >>> 31;
        }
        return count;
    }

    private int firstOfThree(long[] keys, int stride, int n, int[] best, int[] rest) {
        long[] all = slots;
        int count = 0;
        for (int i = 0, key = 0; i < n; i++, key += stride) {
            long v0 = keys[key + index0] & bits0;
            long v1 = keys[key + index1] & bits1;
            long v2 = keys[key + index2] & bits2;
            int at = (int) (Hash.sum(v0, v1, v2) >>> shift) * 4;
            long differences = all[at] ^ v0 | all[at + 1] ^ v1 | all[at + 2] ^ v2;
            int others = (int) ((differences | -differences) >>> 63);
            int entry = (int) all[at + 3];
            best[i] = Math.min(best[i], entry | -others & FREE);
            rest[count] = i;
            count += others & entry - FREE >>> 31;
        }
        return count;
    }
}

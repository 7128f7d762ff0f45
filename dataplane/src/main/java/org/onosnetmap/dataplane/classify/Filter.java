package org.onosnetmap.dataplane.classify;

/**
 * Which hashes a tuple has, but for some chance that one it does not have looks as if it had: two bits of one word for each. Control side. Bits
 * are only added, which workers may see early; those of removed entries stay until the filter is made anew.
 */
final class Filter {

    /** A filter is made with 32 to 64 bits for each entry, and made anew when it has 16. */
    private static final int BITS = 16;

    private final long[] words;
    private final int room;
    private int added;

    /** For twice as many entries as there are. */
    Filter(int size) {
        words = new long[Math.max(1, Integer.highestOneBit(size) * 4 * BITS / Long.SIZE)];
        room = words.length * Long.SIZE / BITS;
    }

    boolean isFull() {
        return added >= room;
    }

    void add(long hash) {
        added++;
        words[Hash.word(hash) & words.length - 1] |= Hash.bits(hash);
    }

    long[] words() {
        return words;
    }
}

package org.onosnetmap.dataplane.cache;

import java.util.Arrays;

/** Where a key is read from a frame: a few words of eight bytes, each under a mask. They may overlap; no byte's mask counts twice. */
public final class KeyWindows {

    /** Words that the smallest keys have; unused ones have an empty mask. */
    static final int NARROW = 3;
    /** Words that a key can have. */
    static final int MAX = 15;

    final int words;
    /** Byte of the frame at which a word begins. */
    final int[] at;
    /** Bits of the word, as it is loaded in little-endian order. */
    final long[] mask;

    private KeyWindows(int words, int[] at, long[] mask) {
        this.words = words;
        this.at = at;
        this.mask = mask;
    }

    /**
     * Windows over all bytes that have a mask.
     *
     * @param mask by byte of the frame
     * @return null if they are too many
     */
    public static KeyWindows over(byte[] mask) {
        int last = mask.length - 1;
        while (last > 7 && mask[last] == 0) {
            last--;
        }
        int[] at = new int[MAX];
        long[] bits = new long[MAX];
        int n = 0;
        for (int i = 0; i <= last; i++) {
            if (mask[i] == 0) {
                continue;
            }
            if (n == MAX) {
                return null;
            }
            // No further than the last byte that is read: what lies behind may belong to nobody.
            at[n] = Math.min(i, last - 7);
            for (; i < at[n] + 8; i++) {
                bits[n] |= (mask[i] & 0xffL) << 8 * (i - at[n]);
            }
            i--;
            n++;
        }
        int words = n <= NARROW ? NARROW : n <= 7 ? 7 : MAX;
        return new KeyWindows(words, Arrays.copyOf(at, words), Arrays.copyOf(bits, words));
    }

    /** Words of a key in its entry. */
    public int words() {
        return words;
    }

    /** Words of a key that have a bit at all, one at least; the others are behind them. */
    public int size() {
        int n = words;
        while (n > 1 && mask[n - 1] == 0) {
            n--;
        }
        return n;
    }

    /** Byte of the frame at which a word begins. */
    public int at(int word) {
        return at[word];
    }

    /** Bits of the word that count, as it is loaded in little-endian order. */
    public long mask(int word) {
        return mask[word];
    }

    /** Log2 of the bytes of a bucket of two entries. */
    public int bucketShift() {
        return 4 + 32 - Integer.numberOfLeadingZeros(words);
    }

    /** Whether a frame's key is in its first two words. */
    boolean areTwo() {
        return words == NARROW && mask[2] == 0;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof KeyWindows && Arrays.equals(at, ((KeyWindows) o).at) && Arrays.equals(mask, ((KeyWindows) o).mask);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(at) + Arrays.hashCode(mask);
    }
}

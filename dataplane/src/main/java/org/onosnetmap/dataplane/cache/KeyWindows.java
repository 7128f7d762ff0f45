package org.onosnetmap.dataplane.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where a key is read from a frame: a few words of eight bytes, each under a mask. They may overlap; no byte's mask counts twice. If all that counts lies in two windows and fits one word, as an address and a port do,
 * the key is one: what both show, the second rotated so far that its bits are where the first has none.
 */
public final class KeyWindows {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Words of keys that have more than one, and are short; unused ones have an empty mask. */
    static final int NARROW = 3;
    /** Words that a key can have. */
    static final int MAX = 15;

    final int words;
    /** Byte of the frame at which a window begins: one for each word, two if there is one word. */
    final int[] at;
    /** Bits of the window, as it is loaded in little-endian order. */
    final long[] mask;
    /** How far the second window is rotated to the left if there is one word. */
    final int rotation;

    private KeyWindows(int words, int[] at, long[] mask, int rotation) {
        this.words = words;
        this.at = at;
        this.mask = mask;
        this.rotation = rotation;
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
        int rotation = n <= 2 ? rotation(bits[0], bits[1]) : Long.SIZE;
        if (rotation < Long.SIZE) {
            return new KeyWindows(1, Arrays.copyOf(at, 2), Arrays.copyOf(bits, 2), rotation);
        }
        int words = n <= NARROW ? NARROW : n <= 7 ? 7 : MAX;
        return new KeyWindows(words, Arrays.copyOf(at, words), Arrays.copyOf(bits, words), 0);
    }

    /** How far the second must be rotated to have its bits where the first has none; {@link Long#SIZE} if that cannot be. */
    private static int rotation(long first, long second) {
        int r = 0;
        while (r < Long.SIZE && (first & Long.rotateLeft(second, r)) != 0) {
            r++;
        }
        return r;
    }

    /** A word of a frame's key. */
    long word(ByteBuffer frames, int frame, int w) {
        long word = (long) LONG.get(frames, frame + at[w]) & mask[w];
        return words > 1 ? word : word | Long.rotateLeft((long) LONG.get(frames, frame + at[1]) & mask[1], rotation);
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

    /** Byte of the frame at which a window begins. */
    public int at(int window) {
        return at[window];
    }

    /** Bits of the window that count, as it is loaded in little-endian order. */
    public long mask(int window) {
        return mask[window];
    }

    /** How far the second window is rotated to the left, if there is one word, of both. */
    public int rotation() {
        return rotation;
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

package org.onosnetmap.dataplane.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tells whether all frames of a batch are one flow: of the same {@link FrameShape} and length, and alike in all that rules read. Then the first one speaks for
 * all of them, and the others cost a few loads. A batch of several flows is found out by its last frame or its first ones.
 */
public final class SameFlow {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Frames that are compared before a look at the result. */
    private static final int STRIDE = 32;

    /** Words that are compared in one go. */
    private static final int GROUP = 4;

    /** Where words begin, and the bits of them that count; a multiple of {@link #GROUP}, with empty masks at the end. */
    private final int[] at;
    private final long[] mask;

    private SameFlow(KeyWindows w) {
        int n = w.mask.length;
        while (n > 1 && w.mask[n - 1] == 0) {
            n--;
        }
        n = (n + GROUP - 1) / GROUP * GROUP;
        at = Arrays.copyOf(w.at, n);
        mask = Arrays.copyOf(w.mask, n);
    }

    /**
     * For frames of one shape.
     *
     * @param read      bytes that rules read, of {@link FrameShape#maskOf}
     * @param addresses whether all addresses have to be the same, also those that no rule reads
     */
    public static SameFlow of(int shape, byte[] read, boolean addresses) {
        byte[] mask = read.clone();
        FrameShape.addShape(mask, shape);
        if (addresses) {
            FrameShape.addAddresses(mask, shape);
        }
        return new SameFlow(KeyWindows.over(mask));
    }

    /** Whether the frames of a batch, two or more, are one flow. The first has this shape. */
    public boolean holds(Batch b) {
        int n = b.size;
        if (differ(b, n - 1, n)) {
            return false; // of several flows the last frame is seldom of the first one's
        }
        for (int from = 0; from < n; from += STRIDE) {
            if (differ(b, from, Math.min(from + STRIDE, n))) {
                return false;
            }
        }
        return true;
    }

    private boolean differ(Batch b, int from, int to) {
        int[] length = b.length;
        int first = length[0];
        int longer = 0;
        for (int i = from; i < to; i++) {
            longer |= length[i] ^ first;
        }
        long differences = longer;
        for (int w = 0; w < at.length; w += GROUP) {
            differences |= differ(b, w, from, to);
        }
        return differences != 0;
    }

    private long differ(Batch b, int w, int from, int to) {
        ByteBuffer m = b.mem;
        int[] position = b.at;
        int at0 = at[w];
        int at1 = at[w + 1];
        int at2 = at[w + 2];
        int at3 = at[w + 3];
        int first = position[0];
        long word0 = (long) LONG.get(m, first + at0);
        long word1 = (long) LONG.get(m, first + at1);
        long word2 = (long) LONG.get(m, first + at2);
        long word3 = (long) LONG.get(m, first + at3);
        long different0 = 0;
        long different1 = 0;
        long different2 = 0;
        long different3 = 0;
        for (int i = from; i < to; i++) {
            int a = position[i];
            different0 |= (long) LONG.get(m, a + at0) ^ word0;
            different1 |= (long) LONG.get(m, a + at1) ^ word1;
            different2 |= (long) LONG.get(m, a + at2) ^ word2;
            different3 |= (long) LONG.get(m, a + at3) ^ word3;
        }
        return different0 & mask[w] | different1 & mask[w + 1] | different2 & mask[w + 2] | different3 & mask[w + 3];
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;

/**
 * From each value of a {@link KeyField} to a number, its class: neighbouring values mostly have the same. Three steps at most, of 16 and 8 and 8 bits, or 8 and 8, or 8.
 * Immutable.
 *
 * <pre>
 *  cell   1 | class 31                all values behind it are of this class
 *         0 | number of a block 31    of 256 cells of the next step
 * </pre>
 *
 * <p>A look-up branches on nothing: behind a class the next step reads the first cell of its array, and forgets it.
 */
final class ValueClasses {

    private static final int LEAF = 1 << 31;
    private static final int CLASS = LEAF - 1;
    private static final int BLOCK_BITS = 8;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LOW = BLOCK - 1;
    private static final int FIRST_BITS = 16;

    private final KeyField field;
    /** The last array is the only one of a field of 8 bits; one of 16 has the last two. */
    private final int[] first;
    private int[] second = {LEAF};
    private int[] third = {LEAF};
    private int secondBlocks;
    private int thirdBlocks;

    /** Ranges while cells are made. */
    private long[] starts;
    private int[] classOf;

    /**
     * @param starts  ascending, 0 first: where ranges of values begin
     * @param classOf class of each range
     * @param n       number of ranges
     */
    ValueClasses(KeyField field, long[] starts, int[] classOf, int n) {
        this.field = field;
        this.starts = Arrays.copyOf(starts, n);
        this.classOf = classOf;
        int[] cells = new int[field.bits == 32 ? 1 << FIRST_BITS : BLOCK];
        fill(cells, 0, cells.length, 0, field.bits - (field.bits == 32 ? FIRST_BITS : BLOCK_BITS));
        if (field.bits == 32) {
            first = cells;
        } else {
            first = null;
            if (field.bits == 16) {
                second = cells;
            } else {
                third = cells;
            }
        }
        this.starts = null;
        this.classOf = null;
    }

    /** Cells that each stand for so many bits. */
    private void fill(int[] cells, int from, int n, long value, int bits) {
        int range = range(value);
        for (int i = 0; i < n; i++) {
            long low = value + ((long) i << bits);
            while (range + 1 < starts.length && starts[range + 1] <= low) {
                range++;
            }
            boolean one = range + 1 == starts.length || starts[range + 1] >= low + (1L << bits);
            cells[from + i] = one ? LEAF | classOf[range] : block(low, bits - BLOCK_BITS);
        }
    }

    private int range(long value) {
        int at = Arrays.binarySearch(starts, value);
        return at >= 0 ? at : -at - 2;
    }

    private int block(long value, int bits) {
        int[] cells = new int[BLOCK];
        fill(cells, 0, BLOCK, value, bits);
        if (bits > 0) {
            second = with(second, secondBlocks, cells);
            return secondBlocks++;
        }
        third = with(third, thirdBlocks, cells);
        return thirdBlocks++;
    }

    private static int[] with(int[] blocks, int n, int[] block) {
        int[] all = (n + 1) * BLOCK <= blocks.length ? blocks : Arrays.copyOf(blocks, Math.max(4, 2 * n) * BLOCK);
        System.arraycopy(block, 0, all, n * BLOCK, BLOCK);
        return all;
    }

    /** Class of what a key has in the field. */
    int of(long[] keys, int at) {
        int v = (int) (keys[at + field.word] >>> field.shift);
        switch (field.bits) {
            case 32:
                return of32(first, second, third, v);
            case 16:
                return of16(second, third, v & 0xffff);
            default:
                return third[v & LOW] & CLASS;
        }
    }

    /** As {@link #of} for many keys: multiplies what is in an array, and adds the class. */
    void of(long[] keys, int stride, int n, int[] sums, int factor) {
        int[] a = first;
        int[] b = second;
        int[] c = third;
        int shift = field.shift;
        int at = field.word;
        switch (field.bits) {
            case 32:
                for (int i = 0; i < n; i++, at += stride) {
                    sums[i] = sums[i] * factor + of32(a, b, c, (int) (keys[at] >>> shift));
                }
                break;
            case 16:
                for (int i = 0; i < n; i++, at += stride) {
                    sums[i] = sums[i] * factor + of16(b, c, (int) (keys[at] >>> shift) & 0xffff);
                }
                break;
            default:
                for (int i = 0; i < n; i++, at += stride) {
                    sums[i] = sums[i] * factor + (c[(int) (keys[at] >>> shift) & LOW] & CLASS);
                }
                break;
        }
    }

    private static int of32(int[] first, int[] second, int[] third, int v) {
        int cell = first[v >>> FIRST_BITS];
        int leaf = cell >> 31;
        int next = second[(cell << BLOCK_BITS | v >>> BLOCK_BITS & LOW) & ~leaf];
        return last(third, cell & leaf | next & ~leaf, v);
    }

    private static int of16(int[] second, int[] third, int v) {
        return last(third, second[v >>> BLOCK_BITS], v);
    }

    private static int last(int[] third, int cell, int v) {
        int leaf = cell >> 31;
        int next = third[(cell << BLOCK_BITS | v & LOW) & ~leaf];
        return (cell & leaf | next & ~leaf) & CLASS;
    }

    /** Longs in memory. */
    int size() {
        return ((first == null ? 0 : first.length) + second.length + third.length) / 2;
    }
}

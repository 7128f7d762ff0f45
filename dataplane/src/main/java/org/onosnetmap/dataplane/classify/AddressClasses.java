package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * From each IPv4 address to a number, its class: neighbouring addresses mostly have the same. Three steps at most, of 16 and 8 and 8 bits. Immutable.
 *
 * <pre>
 *  cell   1 | class 31                all addresses behind it are of this class
 *         0 | number of a block 31    of 256 cells of the next step
 * </pre>
 *
 * <p>The cells of the first step are numbers of others: with 128 KB and not 256, those of both addresses have room in a processor's second cache, where random headers would else push out each
 * other's. Of the others most keys need few.
 */
final class AddressClasses {

    private static final int LEAF = 1 << 31;
    private static final int CLASS = LEAF - 1;
    private static final int FIRST_BITS = 16;
    private static final int BLOCK_BITS = 8;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int LOW = BLOCK - 1;
    /** Keys by which a batch is judged, and that one in so many of them may lead further if each step is to be a loop of its own. */
    private static final int JUDGED = 16;
    private static final int FEW = 4;

    private final KeyField field;
    /** Numbers of cells. */
    private final char[] first = new char[1 << FIRST_BITS];
    private int[] cells = new int[64];
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
    AddressClasses(KeyField field, long[] starts, int[] classOf, int n) {
        this.field = field;
        this.starts = Arrays.copyOf(starts, n);
        this.classOf = classOf;
        int[] all = new int[first.length];
        fill(all, 0, FIRST_BITS);
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int i = 0; i < all.length; i++) {
            Integer number = numbers.putIfAbsent(all[i], numbers.size());
            if (number == null) {
                number = numbers.size() - 1;
                cells = number < cells.length ? cells : Arrays.copyOf(cells, 2 * number);
                cells[number] = all[i];
            }
            first[i] = (char) (int) number;
        }
        this.starts = null;
        this.classOf = null;
    }

    /** Cells of a step, from an address on, that each stand for so many bits. */
    private void fill(int[] step, long value, int bits) {
        int range = range(value);
        for (int i = 0; i < step.length; i++) {
            long low = value + ((long) i << bits);
            while (range + 1 < starts.length && starts[range + 1] <= low) {
                range++;
            }
            boolean one = range + 1 == starts.length || starts[range + 1] >= low + (1L << bits);
            step[i] = one ? LEAF | classOf[range] : block(low, bits - BLOCK_BITS);
        }
    }

    private int range(long value) {
        int at = Arrays.binarySearch(starts, value);
        return at >= 0 ? at : -at - 2;
    }

    private int block(long value, int bits) {
        int[] block = new int[BLOCK];
        fill(block, value, bits);
        if (bits > 0) {
            second = with(second, secondBlocks, block);
            return secondBlocks++;
        }
        third = with(third, thirdBlocks, block);
        return thirdBlocks++;
    }

    private static int[] with(int[] blocks, int n, int[] block) {
        int[] all = (n + 1) * BLOCK <= blocks.length ? blocks : Arrays.copyOf(blocks, Math.max(4, 2 * n) * BLOCK);
        System.arraycopy(block, 0, all, n * BLOCK, BLOCK);
        return all;
    }

    /** Class of what a key has in the field. */
    int of(long[] keys, int at) {
        return of(first, cells, second, third, (int) (keys[at + field.word] >>> field.shift));
    }

    /**
     * Classes of what many keys have in the field. Where few addresses lead further than the first step, as random ones do, each step is a loop over those that are not through; that is judged by
     * the first keys. Else all go through three steps that branch on nothing.
     *
     * @param open gets numbers of keys, and is forgotten
     */
    void of(long[] keys, int stride, int n, int[] classes, int[] open) {
        int some = Math.min(n, JUDGED);
        if (FEW * firstStep(keys, stride, some, classes, open) > some) {
            allSteps(keys, stride, n, classes);
            return;
        }
        int left = firstStep(keys, stride, n, classes, open);
        left = step(second, keys, stride, BLOCK_BITS, left, classes, open);
        step(third, keys, stride, 0, left, classes, open);
    }

    private void allSteps(long[] keys, int stride, int n, int[] classes) {
        char[] a = first;
        int[] f = cells;
        int[] b = second;
        int[] c = third;
        int shift = field.shift;
        int at = field.word;
        for (int i = 0; i < n; i++, at += stride) {
            classes[i] = of(a, f, b, c, (int) (keys[at] >>> shift));
        }
    }

    /** Behind a class the next step reads the first cell of its array, and forgets it. */
    private static int of(char[] first, int[] cells, int[] second, int[] third, int v) {
        int cell = cells[first[v >>> FIRST_BITS]];
        int leaf = cell >> 31;
        int next = second[(cell << BLOCK_BITS | v >>> BLOCK_BITS & LOW) & ~leaf];
        cell = cell & leaf | next & ~leaf;
        leaf = cell >> 31;
        next = third[(cell << BLOCK_BITS | v & LOW) & ~leaf];
        return (cell & leaf | next & ~leaf) & CLASS;
    }

    /** Returns how many keys lead further: {@code open} has their numbers, {@code classes} those of their blocks. */
    private int firstStep(long[] keys, int stride, int n, int[] classes, int[] open) {
        char[] a = first;
        int[] f = cells;
        int shift = field.shift;
        int left = 0;
        for (int i = 0, at = field.word; i < n; i++, at += stride) {
            int cell = f[a[(int) (keys[at] >>> shift) >>> FIRST_BITS]];
            classes[i] = cell & CLASS;
            open[left] = i;
            left += ~cell >>> 31;
        }
        return left;
    }

    /** One more step of those that lead further. */
    private int step(int[] blocks, long[] keys, int stride, int low, int n, int[] classes, int[] open) {
        int word = field.word;
        int shift = field.shift + low;
        int left = 0;
        for (int j = 0; j < n; j++) {
            int i = open[j];
            int cell = blocks[classes[i] << BLOCK_BITS | (int) (keys[i * stride + word] >>> shift) & LOW];
            classes[i] = cell & CLASS;
            open[left] = i;
            left += ~cell >>> 31;
        }
        return left;
    }
}

package org.onosnetmap.dataplane.compile;

import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.cache.Batch;

/**
 * Finds the rules of a few small tables that frames of one shape match. Each rule is compared with all frames of the batch before the next one is, the last first, so that the first
 * of those that match has the frame in the end. Nothing branches on what is in a frame, and the virtual machine makes vector instructions of such loops: a rule then costs a frame some tenths of a nanosecond. Immutable.
 */
public final class BatchDecision {

    /** What it works in. One object a worker. */
    public static final class Work {
        /**
         * Way of each frame: of each table the number of the rule that it matches there, whether it comes there or not, the number of rules if none, as digits of a number whose last one is
         * the last table's. Of frames of other shapes nothing that means anything.
         */
        public final long[] way = new long[Batch.CAPACITY];
        private final long[] rule = new long[Batch.CAPACITY];
        private final long[] difference = new long[Batch.CAPACITY];
        private long[] words = new long[0];
    }

    /** A rule: which words it compares, under which masks, with what. */
    static final class Comparison {
        /** Of the rule in its table. */
        final int number;
        /** Where in an array the words begin. */
        private final int[] place;
        private final long[] mask;
        private final long[] value;

        Comparison(int number, int[] place, long[] mask, long[] value) {
            this.number = number;
            this.place = place;
            this.mask = mask;
            this.value = value;
        }

        void compare(long[] words, long[] rule, long[] difference, int n) {
            int last = place.length - 1;
            if (last < 0) { // matches all frames of the shape
                Arrays.fill(rule, 0, n, number);
                return;
            }
            if (last == 0) {
                take(words, place[0], mask[0], value[0], rule, number, n);
                return;
            }
            differ(words, place[0], mask[0], value[0], difference, n);
            for (int w = 1; w <= last; w++) {
                differMore(words, place[w], mask[w], value[w], difference, n);
            }
            take(difference, 0, -1, 0, rule, number, n);
        }
    }

    private final FrameWords reader;
    private final int words;
    /** Of each table, the last rule first; and their number, with those that no frame of the shape matches. */
    private final Comparison[][] tables;
    private final int[] sizes;

    BatchDecision(FrameWords reader, int words, List<List<Comparison>> tables, int[] sizes) {
        this.reader = reader;
        this.words = words;
        this.tables = tables.stream().map(t -> t.toArray(new Comparison[0])).toArray(Comparison[][]::new);
        this.sizes = sizes;
    }

    /**
     * Finds ways for frames as if all were of the shape, and tells which were not.
     *
     * @param inPort number of the port that they came in by
     * @param work   gets the ways
     * @param odd    gets the numbers of frames of other shapes; one longer than the batch
     * @return how many are in {@code odd}
     */
    public int decide(Batch b, int inPort, Work work, int[] odd) {
        int n = b.size;
        if (work.words.length < words * Batch.CAPACITY) {
            work.words = new long[words * Batch.CAPACITY];
        }
        reader.read(n, b.at, b.address, inPort, work.words);
        if (tables.length == 0) {
            Arrays.fill(work.way, 0, n, 0);
        }
        for (int t = 0; t < tables.length; t++) {
            long[] rule = t == 0 ? work.way : work.rule;
            Arrays.fill(rule, 0, n, sizes[t]);
            for (Comparison c : tables[t]) {
                c.compare(work.words, rule, work.difference, n);
            }
            if (t > 0) {
                append(work.way, sizes[t] + 1, rule, n);
            }
        }
        return reader.others(n, b.at, b.length, b.address, odd);
    }

    /** Where a word has the value under the mask, {@code rule} becomes the number. */
    private static void take(long[] words, int from, long mask, long value, long[] rule, long number, int n) {
        for (int i = 0; i < n; i++) {
            long d = (words[from + i] ^ value) & mask;
            long equal = ((d | -d) >>> 63) - 1;
            rule[i] ^= (rule[i] ^ number) & equal;
        }
    }

    private static void differ(long[] words, int from, long mask, long value, long[] difference, int n) {
        for (int i = 0; i < n; i++) {
            difference[i] = (words[from + i] ^ value) & mask;
        }
    }

    private static void differMore(long[] words, int from, long mask, long value, long[] difference, int n) {
        for (int i = 0; i < n; i++) {
            difference[i] |= (words[from + i] ^ value) & mask;
        }
    }

    private static void append(long[] way, long factor, long[] rule, int n) {
        for (int i = 0; i < n; i++) {
            way[i] = way[i] * factor + rule[i];
        }
    }
}

package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Hash of a key under a mask: a multilinear sum, whose products do not wait for each other, and one product more, in whose upper half every bit
 * tells. From there come chunk and bucket, and word and bits of the filter.
 */
final class Hash {

    private static final long K0 = 0x9e3779b97f4a7c15L;
    private static final long K1 = 0xbf58476d1ce4e5b9L;
    private static final long K2 = 0x94d049bb133111ebL;
    /** An odd factor for each word. */
    private static final long[] FACTORS = new long[KeyLayout.WORDS];

    static {
        FACTORS[0] = K0;
        FACTORS[1] = K1;
        FACTORS[2] = K2;
        for (int i = 3; i < FACTORS.length; i++) {
            long h = (FACTORS[i - 1] + i) * K1;
            FACTORS[i] = h ^ h >>> 29 | 1;
        }
    }

    private Hash() {
    }

    /** Of the first three words under a mask, already masked. */
    static long sum(long a, long b, long c) {
        return a * K0 + b * K1 + c * K2;
    }

    /** Of the words behind them. */
    static long sumMore(Mask mask, long[] keys, int at) {
        long sum = 0;
        for (int i = 3; i < mask.index.length; i++) {
            sum += (keys[at + mask.index[i]] & mask.bits[i]) * FACTORS[i];
        }
        return sum;
    }

    /** Of the sum of the products. */
    static long finish(long sum) {
        return (sum ^ sum >>> 32) * K1;
    }

    /** Of what an entry wants under a mask that is within its own. */
    static long of(Mask mask, Entry e) {
        long sum = 0;
        for (int i = 0; i < mask.index.length; i++) {
            sum += (e.value(mask.index[i]) & mask.bits[i]) * FACTORS[i];
        }
        return finish(sum);
    }

    static int chunk(long hash) {
        return (int) (hash >>> 44);
    }

    /** Bucket of that chunk. */
    static int bucket(long hash) {
        return (int) (hash >>> 40);
    }

    /** Word of a filter. */
    static int word(long hash) {
        return (int) (hash >>> 34);
    }

    /** The bits of that word. */
    static long bits(long hash) {
        return 1L << (hash >>> 58) | 1L << (hash >>> 52);
    }

    /** 1 if that word has both bits, else 0. */
    static int has(long word, long hash) {
        return (int) (word >>> (hash >>> 58) & word >>> (hash >>> 52)) & 1;
    }
}

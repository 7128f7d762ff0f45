package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Hash of a key under a mask: a multilinear sum, whose products do not wait for each other, and a finish that spreads every bit. The low
 * half is an entry's tag, the high half chooses its group, and bits of both its bit in the filter.
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
            FACTORS[i] = finish(FACTORS[i - 1] + i) | 1;
        }
    }

    private Hash() {
    }

    /** Of the first three words under a mask, already masked. */
    static long sum(long a, long b, long c) {
        return a * K0 + b * K1 + c * K2;
    }

    /** Of the words behind them. */
    static long sumMore(Mask mask, long[] key) {
        long sum = 0;
        for (int i = 3; i < mask.index.length; i++) {
            sum += (key[mask.index[i]] & mask.bits[i]) * FACTORS[i];
        }
        return sum;
    }

    static long finish(long sum) {
        long h = (sum ^ sum >>> 32) * K1;
        return h ^ h >>> 29;
    }

    /** Of what an entry wants under a mask that is within its own. */
    static long of(Mask mask, Entry e) {
        long sum = 0;
        for (int i = 0; i < mask.index.length; i++) {
            sum += (e.value(mask.index[i]) & mask.bits[i]) * FACTORS[i];
        }
        return finish(sum);
    }

    static int tag(long hash) {
        return (int) hash;
    }

    static int group(long hash) {
        return (int) (hash >>> 32);
    }

    /** Word of a filter. */
    static int word(long hash) {
        return (int) (hash >>> 24);
    }

    /** Bit of that word. */
    static long bit(long hash) {
        return 1L << hash;
    }
}

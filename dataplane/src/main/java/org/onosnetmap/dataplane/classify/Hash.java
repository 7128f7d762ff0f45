package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Hash of masked key words: a multilinear sum, whose products do not wait for each other, and a finish that spreads every bit. Bits 32 to
 * 47 choose a slot, bits 48 to 63 a bucket.
 */
final class Hash {

    static final long K0 = 0x9e3779b97f4a7c15L;
    static final long K1 = 0xbf58476d1ce4e5b9L;
    static final long K2 = 0x94d049bb133111ebL;
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

    static long factor(int i) {
        return FACTORS[i];
    }

    static long finish(long sum) {
        long h = (sum ^ sum >>> 32) * K1;
        return h ^ h >>> 29;
    }

    static long of(long[] words) {
        long sum = 0;
        for (int i = 0; i < words.length; i++) {
            sum += words[i] * FACTORS[i];
        }
        return finish(sum);
    }

    static int slot(long hash) {
        return (int) (hash >>> 32) & 0xffff;
    }

    static int bucket(long hash) {
        return (int) (hash >>> 48);
    }
}

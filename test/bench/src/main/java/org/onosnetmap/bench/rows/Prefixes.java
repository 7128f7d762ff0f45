package org.onosnetmap.bench.rows;

import java.util.Random;

/**
 * Addresses out of a skewed binary tree, as ClassBench makes them: at some bits both values occur, one of them more often; at others only
 * one. Addresses so drawn share prefixes and nest, as those of an organisation do.
 */
final class Prefixes {

    private final long seed;
    private final Random random;
    private final double branching;
    private final double skew;

    /**
     * @param branching how probable it is that both values of a bit occur
     * @param skew      the share of the rarer one
     */
    Prefixes(long seed, double branching, double skew) {
        this.seed = seed;
        this.random = new Random(seed);
        this.branching = branching;
        this.skew = skew;
    }

    /** An address. */
    int draw() {
        return extend(0, 0);
    }

    /** An address that begins with {@code length} bits of another. */
    int extend(int address, int length) {
        int a = length == 0 ? 0 : address >>> 32 - length;
        for (int bit = length; bit < 32; bit++) {
            long node = mix(seed ^ mix((long) bit << 32 | a & 0xffffffffL));
            int usual = (int) node & 1;
            boolean branches = (node >>> 11) * 0x1.0p-53 < branching;
            a = a << 1 | (branches && random.nextDouble() < skew ? 1 - usual : usual);
        }
        return a;
    }

    /** Scatters the bits of a number (the finalizer of SplitMix64, Steele, Lea and Flood 2014). */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}

package org.onosnetmap.dataplane.classify;

/**
 * Hash of masked key words. The low half chooses a slot, the high half a bucket. Multiplication spreads each bit upwards only, so each
 * word's high half is folded down before the next word comes in.
 */
final class Hash {

    private static final long ODD = 0x9e3779b97f4a7c15L;

    private Hash() {
    }

    static long add(long hash, long word) {
        long h = (hash ^ word) * ODD;
        return h ^ h >>> 32;
    }

    static long of(long[] words) {
        long h = 0;
        for (long w : words) {
            h = add(h, w);
        }
        return h;
    }
}

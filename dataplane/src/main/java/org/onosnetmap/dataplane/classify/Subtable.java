package org.onosnetmap.dataplane.classify;

/** All entries with one mask, found by hash; a lone entry is compared at once. Immutable. */
final class Subtable {

    /** No entry here has a higher one. */
    final int maxPriority;
    /** Depth of parsing that the mask needs. */
    final int depth;
    private final int words;
    private final int[] index;
    private final long[] bits;
    /** The first three words of the mask once more: most masks have no more, and fields are nearer than arrays. */
    private final int index0;
    private final int index1;
    private final int index2;
    private final long bits0;
    private final long bits1;
    private final long bits2;
    private final Bucket[] buckets;
    private final int bucketMask;
    /** The only entry; null if there are more. */
    private final Entry lone;
    private final long lone0;

    Subtable(Mask mask, Bucket[] buckets, int maxPriority) {
        this.index = mask.index;
        this.bits = mask.bits;
        this.words = index.length;
        this.index0 = words > 0 ? index[0] : 0;
        this.index1 = words > 1 ? index[1] : 0;
        this.index2 = words > 2 ? index[2] : 0;
        this.bits0 = words > 0 ? bits[0] : 0;
        this.bits1 = words > 1 ? bits[1] : 0;
        this.bits2 = words > 2 ? bits[2] : 0;
        this.depth = mask.depth;
        this.buckets = buckets;
        this.bucketMask = buckets.length - 1;
        this.maxPriority = maxPriority;
        this.lone = buckets.length == 1 ? buckets[0].loneEntry() : null;
        this.lone0 = lone == null || words == 0 ? 0 : lone.values[0];
    }

    /** The entry whose values the key has, or null. */
    Entry find(long[] key) {
        if (lone != null) {
            return findLone(key);
        }
        switch (words) {
            case 1:
                return find1(key[index0] & bits0);
            case 2:
                return find2(key[index0] & bits0, key[index1] & bits1);
            case 3:
                return find3(key[index0] & bits0, key[index1] & bits1, key[index2] & bits2);
            default:
                return findN(key);
        }
    }

    private Entry findLone(long[] key) {
        if ((key[index0] & bits0) != lone0) {
            return null;
        }
        for (int i = 1; i < words; i++) {
            if ((key[index[i]] & bits[i]) != lone.values[i]) {
                return null;
            }
        }
        return lone;
    }

    private Entry find1(long a) {
        long h = Hash.finish(a * Hash.K0);
        Bucket b = bucket(h);
        int slot = Hash.slot(h) & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && b.keys[slot] != a) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry find2(long a, long c) {
        long h = Hash.finish(a * Hash.K0 + c * Hash.K1);
        Bucket b = bucket(h);
        int slot = Hash.slot(h) & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && (b.keys[2 * slot] != a || b.keys[2 * slot + 1] != c)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry find3(long a, long c, long d) {
        long h = Hash.finish(a * Hash.K0 + c * Hash.K1 + d * Hash.K2);
        Bucket b = bucket(h);
        int slot = Hash.slot(h) & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && (b.keys[3 * slot] != a || b.keys[3 * slot + 1] != c || b.keys[3 * slot + 2] != d)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry findN(long[] key) {
        long sum = 0;
        for (int i = 0; i < words; i++) {
            sum += (key[index[i]] & bits[i]) * Hash.factor(i);
        }
        long h = Hash.finish(sum);
        Bucket b = bucket(h);
        int slot = Hash.slot(h) & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && !equalAt(b.keys, slot * words, key)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private boolean equalAt(long[] keys, int at, long[] key) {
        for (int i = 0; i < words; i++) {
            if (keys[at + i] != (key[index[i]] & bits[i])) {
                return false;
            }
        }
        return true;
    }

    private Bucket bucket(long hash) {
        return buckets[Hash.bucket(hash) & bucketMask];
    }
}

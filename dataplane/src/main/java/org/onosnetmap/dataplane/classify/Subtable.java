package org.onosnetmap.dataplane.classify;

/** All entries with one mask, found by hash. Immutable. */
final class Subtable {

    /** No entry here has a higher one. */
    final int maxPriority;
    /** Depth of parsing that the mask needs. */
    final int depth;
    private final int[] index;
    private final long[] bits;
    private final Bucket[] buckets;
    private final int bucketMask;

    Subtable(Mask mask, Bucket[] buckets, int maxPriority) {
        this.index = mask.index;
        this.bits = mask.bits;
        this.depth = mask.depth;
        this.buckets = buckets;
        this.bucketMask = buckets.length - 1;
        this.maxPriority = maxPriority;
    }

    /** The entry whose values the key has, or null. Masks of one, two and three words are most of all and get straight code. */
    Entry find(long[] key) {
        switch (index.length) {
            case 0:
                return buckets[0].entries[0];
            case 1:
                return find1(key[index[0]] & bits[0]);
            case 2:
                return find2(key[index[0]] & bits[0], key[index[1]] & bits[1]);
            case 3:
                return find3(key[index[0]] & bits[0], key[index[1]] & bits[1], key[index[2]] & bits[2]);
            default:
                return findN(key);
        }
    }

    private Entry find1(long a) {
        long h = Hash.add(0, a);
        Bucket b = bucket(h);
        int slot = (int) h & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && b.keys[slot] != a) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry find2(long a, long c) {
        long h = Hash.add(Hash.add(0, a), c);
        Bucket b = bucket(h);
        int slot = (int) h & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && (b.keys[2 * slot] != a || b.keys[2 * slot + 1] != c)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry find3(long a, long c, long d) {
        long h = Hash.add(Hash.add(Hash.add(0, a), c), d);
        Bucket b = bucket(h);
        int slot = (int) h & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && (b.keys[3 * slot] != a || b.keys[3 * slot + 1] != c || b.keys[3 * slot + 2] != d)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private Entry findN(long[] key) {
        long h = 0;
        for (int i = 0; i < index.length; i++) {
            h = Hash.add(h, key[index[i]] & bits[i]);
        }
        Bucket b = bucket(h);
        int slot = (int) h & b.slotMask;
        Entry e = b.entries[slot];
        while (e != null && !equalAt(b.keys, slot * index.length, key)) {
            slot = slot + 1 & b.slotMask;
            e = b.entries[slot];
        }
        return e;
    }

    private boolean equalAt(long[] keys, int at, long[] key) {
        for (int i = 0; i < index.length; i++) {
            if (keys[at + i] != (key[index[i]] & bits[i])) {
                return false;
            }
        }
        return true;
    }

    private Bucket bucket(long hash) {
        return buckets[(int) (hash >>> 32) & bucketMask];
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;

/**
 * A small open-addressing hash table from masked key words to entries; at most half full. Immutable: each change makes a new one, which
 * is cheap because buckets are small.
 */
final class Bucket {

    private static final int MIN_SLOTS = 2;

    final int slotMask;
    /** {@code words} longs a slot; keys lie together, so that a comparison costs no further pointer. */
    final long[] keys;
    /** null for a free slot. */
    final Entry[] entries;
    private final int words;
    private final int size;

    private Bucket(int words, int slots, int size) {
        this.words = words;
        this.size = size;
        this.slotMask = slots - 1;
        this.keys = new long[slots * words];
        this.entries = new Entry[slots];
    }

    static Bucket empty(int words) {
        return new Bucket(words, MIN_SLOTS, 0);
    }

    Bucket with(Entry e) {
        Bucket b = sized(size + 1);
        addAllTo(b, null);
        b.put(e);
        return b;
    }

    Bucket without(Entry e) {
        Bucket b = sized(size - 1);
        addAllTo(b, e);
        return b;
    }

    /** With another entry of the same values in an entry's place. */
    Bucket replacing(Entry old, Entry e) {
        Bucket b = sized(size);
        addAllTo(b, old);
        b.put(e);
        return b;
    }

    /** The entry with exactly these values, or null. */
    Entry get(Entry like) {
        int slot = Hash.slot(like.hash) & slotMask;
        while (entries[slot] != null && !Arrays.equals(entries[slot].values, like.values)) {
            slot = slot + 1 & slotMask;
        }
        return entries[slot];
    }

    /** The only entry, or null if there are none or more. */
    Entry loneEntry() {
        for (Entry e : entries) {
            if (e != null && size == 1) {
                return e;
            }
        }
        return null;
    }

    private Bucket sized(int n) {
        int slots = MIN_SLOTS;
        while (slots < 2 * n) {
            slots *= 2;
        }
        return new Bucket(words, slots, n);
    }

    private void addAllTo(Bucket b, Entry except) {
        for (Entry e : entries) {
            if (e != null && e != except) {
                b.put(e);
            }
        }
    }

    private void put(Entry e) {
        int slot = Hash.slot(e.hash) & slotMask;
        while (entries[slot] != null) {
            slot = slot + 1 & slotMask;
        }
        entries[slot] = e;
        System.arraycopy(e.values, 0, keys, slot * words, words);
    }
}

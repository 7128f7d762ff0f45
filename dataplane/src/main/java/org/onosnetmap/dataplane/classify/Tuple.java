package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Control side of a {@link Subtable}: adds and removes entries and publishes the outcome. A change makes one small bucket anew and, the
 * first time after a publication, the array of buckets; the number of buckets follows the number of entries.
 */
final class Tuple {

    /** Entries a bucket has on average at most, before the number of buckets doubles. */
    private static final int BUCKET_TARGET = 16;

    private final Mask mask;
    private final TreeMap<Integer, Integer> priorities = new TreeMap<>();
    private Bucket[] buckets;
    private int size;
    /** null after a change; holds {@link #buckets} otherwise, which must then not be written. */
    private Subtable published;

    Tuple(Mask mask) {
        this.mask = mask;
        this.buckets = new Bucket[] {Bucket.empty(mask.index.length)};
    }

    boolean isEmpty() {
        return priorities.isEmpty();
    }

    void add(Entry e) {
        change();
        priorities.merge(e.priority, 1, Integer::sum);
        int i = bucketOf(e);
        Entry head = buckets[i].get(e);
        if (head == null) {
            buckets[i] = buckets[i].with(e);
            size++;
            resize();
        } else if (e.beats(head)) {
            e.below = head;
            buckets[i] = buckets[i].replacing(head, e);
        } else {
            Entry above = head;
            while (above.below != null && above.below.beats(e)) {
                above = above.below;
            }
            e.below = above.below;
            above.below = e;
        }
    }

    void remove(Entry e) {
        change();
        priorities.merge(e.priority, -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        int i = bucketOf(e);
        Entry head = buckets[i].get(e);
        if (head != e) {
            Entry above = head;
            while (above.below != e) {
                above = above.below;
            }
            above.below = e.below;
        } else if (e.below != null) {
            buckets[i] = buckets[i].replacing(e, e.below);
        } else {
            buckets[i] = buckets[i].without(e);
            size--;
            resize();
        }
        e.below = null;
    }

    Subtable publish() {
        if (published == null) {
            published = new Subtable(mask, buckets, priorities.lastKey());
        }
        return published;
    }

    private void change() {
        if (published != null) {
            published = null;
            buckets = buckets.clone();
        }
    }

    private int bucketOf(Entry e) {
        return Hash.bucket(e.hash) & buckets.length - 1;
    }

    private void resize() {
        int wanted = buckets.length;
        if (size > wanted * BUCKET_TARGET) {
            wanted *= 2;
        } else if (wanted > 1 && size < wanted * BUCKET_TARGET / 4) {
            wanted /= 2;
        }
        if (wanted == buckets.length) {
            return;
        }
        Bucket[] old = buckets;
        buckets = new Bucket[wanted];
        Arrays.fill(buckets, Bucket.empty(mask.index.length));
        for (Bucket b : old) {
            for (Entry e : b.entries) {
                if (e != null) {
                    int i = bucketOf(e);
                    buckets[i] = buckets[i].with(e);
                }
            }
        }
    }
}

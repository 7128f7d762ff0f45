package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Control side of a {@link TupleTable}: adds and removes entries and publishes the outcome. A change makes a few buckets anew; their number
 * follows the number of entries.
 */
final class Tuple {

    /** Entries of a bucket on average at most. */
    private static final int FEW = 4;

    final Mask mask;
    private final int maskSize;
    private final TreeMap<Integer, Integer> priorities = new TreeMap<>();
    private Buckets buckets;
    /** Its bit in {@link AddressBits}; -1 if it has none. */
    int slot = -1;
    /** Deepest of the masks of all entries ever: another protocol's field in the same bits can be valid earlier. */
    private int depth;
    private int size;
    private Filter filter = new Filter(0);
    /** Null after a change. */
    private TupleTable published;

    Tuple(Mask mask) {
        this.mask = mask;
        this.maskSize = mask.size();
        this.buckets = new Buckets(Row.of(mask), 1);
    }

    int maskSize() {
        return maskSize;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many entries are found by the same key as this one would be. */
    int collisions(Entry e) {
        return colliding(e).size();
    }

    /** These entries, best first. */
    List<Entry> colliding(Entry e) {
        long hash = Hash.of(mask, e);
        List<Entry> all = new ArrayList<>();
        buckets.forEach(hash, o -> {
            if (o.hash == hash) {
                all.add(o);
            }
        });
        return all;
    }

    void forEach(Consumer<Entry> action) {
        buckets.forEach(action);
    }

    /** -1 if it is empty. */
    int maxPriority() {
        return size == 0 ? -1 : priorities.lastKey();
    }

    void add(Entry e) {
        published = null;
        e.home = this;
        e.hash = Hash.of(mask, e);
        depth = Math.max(depth, e.mask.depth);
        priorities.merge(e.priority(), 1, Integer::sum);
        size++;
        arrange(buckets.row().with(e.mask));
        buckets.add(e);
        if (filter.isFull()) {
            filter = new Filter(size);
            buckets.forEach(o -> filter.add(o.hash));
        } else {
            filter.add(e.hash);
        }
    }

    void remove(Entry e) {
        published = null;
        e.home = null;
        priorities.merge(e.priority(), -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        size--;
        buckets.remove(e);
        arrange(buckets.row());
    }

    TupleTable publish() {
        if (published == null) {
            published = buckets.publish(mask, depth, filter, Entry.rank(maxPriority(), 0));
        }
        return published;
    }

    /** Makes the buckets anew if entries have another form now, or another number of buckets is due. */
    private void arrange(Row row) {
        int wanted = buckets.count();
        if (size > wanted * FEW) {
            wanted *= 2;
        } else if (wanted > 1 && size < wanted * FEW / 4) {
            wanted /= 2;
        }
        if (wanted != buckets.count() || row != buckets.row()) {
            Buckets made = new Buckets(row, wanted);
            buckets.forEach(made::add);
            buckets = made;
        }
    }
}

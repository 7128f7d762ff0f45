package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Control side of a {@link Classifier}: takes changes, and makes classifiers that share with the one before all that did not change. One
 * thread at a time.
 *
 * @param <E> kind of entry
 */
public final class ClassifierBuilder<E extends Entry> {

    private final Map<Mask, Tuple> tuples = new LinkedHashMap<>();
    private Classifier<E> published;
    /** Null after a mask came or went. */
    private MaskUnion union;

    /** Adds an entry; others with the same match may be there. */
    public void add(E e) {
        published = null;
        tuples.computeIfAbsent(e.mask, this::newTuple).add(e);
    }

    /** Removes an entry that was added. */
    public void remove(E e) {
        published = null;
        Tuple t = tuples.get(e.mask);
        t.remove(e);
        if (t.isEmpty()) {
            tuples.remove(e.mask);
            union = null;
        }
    }

    private Tuple newTuple(Mask mask) {
        union = null;
        return new Tuple(mask);
    }

    /** What the entries read of a packet, all together. */
    public MaskUnion union() {
        if (union == null) {
            union = MaskUnion.of(tuples.keySet());
        }
        return union;
    }

    /** A classifier of all entries; the same as before if nothing changed. */
    public Classifier<E> build() {
        if (published == null) {
            List<Subtable> all = new ArrayList<>(tuples.size());
            for (Tuple t : tuples.values()) {
                all.add(t.publish());
            }
            all.sort((a, b) -> Integer.compare(b.maxPriority, a.maxPriority));
            published = new Classifier<>(all.toArray(new Subtable[0]));
        }
        return published;
    }
}

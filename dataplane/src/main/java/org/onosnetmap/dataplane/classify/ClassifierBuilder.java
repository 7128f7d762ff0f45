package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.HashMap;
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

    /** So many entries are compared one by one. */
    private static final int FEW = 6;
    /** Entries that one key finds at most, as long as there is a mask that tells them apart. */
    private static final int COLLISIONS = 24;
    /** A mask of so many bits may take entries that could have a longer one. */
    private static final int ENOUGH_BITS = 16;

    /** So many tuples are asked one after the other; of more, addresses tell which. */
    private static final int FEW_TUPLES = 4;

    private final List<Tuple> tuples = new ArrayList<>();
    private final Map<PrefixShape, PrefixTrie> tries = new LinkedHashMap<>();
    /** Masks of the entries, and how many have each. */
    private final Map<Mask, Integer> masks = new HashMap<>();
    /** Null if tuples are few. */
    private AddressBits addresses;
    private int size;
    private Classifier<E> published;
    /** Null after a mask came or went. */
    private MaskUnion union;

    /** Adds an entry; others with the same match may be there. */
    public void add(E e) {
        published = null;
        size++;
        if (masks.merge(e.mask, 1, Integer::sum) == 1) {
            union = null;
        }
        PrefixShape shape = PrefixShape.of(e);
        if (shape == null) {
            addToTuple(tupleFor(e), e);
        } else {
            addPrefix(shape, e);
        }
    }

    private void addPrefix(PrefixShape shape, E e) {
        PrefixTrie trie = tries.computeIfAbsent(shape, PrefixTrie::new);
        trie.add(e);
        if (trie.isUsed()) {
            return;
        }
        addToTuple(tupleFor(e), e);
        if (trie.pays()) {
            trie.use().forEach(this::removeFromTuple);
        }
    }

    /** Removes an entry that was added. */
    public void remove(E e) {
        published = null;
        size--;
        if (masks.merge(e.mask, -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b)) == null) {
            union = null;
        }
        PrefixShape shape = PrefixShape.of(e);
        if (shape != null) {
            PrefixTrie trie = tries.get(shape);
            trie.remove(e);
            if (trie.isEmpty()) {
                tries.remove(shape);
            }
        }
        if (e.home != null) {
            removeFromTuple(e);
        }
    }

    private void removeFromTuple(Entry e) {
        Tuple t = e.home;
        t.remove(e);
        if (t.isEmpty()) {
            removeTuple(t);
        }
    }

    /** The tuple of the longest mask that has room for the entry. */
    private Tuple tupleFor(Entry e) {
        Mask relaxed = null;
        Tuple best = null;
        Tuple full = null;
        for (Tuple t : tuples) {
            if (!t.mask.isWithin(e.mask)) {
                continue;
            }
            if (t.maskSize() < ENOUGH_BITS) {
                relaxed = relaxed == null ? RelaxedMask.of(e.mask) : relaxed;
                if (!relaxed.isWithin(t.mask)) {
                    continue;
                }
            }
            if (t.collisions(e) < COLLISIONS) {
                best = longer(t, best);
            } else {
                full = longer(t, full);
            }
        }
        if (best != null) {
            return best;
        }
        return full == null ? tuple(relaxed == null ? RelaxedMask.of(e.mask) : relaxed) : split(full, e);
    }

    private static Tuple longer(Tuple t, Tuple best) {
        return best == null || t.maskSize() > best.maskSize() ? t : best;
    }

    /** Moves what is found by the entry's key to a tuple of all the bits that they and the entry have; if these are no more, the entry goes to one of its own mask. */
    private Tuple split(Tuple full, Entry e) {
        List<Entry> colliding = full.colliding(e);
        Mask common = e.mask;
        for (Entry o : colliding) {
            common = common.and(o.mask);
        }
        if (common.isWithin(full.mask)) {
            return tuple(e.mask);
        }
        Tuple to = tuple(common);
        for (Entry o : colliding) {
            full.remove(o);
            addToTuple(to, o);
        }
        if (full.isEmpty()) {
            removeTuple(full);
        }
        return to;
    }

    /** The tuple of these bits. */
    private Tuple tuple(Mask mask) {
        for (Tuple t : tuples) {
            if (t.mask.isWithin(mask) && mask.isWithin(t.mask)) {
                return t;
            }
        }
        Tuple t = new Tuple(mask);
        tuples.add(t);
        return t;
    }

    /** What the entries read of a packet, all together. */
    public MaskUnion union() {
        if (union == null) {
            union = MaskUnion.of(masks.keySet());
        }
        return union;
    }

    /** A classifier of all entries; the same as before if nothing changed. */
    public Classifier<E> build() {
        if (published == null) {
            PrefixTable[] prefixes = prefixes();
            if (size <= FEW && prefixes.length == 0) {
                published = new Classifier<>(entries());
            } else if (addresses == null) {
                published = new Classifier<>(prefixes, tables());
            } else {
                published = new Classifier<>(prefixes, addresses.inPlace(tuples), addresses);
            }
        }
        return published;
    }

    private Entry[] entries() {
        List<Entry> all = new ArrayList<>(size);
        tuples.forEach(t -> t.forEach(all::add));
        all.sort((a, b) -> a.beats(b) ? -1 : 1);
        return all.toArray(new Entry[0]);
    }

    private PrefixTable[] prefixes() {
        return tries.values().stream().filter(PrefixTrie::isUsed).map(PrefixTrie::publish).toArray(PrefixTable[]::new);
    }

    private TupleTable[] tables() {
        List<TupleTable> all = new ArrayList<>(tuples.size());
        for (Tuple t : tuples) {
            all.add(t.publish());
        }
        all.sort((a, b) -> Long.compare(b.maxRank, a.maxRank));
        return all.toArray(new TupleTable[0]);
    }

    private void addToTuple(Tuple t, Entry e) {
        t.add(e);
        if (addresses == null ? tuples.size() > FEW_TUPLES : addresses.isFull()) {
            addresses = new AddressBits(tuples, size);
        } else if (addresses != null) {
            addresses.add(t, e);
        }
    }

    private void removeTuple(Tuple t) {
        tuples.remove(t);
        if (tuples.size() <= FEW_TUPLES / 2) {
            addresses = null;
            tuples.forEach(o -> o.slot = -1);
        }
    }
}

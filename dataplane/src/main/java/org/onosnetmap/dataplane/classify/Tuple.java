package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Control side of a {@link TupleTable}: adds and removes entries and publishes the outcome. A change makes one small group anew and, the
 * first time after a publication, the array of groups; the number of groups follows the number of entries.
 */
final class Tuple {

    /** Entries of a group on average at most, in small tuples: few to compare. */
    private static final int FEW = 4;
    /** The same in large ones, where it is the array of groups that is copied at each publication. */
    private static final int SOME = 16;
    private static final int LARGE = 1 << 14;
    /** A filter has 8 to 16 bits for each entry. */
    private static final int WORDS_BITS = 64;
    private static final int FILTER_BITS = 8;

    final Mask mask;
    private final int maskSize;
    private final TreeMap<Integer, Integer> priorities = new TreeMap<>();
    private Group[] groups = {Group.EMPTY};
    /** Deepest of the masks of all entries ever: another protocol's field in the same bits can be valid earlier. */
    private int depth;
    private int size;
    /** A bit for each entry's hash, and for some removed entries'. Bits are only added, which workers may see early. */
    private long[] filter = new long[1];
    /** Entries added since the filter was made. */
    private int filtered;
    /** null after a change; holds {@link #groups} otherwise, which must then not be written. */
    private TupleTable published;

    Tuple(Mask mask) {
        this.mask = mask;
        this.maskSize = mask.size();
    }

    int maskSize() {
        return maskSize;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many entries are found by the same key as this one would be. */
    int collisions(Entry e) {
        long hash = Hash.of(mask, e);
        return groups[groupOf(hash)].count(Hash.tag(hash));
    }

    /** These entries, best first. */
    List<Entry> colliding(Entry e) {
        long hash = Hash.of(mask, e);
        Group g = groups[groupOf(hash)];
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < g.entries.length; i++) {
            if (g.tag(i) == Hash.tag(hash)) {
                all.add(g.entries[i]);
            }
        }
        return all;
    }

    void addTo(List<Entry> all) {
        for (Group g : groups) {
            all.addAll(Arrays.asList(g.entries));
        }
    }

    void add(Entry e) {
        change();
        e.home = this;
        depth = Math.max(depth, e.mask.depth);
        priorities.merge(e.priority, 1, Integer::sum);
        size++;
        long hash = Hash.of(mask, e);
        int i = groupOf(hash);
        groups[i] = groups[i].with(Hash.tag(hash), e);
        resize();
        filtered++;
        if (filtered > filter.length * WORDS_BITS / FILTER_BITS) {
            refilter();
        } else {
            filter(filter, hash);
        }
    }

    void remove(Entry e) {
        change();
        e.home = null;
        priorities.merge(e.priority, -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        size--;
        int i = groupOf(Hash.of(mask, e));
        groups[i] = groups[i].without(e);
        resize();
    }

    TupleTable publish() {
        if (published == null) {
            published = new TupleTable(mask, depth, filter, groups, priorities.lastKey());
        }
        return published;
    }

    private void change() {
        if (published != null) {
            published = null;
            groups = groups.clone();
        }
    }

    private int groupOf(long hash) {
        return Hash.group(hash) & groups.length - 1;
    }

    private void resize() {
        int wanted = groups.length;
        if (size > wanted * (wanted < LARGE ? FEW : SOME)) {
            wanted *= 2;
        } else if (wanted > 1 && size < wanted * (wanted <= LARGE ? FEW : SOME) / 4) {
            wanted /= 2;
        }
        if (wanted == groups.length) {
            return;
        }
        Group[] old = groups;
        groups = new Group[wanted];
        Arrays.fill(groups, Group.EMPTY);
        for (Group g : old) {
            for (Entry e : g.entries) {
                long hash = Hash.of(mask, e);
                int i = groupOf(hash);
                groups[i] = groups[i].with(Hash.tag(hash), e);
            }
        }
    }

    /** Another filter for twice the entries, without the bits of removed ones. */
    private void refilter() {
        filtered = size;
        long[] made = new long[Math.max(1, Integer.highestOneBit(size) * 4 * FILTER_BITS / WORDS_BITS)];
        for (Group g : groups) {
            for (Entry e : g.entries) {
                filter(made, Hash.of(mask, e));
            }
        }
        filter = made;
    }

    private static void filter(long[] filter, long hash) {
        filter[Hash.word(hash) & filter.length - 1] |= Hash.bit(hash);
    }
}

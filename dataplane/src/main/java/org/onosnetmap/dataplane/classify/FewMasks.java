package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries with few different masks, as hosts' rules and switches' are: a hash table for each mask, and of what they find the first by rank. Immutable.
 */
final class FewMasks extends FrozenEntries {

    private static final int MAX_MASKS = 6;
    private static final int MAX_ENTRIES = 1 << 17;

    /** By falling rank; null behind the last. */
    private final Entry[] entries;
    private final ExactTable[] tables;
    /** Entries with a mask of their own, which are compared. */
    private final int[] singles;
    /** The entry that takes everything; their number if there is none. */
    private final int any;

    private FewMasks(Entry[] entries, Iterable<List<Integer>> byMask) {
        super(entries);
        this.entries = Arrays.copyOf(entries, entries.length + 1);
        List<ExactTable> some = new ArrayList<>();
        List<Integer> alone = new ArrayList<>();
        int all = entries.length;
        for (List<Integer> alike : byMask) {
            if (entries[alike.get(0)].mask.index.length == 0) {
                all = alike.get(0);
            } else if (alike.size() == 1) {
                alone.add(alike.get(0));
            } else {
                some.add(new ExactTable(entries, alike));
            }
        }
        this.any = all;
        this.singles = alone.stream().mapToInt(i -> i).toArray();
        this.tables = some.toArray(new ExactTable[0]);
    }

    /** Of these entries, by falling rank; null if their masks are too many, or of too many words. */
    static FewMasks of(Entry[] entries) {
        Map<Mask, List<Integer>> byMask = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i++) {
            Mask m = entries[i].mask;
            byMask.computeIfAbsent(m, k -> new ArrayList<>()).add(i);
            if (byMask.size() > MAX_MASKS || m.index.length > ExactTable.WORDS) {
                return null;
            }
        }
        return entries.length > MAX_ENTRIES ? null : new FewMasks(entries, byMask.values());
    }

    @Override
    Entry find(long[] keys, int at) {
        int best = any;
        for (ExactTable t : tables) {
            best = t.first(keys, at, best);
        }
        for (int i : singles) {
            best = i < best && entries[i].matches(keys, at) ? i : best;
        }
        return entries[best];
    }

    @Override
    void find(long[] keys, int stride, int n, LookupBatch b) {
        int[] best = b.number;
        b.entries = entries;
        Arrays.fill(best, 0, n, any);
        for (ExactTable t : tables) {
            t.first(keys, stride, n, best, b.other);
        }
        for (int i : singles) {
            entries[i].take(keys, stride, n, i, best);
        }
    }
}

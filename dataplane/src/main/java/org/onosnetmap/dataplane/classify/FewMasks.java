package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries with few different masks, as hosts' rules and switches' are: a hash table for each mask, and of what they find the first by rank. Where masks are too many
 * otherwise, prefixes of one address, as routers' rules are, count as one: they are a table of their own. Immutable.
 */
final class FewMasks extends FrozenEntries {

    private static final int MAX_MASKS = 6;
    /** That are in hash tables. */
    private static final int MAX_HASHED = 1 << 17;

    private final ExactTable[] tables;
    private final FlatPrefixes[] prefixes;
    /** Entries with a mask of their own, which are compared. */
    private final int[] singles;
    /** The entry that takes everything; their number if there is none. */
    private final int any;

    private FewMasks(Entry[] entries, Map<PrefixShape, List<Integer>> byShape, Iterable<List<Integer>> byMask) {
        super(entries);
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
        this.prefixes = byShape.entrySet().stream().map(e -> new FlatPrefixes(e.getKey(), entries, e.getValue())).toArray(FlatPrefixes[]::new);
    }

    /** Of these entries, by falling rank; null if their masks are too many, or of too many words. */
    static FewMasks of(Entry[] entries) {
        FewMasks hashed = of(entries, false);
        return hashed != null ? hashed : of(entries, true);
    }

    /** @param flat whether prefixes count as one mask */
    private static FewMasks of(Entry[] entries, boolean flat) {
        Map<PrefixShape, List<Integer>> byShape = new LinkedHashMap<>();
        Map<Mask, List<Integer>> byMask = new LinkedHashMap<>();
        int hashed = 0;
        for (int i = 0; i < entries.length; i++) {
            PrefixShape shape = flat ? PrefixShape.of(entries[i]) : null;
            if (shape != null) {
                byShape.computeIfAbsent(shape, k -> new ArrayList<>()).add(i);
                continue;
            }
            Mask m = entries[i].mask;
            byMask.computeIfAbsent(m, k -> new ArrayList<>()).add(i);
            if (++hashed > MAX_HASHED || byShape.size() + byMask.size() > MAX_MASKS || m.index.length > ExactTable.WORDS) {
                return null;
            }
        }
        return byShape.size() + byMask.size() > MAX_MASKS ? null : new FewMasks(entries, byShape, byMask.values());
    }

    @Override
    int first(long[] keys, int at) {
        int best = any;
        for (ExactTable t : tables) {
            best = t.first(keys, at, best);
        }
        for (FlatPrefixes p : prefixes) {
            best = p.first(keys, at, best);
        }
        for (int i : singles) {
            best = i < best && entries[i].matches(keys, at) ? i : best;
        }
        return best;
    }

    @Override
    void first(long[] keys, int stride, int n, LookupBatch b) {
        int[] best = b.number;
        Arrays.fill(best, 0, n, any);
        for (ExactTable t : tables) {
            t.first(keys, stride, n, best, b.other);
        }
        for (FlatPrefixes p : prefixes) {
            p.first(keys, stride, n, best, b.other, b.open);
        }
        for (int i : singles) {
            entries[i].take(keys, stride, n, i, best);
        }
    }
}

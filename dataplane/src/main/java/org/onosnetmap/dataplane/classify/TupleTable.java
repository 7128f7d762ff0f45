package org.onosnetmap.dataplane.classify;

import java.util.function.Consumer;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Entries found by the hash of the key under one mask, which is within the masks of all of them. Immutable, but for bits that are added to the
 * filter for later tables: in this one they cost a look into a bucket in vain.
 */
final class TupleTable {

    private static final Mask NOTHING = new Mask(new long[0], KeyLayout.DEPTH_PORT, 0);
    /** No entry is in it, and none is looked for. */
    static final TupleTable NONE = new Buckets(Row.of(NOTHING), 1).publish(NOTHING, KeyLayout.DEPTH_PORT, new Filter(0), -1);

    /** No entry here has a higher one. */
    final long maxRank;
    /** How deep headers must be read, see {@link KeyLayout}. */
    final int depth;
    private final Mask mask;
    /** The first three words of the rows, and what of them is hashed. */
    private final int index0;
    private final int index1;
    private final int index2;
    private final long bits0;
    private final long bits1;
    private final long bits2;
    /** The mask has more words. */
    private final boolean wide;
    private final long[] filter;
    private final Row row;
    /** See {@link Buckets}. */
    private final int buckets;
    private final int rowLength;
    private final long[][] rows;
    private final Entry[][] entries;

    TupleTable(Mask mask, int depth, long[] filter, Row row, int buckets, long[][] rows, Entry[][] entries, long maxRank) {
        this.maxRank = maxRank;
        this.depth = depth;
        this.mask = mask;
        this.index0 = row.index[0];
        this.index1 = row.index[1];
        this.index2 = row.index[2];
        this.bits0 = mask.bits0;
        this.bits1 = mask.bits1;
        this.bits2 = mask.bits2;
        this.wide = mask.index.length > Row.FIXED;
        this.filter = filter;
        this.row = row;
        this.buckets = buckets;
        this.rowLength = row.length;
        this.rows = rows;
        this.entries = entries;
    }

    /** The best entry that the packet matches, if it has a higher rank; else null. */
    Entry find(long[] keys, int key, long rank) {
        long k0 = keys[key + index0];
        long k1 = keys[key + index1];
        long k2 = keys[key + index2];
        long sum = Hash.sum(k0 & bits0, k1 & bits1, k2 & bits2);
        if (wide) {
            sum += Hash.sumMore(mask, keys, key);
        }
        long hash = Hash.finish(sum);
        long[] f = filter;
        if (Hash.has(f[Hash.word(hash) & f.length - 1], hash) == 0) {
            return null;
        }
        long[] chunk = rows[Hash.chunk(hash) & rows.length - 1];
        long range = chunk[Hash.bucket(hash) & buckets - 1];
        int end = Buckets.end(range);
        for (int i = Buckets.first(range), at = buckets + i * rowLength; i < end; i++, at += rowLength) {
            if (chunk[at] <= rank) {
                return null;
            }
            if ((k0 & chunk[at + 1] ^ chunk[at + 2] | k1 & chunk[at + 3] ^ chunk[at + 4] | k2 & chunk[at + 5] ^ chunk[at + 6]) == 0
                    && (rowLength == Row.FIXED_LENGTH || row.restMatches(keys, key, chunk, at))) {
                return entries[Hash.chunk(hash) & entries.length - 1][i];
            }
        }
        return null;
    }

    void forEach(Consumer<Entry> action) {
        for (Entry[] chunk : entries) {
            for (Entry e : chunk) {
                action.accept(e);
            }
        }
    }
}

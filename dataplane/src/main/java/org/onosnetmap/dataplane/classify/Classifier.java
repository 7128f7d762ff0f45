package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Finds the highest-ranking entry that a packet matches. Immutable.
 *
 * @param <E> kind of entry
 */
public final class Classifier<E extends Entry> {

    private static final PrefixTable[] NO_PREFIXES = {};

    private final PrefixTable[] prefixes;
    /** By falling rank, or in the places that {@link #addresses} gives them. */
    private final TupleTable[] tables;
    /** Highest rank in these 64 tables and all behind them. */
    private final long[] maxRanks;
    /** Null if tables are few. */
    private final AddressBits addresses;
    /** How deep the table wants headers that needs most of them. */
    private final int depth;
    /** All entries by falling rank, instead of tables, if they are few. */
    private final Entry[] few;
    /** All entries in another form; null until it is made, if they are not for that. */
    private volatile FrozenEntries frozen;

    private Classifier(PrefixTable[] prefixes, TupleTable[] tables, AddressBits addresses, Entry[] few) {
        this.prefixes = prefixes;
        this.tables = tables;
        this.addresses = addresses;
        this.few = few;
        this.maxRanks = new long[(tables.length + Long.SIZE - 1) / Long.SIZE];
        int deepest = KeyLayout.DEPTH_PORT;
        long max = -1;
        for (int i = tables.length - 1; i >= 0; i--) {
            max = Math.max(max, tables[i].maxRank);
            maxRanks[i / Long.SIZE] = max;
            deepest = Math.max(deepest, tables[i].depth);
        }
        this.depth = deepest;
    }

    /** @param tables at most 64, by falling rank */
    Classifier(PrefixTable[] prefixes, TupleTable[] tables) {
        this(prefixes, tables, null, null);
    }

    /** @param tables in the places that the addresses' bits give them */
    Classifier(PrefixTable[] prefixes, TupleTable[] tables, AddressBits addresses) {
        this(prefixes, tables, addresses, null);
    }

    /** @param few by falling rank */
    Classifier(Entry[] few) {
        this(NO_PREFIXES, new TupleTable[0], null, few);
    }

    /**
     * The entry of highest rank that matches, or null. Tables are asked in order of the best rank they can offer, until none can beat what was
     * found. If they are few, headers are read when the first table asks that needs them.
     */
    @SuppressWarnings("unchecked")
    public E lookup(PacketKey packet) {
        if (few != null) {
            return (E) first(few, packet);
        }
        long[] key = packet.words();
        FrozenEntries f = frozen;
        if (f != null) {
            packet.need(f.depth);
            return (E) f.find(key, 0);
        }
        Entry best = null;
        for (PrefixTable p : prefixes) {
            Entry e = p.find(packet, key);
            if (e != null && (best == null || e.beats(best))) {
                best = e;
            }
        }
        return (E) many(packet, key, best);
    }

    private Entry many(PacketKey packet, long[] key, Entry best) {
        if (addresses == null) {
            return ofFewTables(packet, key, 0, best);
        }
        packet.need(depth);
        return ofManyTables(key, 0, best);
    }

    private static Entry first(Entry[] few, PacketKey packet) {
        for (Entry e : few) {
            if (e.matches(packet)) {
                return e;
            }
        }
        return null;
    }

    /**
     * As {@link #lookup(PacketKey)}, for many keys.
     *
     * @param keys   one behind the other, each with all words that entries read, in the layout of {@link KeyLayout}
     * @param stride longs from one to the next: more than the number of the last word that entries read, and more than {@link KeyLayout#IPV4}
     * @param n      how many; {@link LookupBatch#CAPACITY} at most
     * @param b      gets what is found
     */
    public void lookup(long[] keys, int stride, int n, LookupBatch b) {
        FrozenEntries f = frozen;
        if (f != null) {
            f.find(keys, stride, n, b);
            return;
        }
        if (few != null) {
            for (int i = 0; i < n; i++) {
                b.found[i] = first(few, keys, i * stride);
            }
        } else {
            Arrays.fill(b.found, 0, n, null);
            for (PrefixTable p : prefixes) {
                p.find(keys, stride, n, b);
            }
            for (int i = 0; i < n && tables.length > 0; i++) {
                b.found[i] = addresses == null ? ofFewTables(null, keys, i * stride, b.found[i]) : ofManyTables(keys, i * stride, b.found[i]);
            }
        }
        b.foundOneByOne(n);
    }

    private static Entry first(Entry[] few, long[] keys, int at) {
        for (Entry e : few) {
            if (e.matches(keys, at)) {
                return e;
            }
        }
        return null;
    }

    /** What it was frozen to; null for nothing. */
    FrozenEntries frozen() {
        return frozen;
    }

    /** Makes look-ups quicker, for a table that is likely to stay as it is for a while. Takes up to some hundred milliseconds, while others may look up. */
    public synchronized void freeze() {
        if (few != null || frozen != null) {
            return;
        }
        List<Entry> all = new ArrayList<>();
        for (TupleTable t : tables) {
            t.forEach(all::add);
        }
        for (PrefixTable p : prefixes) {
            p.forEach(all::add);
        }
        frozen = FrozenEntries.of(all);
    }

    /** @param packet whose headers are read as deep as tables need; null if they have been */
    private Entry ofFewTables(PacketKey packet, long[] keys, int at, Entry other) {
        Entry best = other;
        long rank = best == null ? -1 : best.rank;
        for (TupleTable t : tables) {
            if (t.maxRank <= rank) {
                break;
            }
            if (packet != null) {
                packet.need(t.depth);
            }
            Entry e = t.find(keys, at, rank);
            if (e != null) {
                best = e;
                rank = e.rank;
            }
        }
        return best;
    }

    private Entry ofManyTables(long[] keys, int at, Entry other) {
        Entry best = other;
        long rank = best == null ? -1 : best.rank;
        for (int word = 0; word < maxRanks.length && maxRanks[word] > rank; word++) {
            for (long ask = addresses.tuples(keys[at + KeyLayout.IPV4], word); ask != 0; ask &= ask - 1) {
                TupleTable t = tables[word * Long.SIZE + Long.numberOfTrailingZeros(ask)];
                if (t.maxRank > rank) {
                    Entry e = t.find(keys, at, rank);
                    if (e != null) {
                        best = e;
                        rank = e.rank;
                    }
                }
            }
        }
        return best;
    }
}

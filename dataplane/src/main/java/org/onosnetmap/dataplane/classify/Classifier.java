package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Finds the highest-ranking entry that a packet matches. Immutable.
 *
 * @param <E> kind of entry
 */
public final class Classifier<E extends Entry> {

    private final PrefixTable[] prefixes;
    /** By falling {@link TupleTable#maxPriority}. */
    private final TupleTable[] tables;
    /** All entries by falling rank, instead of tables, if they are few. */
    private final Entry[] few;

    Classifier(PrefixTable[] prefixes, TupleTable[] tables) {
        this.prefixes = prefixes;
        this.tables = tables;
        this.few = null;
    }

    Classifier(Entry[] few) {
        this.prefixes = null;
        this.tables = null;
        this.few = few;
    }

    /**
     * The entry of highest rank that matches, or null. Tables are asked in order of the best priority they can offer, until none
     * can beat what was found; headers are read when the first entry asks that needs them.
     */
    @SuppressWarnings("unchecked")
    public E lookup(PacketKey packet) {
        if (few != null) {
            return (E) first(few, packet);
        }
        long[] key = packet.words();
        Entry best = null;
        for (PrefixTable p : prefixes) {
            Entry e = p.find(packet, key);
            if (e != null && (best == null || e.beats(best))) {
                best = e;
            }
        }
        for (TupleTable t : tables) {
            if (best != null && t.maxPriority < best.priority) {
                break;
            }
            Entry e = t.find(packet, key);
            if (e != null && (best == null || e.beats(best))) {
                best = e;
            }
        }
        return (E) best;
    }

    private static Entry first(Entry[] few, PacketKey packet) {
        for (Entry e : few) {
            if (e.matches(packet)) {
                return e;
            }
        }
        return null;
    }
}

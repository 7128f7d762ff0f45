package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Finds the highest-ranking entry that a packet matches. Immutable.
 *
 * @param <E> kind of entry
 */
public final class Classifier<E extends Entry> {

    /** By falling {@link Subtable#maxPriority}. */
    private final Subtable[] subtables;

    Classifier(Subtable[] subtables) {
        this.subtables = subtables;
    }

    /**
     * The entry of highest priority that matches, or null. Subtables are asked in order of the best priority they can offer, until none
     * can beat what was found; headers are read when the first subtable asks that needs them.
     */
    @SuppressWarnings("unchecked")
    public E lookup(PacketKey packet) {
        long[] key = packet.words();
        Entry best = null;
        for (Subtable s : subtables) {
            if (best != null && s.maxPriority < best.priority) {
                break;
            }
            packet.need(s.depth);
            Entry e = s.find(key);
            if (e != null && (best == null || e.beats(best))) {
                best = e;
            }
        }
        return (E) best;
    }
}

package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.PacketKey;

/** What a classifier holds: a match with its rank. Workers read only final fields. */
public abstract class Entry {

    final Mask mask;
    /** What the first three words of the mask must be; the entry's own, so that a comparison costs one cache line. */
    private final long value0;
    private final long value1;
    private final long value2;
    /** The words behind them; null if there are none. */
    private final long[] more;
    final int priority;
    final long order;
    /** Where it is. Control side only. */
    Tuple home;

    /**
     * @param match    valid in OpenFlow's terms
     * @param priority the highest wins
     * @param order    among equal priorities the lowest wins
     */
    protected Entry(Match match, int priority, long order) {
        this.mask = Masks.same(Mask.of(match));
        long[] values = mask.values(match);
        this.value0 = values.length > 0 ? values[0] : 0;
        this.value1 = values.length > 1 ? values[1] : 0;
        this.value2 = values.length > 2 ? values[2] : 0;
        this.more = values.length > 3 ? values : null;
        this.priority = priority;
        this.order = order;
    }

    /** Place among equal priorities. */
    public final long order() {
        return order;
    }

    final boolean beats(Entry other) {
        return priority != other.priority ? priority > other.priority : order < other.order;
    }

    /** Whether the packet has what the match wants; reads its headers as deep as the match needs. */
    final boolean matches(PacketKey packet) {
        Mask m = mask;
        packet.need(m.depth);
        long[] key = packet.words();
        if ((key[m.index0] & m.bits0 ^ value0 | key[m.index1] & m.bits1 ^ value1 | key[m.index2] & m.bits2 ^ value2) != 0) {
            return false;
        }
        return more == null || matchesMore(key);
    }

    private boolean matchesMore(long[] key) {
        for (int i = 3; i < more.length; i++) {
            if ((key[mask.index[i]] & mask.bits[i]) != more[i]) {
                return false;
            }
        }
        return true;
    }

    /** What the match wants in one of the mask's words of the key. */
    final long value(int word) {
        int i = 0;
        while (mask.index[i] != word) {
            i++;
        }
        switch (i) {
            case 0:
                return value0;
            case 1:
                return value1;
            case 2:
                return value2;
            default:
                return more[i];
        }
    }
}

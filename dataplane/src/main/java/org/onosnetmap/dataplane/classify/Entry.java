package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.flow.Match;

/** What a classifier holds: a match with its rank. Workers read only final fields. */
public abstract class Entry {

    final Mask mask;
    final long[] values;
    final long hash;
    final int priority;
    final long order;
    /** Next in rank of the entries with the same mask and values, which no packet can reach. Control side only. */
    Entry below;

    /**
     * @param match    valid in OpenFlow's terms
     * @param priority the highest wins
     * @param order    among equal priorities the lowest wins
     */
    protected Entry(Match match, int priority, long order) {
        this.mask = Mask.of(match);
        this.values = mask.values(match);
        this.hash = Hash.of(values);
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
}

package org.onosnetmap.embedded.store;

import java.util.TreeSet;

/** The meter indices of one meter table that have been given out. The lowest free one is given out first. */
final class MeterIds {
    private static final long FIRST = 1;

    private final TreeSet<Long> returned = new TreeSet<>();
    private long next = FIRST;

    /**
     * Gives out an index from the range.
     *
     * @return the index, or -1 if all are in use
     */
    synchronized long allocate(long start, long end) {
        Long reused = returned.ceiling(start);
        if (reused != null && reused <= end) {
            returned.remove(reused);
            return reused;
        }
        next = Math.max(next, start);
        return next <= end ? next++ : -1;
    }

    /** Takes an index back. One that was not given out, or is back already, is left alone. */
    synchronized void free(long index) {
        if (index >= FIRST && index < next) {
            returned.add(index);
        }
    }
}

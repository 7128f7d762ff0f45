package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.cache.Batch;

/** Packets and bytes of each outcome that the counters of rules and tables have not been told of. */
final class OutcomeCounts {

    /** Frames that are counted together if batches are not light, a millisecond or so; and for each outcome, because to tell the rules costs more than to count. */
    private static final int FLUSH = 1 << 15;
    private static final int FLUSH_SHARE = 16;

    /** What {@link #addEach} says: something is more than edits and outputs; there are edits. */
    static final int SPECIAL = 1;
    static final int EDITED = 2;

    private final int place;
    /** By number of the outcome: packets, bytes. */
    private long[] counts = new long[128];
    /** Numbers of outcomes that have something to count. */
    private int[] touched = new int[Batch.CAPACITY];
    private int touchedCount;
    /** Frames since the last flush. */
    private int unflushed;

    /** @param place of the worker in {@link WorkerCounters} */
    OutcomeCounts(int place) {
        this.place = place;
    }

    /** Makes room for outcomes up to this number. */
    void room(int highest) {
        if (2 * highest + 2 > counts.length) {
            counts = Arrays.copyOf(counts, Math.max(2 * highest + 2, 2 * counts.length));
        }
    }

    /** Counts frames of one outcome. */
    void add(int id, int packets, int bytes) {
        if (counts[2 * id] == 0) {
            touch(id);
        }
        counts[2 * id] += packets;
        counts[2 * id + 1] += bytes;
    }

    private void touch(int id) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, 2 * touchedCount);
        }
        touched[touchedCount++] = id;
    }

    /** Counts all frames, which have the same outcome. */
    void addAlike(Batch b) {
        int[] length = b.length;
        int bytes = 0;
        int n = b.size;
        for (int i = 0; i < n; i++) {
            bytes += length[i];
        }
        add(b.outcome[0], n, bytes);
    }

    /**
     * Counts frames by outcome, and says what is to be done with each. Calls nothing in its loop, so that all it works on stays in registers.
     *
     * @param steps of {@link Outcomes#steps}
     * @param step  gets each frame's
     * @return of {@link #SPECIAL} and {@link #EDITED} those that are so
     */
    int addEach(Batch b, int[] steps, int[] step) {
        int n = b.size;
        if (touchedCount + n >= touched.length) {
            touched = Arrays.copyOf(touched, 2 * (touchedCount + n));
        }
        int[] outcome = b.outcome;
        int[] length = b.length;
        int[] what = step;
        int[] news = touched;
        long[] sums = counts;
        int count = touchedCount;
        int signOfSpecial = 0;
        int signOfEdit = 0;
        for (int i = 0; i < n; i++) {
            int id = outcome[i];
            int w = steps[id];
            what[i] = w;
            signOfSpecial |= ~(w - Outcome.NONE) & w - Outcome.DROP; // negative from NONE up to below DROP
            signOfEdit |= w - Outcome.NONE;
            long before = sums[2 * id];
            news[count] = id;
            count += (int) (before - 1 >>> 63); // one more if it was 0
            sums[2 * id] = before + 1;
            sums[2 * id + 1] += length[i];
        }
        touchedCount = count;
        return (signOfSpecial < 0 ? SPECIAL : 0) | (signOfEdit < 0 ? EDITED : 0);
    }

    /** After each batch: whether it is time to {@link #flush}. */
    boolean isDue(int frames, int outcomes) {
        unflushed += frames;
        return frames < Batch.LIGHT || unflushed > FLUSH && unflushed > outcomes * FLUSH_SHARE;
    }

    /** Hands what has been counted to rules and tables. */
    void flush(Outcomes outcomes, WorkerCounters[] tables) {
        for (int i = 0; i < touchedCount; i++) {
            int id = touched[i];
            if (id != 0) {
                outcomes.get(id).count(tables, place, counts[2 * id], counts[2 * id + 1]);
            }
            counts[2 * id] = 0;
            counts[2 * id + 1] = 0;
        }
        touchedCount = 0;
        unflushed = 0;
    }
}

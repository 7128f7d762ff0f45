package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.onosnetmap.dataplane.cache.Batch;

/**
 * Finds out which is quicker for what comes: to look frames up in a flow cache that has grown large, or to resolve them by the tables. A cache of a million flows is in far memory, and quiet
 * tables answer within some ten nanoseconds; tables that change, or have no quick form, do not. Nobody can tell beforehand, so both are tried: of 4,096 batches 64 are looked up and
 * 64 resolved, and the side whose median is lower takes the others. The first half of each is not timed, because what the side works on has left the processor's caches meanwhile.
 * As long as the flow cache is small there is no contest.
 *
 * <p>Each time that the cache wins again the round is twice as long, up to eight times: tables that have left the processor's caches are slow to come back, and 64 batches of them cost as much as
 * 200 others. Where tables win it is as short as ever, because a change of the rules may take their quick form from them at any time.
 *
 * <p>Only batches of many frames take part. What cannot be resolved goes the long way, so tables that leave more than an eighth of a batch lose. A cache
 * that does not find three quarters of the frames is still being filled, and wins until it does; if it never will, that is for {@link Bypass}.
 */
final class Contest {

    private static final int ROUND = 4_096;
    private static final int LONGER = 8;
    private static final int TURNS = 64;
    private static final int TIMED = TURNS / 2;
    private static final int MAX_LEFT = 8;

    private final LongSupplier clock;
    private final int shortest;
    private final long large;
    /** Batches of this round. */
    private int round;
    /** Number of the next batch of the round. */
    private int batch;
    private boolean held;
    private boolean tablesWin;
    /** Picoseconds a frame in the last turns of each side. */
    private final long[] cache = new long[TIMED];
    private final long[] tables = new long[TIMED];
    private long start;

    Contest() {
        this(ROUND, Bypass.SMALL_BYTES, System::nanoTime);
    }

    /**
     * With figures of the caller's own.
     *
     * @param round batches of the shortest round, more than 128
     * @param large a cache of more bytes is large
     * @param clock nanoseconds
     */
    Contest(int round, long large, LongSupplier clock) {
        this.shortest = round;
        this.round = round;
        this.large = large;
        this.clock = clock;
    }

    /** Whether the next batch is the first of a round: then {@link #hold} is to be called. */
    boolean isOver() {
        return batch == 0;
    }

    /** Says how many bytes the cache has in this round. */
    void hold(long cacheBytes) {
        boolean again = held && !tablesWin;
        held = cacheBytes > large;
        round = again && held ? Math.min(2 * round, LONGER * shortest) : shortest;
        tablesWin &= held;
    }

    /** Begins a batch. Returns whether it is to be resolved by the tables. */
    boolean begin(int frames) {
        if (frames < Batch.LIGHT) {
            return false;
        }
        if (!held || batch >= 2 * TURNS) {
            return tablesWin;
        }
        start = clock.getAsLong();
        return batch >= TURNS;
    }

    /**
     * The outcomes of a batch's frames are known, but for some.
     *
     * @param asked      frames that were resolved, or should have been
     * @param unresolved those that could not be
     */
    void end(int frames, int asked, int unresolved) {
        if (frames < Batch.LIGHT) {
            return;
        }
        if (held && batch < 2 * TURNS) {
            long time = (clock.getAsLong() - start) * 1_000 / frames;
            if (batch < TURNS) {
                cache[batch % TIMED] = 4 * asked > frames ? 0 : time;
            } else {
                tables[batch % TIMED] = MAX_LEFT * unresolved > frames ? Long.MAX_VALUE : time;
            }
            if (batch == 2 * TURNS - 1) {
                tablesWin = median(tables) < median(cache);
            }
        }
        batch = batch + 1 < round ? batch + 1 : 0;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[TIMED / 2];
    }
}

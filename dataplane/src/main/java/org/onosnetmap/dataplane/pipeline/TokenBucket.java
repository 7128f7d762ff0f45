package org.onosnetmap.dataplane.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A rate and a burst, shared by all workers: one long that moves by compare-and-set, no lock.
 *
 * <p>The long is the moment since which tokens have gathered: the bucket holds what the rate brings from then until now, at most the
 * burst; taking tokens moves it forward. (The "virtual scheduling" form of the generic cell rate algorithm, ITU-T I.371.) Time is counted
 * in fractions of a nanosecond, as fine as it takes for a token to be at least {@value #PRECISION} of them, so that rounding costs less
 * than 0.01 % of the rate. Differences are right across an overflow, as long as {@link #settle} is called now and then.
 *
 * <p>A packet that is larger than the whole burst passes when the bucket is full and leaves it in debt: any packet can pass, and the rate
 * holds.
 */
final class TokenBucket {

    private static final long PRECISION = 1 << 14;
    private static final long NANOS = 1_000_000_000L;
    /** Most time that a full bucket stands for: what is above would not fit the arithmetic. */
    private static final long MAX_FULL = Long.MAX_VALUE >> 2;

    /** The long lies alone in its cache lines, because all workers write it. */
    private static final int PLACE = 16;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[2 * PLACE];
    private final int shift;
    /** Time that brings one token. */
    private final long token;
    /** Time that fills the bucket. */
    private final long full;

    /**
     * A full bucket.
     *
     * @param rate  tokens a second, above 0
     * @param burst tokens that a full bucket holds; 0 for what comes in a tenth of a second
     * @param now   the time in nanoseconds
     */
    TokenBucket(long rate, long burst, long now) {
        int fine = 0;
        while ((NANOS << fine) / rate < PRECISION) {
            fine++;
        }
        shift = fine;
        token = (NANOS << fine) / rate;
        full = burst == 0 ? NANOS / 10 << fine : burst > MAX_FULL / token ? MAX_FULL : burst * token;
        cells[PLACE] = (now << fine) - full;
    }

    /** Takes tokens if they are there. Any worker, with the time of its batch in nanoseconds. */
    boolean take(long now, long tokens) {
        long time = now << shift;
        long latest = time - full;
        long cost = tokens * token;
        for (;;) {
            long since = (long) CELL.getOpaque(cells, PLACE);
            boolean isFull = since - latest <= 0;
            long from = isFull ? latest : since;
            if (time - from < cost && !isFull) {
                return false;
            }
            if (CELL.weakCompareAndSet(cells, PLACE, since, from + cost)) {
                return true;
            }
        }
    }

    /** Control side, every few seconds at least: keeps the moment of a bucket that nobody asks from falling so far behind that differences overflow. */
    void settle(long now) {
        long latest = (now << shift) - full;
        long since = (long) CELL.getOpaque(cells, PLACE);
        if (since - latest < 0) {
            CELL.compareAndSet(cells, PLACE, since, latest);
        }
    }
}

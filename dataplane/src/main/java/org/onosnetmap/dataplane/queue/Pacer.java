package org.onosnetmap.dataplane.queue;

/**
 * A rate as a schedule: when the next frame may go. Each frame moves that by the time it takes at the rate; what the division by the rate
 * leaves is kept, so that no rate drifts. Times are those of {@link System#nanoTime}. One thread.
 */
final class Pacer {

    /** How much late service may be made up for, in nanoseconds. */
    static final long CATCH_UP = 50_000_000;

    private static final long BYTE_NANOS = 8_000_000_000L;
    /** About 73 years: what the difference of two times can hold. */
    private static final long LONGEST_BURST = Long.MAX_VALUE / 4;

    private long rate;
    private long burstNanos;
    private long next;
    private long remainder;

    /**
     * Sets the rate. The schedule begins at {@code now} if there was none, with a whole burst; otherwise the time until the next frame
     * becomes what it is at the new rate.
     *
     * @param bitsPerSecond 0 for none
     * @param burst         bits that may go at once after a pause
     */
    void set(long bitsPerSecond, long burst, long now) {
        long before = rate;
        rate = bitsPerSecond;
        remainder = 0;
        burstNanos = rate == 0 ? 0 : (long) Math.min((double) burst / rate * 1e9, LONGEST_BURST);
        if (before == 0) {
            next = now - burstNanos;
        } else if (rate != 0 && next - now > 0) {
            next = now + (long) ((double) (next - now) * before / rate);
        }
    }

    boolean isSet() {
        return rate != 0;
    }

    /** Whether a frame may go. */
    boolean ready(long now) {
        return next - now <= 0;
    }

    /** When a frame may go. */
    long next() {
        return next;
    }

    /** A frame has gone. */
    void sent(int bytes) {
        long n = bytes * BYTE_NANOS + remainder;
        next += n / rate;
        remainder = n % rate;
    }

    /** Time that was not used is lost, but for the burst. */
    void forfeit(long now) {
        behindAtMost(now, burstNanos);
    }

    /** Service that came late is made up for, but for what is beyond {@link #CATCH_UP}. */
    void catchUp(long now) {
        behindAtMost(now, Math.max(burstNanos, CATCH_UP));
    }

    /** Begins the schedule later. */
    void delay(long nanos) {
        next += nanos;
    }

    private void behindAtMost(long now, long nanos) {
        if (now - next > nanos) {
            next = now - nanos;
            remainder = 0;
        }
    }
}

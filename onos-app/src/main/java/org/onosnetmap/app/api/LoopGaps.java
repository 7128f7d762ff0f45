package org.onosnetmap.app.api;

/**
 * Times between two turns of a forwarding thread's loop, but for those in which it chose to sleep: so long a packet may wait before it is
 * seen. Percentiles count turns, most of which are short.
 */
public final class LoopGaps {

    private final long count;
    private final long medianNanos;
    private final long p99Nanos;
    private final long p999Nanos;
    private final long p9999Nanos;
    private final long maxNanos;
    private final long overMilli;
    private final double shareOverMilli;
    private final String histogram;

    /** All values; see the getters. */
    public LoopGaps(long count, long medianNanos, long p99Nanos, long p999Nanos, long p9999Nanos, long maxNanos, long overMilli, double shareOverMilli, String histogram) {
        this.count = count;
        this.medianNanos = medianNanos;
        this.p99Nanos = p99Nanos;
        this.p999Nanos = p999Nanos;
        this.p9999Nanos = p9999Nanos;
        this.maxNanos = maxNanos;
        this.overMilli = overMilli;
        this.shareOverMilli = shareOverMilli;
        this.histogram = histogram;
    }

    /** Number of gaps. */
    public long count() {
        return count;
    }

    /** Nanoseconds that half of them do not exceed. */
    public long medianNanos() {
        return medianNanos;
    }

    /** Nanoseconds that 99 % do not exceed. */
    public long p99Nanos() {
        return p99Nanos;
    }

    /** Nanoseconds that 99.9 % do not exceed. */
    public long p999Nanos() {
        return p999Nanos;
    }

    /** Nanoseconds that 99.99 % do not exceed. */
    public long p9999Nanos() {
        return p9999Nanos;
    }

    /** Nanoseconds of the longest. */
    public long maxNanos() {
        return maxNanos;
    }

    /** Number of gaps longer than a millisecond. */
    public long overMilli() {
        return overMilli;
    }

    /** Part of the time awake, 0 to 1, that lay in them. */
    public double shareOverMilli() {
        return shareOverMilli;
    }

    /** The whole histogram, in nanoseconds: HdrHistogram's compressed encoding (V2), base64. Two of them subtract to what was between. */
    public String histogram() {
        return histogram;
    }
}

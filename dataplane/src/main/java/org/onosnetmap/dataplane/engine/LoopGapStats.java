package org.onosnetmap.dataplane.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Loop gaps of a worker: the times from the begin of one turn of its loop to the begin of the next, in nanoseconds, but for those in which
 * it chose to sleep. A frame waits at its ring for one gap at most before it is seen, so this is what pauses of the virtual machine and of
 * the operating system add to its latency. Values are right to 1 %, or 16 ns, up to 100 s.
 *
 * <p>Percentiles count turns. Most turns are short, so rare pauses show in the far percentiles only; {@link #share} counts time instead.
 */
public final class LoopGapStats {

    private final Histogram histogram;

    LoopGapStats(Histogram histogram) {
        this.histogram = histogram;
    }

    /** Number of gaps. */
    public long count() {
        return histogram.getTotalCount();
    }

    /** Nanoseconds that so many percent of the gaps do not exceed; 0 if there was none. */
    public long atPercentile(double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
    }

    /** The longest, in nanoseconds. */
    public long max() {
        return histogram.getMaxValue();
    }

    /** Number of gaps longer than that. */
    public long longerThan(long nanos) {
        long n = 0;
        for (HistogramIterationValue v : histogram.recordedValues()) {
            n += v.getValueIteratedTo() > nanos ? v.getCountAddedInThisIterationStep() : 0;
        }
        return n;
    }

    /** Part of the time awake, 0 to 1, that lay in gaps longer than that: how likely a frame that comes at any moment falls into one. */
    public double share(long nanos) {
        double all = 0;
        double in = 0;
        for (HistogramIterationValue v : histogram.recordedValues()) {
            double time = (double) v.getValueIteratedTo() * v.getCountAddedInThisIterationStep();
            all += time;
            in += v.getValueIteratedTo() > nanos ? time : 0;
        }
        return all == 0 ? 0 : in / all;
    }

    /** The whole histogram as text: HdrHistogram's compressed encoding (V2) in base64. Tools for such histograms read it. */
    public String encoded() {
        ByteBuffer b = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int n = histogram.encodeIntoCompressedByteBuffer(b);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(b.array(), n));
    }

    /**
     * The reverse of {@link #encoded}.
     *
     * @throws IllegalArgumentException if the text is no such histogram
     */
    public static LoopGapStats decode(String encoded) {
        try {
            return new LoopGapStats(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0));
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + encoded + "' is no histogram in HdrHistogram's compressed encoding: " + e.getMessage(), e);
        }
    }

    /** Gaps since an earlier reading of the same worker. */
    public LoopGapStats since(LoopGapStats earlier) {
        Histogram h = histogram.copy();
        h.subtract(earlier.histogram);
        return new LoopGapStats(h);
    }
}

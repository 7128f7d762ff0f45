package org.onosnetmap.dataplane.worker;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long a worker's rings were not looked at, turn by turn: a histogram that the worker alone writes and any thread reads. Writing
 * neither allocates nor waits; reading changes over between two histograms, and waits for a write under way.
 */
final class LoopGaps {

    /** Gaps below share a bucket: nanoseconds. */
    private static final long FINEST = 16;
    /** Longer gaps are counted as this: nanoseconds. */
    static final long LONGEST = 100_000_000_000L;
    /** Values are right to a hundredth; 27 KiB. */
    private static final int DIGITS = 2;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(FINEST, LONGEST, DIGITS);
    private final Histogram total = new Histogram(FINEST, LONGEST, DIGITS);
    private Histogram spare;

    /** The worker: a gap, in nanoseconds. */
    void record(long nanos) {
        recorder.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
    }

    /** All since the start; a copy. */
    synchronized Histogram read() {
        spare = recorder.getIntervalHistogram(spare);
        total.add(spare);
        return total.copy();
    }
}

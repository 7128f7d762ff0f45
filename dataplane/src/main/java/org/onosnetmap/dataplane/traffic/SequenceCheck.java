package org.onosnetmap.dataplane.traffic;

import org.onosnetmap.dataplane.packet.Counter;

/**
 * Whether the frames of each stream come once and in order, by their numbers. A gap counts as lost; what then comes late counts as
 * reordered, and not as lost any more; what has come already counts as duplicate. The first frame of a stream may have any number. A
 * frame that is further behind than the window is a stream that began anew. One thread; its counters may be read by any.
 */
final class SequenceCheck {

    /** Numbers that a frame may be late by. */
    static final int WINDOW = 1 << 16;
    private static final int STREAMS = 1 << 16;

    final Counter lost = new Counter();
    final Counter duplicates = new Counter();
    final Counter reordered = new Counter();
    final Counter streams = new Counter();

    private final Stream[] byNumber = new Stream[STREAMS];
    private Stream last = new Stream();
    private int lastNumber = -1;

    /** One stream. */
    private static final class Stream {
        int expected;
        /** How many of the numbers before {@link #expected}, up to the window, belong to the stream. */
        int known;
        /** How many bits of {@link #missing} are set. */
        int holes;
        /** A bit for each number of the window that has not come; made when the first is missing. */
        long[] missing;
    }

    /** A frame has come. */
    void accept(int stream, int number) {
        Stream s = last;
        if (stream == lastNumber && number == s.expected && s.holes == 0) {
            s.expected++;
            s.known++;
            return;
        }
        other(stream, number);
    }

    private void other(int stream, int number) {
        Stream s = byNumber[stream];
        if (s == null) {
            s = byNumber[stream] = new Stream(); // once a stream
            s.expected = number;
            streams.increment();
        }
        last = s;
        lastNumber = stream;
        s.known = s.known < 0 ? WINDOW : Math.min(s.known, WINDOW);
        int ahead = number - s.expected;
        if (ahead >= 0) {
            advance(s, ahead);
        } else if (-ahead <= s.known) {
            late(s, number);
        } else if (-ahead > WINDOW) {
            s.expected = number + 1;
            s.known = 1;
            s.holes = 0;
            s.missing = null;
        } else {
            reordered.increment(); // from before the first that was seen
        }
    }

    /** {@code gap} numbers are missing before the one that has come. */
    private void advance(Stream s, int gap) {
        if (gap > 0 && s.missing == null) {
            s.missing = new long[WINDOW / 64]; // once a stream that loses
        }
        lost.add(gap);
        if (s.missing != null) {
            int marked = Math.min(gap, WINDOW);
            for (int i = 0; i < marked; i++) {
                mark(s, s.expected + gap - 1 - i, true);
            }
            mark(s, s.expected + gap, false);
        }
        s.expected += gap + 1;
        s.known = Math.min(WINDOW, s.known + Math.min(gap, WINDOW) + 1);
    }

    private static void mark(Stream s, int number, boolean missing) {
        int word = (number & WINDOW - 1) >>> 6;
        long bit = 1L << (number & 63);
        boolean was = (s.missing[word] & bit) != 0;
        if (was != missing) {
            s.missing[word] ^= bit;
            s.holes += missing ? 1 : -1;
        }
    }

    private void late(Stream s, int number) {
        if (s.missing != null && (s.missing[(number & WINDOW - 1) >>> 6] & 1L << (number & 63)) != 0) {
            mark(s, number, false);
            lost.add(-1);
            reordered.increment();
        } else {
            duplicates.increment();
        }
    }
}

package org.onosnetmap.dataplane.worker;

import static org.junit.jupiter.api.Assertions.*;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoopGapsTest {

    private static final int MANY = 1_000_000;

    @Test
    void recordingAllocatesNothing() {
        LoopGaps gaps = new LoopGaps();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        record(gaps);
        threads.getThreadAllocatedBytes(me); // loads what it needs
        long before = threads.getThreadAllocatedBytes(me);
        record(gaps);
        long allocated = threads.getThreadAllocatedBytes(me) - before;
        assertTrue(allocated < MANY / 100, () -> allocated + " bytes for " + MANY + " gaps");
    }

    private static void record(LoopGaps gaps) {
        for (int i = 0; i < MANY; i++) {
            gaps.record(i * 977L % 10_000_000);
        }
    }

    @Test
    void aReaderMissesNoneAndCountsNoneTwice() throws InterruptedException {
        LoopGaps gaps = new LoopGaps();
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            record(gaps);
            done.set(true);
        });
        writer.start();
        long before = 0;
        while (!done.get()) {
            long count = gaps.read().getTotalCount();
            assertTrue(count >= before, "it never gets less");
            before = count;
        }
        writer.join();
        assertEquals(MANY, gaps.read().getTotalCount());
        assertEquals(MANY, gaps.read().getTotalCount(), "reading again adds nothing");
    }

    @Test
    void whatIsOutOfRangeCountsAsTheNearestInRange() {
        LoopGaps gaps = new LoopGaps();
        gaps.record(-5); // a clock that went back
        gaps.record(Long.MAX_VALUE);
        Histogram h = gaps.read();
        assertEquals(2, h.getTotalCount());
        assertEquals(LoopGaps.LONGEST, h.getMaxValue(), LoopGaps.LONGEST / 100.0);
    }
}

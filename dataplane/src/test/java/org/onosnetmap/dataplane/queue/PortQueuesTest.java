package org.onosnetmap.dataplane.queue;

import static org.junit.jupiter.api.Assertions.*;
import static org.onosnetmap.dataplane.queue.DrivenPort.SECOND;
import static org.onosnetmap.dataplane.queue.DrivenPort.assertWithin;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.QueueSpec;

/** Rates and shares, by a clock of the test's own. */
class PortQueuesTest {

    private static final long M = 1_000_000;

    private final DrivenPort p = new DrivenPort();

    @AfterEach
    void close() {
        p.close();
    }

    @Test
    void aMaximumRateIsHeldWithinOnePercentOfASecond() {
        for (long rate : new long[] {M, 10 * M, 99_999_999, 1000 * M}) {
            for (int length : new int[] {64, 999, 1500}) {
                try (DrivenPort port = new DrivenPort()) {
                    port.queue(1, 0, rate, 0, 0).feed(1, length);
                    port.run(SECOND / 10);
                    assertWithin(0.01, rate, port.secondOf(1), rate + " bit/s in frames of " + length);
                }
            }
        }
    }

    @Test
    void framesOfTwoWorkersTogetherHoldTheMaximum() {
        p.queue(1, 0, 50 * M, 0, 0).feed(1, 700);
        p.run(SECOND / 10);
        assertWithin(0.01, 50 * M, p.secondOf(1), "both workers' frames");
        assertTrue(p.put(0, 1, 700) && p.put(1, 1, 700), "both workers find room again and again");
    }

    @Test
    void theRateOfThePortIsHeldByAllQueuesTogether() {
        p.queues.rate(80 * M);
        p.queue(1, 0, 0, 0, 0).queue(2, 0, 30 * M, 0, 0).feed(0, 1500).feed(1, 300).feed(2, 900);
        p.run(SECOND / 10);
        long[] bits = p.bitsOf(SECOND, 0, 1, 2);
        assertWithin(0.01, 80 * M, bits[0] + bits[1] + bits[2], "port");
    }

    @Test
    void minimumRatesAreKeptAndWhatIsLeftIsSharedEqually() {
        p.queues.rate(100 * M);
        p.queue(1, 60 * M, 0, 0, 0).queue(2, 28 * M, 0, 0, 0).feed(0, 1500).feed(1, 200).feed(2, 1000);
        p.run(SECOND / 10);
        long[] bits = p.bitsOf(SECOND, 0, 1, 2);
        assertWithin(0.02, 4 * M, bits[0], "a third of the rest");
        assertWithin(0.02, 64 * M, bits[1], "minimum and a third of the rest");
        assertWithin(0.02, 32 * M, bits[2], "minimum and a third of the rest");
    }

    @Test
    void minimumRatesThatAddUpToTooMuchShrinkInProportion() {
        p.queues.rate(90 * M);
        p.queue(1, 100 * M, 0, 0, 0).queue(2, 50 * M, 0, 0, 0).feed(0, 1500).feed(1, 1500).feed(2, 700);
        p.run(SECOND);
        long[] bits = p.bitsOf(SECOND, 0, 1, 2);
        assertWithin(0.02, 60 * M, bits[1], "two thirds");
        assertWithin(0.02, 30 * M, bits[2], "one third");
        assertTrue(bits[0] < M / 10, "nothing is left for a queue without minimum");
    }

    @Test
    void minimumRatesHoldWhereTheRingIsTheLimit() {
        p.room = 100;
        p.step = 1_000_000;
        p.queue(1, 300 * M, 0, 0, 0).feed(0, 1000).feed(1, 1000);
        p.run(SECOND / 10);
        long[] bits = p.bitsOf(SECOND, 0, 1);
        long port = bits[0] + bits[1];
        assertTrue(port > 1000 * M, "the ring carries " + port);
        assertWithin(0.02, 300 * M + (port - 300 * M) / 2.0, bits[1], "minimum and half of the rest of " + port);
    }

    @Test
    void theRestGoesToTheLowestPriorityNumberFirst() {
        p.queues.rate(100 * M);
        p.queue(1, 0, 70 * M, 0, 1).queue(2, 10 * M, 0, 0, 3).queue(3, 0, 0, 0, 2).queue(4, 0, 0, 0, 9);
        p.feed(1, 1500).feed(2, 1500).feed(3, 1500).feed(4, 1500);
        p.run(SECOND / 10);
        long[] bits = p.bitsOf(SECOND, 1, 2, 3, 4);
        assertWithin(0.02, 70 * M, bits[0], "priority 1, up to its maximum");
        assertWithin(0.02, 10 * M, bits[1], "priority 3 has its minimum");
        assertWithin(0.02, 20 * M, bits[2], "priority 2 has the rest");
        assertEquals(0, bits[3], "priority 9");
    }

    @Test
    void whatAQueueDoesNotUseOthersGet() {
        p.queues.rate(100 * M);
        p.queue(1, 80 * M, 0, 0, 0).feed(0, 1500).feed(1, 1500);
        p.run(SECOND);
        p.feed(1, 0);
        p.run(SECOND);
        assertWithin(0.01, 100 * M, p.secondOf(0), "all of it");
        p.feed(1, 1500);
        p.run(SECOND / 100);
        long[] bits = p.bitsOf(SECOND, 0, 1);
        assertWithin(0.02, 10 * M, bits[0], "half of the rest");
        assertWithin(0.02, 90 * M, bits[1], "the minimum again at once");
    }

    @Test
    void aQueueThatWasAloneForLongDoesNotHaveToWaitForOthers() {
        p.queues.rate(100 * M);
        p.queue(1, 0, 0, 0, 0).queue(2, 0, M, 0, 0).feed(1, 1500).feed(2, 1500);
        p.run(5 * SECOND);
        p.feed(1, 0);
        p.run(SECOND);
        p.feed(0, 1500).feed(1, 1500);
        p.run(SECOND / 100);
        long[] bits = p.bitsOf(SECOND, 0, 1, 2);
        assertWithin(0.02, 49.5 * M, bits[0], "a new queue");
        assertWithin(0.02, 49.5 * M, bits[1], "a queue that has sent for long");
        assertWithin(0.02, M, bits[2], "a queue at its maximum");
    }

    @Test
    void aBurstGoesAtOnceAndOnlyAfterAPause() {
        p.queue(1, 0, 8 * M, 80_000, 0);
        p.run(SECOND);
        for (int i = 0; i < 50; i++) {
            p.put(0, 1, 1000);
        }
        assertEquals(11, p.serve(), "10,000 bytes of burst, and one frame that may always go");
        p.now += 5 * M; // nanoseconds: 5,000 bytes
        assertEquals(5, p.serve());
        assertEquals(0, p.serve());
        p.now += 34 * M;
        assertEquals(34, p.serve(), "a millisecond each");
    }

    @Test
    void withoutBurstAPauseEarnsNothing() {
        p.queue(1, 0, 8 * M, 0, 0);
        p.run(SECOND);
        for (int i = 0; i < 50; i++) {
            p.put(0, 1, 1000);
        }
        assertEquals(1, p.serve());
        assertEquals(M, p.queues.dueIn(p.now), "a frame of 1,000 bytes takes a millisecond");
        assertFalse(p.queues.isDue(p.now + M - 1));
        assertTrue(p.queues.isDue(p.now + M));
    }

    @Test
    void aWorkerThatWasAwayForLongMakesUpForFiftyMilliseconds() {
        p.queue(1, 0, 8 * M, 0, 0);
        for (int i = 0; i < 200; i++) {
            p.put(0, 1, 1000);
        }
        assertEquals(1, p.serve());
        p.now += SECOND;
        assertEquals(51, p.serve());
    }

    @Test
    void whatMinimumsMissedWhileThePortWasTooSlowIsNotMadeUpFor() {
        p.queues.rate(60 * M);
        p.queue(1, 100 * M, 0, 0, 0).feed(0, 1500).feed(1, 1500);
        p.run(10 * SECOND);
        p.queues.rate(200 * M);
        p.run(SECOND / 5);
        long[] bits = p.bitsOf(SECOND, 0, 1);
        assertWithin(0.02, 50 * M, bits[0], "half of what is left");
        assertWithin(0.02, 150 * M, bits[1], "minimum and half of what is left");
    }

    @Test
    void aPauseOfThePortOrAFullRingEarnsThePortNothing() {
        p.queues.rate(8 * M);
        p.put(0, 0, 1000);
        assertEquals(1, p.serve());
        p.run(SECOND);
        for (int i = 0; i < 100; i++) {
            p.put(0, 0, 1000);
        }
        assertEquals(1, p.serve(), "after a pause");
        p.room = 0;
        p.run(SECOND);
        p.room = Integer.MAX_VALUE;
        p.now += 5 * M;
        assertEquals(6, p.serve(), "five milliseconds after the ring had no room");
    }

    @Test
    void aFullRingIsTriedAgainSoon() {
        p.put(0, 0, 1000);
        p.put(0, 0, 1000);
        p.room = 1;
        assertEquals(1, p.serve());
        assertEquals(20_000, p.queues.dueIn(p.now));
    }

    @Test
    void noRateDriftsHoweverHigh() {
        Pacer pacer = new Pacer();
        pacer.set(99_999_999_999L, 0, 0);
        for (int i = 0; i < 1_000_000; i++) {
            pacer.sent(64);
        }
        assertEquals((long) (64e6 * 8 / 99.999999999), pacer.next(), "nanoseconds of a million frames of 5.12 ns");
    }

    @Test
    void aQueueThatOthersHeldUpDoesNotExceedItsMaximumAfterwards() {
        p.queues.rate(100 * M);
        p.queue(1, 90 * M, 90 * M, 0, 0).queue(2, 0, 50 * M, 0, 5).queue(3, 0, 10 * M, 0, 1).feed(1, 1500).feed(2, 1500).feed(3, 1500);
        p.run(SECOND);
        p.feed(1, 0);
        p.run(SECOND / 20);
        p.queue(3, 0, M, 0, 1);
        assertWithin(0.01, 50 * M, p.secondOf(2), "its maximum");
    }

    @Test
    void aFullQueueDropsTheLastAndCounts() {
        p.queue(1, 0, M, 0, 0);
        int n = 0;
        while (p.put(0, 1, 1500)) {
            n++;
        }
        assertEquals(FrameFifo.CAPACITY / (1504 + 8), n);
        for (int i = 0; i < 9; i++) {
            assertFalse(p.put(0, 1, 1500));
        }
        assertEquals(10, p.stats(1).txErrors());
        assertEquals(0, p.stats(1).txPackets());
        assertTrue(p.put(0, 0, 1500), "other queues are not affected");
        assertEquals(2, p.serve());
        assertEquals(1, p.stats(1).txPackets());
        assertEquals(1500, p.stats(1).txBytes());
    }

    @Test
    void framesOfAWorkerStayInTheirOrder() {
        for (int i = 0; i < 100; i++) {
            p.put(i % 2, 0, 100 + i);
        }
        p.queues.begin(p.now);
        int[] last = new int[2];
        EgressQueue q;
        while ((q = p.queues.next(p.now)) != null) {
            int length = q.firstLength();
            assertTrue(length > last[length % 2], length + " after " + last[length % 2]);
            last[length % 2] = length;
            p.queues.sent(q, true);
        }
        assertEquals(100, p.stats(0).txPackets());
    }

    @Test
    void changedRatesHoldFromTheNextServiceOn() {
        p.queue(1, 0, 10 * M, 0, 0).feed(1, 1500);
        p.run(SECOND / 10);
        assertWithin(0.01, 10 * M, p.secondOf(1), "at first");
        p.queue(1, 0, 20 * M, 0, 0);
        assertWithin(0.01, 20 * M, p.secondOf(1), "after the change");
        p.queue(1, 0, 0, 0, 0);
        p.queues.rate(5 * M);
        assertWithin(0.01, 5 * M, p.secondOf(1), "without a maximum, at the rate of the port");
    }

    @Test
    void framesThatWaitDoNotWaitForARateThatIsGone() {
        p.queue(1, 0, 1000, 0, 0);
        for (int i = 0; i < 10; i++) {
            p.put(0, 1, 1000);
        }
        assertEquals(1, p.serve());
        assertEquals(8 * SECOND, p.queues.dueIn(p.now));
        p.now += 4 * SECOND;
        assertFalse(p.queues.isDue(p.now));
        p.queue(1, 0, 8000, 0, 0);
        assertTrue(p.queues.isDue(p.now), "a change is looked at");
        assertEquals(0, p.serve());
        assertEquals(SECOND / 2, p.queues.dueIn(p.now), "half of a frame at the new rate");
        p.queue(1, 0, 0, 0, 0);
        assertEquals(9, p.serve());
        p.queues.rate(1000);
        p.put(0, 1, 1000);
        p.put(0, 1, 1000);
        assertEquals(1, p.serve());
        p.queues.rate(0);
        assertTrue(p.queues.isDue(p.now));
        assertEquals(1, p.serve());
    }

    @Test
    void aPortThatIsDownLosesWhatWaits() {
        p.queue(1, 0, M, 0, 0);
        for (int i = 0; i < 20; i++) {
            p.put(0, 1, 1000);
        }
        p.serve();
        assertEquals(19, p.queues.discard());
        assertEquals(19, p.stats(1).txErrors());
        assertEquals(Long.MAX_VALUE, p.queues.dueIn(p.now), "nothing waits");
    }

    @Test
    void aRemovedQueueTellsHowManyFramesWaited() {
        p.queue(1, 0, M, 0, 0).queue(2, 0, 0, 0, 0);
        for (int i = 0; i < 20; i++) {
            p.put(i % 2, 1, 1000);
        }
        EgressQueue q = p.queues.remove(1);
        assertEquals(20, q.close());
        assertNull(p.queues.queue(1));
        assertNotNull(p.queues.queue(2));
        assertFalse(p.queues.isPlain());
        p.queues.remove(2).close();
        assertTrue(p.queues.isPlain());
        assertNull(p.queues.remove(QueueSpec.DEFAULT), "the default queue stays");
    }

    @Test
    void aPortHasSixtyFourQueuesAtMost() {
        for (int i = 1; i < PortQueues.MAX_QUEUES; i++) {
            p.queue(i, 0, 0, 0, 0);
        }
        assertFalse(p.queues.set(new QueueSpec(64, 0, 0, 0)));
        assertTrue(p.queues.set(new QueueSpec(63, 0, M, 0)), "one that is there can be changed");
    }

    @Test
    void aHundredThousandFramesThroughQueuesAllocateNothing() {
        p.queues.rate(1000 * M);
        p.queue(1, 100 * M, 400 * M, 10_000, 1).queue(2, 50 * M, 0, 0, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        int frames = rounds(50_000);
        long before = threads.getThreadAllocatedBytes(me);
        frames += rounds(50_000);
        long allocated = threads.getThreadAllocatedBytes(me) - before;
        assertTrue(frames > 100_000, "frames that left: " + frames);
        // Reading the figure and the compiler's doings allocate a little themselves; an object for each tenth frame would be 160,000 bytes.
        assertTrue(allocated < 16_000, allocated + " bytes allocated");
    }

    private int rounds(int n) {
        int frames = 0;
        for (int i = 0; i < n; i++) {
            for (int id = 0; id < 3; id++) {
                p.put(i % 2, id, 64 + i % 1000);
            }
            p.now += 10_000;
            frames += p.serve();
        }
        return frames;
    }
}

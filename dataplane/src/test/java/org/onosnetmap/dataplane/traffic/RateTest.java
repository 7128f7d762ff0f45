package org.onosnetmap.dataplane.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** On a clock of the test's own. */
class RateTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void holdsWithinOnePercentWhateverTheSenderIsLateBy() {
        Random random = new Random(3);
        for (double rate : new double[] {1, 3, 1000, 123_456.7, 5_000_000}) {
            Rate r = new Rate(rate);
            long start = random.nextLong() >> 2;
            long now = start;
            r.start(now);
            long sent = 0;
            double seconds = Math.max(2, 300 / rate);
            while (now - start < seconds * SECOND) {
                int n = Math.min(512, r.due(now));
                r.sent(n);
                sent += n;
                now += n == 512 ? 10_000 : Math.min(r.untilNext(now), SECOND) + random.nextInt(50_000);
            }
            assertEquals(rate * seconds, sent, Math.max(1, rate * seconds * 0.01), rate + " packets/s");
        }
    }

    @Test
    void makesUpForATenthOfASecondAndNoMore() {
        Rate r = new Rate(1000);
        r.start(0);
        assertEquals(1, r.due(0));
        r.sent(1);
        assertEquals(99, r.due(99_500_000));
        int after = r.due(10 * SECOND);
        assertEquals(100, after);
        r.sent(after);
        assertTrue(r.untilNext(10 * SECOND) <= 1_000_000, "and goes on at its rate");
        assertEquals(1, r.due(10 * SECOND + 1_000_000));
    }

    @Test
    void oneInTenSecondsIsDueWhenItIs() {
        Rate r = new Rate(0.1);
        r.start(5);
        r.sent(r.due(5));
        assertEquals(0, r.due(5 + 10 * SECOND - 1));
        assertEquals(1, r.due(5 + 10 * SECOND));
        r.sent(1);
        assertEquals(10 * SECOND, r.untilNext(5 + 10 * SECOND));
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContestTest {

    private static final int ROUND = 400;
    private static final int TURNS = 64;

    private long now;
    private final Contest contest = new Contest(ROUND, 1_000, () -> now);
    private int cacheNanos = 80;
    private int tableNanos = 40;
    private int missing;
    private int unresolved;

    /** A round with a cache that is large or small; returns how many batches the tables took. */
    private int round(boolean large) {
        int tables = 0;
        for (int i = 0; i < ROUND; i++) {
            assertEquals(i == 0, contest.isOver());
            if (i == 0) {
                contest.hold(large ? 1_001 : 1_000);
            }
            boolean byTables = contest.begin(256);
            now += 256L * (byTables ? tableNanos : cacheNanos);
            contest.end(256, byTables ? 256 : missing, byTables ? unresolved : 0);
            tables += byTables ? 1 : 0;
        }
        return tables;
    }

    @Test
    void theQuickerSideTakesTheRestOfARound() {
        assertEquals(ROUND - TURNS, round(true));
        tableNanos = 120;
        assertEquals(TURNS, round(true));
        cacheNanos = 200;
        assertEquals(ROUND - TURNS, round(true));
    }

    @Test
    void theFirstHalfOfASidesTurnsIsNotTimed() {
        contest.hold(1_001);
        for (int i = 0; i < 2 * TURNS; i++) {
            now += 256 * (contest.begin(256) ? i % TURNS < TURNS / 2 ? 500 : 70 : 80);
            contest.end(256, 0, 0);
        }
        assertTrue(contest.begin(256));
    }

    @Test
    void aCacheThatWinsAgainIsContestedLessOften() {
        tableNanos = 120;
        int[] lengths = new int[6];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = length();
        }
        assertArrayEquals(new int[] {ROUND, 2 * ROUND, 4 * ROUND, 8 * ROUND, 8 * ROUND, 8 * ROUND}, lengths);
        tableNanos = 40;
        assertEquals(8 * ROUND, length(), "won by the tables");
        assertEquals(ROUND, length());
        assertEquals(ROUND, length());
    }

    /** Batches of a round with a large cache. */
    private int length() {
        contest.hold(1_001);
        int n = 0;
        do {
            now += 256L * (contest.begin(256) ? tableNanos : cacheNanos);
            contest.end(256, 0, 0);
            n++;
        } while (!contest.isOver());
        return n;
    }

    @Test
    void aSmallCacheIsNotContested() {
        assertEquals(0, round(false));
        round(true);
        assertEquals(0, round(false));
    }

    @Test
    void aCacheThatIsBeingFilledWins() {
        missing = 65;
        assertEquals(TURNS, round(true));
        missing = 64;
        assertEquals(ROUND - TURNS, round(true));
    }

    @Test
    void tablesLoseThatLeaveMuchUnresolved() {
        unresolved = 33;
        assertEquals(TURNS, round(true));
        unresolved = 32;
        assertEquals(ROUND - TURNS, round(true));
    }

    @Test
    void aTurnInWhichTheProcessorWasAwayDoesNotDecide() {
        for (int i = 0; i < 2 * TURNS; i++) {
            if (i == 0) {
                contest.hold(1_001);
            }
            now += contest.begin(256) && i < 2 * TURNS - 17 ? 1_000_000_000 : 256 * 60;
            contest.end(256, 0, 0);
        }
        assertFalse(contest.begin(256), "equally quick: the cache stays");
        contest.end(256, 0, 0);
        tableNanos = 50;
        cacheNanos = 60;
        while (!contest.isOver()) {
            contest.begin(256);
            contest.end(256, 0, 0);
        }
        assertEquals(ROUND - TURNS, round(true));
    }

    @Test
    void batchesOfFewFramesTakeNoPart() {
        round(true);
        contest.hold(1_001);
        for (int i = 0; i < 1_000; i++) {
            assertFalse(contest.begin(31));
            contest.end(31, 0, 0);
        }
        assertTrue(contest.isOver());
    }
}

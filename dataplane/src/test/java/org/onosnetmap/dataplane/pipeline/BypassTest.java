package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BypassTest {

    private long now;
    /** What it takes to resolve a frame. */
    private int nanos = 30;
    private final Bypass bypass = new Bypass(32, 16, 64, () -> now);

    private void batches(int n, int frames, int resolved) {
        batches(n, frames, resolved, resolved);
    }

    private void batches(int n, int frames, int asked, int resolved) {
        for (int i = 0; i < n; i++) {
            bypass.begin();
            now += (long) nanos * asked;
            bypass.met(frames, asked, resolved);
        }
    }

    @Test
    void sixteenBatchesOfUnknownFlowsTurnItOn() {
        batches(15, 256, 250);
        assertFalse(bypass.isOn(256));
        batches(1, 256, 250);
        assertTrue(bypass.isOn(256));
    }

    @Test
    void aBatchThatIsFoundInBetweenBeginsTheCountAnew() {
        batches(15, 256, 250);
        bypass.calm();
        batches(15, 256, 250);
        batches(1, 256, 192);
        batches(15, 256, 250);
        assertFalse(bypass.isOn(256));
    }

    @Test
    void theCacheIsTriedAfter64BatchesAndLeftAloneAgainAfterTwo() {
        batches(16 + 64, 256, 256);
        assertFalse(bypass.isOn(256));
        batches(2, 256, 256);
        assertTrue(bypass.isOn(256));
    }

    @Test
    void aQuarterThatIsFoundTurnsItOffForGood() {
        batches(16 + 64 + 1, 256, 256);
        batches(1, 256, 192);
        assertFalse(bypass.isOn(256));
        batches(15, 256, 250);
        assertFalse(bypass.isOn(256));
    }

    @Test
    void framesThatCannotBeResolvedTurnItOff() {
        batches(16 + 5, 256, 256);
        batches(1, 256, 256, 100);
        assertFalse(bypass.isOn(256));
    }

    @Test
    void batchesOfFewFramesDoNotCountAndAreAlwaysLookedUp() {
        batches(1_000, 31, 31);
        assertFalse(bypass.isOn(256));
        batches(16, 256, 256);
        assertFalse(bypass.isOn(31));
        batches(100, 31, 0);
        assertTrue(bypass.isOn(256));
        assertEquals(Bypass.SMALL_BYTES, bypass.growth());
    }

    @Test
    void aCacheGrowsFurtherWhereTablesAreSlow() {
        nanos = 200;
        batches(16, 256, 256);
        now += 1_000_000_000; // between batches
        batches(64 + 2, 256, 256);
        assertEquals(Bypass.LARGE_BYTES, bypass.growth());
        nanos = 20;
        batches(1, 256, 256);
        nanos = 2_000; // the processor was away
        batches(63 + 2, 256, 256);
        assertEquals(Bypass.SMALL_BYTES, bypass.growth());
    }

    @Test
    void framesThatCannotBeResolvedBoundTheCacheForAThousandBatchesOnly() {
        batches(1_024, 256, 256, 0);
        assertEquals(Bypass.SMALL_BYTES, bypass.growth());
        batches(1, 256, 256, 0);
        assertEquals(Integer.MAX_VALUE, bypass.growth());
    }

    @Test
    void aboutOneFrameInEightIsKeptAndInNoFixedRhythmAndTheCacheStaysSmall() {
        assertEquals(7, bypass.keep(7, 20));
        assertEquals(Integer.MAX_VALUE, bypass.growth());
        batches(16, 256, 256);
        assertEquals(Bypass.SMALL_BYTES, bypass.growth());
        int kept = 0;
        int[] atRest = new int[8];
        for (int i = bypass.keep(0, 80_000); i < 80_000; i = bypass.keep(i + 1, 80_000)) {
            kept++;
            atRest[i % 8]++;
        }
        assertTrue(kept > 9_000 && kept < 11_000, "of 80,000 frames are kept " + kept);
        for (int n : atRest) {
            assertTrue(n > kept / 10, "of a trace that comes again after a multiple of eight frames, some would never be kept");
        }
    }

    /** In batches of 256. */
    private int kept(int frames) {
        int n = 0;
        for (int b = 0; b < frames / 256; b++) {
            for (int i = bypass.keep(0, 256); i < 256; i = bypass.keep(i + 1, 256)) {
                n++;
            }
        }
        return n;
    }

    /** Batches that are left out at a time while one frame in so many is kept. */
    private static int leftOut(int oneIn) {
        return 64 * oneIn / 8;
    }

    @Test
    void theLongerFlowsDoNotComeBackTheSeldomerTheCacheIsTried() {
        batches(16, 256, 256);
        for (int oneIn : new int[] {8, 16, 32, 64, 128, 256, 256}) {
            batches(leftOut(oneIn) - 1, 256, 256);
            assertTrue(bypass.isOn(256), "one in " + oneIn);
            kept(oneIn * (5 << 17)); // some more than half a million, for they are kept by chance
            batches(1, 256, 256);
            assertFalse(bypass.isOn(256), "one in " + oneIn);
            batches(2, 256, 256);
        }
        batches(leftOut(256), 256, 256);
        batches(2, 256, 100);
        batches(16 + 64, 256, 256);
        assertFalse(bypass.isOn(256), "flows that had come back are left out at first as before");
    }

    @Test
    void theLongerFlowsDoNotComeBackTheFewerAreKeptDownToOneIn256AndAllAfterOneBatchThatIsFound() {
        batches(16, 256, 256);
        int frames = 256 * 2_000;
        for (int oneIn : new int[] {8, 16, 32, 64, 128, 256, 256}) {
            int kept = kept(frames);
            assertTrue(kept > frames / oneIn * 9 / 10 && kept < frames / oneIn * 11 / 10, "of " + frames + " frames are kept " + kept + ", not one in " + oneIn);
            batches(leftOut(oneIn) + 2, 256, 256);
            assertTrue(Math.abs(kept(frames) - kept) < kept / 10, "as many until half a million have been kept");
            kept(oneIn * (1 << 19));
            batches(leftOut(oneIn) + 2, 256, 256);
        }
        batches(1, 256, 100);
        assertEquals(frames, kept(frames));
        batches(16, 256, 256);
        int kept = kept(frames);
        assertTrue(kept > frames / 9 && kept < frames / 7, "flows that had come back are kept at first as before, not " + kept);
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BypassTest {

    private final Bypass bypass = new Bypass();

    private void batches(int n, int frames, int resolved) {
        for (int i = 0; i < n; i++) {
            bypass.met(frames, resolved);
        }
    }

    @Test
    void sixteenBatchesOfUnknownFlowsTurnItOn() {
        batches(15, 256, 250);
        assertFalse(bypass.isOn());
        batches(1, 256, 250);
        assertTrue(bypass.isOn());
    }

    @Test
    void aBatchThatIsFoundInBetweenBeginsTheCountAnew() {
        batches(15, 256, 250);
        bypass.calm();
        batches(15, 256, 250);
        batches(1, 256, 192);
        batches(15, 256, 250);
        assertFalse(bypass.isOn());
    }

    @Test
    void theCacheIsTriedAfter64BatchesAndLeftAloneAgainAfterTwo() {
        batches(16 + 64, 256, 256);
        assertFalse(bypass.isOn());
        batches(2, 256, 256);
        assertTrue(bypass.isOn());
    }

    @Test
    void aQuarterThatIsFoundTurnsItOffForGood() {
        batches(16 + 64 + 1, 256, 256);
        batches(1, 256, 192);
        assertFalse(bypass.isOn());
        batches(15, 256, 250);
        assertFalse(bypass.isOn());
    }

    @Test
    void framesThatCannotBeResolvedTurnItOff() {
        batches(16 + 5, 256, 256);
        batches(1, 256, 100);
        assertFalse(bypass.isOn());
    }

    @Test
    void batchesOfFewFramesDoNotCount() {
        batches(1_000, 31, 31);
        assertFalse(bypass.isOn());
    }

    @Test
    void aboutOneFrameInEightIsKeptAndInNoFixedRhythmAndTheCacheStaysSmall() {
        assertTrue(bypass.keepsNext());
        assertEquals(Integer.MAX_VALUE, bypass.growth());
        batches(16, 256, 256);
        assertEquals(Bypass.SMALL_BYTES, bypass.growth());
        int kept = 0;
        int[] atRest = new int[8];
        for (int i = 0; i < 80_000; i++) {
            if (bypass.keepsNext()) {
                kept++;
                atRest[i % 8]++;
            }
        }
        assertTrue(kept > 9_000 && kept < 11_000, "of 80,000 frames are kept " + kept);
        for (int n : atRest) {
            assertTrue(n > kept / 10, "of a trace that comes again after a multiple of eight frames, some would never be kept");
        }
    }
}

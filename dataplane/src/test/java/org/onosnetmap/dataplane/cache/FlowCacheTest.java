package org.onosnetmap.dataplane.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onosnetmap.dataplane.sys.Libc;

class FlowCacheTest {

    private static final int FRAME = 128;
    private final Random random = new Random(1);
    private final ByteBuffer frames = ByteBuffer.allocateDirect(Batch.CAPACITY * FRAME).order(ByteOrder.nativeOrder());

    /** Bytes 0 to {@code bytes - 1} of a frame are the key. */
    private static FlowCache cache(int bytes) {
        return new FlowCache(windows(bytes));
    }

    private static KeyWindows windows(int bytes) {
        byte[] mask = new byte[FrameShape.REACH];
        for (int i = 0; i < bytes; i++) {
            mask[i] = -1;
        }
        return KeyWindows.over(mask);
    }

    private void frame(int i, int bytes, int number) {
        Random r = new Random(number);
        for (int k = 0; k < bytes; k++) {
            frames.put(i * FRAME + k, (byte) r.nextInt());
        }
        frames.put(i * FRAME + bytes, (byte) random.nextInt()); // not read
    }

    private static Batch batch(ByteBuffer frames) {
        Batch b = new Batch();
        b.memory(frames, Libc.address(frames));
        b.size = Batch.CAPACITY;
        for (int i = 0; i < b.size; i++) {
            b.at[i] = i * FRAME;
            b.shape[i] = 1;
        }
        return b;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 12, 24, 41, 70})
    void anAnswerIsTheLastOneGivenForThatKeyOrNone(int bytes) {
        FlowCache c = cache(bytes);
        Batch b = batch(frames);
        Map<Integer, Integer> last = new HashMap<>();
        long found = 0;
        for (int round = 0; round < 400; round++) {
            int[] number = new int[b.size];
            for (int i = 0; i < b.size; i++) {
                number[i] = random.nextInt(5_000);
                frame(i, bytes, number[i]);
            }
            c.lookup(b, 1, 0);
            for (int i = 0; i < b.size; i++) {
                if (b.outcome[i] != 0) {
                    assertEquals(last.get(number[i]), b.outcome[i], "key " + number[i] + " in the batch");
                    found++;
                }
            }
            for (int i = 0; i < b.size; i++) {
                int answer = c.find(frames, b.at[i], 0);
                if (answer != 0) {
                    assertEquals(last.get(number[i]), answer, "key " + number[i]);
                }
                if (answer == 0 || random.nextInt(10) == 0) {
                    last.put(number[i], 1 + random.nextInt(1000));
                    c.insert(c.locate(frames, b.at[i]), 0, last.get(number[i]), 0);
                    assertTrue(c.find(frames, b.at[i], 0) == last.get(number[i]) || c.used() <= 1, "what was just kept is there");
                }
            }
        }
        assertTrue(found > 400 * Batch.CAPACITY / 2, "most keys should be found again: " + found);
    }

    @Test
    void entriesOfGenerationsBelowTheFloorAreNotFound() {
        FlowCache c = cache(12);
        frame(0, 12, 1);
        c.insert(c.locate(frames, 0), 7, 42, 0);
        assertEquals(42, c.find(frames, 0, 7));
        assertEquals(0, c.find(frames, 0, 8));
        c.insert(c.locate(frames, 0), 8, 43, 8);
        assertEquals(43, c.find(frames, 0, 8));
        // Generations are compared as a difference, so that they may pass the greatest int.
        c.insert(c.locate(frames, 0), Integer.MIN_VALUE, 44, Integer.MAX_VALUE);
        assertEquals(44, c.find(frames, 0, Integer.MAX_VALUE));
    }

    @Test
    void framesOfOtherShapesAreLeftAlone() {
        FlowCache c = cache(12);
        Batch b = batch(frames);
        b.shape[3] = 2;
        b.outcome[3] = 99;
        c.insert(c.locate(frames, b.at[3]), 0, 5, 0);
        c.lookup(b, 1, 0);
        assertEquals(99, b.outcome[3]);
    }

    @Test
    void aKeyOfAHundredThousandFlowsStaysFound() {
        FlowCache c = cache(20);
        for (int round = 0; round < 3; round++) {
            for (int n = 0; n < 100_000; n++) {
                frame(0, 20, n);
                if (c.find(frames, 0, 0) == 0) {
                    c.insert(c.locate(frames, 0), 0, n + 1, 0);
                }
            }
        }
        int found = 0;
        for (int n = 0; n < 100_000; n++) {
            frame(0, 20, n);
            int answer = c.find(frames, 0, 0);
            assertTrue(answer == 0 || answer == n + 1);
            found += answer == 0 ? 0 : 1;
        }
        assertTrue(found > 99_990, "of 100,000 flows " + found + " are found");
    }

    @Test
    void aTableGrowsUpToItsLimitAlsoIfTheLastStepIsSmall() {
        FlowCache c = new FlowCache(windows(20), 1 << 18);
        assertEquals(1 << 15, c.bytes());
        assertEquals(1 << 18, bytesOfFlows(c, 10_000, Integer.MAX_VALUE));
        assertEquals(10_000, c.find(frames, 0, 0));
    }

    @Test
    void aTableTakesNoStepBeyondWhatTheCallerAllows() {
        FlowCache c = cache(20);
        assertEquals(1 << 15, bytesOfFlows(c, 10_000, (1 << 17) - 1));
        assertEquals(1 << 17, bytesOfFlows(c, 10_000, 1 << 17));
        assertEquals(10_000, c.find(frames, 0, 0));
    }

    /** Size of a cache after so many flows. */
    private long bytesOfFlows(FlowCache c, int flows, int growth) {
        for (int n = 0; n < flows; n++) {
            frame(0, 20, n);
            c.insert(c.locate(frames, 0), 0, n + 1, 0, growth);
        }
        return c.bytes();
    }

    @Test
    void keysWithTooManyBytesAreRefused() {
        byte[] mask = new byte[8 * KeyWindows.MAX + 9];
        java.util.Arrays.fill(mask, (byte) 1);
        assertNull(KeyWindows.over(mask));
    }

    @Test
    void aKeyOfTwoPlacesThatFitsOneWordIsFoundUnlessOneOfItsBitsDiffers() {
        for (int round = 0; round < 200; round++) {
            byte[] mask = new byte[FrameShape.REACH];
            int first = random.nextInt(10);
            int second = 18 + random.nextInt(20);
            for (int i = 0; i < 8; i++) {
                int m = round % 2 == 0 ? i % 2 == 0 ? -1 : 0 : random.nextInt(256); // the other bytes' masks take the bits that these leave, rotated
                mask[first + i] = (byte) m;
                mask[second + (i + round) % 8] = (byte) ~m;
            }
            KeyWindows w = KeyWindows.over(mask);
            assertEquals(1, w.words());
            FlowCache c = new FlowCache(w);
            Batch b = batch(frames);
            byte[] frame = new byte[FRAME];
            random.nextBytes(frame);
            frames.duplicate().put(frame);
            c.insert(c.locate(frames, 0), 0, 7, 0);
            b.size = 1;
            for (int bit = 0; bit < 8 * FrameShape.REACH; bit++) {
                frames.put(bit / 8, (byte) (frame[bit / 8] ^ 1 << bit % 8));
                int wanted = (mask[bit / 8] >>> bit % 8 & 1) == 0 ? 7 : 0;
                c.lookup(b, 1, 0);
                assertEquals(wanted, b.outcome[0], "bit " + bit + " of a frame");
                assertEquals(wanted, c.find(frames, 0, 0), "bit " + bit + " of a frame");
                frames.put(bit / 8, frame[bit / 8]);
            }
        }
    }

    @Test
    void aKeyOfMoreBitsThanAWordHasIsSeveralWords() {
        assertEquals(1, windows(8).words());
        assertEquals(KeyWindows.NARROW, windows(9).words());
    }
}

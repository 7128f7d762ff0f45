package org.onosnetmap.dataplane.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameFifoTest {

    private final FrameFifo fifo = new FrameFifo();

    @AfterEach
    void release() {
        fifo.release();
    }

    private boolean put(int len, byte seed) {
        int at = fifo.reserve(len);
        if (at < 0) {
            return false;
        }
        for (int i = 0; i < len; i++) {
            fifo.memory().put(at + i, (byte) (seed + i));
        }
        fifo.commit();
        return true;
    }

    /** Takes the next frame and compares it. */
    private void take(int len, byte seed) {
        int at = fifo.first();
        assertEquals(len, fifo.length(at));
        for (int i = 0; i < len; i++) {
            if (fifo.memory().get(at + i) != (byte) (seed + i)) {
                assertEquals((byte) (seed + i), fifo.memory().get(at + i), "byte " + i + " of " + len);
            }
        }
        fifo.remove(at);
    }

    @Test
    void framesComeOutAsTheyWentInWhileTwoThreadsGoRoundTheRing() throws Exception {
        int frames = 200_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread producer = new Thread(() -> {
            Random r = new Random(7);
            for (int i = 0; i < frames && failure.get() == null; i++) {
                int len = 14 + r.nextInt(r.nextInt(20) == 0 ? 9000 : 100);
                while (!put(len, (byte) i) && failure.get() == null) {
                    Thread.onSpinWait();
                }
            }
        });
        producer.start();
        try {
            Random r = new Random(7);
            long end = System.nanoTime() + 60_000_000_000L;
            for (int i = 0; i < frames; i++) {
                int len = 14 + r.nextInt(r.nextInt(20) == 0 ? 9000 : 100);
                while (fifo.isEmpty()) {
                    assertTrue(System.nanoTime() < end, "frame " + i + " does not come");
                    Thread.onSpinWait();
                }
                take(len, (byte) i);
            }
        } catch (Throwable t) {
            failure.set(t);
            throw t;
        } finally {
            producer.join();
        }
        assertTrue(fifo.isEmpty());
        assertEquals(0, fifo.size());
    }

    @Test
    void aFullRingRefusesAndTakesAgainWhatFits() {
        int n = 0;
        while (put(1000, (byte) n)) {
            n++;
        }
        assertEquals(FrameFifo.CAPACITY / 1008, n);
        take(1000, (byte) 0);
        assertTrue(put(1000, (byte) n), "the room of the frame that was taken");
        for (int i = 1; i <= n; i++) {
            take(1000, (byte) i);
        }
        assertTrue(fifo.isEmpty());
    }

    @Test
    void framesOfTheLongestKindNeverLieAcrossTheEnd() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(put(16_384, (byte) i));
            assertTrue(put(15_000 + i, (byte) -i));
            take(16_384, (byte) i);
            take(15_000 + i, (byte) -i);
        }
    }
}

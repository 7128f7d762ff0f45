package org.onosnetmap.dataplane.vale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LearningSwitchTest {

    private static final long A = 0x02000000000aL;
    private static final long B = 0x02000000000bL;

    private final MacTable macs = new MacTable(4096);
    private final LearningSwitch one = new LearningSwitch(macs);
    private final LearningSwitch other = new LearningSwitch(macs);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    private int send(LearningSwitch worker, long src, long dst, int inPort, int tick) {
        ByteBuffer wire = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
        wire.putShort((short) (dst >>> 32)).putInt((int) dst).putShort((short) (src >>> 32)).putInt((int) src).putShort((short) 0x0800);
        worker.begin();
        return worker.port(memory, 0, 60, inPort, tick);
    }

    @Test
    void aConversationIsForwardedByWhatWasLearntLast() {
        assertEquals(-1, send(one, A, B, 1, 0));
        assertEquals(1, send(one, B, A, 2, 0));
        for (int i = 0; i < 3; i++) {
            assertEquals(2, send(one, A, B, 1, 0));
            assertEquals(1, send(one, B, A, 2, 0));
        }
        assertEquals(2, send(one, A, B, 3, 0), "A has moved to port 3");
        assertEquals(3, send(one, B, A, 2, 0));
    }

    @Test
    void whatAnotherWorkerLearnsCountsFromTheNextBatchOn() {
        send(one, A, B, 1, 0);
        send(one, B, A, 2, 0);
        assertEquals(1, send(other, B, A, 2, 0));
        send(other, A, B, 7, 0);
        assertEquals(7, send(one, B, A, 2, 0));
    }

    @Test
    void whatTheTableForgetsIsForgottenAtOnceAndLearntAnew() {
        send(one, A, B, 1, 0);
        assertEquals(1, send(one, B, A, 2, 0));
        macs.forgetPort(1);
        assertEquals(-1, send(one, B, A, 2, 0));
        send(one, A, B, 1, 0); // the same second, the same port
        assertEquals(1, send(one, B, A, 2, 0));
    }

    @Test
    void aSightingRenewsTheAgeOnceASecond() {
        for (int tick = 0; tick < 10; tick++) {
            send(one, A, B, 1, tick);
            send(one, A, B, 1, tick);
            macs.forgetBefore(tick);
            assertEquals(1, macs.lookup(A, 0), "second " + tick);
        }
    }

    @Test
    void randomTrafficFindsTheSamePortsAsWithoutMemory() {
        Random r = new Random(5);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long src = 0x020000000000L | r.nextInt(1500);
            long dst = 0x020000000000L | r.nextInt(1500);
            int port = r.nextInt(50) == 0 ? 1 + r.nextInt(8) : expected.getOrDefault(src, 1 + r.nextInt(8));
            expected.put(src, port);
            assertEquals(expected.getOrDefault(dst, -1), send(r.nextBoolean() ? one : other, src, dst, port, i >>> 14), "frame " + i);
        }
    }
}

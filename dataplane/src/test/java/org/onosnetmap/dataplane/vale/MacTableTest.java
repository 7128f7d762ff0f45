package org.onosnetmap.dataplane.vale;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MacTableTest {

    @Test
    void itAnswersAsAMapWouldOverRandomLearningMovesAndForgetting() {
        MacTable t = new MacTable(1 << 14);
        Map<Long, int[]> oracle = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long mac = random.nextInt(5000) * 2L << 40 >>> 40 | 0x020000000000L;
            int vlan = random.nextInt(2);
            int port = 1 + random.nextInt(65_000);
            int tick = i / 1000;
            t.learn(mac, vlan, port, tick);
            oracle.put(mac << 12 | vlan, new int[] {port, tick});
            if (i % 20_000 == 0) {
                t.forgetBefore(tick - 10);
                oracle.values().removeIf(v -> v[1] < tick - 10);
            }
        }
        oracle.forEach((k, v) -> assertEquals(v[0], t.lookup(k >>> 12, (int) (k & 0xfff))));
        AtomicInteger entries = new AtomicInteger();
        t.forEach((mac, vlan, port, tick) -> {
            entries.incrementAndGet();
            assertEquals(oracle.get(mac << 12 | vlan)[0], port);
        });
        assertEquals(oracle.size(), entries.get());
    }

    @Test
    void threeQuartersOfTheCapacityFitWithoutALoss() {
        MacTable t = new MacTable(1 << 14);
        int n = t.capacity() * 3 / 4;
        for (int i = 0; i < n; i++) {
            t.learn(0x020000000000L + i, 0, 1 + i % 100, 0);
        }
        for (int i = 0; i < n; i++) {
            assertEquals(1 + i % 100, t.lookup(0x020000000000L + i, 0));
        }
    }

    @Test
    void whenItIsFullTheOldestGiveWay() {
        MacTable t = new MacTable(64);
        for (int i = 0; i < 1000; i++) {
            t.learn(i, 0, 1, i);
            assertEquals(1, t.lookup(i, 0), "the newest is always known");
        }
        AtomicInteger old = new AtomicInteger();
        t.forEach((mac, vlan, port, tick) -> old.addAndGet(tick < 800 ? 1 : 0));
        assertEquals(0, old.get());
    }

    @Test
    void multicastSourcesAreIgnoredAndVlansAreApart() {
        MacTable t = new MacTable(64);
        t.learn(0x010000000001L, 0, 1, 0);
        assertEquals(-1, t.lookup(0x010000000001L, 0));
        t.learn(2, 5, 1, 0);
        t.learn(2, 6, 2, 0);
        assertEquals(1, t.lookup(2, 5));
        assertEquals(2, t.lookup(2, 6));
        assertEquals(-1, t.lookup(2, 0));
        t.forgetPort(1);
        assertEquals(-1, t.lookup(2, 5));
        assertEquals(2, t.lookup(2, 6));
        t.clear();
        assertEquals(-1, t.lookup(2, 6));
    }

    @Test
    void twoWorkersLearningAndForgettingNeverMakeALookupAnswerAPortThatWasNotLearntForTheAddress() throws Exception {
        MacTable t = new MacTable(256);
        AtomicInteger wrong = new AtomicInteger();
        Thread[] workers = new Thread[2];
        for (int w = 0; w < 2; w++) {
            int seed = w;
            workers[w] = new Thread(() -> {
                Random random = new Random(seed);
                for (int i = 0; i < 1_000_000; i++) {
                    long mac = random.nextInt(400);
                    t.learn(mac, 0, (int) mac + 1, i);
                    long other = random.nextInt(400);
                    int port = t.lookup(other, 0);
                    if (port != -1 && port != (int) other + 1) {
                        wrong.incrementAndGet();
                    }
                    if (i % 1000 == 0) {
                        t.forgetPort(1 + random.nextInt(400));
                    }
                }
            });
            workers[w].start();
        }
        for (Thread w : workers) {
            w.join();
        }
        assertEquals(0, wrong.get());
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkerCountersTest {

    private static final int LENGTH = 60;

    @Test
    @Timeout(60)
    void whatAWorkerAddsToBothCountsIsReadInBothOrInNeitherWhileItGoesOn() throws InterruptedException {
        WorkerCounters counters = new WorkerCounters(2);
        AtomicBoolean end = new AtomicBoolean();
        Thread[] workers = new Thread[2];
        for (int w = 0; w < workers.length; w++) {
            int place = WorkerCounters.place(w);
            workers[w] = new Thread(() -> {
                while (!end.get()) {
                    counters.add(place, LENGTH);
                    counters.add(place, 7, 7 * LENGTH);
                }
            });
            workers[w].start();
        }
        long last = 0;
        long soon = System.nanoTime() + 10_000_000_000L; // for a machine that holds the workers up each time
        try {
            int moved = 0;
            for (int i = 0; i < 300_000 && System.nanoTime() < soon || moved < 1_000; i++) {
                WorkerCounters.Sums sums = counters.both(Integer.MAX_VALUE); // these workers go on, however long they are held up
                assertEquals(LENGTH * sums.first, sums.second, "bytes of " + sums.first + " packets");
                assertTrue(sums.first >= last);
                moved += sums.first > last ? 1 : 0;
                last = sums.first;
            }
        } finally {
            end.set(true);
            for (Thread t : workers) {
                t.join();
            }
        }
        assertEquals(LENGTH * counters.first(), counters.second());
    }

    @Test
    void countsOfWorkersAddUpEachByItself() {
        WorkerCounters counters = new WorkerCounters(3);
        counters.add(WorkerCounters.place(0), 100);
        counters.add(WorkerCounters.place(1), 3, 200);
        counters.addFirst(WorkerCounters.place(2));
        counters.addFirst(WorkerCounters.place(2), 4);
        counters.addSecond(WorkerCounters.place(2));
        counters.addSecond(WorkerCounters.place(0), 5);
        assertEquals(9, counters.first());
        assertEquals(306, counters.second());
        assertEquals(9, counters.both().first);
        assertEquals(306, counters.both().second);
    }
}

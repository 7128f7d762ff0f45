package org.onosnetmap.dataplane.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.port.Doorbell;

/** The queues of a port with a clock of the test's own, and a worker that comes by at irregular times. */
final class DrivenPort implements AutoCloseable {

    static final long SECOND = 1_000_000_000L;
    static final int WORKERS = 2;

    final PortQueues queues = new PortQueues(WORKERS, 0, Doorbell.NONE);
    final Random random = new Random(5);
    /** The ring takes so many frames each time the worker comes by. */
    int room = Integer.MAX_VALUE;
    /** Longest time between two visits of the worker. */
    long step = 1_500_000;
    // Close to the end of what a long holds: a clock that runs over is a clock all the same.
    long now = Long.MAX_VALUE - SECOND / 3;
    private final Map<Integer, Integer> feeds = new HashMap<>();

    DrivenPort queue(int id, long min, long max, long burst, int priority) {
        assertTrue(queues.set(new QueueSpec(id, min, max, burst, priority)));
        return this;
    }

    /** Keeps the queue full of frames of that length; 0 for no more. */
    DrivenPort feed(int id, int length) {
        feeds.put(id, length);
        return this;
    }

    boolean put(int worker, int id, int length) {
        EgressQueue q = queues.queue(id);
        if (q.reserve(worker, length) < 0) {
            return false;
        }
        q.commit(worker);
        queues.signal();
        return true;
    }

    /** Lets time go by. */
    void run(long nanos) {
        long end = now + nanos;
        while (now - end < 0) {
            now += Math.min(1 + (long) (random.nextDouble() * step), end - now);
            feeds.forEach((id, length) -> {
                for (int w = 0; w < WORKERS && length > 0; w++) {
                    while (queues.queue(id).stats(1).waiting() < 400_000 && put(w, id, length)) {
                        // until enough waits
                    }
                }
            });
            if (queues.isDue(now)) {
                serve();
            }
        }
    }

    int serve() {
        int n = 0;
        EgressQueue q;
        queues.begin(now);
        while (n < room && (q = queues.next(now)) != null) {
            queues.sent(q, true);
            n++;
        }
        queues.end(now, n == room);
        return n;
    }

    QueueStats stats(int id) {
        return queues.queue(id).stats(1);
    }

    /** Bits that a queue sends in the next second. */
    long secondOf(int id) {
        return bitsOf(SECOND, id)[0];
    }

    long[] bitsOf(long nanos, int... ids) {
        long[] bits = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bits[i] = -8 * stats(ids[i]).txBytes();
        }
        run(nanos);
        for (int i = 0; i < ids.length; i++) {
            bits[i] += 8 * stats(ids[i]).txBytes();
        }
        return bits;
    }

    static void assertWithin(double share, double expected, double actual, String what) {
        assertEquals(expected, actual, expected * share, what);
    }

    @Override
    public void close() {
        queues.close();
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Two counts a worker, say packets and bytes. Each worker writes only its own, far enough from the others' that no cache line is shared;
 * the control side adds them up. A lone worker shares with nobody, so its counts take 16 bytes and not 128: there may be a million of them.
 *
 * <p>What a worker adds to both counts at once is read in both or in neither: the lowest bit of the first count's cell says that an addition is under way, and its other bits are the
 * count. A reader looks at the cell before and after the second count, and again if something was going on (a sequence lock without a word of its own). The worker never waits,
 * and its stores need no fence of the processor on x86. A mark that a worker left behind, because it died just there, ends with its next addition, and keeps no reader for ever.
 */
final class WorkerCounters {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Longs from worker to worker: two cache lines, because processors fetch lines in pairs. */
    private static final int STRIDE = 16;
    private static final long UNDER_WAY = 1;
    /** Times that a reader looks before it takes what is there: a worker that is not done by then is not going on. */
    private static final int TRIES = 10_000;

    private final long[] cells;

    WorkerCounters(int workers) {
        cells = new long[workers == 1 ? 2 : workers * STRIDE];
    }

    /** Where a worker's counts lie; for the other methods. */
    static int place(int worker) {
        return worker * STRIDE;
    }

    /** By the worker alone: one more to the first count, something to the second. */
    void add(int place, long second) {
        add(place, 1, second);
    }

    /** By the worker alone: something to both counts. */
    void add(int place, long first, long second) {
        long before = cells[place] & ~UNDER_WAY;
        CELLS.setOpaque(cells, place, before | UNDER_WAY);
        VarHandle.storeStoreFence();
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + second);
        CELLS.setRelease(cells, place, before + 2 * first);
    }

    /** By the worker alone. */
    void addFirst(int place, long n) {
        CELLS.setOpaque(cells, place, cells[place] + 2 * n);
    }

    /** By the worker alone. */
    void addSecond(int place, long n) {
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + n);
    }

    /** By the worker alone. */
    void addFirst(int place) {
        addFirst(place, 1);
    }

    /** By the worker alone. */
    void addSecond(int place) {
        addSecond(place, 1);
    }

    /** Sum of the first counts. */
    long first() {
        long n = 0;
        for (int at = 0; at < cells.length; at += STRIDE) {
            n += (long) CELLS.getOpaque(cells, at) >>> 1;
        }
        return n;
    }

    /** Sum of the second counts. */
    long second() {
        long n = 0;
        for (int at = 1; at < cells.length; at += STRIDE) {
            n += (long) CELLS.getOpaque(cells, at);
        }
        return n;
    }

    /** Both sums; what was added to both counts at once is in both or in neither. */
    Sums both() {
        return both(TRIES);
    }

    /** As {@link #both()}, after so many looks at each worker's counts at most. */
    Sums both(int most) {
        long first = 0;
        long second = 0;
        for (int at = 0; at < cells.length; at += STRIDE) {
            long before;
            long other;
            int tries = 0;
            do {
                if (tries > 0) {
                    Thread.yield(); // to the worker, if it was interrupted just there
                }
                before = (long) CELLS.getAcquire(cells, at);
                other = (long) CELLS.getOpaque(cells, at + 1);
                VarHandle.loadLoadFence();
            } while (((before & UNDER_WAY) != 0 || before != (long) CELLS.getOpaque(cells, at)) && ++tries < most);
            first += before >>> 1;
            second += other;
        }
        return new Sums(first, second);
    }

    /** Sums of both counts. */
    static final class Sums {

        final long first;
        final long second;

        private Sums(long first, long second) {
            this.first = first;
            this.second = second;
        }
    }
}

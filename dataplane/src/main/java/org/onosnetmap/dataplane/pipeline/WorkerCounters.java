package org.onosnetmap.dataplane.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Two counts a worker, say packets and bytes. Each worker writes only its own, far enough from the others' that no cache line is shared;
 * the control side adds them up. Opaque access: never a torn value, and no fence for the worker. A lone worker shares with nobody, so its
 * counts take 16 bytes and not 128: there may be a million of them.
 */
final class WorkerCounters {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Longs from worker to worker: two cache lines, because processors fetch lines in pairs. */
    private static final int STRIDE = 16;

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
        CELLS.setOpaque(cells, place, cells[place] + 1);
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + second);
    }

    /** By the worker alone: something to both counts. */
    void add(int place, long first, long second) {
        CELLS.setOpaque(cells, place, cells[place] + first);
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + second);
    }

    /** By the worker alone. */
    void addFirst(int place, long n) {
        CELLS.setOpaque(cells, place, cells[place] + n);
    }

    /** By the worker alone. */
    void addSecond(int place, long n) {
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + n);
    }

    /** By the worker alone. */
    void addFirst(int place) {
        CELLS.setOpaque(cells, place, cells[place] + 1);
    }

    /** By the worker alone. */
    void addSecond(int place) {
        CELLS.setOpaque(cells, place + 1, cells[place + 1] + 1);
    }

    /** Sum of the first counts. */
    long first() {
        return sum(0);
    }

    /** Sum of the second counts. */
    long second() {
        return sum(1);
    }

    private long sum(int which) {
        long n = 0;
        for (int at = which; at < cells.length; at += STRIDE) {
            n += (long) CELLS.getOpaque(cells, at);
        }
        return n;
    }
}

package org.onosnetmap.dataplane.traffic;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.onosnetmap.dataplane.program.PortWaiter;

/**
 * Runs tasks in turn on one thread until all are done or it is told to stop: for as long as there is traffic without a pause, then it
 * looks around for a moment, and then sleeps until a packet comes or a task wants the time.
 */
public final class TaskLoop implements Runnable {

    /** How long to look around: longer costs processor time, shorter costs wake-ups. */
    private static final long SPIN = 20_000;
    /** A sleep overshoots by about this much; what is due sooner is waited for awake. */
    private static final long OVERSHOOT = 60_000;
    private static final long LONG_IDLE = 10_000_000;
    private static final long LONG_IDLE_SLEEP = 160_000;
    private static final long MAX_SLEEP = 100_000_000;

    private final Task[] tasks;
    private final IntSupplier between;
    private final boolean yields;
    private final PortWaiter waiter = new PortWaiter();
    private volatile boolean stopping;
    private volatile Throwable failure;

    /**
     * @param between something else to do between two rounds, as the switch of the process; returns how many packets it handled. Null for
     *                nothing
     * @param yields  whether other threads of the process need this thread's processor: it is given up while there is nothing to do
     */
    public TaskLoop(List<Task> tasks, IntSupplier between, boolean yields) {
        this.tasks = tasks.toArray(new Task[0]);
        this.between = between;
        this.yields = yields;
        for (Task t : tasks) {
            if (t.receives()) {
                waiter.add(t.port, t.ring);
            }
        }
    }

    @Override
    public void run() {
        try {
            loop();
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            waiter.close();
        }
    }

    private void loop() {
        long now = System.nanoTime();
        for (Task t : tasks) {
            t.start(now);
        }
        long idleSince = 0;
        boolean working = true;
        while (working && !stopping) {
            now = System.nanoTime();
            int n = 0;
            working = false;
            for (int i = 0; i < tasks.length; i++) {
                Task t = tasks[i];
                if (!t.isDone()) {
                    working = true;
                    n += t.step(now);
                }
                if (between != null) {
                    n += between.getAsInt();
                }
            }
            if (n > 0) {
                idleSince = 0;
            } else if (idleSince == 0) {
                idleSince = now;
            } else {
                idle(now, now - idleSince);
            }
        }
    }

    private void idle(long now, long idleFor) {
        long sleep = MAX_SLEEP;
        boolean receives = false;
        for (int i = 0; i < tasks.length; i++) {
            if (!tasks[i].isDone()) {
                sleep = Math.min(sleep, tasks[i].idleNanos(now));
                receives |= tasks[i].receives();
            }
        }
        if (idleFor > LONG_IDLE) {
            sleep = Math.max(sleep, LONG_IDLE_SLEEP); // a ring that stays full, say
        }
        if (idleFor < SPIN && !yields) {
            Thread.onSpinWait();
        } else if (sleep <= OVERSHOOT) {
            Thread.yield();
        } else if (receives) {
            waiter.await(sleep - OVERSHOOT);
        } else {
            LockSupport.parkNanos(sleep - OVERSHOOT);
        }
    }

    /** Any thread: ends the loop after the batch at hand. */
    public void stop() {
        stopping = true;
    }

    /** Says that the loop cannot be run. */
    public void fail(Throwable why) {
        failure = why;
        waiter.close();
    }

    /** What ended the loop before its time; null if nothing did. */
    public Throwable failure() {
        return failure;
    }
}

package org.onosnetmap.dataplane.worker;

import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.port.Doorbell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forwarding thread: goes round the receive rings of all datapaths that it serves, for as long as there is traffic; spins for a
 * moment when there is none, and then sleeps until a descriptor or a doorbell wakes it.
 *
 * <p>What it serves is published as an array of loops and picked up at the next round. {@link #awaitRound} tells the control side that
 * everything published before is in force, and that nothing withdrawn before is still in use.
 */
final class Worker extends Padding implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** How long an idle worker looks for work before it sleeps. Longer costs processor time, shorter costs wake-ups under light traffic. */
    private static final long SPIN_NANOS = 20_000;
    /** How long a worker sleeps at most: a missed wake-up would cost this much, and the clock of the learning switch goes on. */
    private static final int MAX_SLEEP_MILLIS = 500;
    private static final long SECOND = 1_000_000_000L;

    final int id;
    private final Thread thread;
    private final Poller poller = new Poller();
    private final Doorbell doorbell = poller::wake;
    private final long started = System.nanoTime();

    private volatile DatapathLoop[] published = new DatapathLoop[0];
    private volatile boolean polledRingsChanged = true;
    private volatile boolean stopping;
    private volatile long epoch;
    private volatile String failure = "";
    private long lastFailureLogged;

    private long rounds;
    private long packets;
    private long sleeps;
    private long slept;
    /** When the turn under way, or the sleep in it, began. */
    private long turn;
    private boolean resting;
    private final LoopGaps gaps = new LoopGaps();

    Worker(int id) {
        this.id = id;
        this.thread = new Thread(this, "netmap-worker-" + id);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Doorbell doorbell() {
        return doorbell;
    }

    /** Control side: what to serve from the next round on. */
    void publish(DatapathLoop[] loops) {
        published = loops;
        polledRingsChanged = true;
    }

    /** Control side: the rings of a served datapath have changed. */
    void ringsChanged() {
        polledRingsChanged = true;
    }

    /** Wakes the worker if it sleeps. */
    void wake() {
        poller.wake();
    }

    /** Control side: returns when the worker has begun a round after this call (or has ended), and so uses what was published before. */
    void awaitRound() {
        // The round under way may have begun before the publication, the next one cannot have.
        long until = epoch + 2;
        boolean interrupted = false;
        while (epoch < until && thread.isAlive()) {
            wake();
            if (epoch < until) {
                LockSupport.parkNanos(20_000);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        long idleSince = 0;
        turn = System.nanoTime();
        while (!stopping) {
            epoch++; // by this thread alone
            DatapathLoop[] loops = published;
            long now = System.nanoTime(); // the only time that a turn asks, unless it goes to sleep
            begin(now);
            idleSince = rounds(loops, now) > 0 ? 0 : idle(loops, idleSince, now);
        }
        poller.close();
    }

    /** A turn begins: the time since the one before was a gap, or sleep. */
    private void begin(long now) {
        if (resting) {
            resting = false;
            slept += now - turn;
        } else {
            gaps.record(now - turn);
        }
        turn = now;
    }

    /** A worker that was not started: one round on the thread of the caller. Returns the number of frames handled. */
    int drive() {
        DatapathLoop[] loops = published;
        int n = rounds(loops, System.nanoTime());
        if (n == 0) {
            for (int i = 0; i < loops.length; i++) {
                loops[i].retry();
            }
        }
        return n;
    }

    private int rounds(DatapathLoop[] loops, long now) {
        int n = 0;
        for (int i = 0; i < loops.length; i++) {
            n += round(loops[i], now);
        }
        rounds++;
        packets += n;
        return n;
    }

    private int round(DatapathLoop loop, long now) {
        try {
            return loop.round(now);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            report(e);
            return 1; // the frame that caused it is behind us: not idle
        }
    }

    /** A defect of ours, which must not stop the other packets. Logged once a second at most. */
    private void report(Throwable e) {
        failure = e.toString();
        long now = System.nanoTime();
        if (lastFailureLogged == 0 || now - lastFailureLogged > SECOND) {
            lastFailureLogged = now;
            LOG.error("worker {}: a batch was cut short by an unexpected error; forwarding goes on", id, e);
        }
    }

    private long idle(DatapathLoop[] loops, long since, long now) {
        for (int i = 0; i < loops.length; i++) {
            loops[i].retry();
        }
        if (since == 0) {
            return now;
        }
        if (now - since < SPIN_NANOS) {
            Thread.onSpinWait();
            return since;
        }
        poller.arm();
        // Armed first, looked second: whatever comes after the look finds the poller armed.
        boolean backlog = false;
        long nextRx = Long.MAX_VALUE;
        long nextTx = Long.MAX_VALUE;
        for (int i = 0; i < loops.length; i++) {
            int n = round(loops[i], now);
            if (n > 0) {
                packets += n;
                poller.disarm();
                return 0;
            }
            backlog |= loops[i].hasBacklog();
            nextRx = Math.min(nextRx, nextRxNanos(loops[i].published()));
            nextTx = Math.min(nextTx, loops[i].nextTxNanos(now));
        }
        if (loops != published || polledRingsChanged) {
            rebuildPollSet();
            poller.disarm();
            return since;
        }
        sleeps++;
        // A frame that waits in a queue may go late, because its queue makes up for that, but no sooner.
        long wakeUp = Math.min(nextRx / 1_000_000, nextTx == 0 ? 0 : (nextTx - 1) / 1_000_000 + 1);
        begin(System.nanoTime()); // what held this turn up is a gap, what follows is not
        resting = true;
        poller.sleep(backlog ? 1 : (int) Math.min(MAX_SLEEP_MILLIS, wakeUp));
        return nextRx < 1_000_000 ? now : since;
    }

    private static long nextRxNanos(PortTable t) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < t.rx.length; i++) {
            next = Math.min(next, t.rx[i].port.nextRxNanos(t.rx[i].ringNo));
        }
        return next;
    }

    private void rebuildPollSet() {
        polledRingsChanged = false;
        poller.clear();
        for (DatapathLoop loop : published) {
            for (Rx rx : loop.published().rx) {
                poller.add(rx);
            }
        }
    }

    /** Ends the thread and waits for it. */
    void stop() {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            poller.close(); // never started: see drive()
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            poller.wake();
            try {
                thread.join(10);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    String failure() {
        return failure;
    }

    long rounds() {
        return rounds;
    }

    long packets() {
        return packets;
    }

    long sleeps() {
        return sleeps;
    }

    LoopGaps gaps() {
        return gaps;
    }

    long upNanos() {
        return System.nanoTime() - started;
    }

    long busyNanos() {
        return upNanos() - slept;
    }
}

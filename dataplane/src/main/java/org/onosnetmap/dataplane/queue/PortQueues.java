package org.onosnetmap.dataplane.queue;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.port.Doorbell;

/**
 * All queues of a port, and who of them is next. Workers find queues with {@link #queue} and put frames in; the owner serves them:
 * {@link #begin}, then {@link #next} and {@link #sent} as long as there is room, then {@link #end}.
 */
public final class PortQueues {

    /** Most queues of a port, with the default queue. */
    public static final int MAX_QUEUES = 64;

    /** When a full ring is tried again. */
    private static final long RETRY_NANOS = 20_000;

    /** What queues of the same priority have in common. */
    static final class Level {
        final int priority;
        /** Place in their fair order of the frame that was sent last beyond the minimum rates: bytes. */
        long clock;

        Level(int priority) {
            this.priority = priority;
        }
    }

    /** The worker that serves the queues. */
    public final int owner;
    private final int workers;
    private final Doorbell wakeOwner;
    /** The first is the default queue. */
    private volatile EgressQueue[] queues;
    private volatile long wantedRate;
    /** Whether there is something new since the owner looked. */
    private volatile boolean signalled;

    // The owner's.
    private final Pacer port = new Pacer();
    private long rate;
    private final List<Level> levels = new ArrayList<>();
    private final EgressQueue[] active = new EgressQueue[MAX_QUEUES];
    private int count;
    private boolean idle = true;
    private boolean chosenByMinimum;
    private long due;

    /**
     * The default queue, without limits.
     *
     * @param workers   how many put frames in
     * @param owner     number of the one that serves
     * @param wakeOwner wakes it
     */
    public PortQueues(int workers, int owner, Doorbell wakeOwner) {
        this.workers = workers;
        this.owner = owner;
        this.wakeOwner = wakeOwner;
        this.queues = new EgressQueue[] {new EgressQueue(unlimited(), workers)};
    }

    private static QueueSpec unlimited() {
        return new QueueSpec(QueueSpec.DEFAULT, 0, 0, 0);
    }

    /** Control side: adds a queue, or changes it. False if there are too many. */
    public boolean set(QueueSpec spec) {
        EgressQueue[] all = queues;
        for (EgressQueue q : all) {
            if (q.id == spec.id()) {
                q.change(spec);
                signal();
                return true;
            }
        }
        if (all.length == MAX_QUEUES) {
            return false;
        }
        EgressQueue[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = new EgressQueue(spec, workers);
        queues = more;
        return true;
    }

    /**
     * Control side: takes a queue out; the default queue only loses its limits.
     *
     * @return the queue, to be closed when no worker uses it any more; null if nothing is to be closed
     */
    public EgressQueue remove(int id) {
        EgressQueue[] all = queues;
        for (int i = 0; i < all.length; i++) {
            if (all[i].id == id) {
                if (id == QueueSpec.DEFAULT) {
                    all[i].change(unlimited());
                    signal();
                    return null;
                }
                EgressQueue[] fewer = new EgressQueue[all.length - 1];
                System.arraycopy(all, 0, fewer, 0, i);
                System.arraycopy(all, i + 1, fewer, i, fewer.length - i);
                queues = fewer;
                return all[i];
            }
        }
        return null;
    }

    /** Whether the port has that queue. */
    public boolean has(int id) {
        return queue(id) != null;
    }

    /** Control side: bits per second of all queues together; 0 for no limit. */
    public void rate(long bitsPerSecond) {
        wantedRate = bitsPerSecond;
        signal();
    }

    public long rate() {
        return wantedRate;
    }

    /** Whether nothing is limited, so that the port is better off without. */
    public boolean isPlain() {
        return wantedRate == 0 && queues.length == 1 && queues[0].spec().equals(unlimited());
    }

    /** Counters of all queues. */
    public List<QueueStats> stats(int portNumber) {
        List<QueueStats> all = new ArrayList<>();
        for (EgressQueue q : queues) {
            all.add(q.stats(portNumber));
        }
        return all;
    }

    /** Nobody uses the queues any more: gives all memory back. Returns how many frames were waiting. */
    public long close() {
        long waiting = 0;
        for (EgressQueue q : queues) {
            waiting += q.close();
        }
        return waiting;
    }

    /** Worker: the queue of that number, or null. */
    public EgressQueue queue(int id) {
        EgressQueue[] all = queues;
        for (int i = 0; i < all.length; i++) {
            if (all[i].id == id) {
                return all[i];
            }
        }
        return null;
    }

    /** Worker: the default queue. */
    public EgressQueue defaultQueue() {
        return queues[0];
    }

    /** Control side: whether frames wait. */
    public boolean isWaiting() {
        for (EgressQueue q : queues) {
            if (q.stats(0).waiting() > 0) {
                return true;
            }
        }
        return false;
    }

    /** There is something new for the owner: settings, or frames that another worker has put in, once a batch. */
    public void signal() {
        signalled = true;
        wakeOwner.ring();
    }

    /** Owner: whether it is time to serve. */
    public boolean isDue(long now) {
        return signalled || !idle && due - now <= 0;
    }

    /** Owner: nanoseconds until it is time to serve; {@link Long#MAX_VALUE} if nothing waits. */
    public long dueIn(long now) {
        return signalled ? 0 : idle ? Long.MAX_VALUE : Math.max(0, due - now);
    }

    /** Owner: begins to serve. */
    public void begin(long now) {
        hear();
        long r = wantedRate;
        if (r != rate) {
            rate = r;
            port.set(r, 0, now);
        }
        EgressQueue[] all = queues;
        count = 0;
        for (int i = 0; i < all.length; i++) {
            EgressQueue q = all[i];
            if (q.update(now)) {
                q.level = level(q.priority);
            }
            if (!q.hasNext()) {
                q.active = false;
                continue;
            }
            if (q.active) {
                q.max.catchUp(now);
            } else {
                q.active = true;
                q.min.forfeit(now);
                q.max.forfeit(now);
            }
            active[count++] = q;
        }
        if (idle) {
            port.forfeit(now);
        } else {
            port.catchUp(now);
        }
        idle = false;
        boundLag(now);
    }

    private void hear() {
        if (signalled) {
            signalled = false;
            VarHandle.fullFence(); // first this, then the look: what comes after the look signals anew
        }
    }

    private Level level(int priority) {
        for (Level l : levels) {
            if (l.priority == priority) {
                return l;
            }
        }
        Level l = new Level(priority);
        levels.add(l);
        return l;
    }

    /** Minimums that add up to more than the port has fall behind for ever. They fall behind together, so that they stay in proportion. */
    private void boundLag(long now) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (active[i].min.isSet()) {
                least = Math.min(least, now - active[i].min.next());
            }
        }
        if (least != Long.MAX_VALUE && least > Pacer.CATCH_UP) {
            for (int i = 0; i < count; i++) {
                active[i].min.delay(least - Pacer.CATCH_UP);
            }
        }
    }

    /** Owner: the queue whose first frame goes next, or null if none may go now. */
    public EgressQueue next(long now) {
        if (count == 0) {
            return null;
        }
        if (port.isSet() && !port.ready(now)) {
            due = port.next();
            return null;
        }
        EgressQueue best = null;
        boolean byMinimum = false;
        long earliest = 0;
        for (int i = 0; i < count; i++) {
            EgressQueue q = active[i];
            if (q.max.isSet() && !q.max.ready(now)) {
                earliest = i == 0 || q.max.next() - earliest < 0 ? q.max.next() : earliest;
                continue;
            }
            boolean behind = q.min.isSet() && q.min.ready(now);
            if (best == null || behind && !byMinimum || behind == byMinimum && isBefore(q, best, behind)) {
                best = q;
                byMinimum = behind;
            }
        }
        chosenByMinimum = byMinimum;
        due = earliest; // of no matter if there is a best
        return best;
    }

    private static boolean isBefore(EgressQueue q, EgressQueue best, boolean byMinimum) {
        if (byMinimum) {
            return q.min.next() - best.min.next() < 0;
        }
        return q.priority != best.priority ? q.priority < best.priority : q.turnOfExtra() < best.turnOfExtra();
    }

    /** Owner: the first frame of the queue that {@link #next} told was put into the ring; or it was not and never will, and is counted as dropped. */
    public void sent(EgressQueue q, boolean taken) {
        int len = q.firstLength();
        q.remove(taken);
        if (taken) {
            if (port.isSet()) {
                port.sent(len);
            }
            if (q.max.isSet()) {
                q.max.sent(len);
            }
            if (chosenByMinimum) {
                q.min.sent(len);
            } else {
                q.level.clock = q.turnOfExtra();
                q.extra = q.level.clock + len;
            }
        }
        if (!q.hasNext()) {
            q.active = false;
            for (int i = 0; i < count; i++) {
                if (active[i] == q) {
                    active[i] = active[--count];
                }
            }
        }
    }

    /** Owner: drops all frames that wait. Returns how many. */
    public long discard() {
        hear();
        long n = 0;
        for (EgressQueue q : queues) {
            for (; q.hasNext(); n++) {
                q.remove(false);
            }
            q.active = false;
        }
        count = 0;
        idle = true;
        return n;
    }

    /**
     * Owner: ends to serve.
     *
     * @param ringFull whether it was for want of room in the ring
     */
    public void end(long now, boolean ringFull) {
        idle = count == 0;
        if (ringFull) {
            due = now + RETRY_NANOS;
            port.forfeit(now);
        }
        for (int i = 0; i < count; i++) {
            // A queue that could not go because of others has no claim to exceed its own maximum later.
            if (active[i].max.isSet() && active[i].max.ready(now)) {
                active[i].max.forfeit(now);
            }
        }
    }
}

package org.onosnetmap.dataplane.queue;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.packet.Counter;

/** A queue of a port: the frames that wait, by the worker that put them in, and its place in the scheduling. */
public final class EgressQueue {

    final int id;
    private final long since = System.nanoTime();
    private final FrameFifo[] fifos;
    private final Counter[] overruns;
    private final Counter txPackets = new Counter();
    private final Counter txBytes = new Counter();
    private final Counter discarded = new Counter();
    /** What the control side wants. */
    private volatile QueueSpec wanted;

    // The owner's.
    private QueueSpec spec;
    final Pacer min = new Pacer();
    final Pacer max = new Pacer();
    int priority;
    PortQueues.Level level;
    /** Whether it has had frames since the port was last served. */
    boolean active;
    /** Place of its next frame in the fair order of its priority, in bytes; see {@link #turnOfExtra}. */
    long extra;
    private int turn;
    private int at;

    EgressQueue(QueueSpec spec, int workers) {
        this.id = spec.id();
        this.wanted = spec;
        fifos = new FrameFifo[workers];
        overruns = new Counter[workers];
        try {
            for (int i = 0; i < workers; i++) {
                overruns[i] = new Counter();
                fifos[i] = new FrameFifo();
            }
        } catch (RuntimeException e) { // no memory
            release();
            throw e;
        }
    }

    /** Control side: other rates from the next service on. */
    void change(QueueSpec to) {
        wanted = to;
    }

    QueueSpec spec() {
        return wanted;
    }

    /** Worker: where a frame of that length may be put, in {@link #memory}, before {@link #commit}; -1 if it has to be dropped, which is counted. */
    public int reserve(int worker, int len) {
        int place = fifos[worker].reserve(len);
        if (place < 0) {
            overruns[worker].increment();
        }
        return place;
    }

    /** Worker: the frame is in its place. */
    public void commit(int worker) {
        fifos[worker].commit();
    }

    /** Memory of the frames that a worker puts in, in native byte order. */
    public ByteBuffer memory(int worker) {
        return fifos[worker].memory();
    }

    /** Owner: takes over what the control side wants. Whether that is something new. */
    boolean update(long now) {
        QueueSpec s = wanted;
        if (s == spec) {
            return false;
        }
        spec = s;
        min.set(s.minRate(), 0, now);
        max.set(s.maxRate(), s.burst(), now);
        priority = s.priority();
        return true;
    }

    /** Owner: who is lower goes first of what is left over. A share that was not used is lost. */
    long turnOfExtra() {
        return Math.max(extra, level.clock);
    }

    /** Owner: whether there are frames; if so, the next three calls tell of the first one. The workers' frames take turns. */
    boolean hasNext() {
        for (int i = 0; i < fifos.length; i++) {
            if (!fifos[turn].isEmpty()) {
                at = fifos[turn].first();
                return true;
            }
            turn = turn + 1 == fifos.length ? 0 : turn + 1;
        }
        return false;
    }

    /** Owner: memory of the first frame, in native byte order. */
    public ByteBuffer firstMemory() {
        return fifos[turn].memory();
    }

    /** Owner: where in it the first frame begins. */
    public int firstAt() {
        return at;
    }

    /** Owner: bytes of the first frame. */
    public int firstLength() {
        return fifos[turn].length(at);
    }

    /** Owner: the first frame was sent, or not. */
    void remove(boolean sent) {
        int len = firstLength();
        fifos[turn].remove(at);
        turn = turn + 1 == fifos.length ? 0 : turn + 1;
        if (sent) {
            txPackets.increment();
            txBytes.add(len);
        } else {
            discarded.increment();
        }
    }

    QueueStats stats(int port) {
        long errors = discarded.get();
        long waiting = 0;
        for (int i = 0; i < fifos.length; i++) {
            errors += overruns[i].get();
            waiting += fifos[i].size();
        }
        return new QueueStats(port, wanted, txPackets.get(), txBytes.get(), errors, waiting, System.nanoTime() - since);
    }

    /** Nobody uses the queue any more: gives its memory back. Returns how many frames were waiting. */
    public long close() {
        long waiting = 0;
        while (hasNext()) {
            remove(false);
            waiting++;
        }
        release();
        return waiting;
    }

    private void release() {
        for (FrameFifo f : fifos) {
            if (f != null) {
                f.release();
            }
        }
    }
}

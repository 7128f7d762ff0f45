package org.onosnetmap.dataplane.port.xdp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * Sends netmap rings through one AF_XDP socket: one ring, or those of several workers if the interface has fewer queues than there are workers.
 *
 * <p>A slot's buffer is handed to the kernel as it is and belongs to it until its address comes back in the completion ring. What was handed over
 * is written down in that order, in a log; slots go back to their ring in the order of the log, whatever comes back first. A buffer that is
 * no frame is copied into a spare one.
 *
 * <p><b>Threads.</b> The workers that share a socket take turns by a spin lock that is held for one ring's batch and never during a system call; a
 * worker that has the socket for itself finds it free. The log and all rings of the kernel are guarded by it.
 */
final class XdpSender {

    private static final VarHandle LOCK;

    static {
        try {
            LOCK = MethodHandles.lookup().findVarHandle(XdpSender.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In the log: nothing to wait for. */
    private static final int DONE = 0;
    private static final int MIN_FRAME = 14;

    /** A netmap ring that is sent through this socket. */
    static final class Lane {
        private final NetmapRing ring;
        /** First slot that was not handed over, and first that did not come back. Guarded by the lock. */
        private int next;
        private int done;

        Lane(NetmapRing ring) {
            this.ring = ring;
            this.next = this.done = ring.next(ring.tail());
        }
    }

    private final XdpSocket socket;
    private final SharedRing tx;
    private final SharedRing completion;
    private final Umem umem;
    private final ByteBuffer mem;
    /** Frames that are in no slot, to copy into: a stack. */
    private final int[] spare;
    private int spares;
    /** What was handed over, in that order: buffer and lane; the lane's slots follow from the order. */
    private final int[] logBuffer;
    private final Lane[] logLane;
    /** Whether the buffer is a spare one. */
    private final boolean[] logSpare;
    private final int logMask;
    private int logged;
    private int settled;

    private int produced;
    private int completed;
    @SuppressWarnings("unused") // by LOCK
    private boolean locked;

    /** @param spare frames to copy other buffers into; this sender's own from now on */
    XdpSender(XdpSocket socket, Umem umem, int[] spare) {
        this.socket = socket;
        this.tx = socket.tx;
        this.completion = socket.completion;
        this.umem = umem;
        this.mem = umem.memory.buffer();
        this.spare = spare;
        this.spares = spare.length;
        int size = completion.size(); // what is handed over must have room when it comes back
        this.logBuffer = new int[size];
        this.logLane = new Lane[size];
        this.logSpare = new boolean[size];
        this.logMask = size - 1;
    }

    /**
     * Sends what is in a ring, as far as there is room.
     *
     * @param maxFrame bytes of the longest frame that the interface takes; -1 if it takes none
     * @return frames that were refused
     */
    int sync(Lane lane, int maxFrame) {
        NetmapRing ring = lane.ring;
        lock();
        settle();
        int first = lane.next;
        int refused = ring.headWithin(first) ? post(lane, ring.head(), maxFrame) : 0;
        boolean wake = first != lane.next || tx.consumer() != produced;
        unlock();
        if (wake && tx.needsWakeup()) {
            wake();
            lock();
            settle();
            unlock();
        }
        int done = lane.done;
        ring.tail(done == 0 ? ring.numSlots() - 1 : done - 1);
        return refused;
    }

    /** Hands over the slots before {@code head}. Returns how many must not go. */
    private int post(Lane lane, int head, int maxFrame) {
        NetmapRing ring = lane.ring;
        int room = Math.min(tx.size() - (produced - tx.consumer()), logMask + 1 - (logged - settled));
        int start = produced;
        int refused = 0;
        int at = lane.next;
        for (; at != head && room > 0; at = ring.next(at), room--) {
            long word = ring.word(at);
            int buffer = (int) word;
            int length = (int) (word >>> 32) & 0xffff;
            boolean copied = false;
            if (!ring.validBuffer(buffer) || length < MIN_FRAME || length > maxFrame) {
                refused++;
                buffer = DONE;
            } else if (!umem.isFrame(buffer)) {
                if (spares == 0) {
                    break;
                }
                int to = spare[--spares];
                copy(ring.bufferOffset(buffer), ring.bufferOffset(to), length);
                buffer = to;
                copied = true;
            }
            if (buffer != DONE) {
                int entry = tx.at(produced++);
                tx.memory().putLong(entry, umem.address(buffer)).putInt(entry + 8, length).putInt(entry + 12, 0);
            }
            int i = logged++ & logMask;
            logBuffer[i] = buffer;
            logLane[i] = lane;
            logSpare[i] = copied;
        }
        lane.next = at;
        if (produced != start) {
            tx.producer(produced);
        }
        advance();
        return refused;
    }

    private void copy(int from, int to, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            mem.putLong(to + i, mem.getLong(from + i));
        }
        for (; i < length; i++) {
            mem.put(to + i, mem.get(from + i));
        }
    }

    /** Takes back what was sent. */
    private void settle() {
        int n = completion.producer() - completed;
        if (n == 0) {
            return;
        }
        for (; n > 0; n--) {
            int buffer = umem.bufferOf(completion.memory().getLong(completion.at(completed++)));
            int i = settled & logMask;
            if (logBuffer[i] != buffer) { // overtaken on its way: rare
                i = find(buffer);
            }
            if (i >= 0) {
                if (logSpare[i]) {
                    spare[spares++] = buffer;
                }
                logBuffer[i] = DONE;
            }
            advance();
        }
        completion.consumer(completed);
    }

    private int find(int buffer) {
        for (int k = settled; k != logged; k++) {
            if (logBuffer[k & logMask] == buffer) {
                return k & logMask;
            }
        }
        return -1;
    }

    /** Gives slots back, up to the first that is not done. */
    private void advance() {
        for (; settled != logged && logBuffer[settled & logMask] == DONE; settled++) {
            Lane lane = logLane[settled & logMask];
            lane.done = lane.ring.next(lane.done);
        }
    }

    /** Has the kernel send. In copy mode a call sends a few dozen frames. */
    private void wake() {
        int before = tx.consumer();
        while (true) {
            int errno = socket.wakeTx();
            int now = tx.consumer();
            if (errno == 0 || now == before || now == tx.producer()) {
                return; // sent, or under way, or there is no going on at present
            }
            before = now;
        }
    }

    /** Whether a ring has frames that the kernel has not taken. */
    boolean hasBacklog(Lane lane) {
        return lane.next != lane.ring.head() || tx.consumer() != tx.producer();
    }

    private void lock() {
        for (int i = 0; !LOCK.compareAndSet(this, false, true); i++) {
            if (i < 200) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // the other worker was interrupted while it had the socket
            }
        }
    }

    private void unlock() {
        LOCK.setRelease(this, false);
    }

    /** The frames beside those in slots, once the socket is closed. */
    int[] held() {
        int[] all = java.util.Arrays.copyOf(spare, spare.length);
        for (int k = settled; k != logged; k++) {
            if (logSpare[k & logMask] && logBuffer[k & logMask] != DONE) {
                all[spares++] = logBuffer[k & logMask];
            }
        }
        return all;
    }
}

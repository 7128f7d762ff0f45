package org.onosnetmap.dataplane.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;

/**
 * Frames in their order, in a ring of bytes: one producing and one consuming thread. A frame takes 8 bytes for its length and its own
 * bytes, rounded up to 8; one that does not fit before the end of the ring begins at its start.
 */
final class FrameFifo {

    /** Bytes of a ring; a power of two, and a multiple of the longest frame. */
    static final int CAPACITY = 512 << 10;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final long SKIP = -1;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            HEAD = l.findVarHandle(FrameFifo.class, "head", long.class);
            TAIL = l.findVarHandle(FrameFifo.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AnonymousMemory pages = AnonymousMemory.reserve(CAPACITY);
    private final ByteBuffer mem = pages.buffer().order(ByteOrder.nativeOrder());
    /** Bytes ever put in; the producer's. */
    private volatile long head;
    /** Bytes ever taken out; the consumer's. */
    private volatile long tail;
    /** The producer's: head after {@link #commit}. */
    private long reserved;

    /** The ring, in native byte order. */
    ByteBuffer memory() {
        return mem;
    }

    /** Producer: where to put a frame, which {@link #commit} then hands over; -1 if there is no room. */
    int reserve(int len) {
        long h = (long) HEAD.getOpaque(this);
        int at = (int) h & CAPACITY - 1;
        int need = 8 + (len + 7 & ~7);
        int skip = at + need <= CAPACITY ? 0 : CAPACITY - at;
        if (h + skip + need - (long) TAIL.getAcquire(this) > CAPACITY) {
            return -1;
        }
        if (skip > 0) {
            mem.putLong(at, SKIP);
            at = 0;
        }
        mem.putLong(at, len);
        reserved = h + skip + need;
        return at + 8;
    }

    /** Producer: hands over the frame that was put where {@link #reserve} said. */
    void commit() {
        HEAD.setRelease(this, reserved);
    }

    boolean isEmpty() {
        return (long) HEAD.getAcquire(this) == (long) TAIL.getOpaque(this);
    }

    /** Consumer: where the first frame begins; there must be one. */
    int first() {
        long t = (long) TAIL.getOpaque(this);
        int at = (int) t & CAPACITY - 1;
        if (mem.getLong(at) == SKIP) {
            TAIL.setRelease(this, t + CAPACITY - at);
            at = 0;
        }
        return at + 8;
    }

    /** Consumer: bytes of the frame at the place that {@link #first} told. */
    int length(int first) {
        return (int) mem.getLong(first - 8);
    }

    /** Consumer: takes the frame at the place that {@link #first} told out. */
    void remove(int first) {
        TAIL.setRelease(this, (long) TAIL.getOpaque(this) + 8 + (length(first) + 7 & ~7));
    }

    /** Bytes in use. */
    long size() {
        long t = (long) TAIL.getAcquire(this);
        return (long) HEAD.getAcquire(this) - t;
    }

    /** Gives the memory back; nobody may use the ring any more. */
    void release() {
        pages.release();
    }
}

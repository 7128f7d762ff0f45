package org.onosnetmap.dataplane.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.pipeline.Packet;

/**
 * Packets on their way from one worker to the packet-in thread: a ring of preallocated places, one producer and one consumer. When it is
 * full, packets are dropped and counted; the forwarding never waits.
 */
final class PacketInQueue {

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            HEAD = l.findVarHandle(PacketInQueue.class, "head", long.class);
            TAIL = l.findVarHandle(PacketInQueue.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The longest frame of a datapath times this is the memory of a queue. */
    static final int PLACES = 256;

    private final byte[][] data = new byte[PLACES][];
    private final int[] meta = new int[PLACES * 4];
    private final long[] cookies = new long[PLACES];
    private final int maxFrame;
    /** Next place to fill. */
    private volatile long head;
    /** Next place to take. */
    private volatile long tail;
    private volatile long dropped;

    PacketInQueue(int maxFrame) {
        this.maxFrame = maxFrame;
        for (int i = 0; i < PLACES; i++) {
            data[i] = new byte[maxFrame];
        }
    }

    /** Worker: adds the first {@code maxLen} bytes of the frame. False if the queue is full. */
    boolean offer(Packet p, int maxLen, int reason, int table, long cookie) {
        long h = (long) HEAD.getOpaque(this);
        if (h - (long) TAIL.getAcquire(this) == PLACES) {
            dropped++;
            return false;
        }
        int i = (int) h & PLACES - 1;
        int n = Math.min(Math.min(p.length, maxLen), maxFrame);
        byte[] to = data[i];
        ByteBuffer from = p.mem;
        for (int k = 0; k < n; k++) {
            to[k] = from.get(p.offset + k);
        }
        meta[4 * i] = p.inPort;
        meta[4 * i + 1] = reason | table << 8;
        meta[4 * i + 2] = n;
        meta[4 * i + 3] = p.length;
        cookies[i] = cookie;
        HEAD.setRelease(this, h + 1);
        return true;
    }

    boolean isEmpty() {
        return (long) HEAD.getAcquire(this) == (long) TAIL.getOpaque(this);
    }

    /** Packet-in thread: takes all there are. Returns how many. */
    int drain(Forwarder.PacketInConsumer c) {
        long t = (long) TAIL.getOpaque(this);
        long h = (long) HEAD.getAcquire(this);
        int n = (int) (h - t);
        for (; t < h; t++) {
            int i = (int) t & PLACES - 1;
            byte[] copy = java.util.Arrays.copyOf(data[i], meta[4 * i + 2]);
            int inPort = meta[4 * i];
            int reason = meta[4 * i + 1] & 255;
            int table = meta[4 * i + 1] >>> 8;
            int total = meta[4 * i + 3];
            long cookie = cookies[i];
            TAIL.setRelease(this, t + 1);
            c.packet(inPort, reason, table, cookie, total, copy);
        }
        return n;
    }

    /** Packets that found the queue full. */
    long dropped() {
        return dropped;
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.cache.Batch;

/**
 * A frame in place: where it lies and where it came from. One object per worker, filled anew for each frame; plain fields, because the
 * forwarding loop reads them for every packet. Actions change {@link #length} and the bytes between {@link #offset} and {@code offset +
 * capacity}.
 */
public final class Packet {

    /** The memory that holds the frame. */
    public ByteBuffer mem;
    /** Position of the first byte of the Ethernet header. */
    public int offset;
    /** Bytes of the frame, without FCS. */
    public int length;
    /** Bytes from {@link #offset} on that belong to the frame's buffer. */
    public int capacity;
    /** Number of the port it came in by. */
    public int inPort;
    /** Number of the queue that it leaves by, of whatever port; 0 is each port's default queue. */
    public int queue;

    /** Points to a frame. */
    public void set(ByteBuffer memory, int at, int len, int room, int port) {
        if (mem != memory) {
            // A reference is dearer to write than to compare, because the garbage collector watches it.
            mem = memory;
        }
        offset = at;
        length = len;
        capacity = room;
        inPort = port;
        queue = 0;
    }

    /** Points to a frame of a batch. */
    public void set(Batch b, int i) {
        set(b.mem, b.at[i], b.length[i], b.bufSize, b.inPort);
    }
}

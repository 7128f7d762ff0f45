package org.onosnetmap.dataplane.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Frames that go through the stages of forwarding together, as parallel arrays: a stage is a loop that does one thing for all of them, so
 * that the processor works on many frames at once where a frame's memory is far away. One object a worker, filled anew for each batch.
 */
public final class Batch {

    /** Frames in a batch at most. */
    public static final int CAPACITY = 256;

    /** The numbers of all frames a batch can have, in order. */
    public static final int[] EACH = IntStream.range(0, CAPACITY).toArray();

    /** The memory that holds the frames, in native byte order. */
    public ByteBuffer mem;
    /** Bytes of each buffer. */
    public int bufSize;
    /** Number of the port they came in by. */
    public int inPort;
    /** Number of frames. */
    public int size;
    /** Slot of the receive ring. */
    public final int[] slot = new int[CAPACITY];
    /** What the slot holds, as {@link org.onosnetmap.dataplane.netmap.NetmapRing#word} reads it. */
    public final long[] word = new long[CAPACITY];
    /** Position of the first byte. */
    public final int[] at = new int[CAPACITY];
    /** Bytes, 14 or more. */
    public final int[] length = new int[CAPACITY];
    /** Of {@link FrameShape}. */
    final int[] shape = new int[CAPACITY];
    /** Generation of the entry that the outcome is from. */
    final int[] generation = new int[CAPACITY];
    /** What the cache says, 0 for nothing. */
    public final int[] outcome = new int[CAPACITY];

    /**
     * Finds the frames' shapes, and sets all outcomes to 0.
     *
     * @param link whether nothing behind the EtherType counts
     * @return a bit for each shape that is there
     */
    public int shapes(boolean link) {
        ByteBuffer m = mem;
        int n = size;
        int seen = 0;
        for (int i = 0; i < n; i++) {
            int a = at[i];
            long head = FrameShape.head(m, a);
            int s = link ? FrameShape.link(m, a, length[i], head) : FrameShape.network(m, a, length[i], head);
            shape[i] = s;
            outcome[i] = 0;
            seen |= 1 << s;
        }
        return seen;
    }

    /** The shape of the first frame; see {@link #shapes}. */
    public int firstShape(boolean link) {
        int a = at[0];
        long head = FrameShape.head(mem, a);
        return link ? FrameShape.link(mem, a, length[0], head) : FrameShape.network(mem, a, length[0], head);
    }

    /** All frames have this shape. */
    public void fillShape(int all) {
        Arrays.fill(shape, 0, size, all);
    }

    /** All frames have this outcome. */
    public void fillOutcome(int all) {
        Arrays.fill(outcome, 0, size, all);
    }

    /** The shape of a frame, after {@link #shapes}. */
    public int shape(int i) {
        return shape[i];
    }
}

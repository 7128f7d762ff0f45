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

    /** A batch of fewer frames is a light one: there is time, so who sees a packet is to see its count, and little can be learnt from so few. */
    public static final int LIGHT = 32;

    /** The numbers of all frames a batch can have, in order. */
    public static final int[] EACH = IntStream.range(0, CAPACITY).toArray();

    /** Bits of {@link #outcomes}. */
    public static final int ALIKE = 1;
    public static final int UNKNOWN = 2;

    /** The memory that holds the frames, in native byte order. */
    public ByteBuffer mem;
    /** Of its first byte. */
    public long address;
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

    /** Where the frames of the next batches lie. */
    public void memory(ByteBuffer direct, long itsAddress) {
        if (mem != direct) {
            mem = direct; // a reference is dearer to write than to compare
            address = itsAddress;
        }
    }

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

    /** Finds the shape of one frame; see {@link #shapes}. */
    public int findShape(int i, boolean link) {
        int a = at[i];
        long head = FrameShape.head(mem, a);
        shape[i] = link ? FrameShape.link(mem, a, length[i], head) : FrameShape.network(mem, a, length[i], head);
        return shape[i];
    }

    /** All frames have this shape. */
    public void fillShape(int all) {
        Arrays.fill(shape, 0, size, all);
    }

    /** All frames have this outcome. */
    public void fillOutcome(int all) {
        Arrays.fill(outcome, 0, size, all);
    }

    /** Each frame has the outcome of its kind. */
    public void take(long[] kind, int[] outcomeOf) {
        int[] all = outcome;
        int n = size;
        for (int i = 0; i < n; i++) {
            all[i] = outcomeOf[(int) kind[i]];
        }
    }

    /** Whether all frames have the same outcome ({@link #ALIKE}), and whether there are some with none ({@link #UNKNOWN}). */
    public int outcomes() {
        int[] all = outcome;
        int first = all[0];
        int differences = 0;
        int belowOne = 0;
        int n = size;
        for (int i = 0; i < n; i++) {
            differences |= all[i] ^ first;
            belowOne |= all[i] - 1;
        }
        return (differences == 0 && n > 0 ? ALIKE : 0) | (belowOne < 0 ? UNKNOWN : 0);
    }

    /** The shape of a frame, once it was found. */
    public int shape(int i) {
        return shape[i];
    }
}

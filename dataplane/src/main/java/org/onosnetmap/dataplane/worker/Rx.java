package org.onosnetmap.dataplane.worker;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.NS_MOREFRAG;

import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/** One receive ring of an attached port, as its worker reads it, with what it counts there. Fields of the worker's own are plain; see {@link Counts}. */
final class Rx extends Padding {

    private static final int MIN_FRAME = 14;

    final Port port;
    final int portNo;
    final int ringNo;
    final NetmapRing ring;
    final Counts counts = new Counts();
    /** Whether the last slot was part of a packet that goes on in the next one. */
    boolean fragment;
    /** Set by the control side while the port is disabled: what comes in is thrown away. */
    volatile boolean disabled;
    /** Set by the worker when poll(2) reports an error on the descriptor, cleared by the control side: not polled meanwhile. */
    volatile boolean muted;

    Rx(Port port, int portNo, int ringNo) {
        this.port = port;
        this.portNo = portNo;
        this.ringNo = ringNo;
        this.ring = port.rxRing(ringNo);
    }

    /** Puts the frames of the slots that are in order into the batch; returns their bytes. */
    long collect(Batch b, int first, int end) {
        b.size = 0;
        return first <= end ? collectRun(b, first, end) : collectRun(b, first, ring.numSlots()) + collectRun(b, 0, end);
    }

    /**
     * Slots that follow each other. Nearly always all are in order: then this is a loop without branches, over places that the compiler can
     * foresee, and so does not check one by one.
     */
    private long collectRun(Batch b, int first, int end) {
        NetmapRing r = ring;
        int[] slots = b.slot;
        int[] at = b.at;
        int[] lengths = b.length;
        long[] words = b.word;
        int bufSize = r.bufSize();
        int size = b.size;
        int n = end - first;
        long bytes = 0;
        int bad = fragment ? -1 : 0;
        for (int i = 0; i < n; i++) {
            long word = r.word(first + i);
            int idx = (int) word;
            int len = (int) (word >>> 32) & 0xffff;
            slots[size + i] = first + i;
            words[size + i] = word;
            at[size + i] = r.bufferOffset(idx);
            lengths[size + i] = len;
            bytes += len;
            bad |= r.signOfInvalid(idx) | bufSize - len | len - MIN_FRAME | -((int) (word >>> 48) & NS_MOREFRAG);
        }
        if (bad < 0) {
            return collectValid(b, first, end);
        }
        b.size = size + n;
        return bytes;
    }

    private long collectValid(Batch b, int first, int end) {
        NetmapRing r = ring;
        int bufSize = r.bufSize();
        boolean rest = fragment;
        long bytes = 0;
        int n = b.size;
        for (int i = first; i < end; i++) {
            long word = r.word(i);
            int idx = (int) word;
            int len = (int) (word >>> 32) & 0xffff;
            boolean more = (word >>> 48 & NS_MOREFRAG) != 0;
            if (r.validBuffer(idx) && len <= bufSize && len >= MIN_FRAME && !more && !rest) {
                b.slot[n] = i;
                b.word[n] = word;
                b.at[n] = r.bufferOffset(idx);
                b.length[n++] = len;
                bytes += len;
            }
            rest = more;
        }
        fragment = rest;
        b.size = n;
        return bytes;
    }
}

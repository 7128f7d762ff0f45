package org.onosnetmap.dataplane.worker;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.NS_BUF_CHANGED;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.queue.PortQueues;

/** One transmit ring of an attached port, as its worker fills it. */
final class Tx extends Padding {

    /** Parts of a slot's word: buffer, length, both, and the flag that tells of another buffer. */
    private static final long BUFFER = 0xffff_ffffL;
    private static final long LENGTH = 0xffff_0000_0000L;
    private static final long FRAME = BUFFER | LENGTH;
    private static final long CHANGED = (long) NS_BUF_CHANGED << 48;

    final Port port;
    final int portNo;
    final int ringNo;
    final NetmapRing ring;
    final Counts counts = new Counts();
    /** Whether packets may go out; set by the control side. */
    volatile boolean up = true;
    /** Where frames wait for this port; null if they go into the ring at once. Set by the control side. */
    volatile PortQueues queues;
    /** Next slot to fill, ahead of the ring's {@code head} until the batch ends. */
    int next;
    /** Slots left from {@link #next} on. */
    int room;
    /** Whether slots were filled since the last sync. */
    boolean dirty;
    /** Whether the ring was synced in this batch already to make room. */
    boolean full;

    Tx(Port port, int portNo, int ringNo) {
        this.port = port;
        this.portNo = portNo;
        this.ringNo = ringNo;
        this.ring = port.txRing(ringNo);
        reload();
    }

    /** Takes over the ring's indexes after a sync. */
    void reload() {
        next = ring.head();
        room = ring.available();
    }

    /** The next slot holds a frame. */
    void filled(int len) {
        next = ring.next(next);
        room--;
        counts.packets++;
        counts.bytes += len;
    }

    /** The slots up to {@code slot} hold frames, {@code packets} more of {@code bytes} in all. */
    void filledTo(int slot, int packets, long bytes) {
        next = slot;
        room -= packets;
        counts.packets += packets;
        counts.bytes += bytes;
    }

    /** Gives the buffer of a slot of another ring of this region to the next slot, and takes what that had. */
    void swap(NetmapRing in, int slot, int len) {
        long theirs = ring.word(next);
        long mine = in.word(slot);
        ring.word(next, mine & BUFFER | (long) len << 32 | CHANGED);
        in.word(slot, theirs & BUFFER | mine & LENGTH | CHANGED);
        filled(len);
    }

    /** Gives the buffers of some frames of a batch, which came in by another ring of this region, to the next slots, and takes what these had. No more than {@link #room}, and none behind the ring's end. */
    void swap(Batch b, NetmapRing in, int[] which, int from, int to) {
        NetmapRing out = ring;
        int first = next - from;
        long bytes = 0;
        for (int i = from; i < to; i++) {
            int frame = which[i];
            long mine = b.word[frame];
            long theirs = out.word(first + i);
            out.word(first + i, mine & FRAME | CHANGED);
            in.word(b.slot[frame], theirs & BUFFER | mine & LENGTH | CHANGED);
            bytes += b.length[frame];
        }
        filledTo(out.next(first + to - 1), to - from, bytes);
    }

    /** Does the same with frames of slots that follow each other too, where the compiler can foresee all places. */
    void swapRow(Batch b, NetmapRing in, int from, int to) {
        NetmapRing out = ring;
        long[] words = b.word;
        int[] lengths = b.length;
        int first = next - from;
        int firstSlot = b.slot[from] - from;
        long bytes = 0;
        for (int i = from; i < to; i++) {
            long mine = words[i];
            long theirs = out.word(first + i);
            out.word(first + i, mine & FRAME | CHANGED);
            in.word(firstSlot + i, theirs & BUFFER | mine & LENGTH | CHANGED);
            bytes += lengths[i];
        }
        filledTo(out.next(first + to - 1), to - from, bytes);
    }

    /** Copies a frame into the next slot. False if the slot or the frame is no good. */
    boolean put(ByteBuffer from, int at, int len) {
        NetmapRing to = ring;
        int i = next;
        int idx = to.bufIdx(i);
        if (!to.validBuffer(idx) || len > to.bufSize()) {
            counts.errors++;
            return false;
        }
        copy(from, at, to.memory(), to.bufferOffset(idx), len);
        to.word(i, idx & 0xffffffffL | (long) len << 32);
        filled(len);
        return true;
    }

    static void copy(ByteBuffer from, int at, ByteBuffer to, int pos, int len) {
        int i = 0;
        for (; i + 8 <= len; i += 8) {
            to.putLong(pos + i, from.getLong(at + i));
        }
        for (; i < len; i++) {
            to.put(pos + i, from.get(at + i));
        }
    }

    /** Hands over what was filled, and looks what room there is. */
    void sync() {
        ring.advanceTo(next);
        port.txsync(ringNo);
        reload();
    }
}

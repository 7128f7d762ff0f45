package org.onosnetmap.dataplane.port.xdp;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.NS_BUF_CHANGED;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.PortCounters;
import org.onosnetmap.dataplane.port.repair.PartialChecksum;

/**
 * Receives into one netmap ring from one AF_XDP socket.
 *
 * <p>The kernel has a fixed number of frames to receive into. One that comes back with a packet goes into the next slot of the ring, and the
 * buffer that was there goes to the kernel in its stead. If that buffer is no frame, the packet is copied into it, and the frame goes back.
 */
final class XdpReceiver {

    private static final int OFFSET_SHIFT = 48;
    private static final long ADDRESS_MASK = (1L << OFFSET_SHIFT) - 1;
    private static final int MIN_FRAME = 14;

    private final XdpSocket socket;
    private final SharedRing rx;
    private final SharedRing fill;
    private final Umem umem;
    private final NetmapRing ring;
    private final PortCounters counters;
    /** Null if the interface receives complete frames. */
    private final PartialChecksum checksums;
    /** Bit for each buffer that the kernel has. */
    private final long[] posted;

    private int consumed;
    private int filled;
    private int released; // head of the netmap ring at the last sync

    /** @param buffers what the kernel gets to receive into: frames, at most as many as the fill ring has entries */
    XdpReceiver(XdpSocket socket, Umem umem, NetmapRing ring, PortCounters counters, boolean repair, int[] buffers) {
        this.socket = socket;
        this.rx = socket.rx;
        this.fill = socket.fill;
        this.umem = umem;
        this.ring = ring;
        this.counters = counters;
        this.checksums = repair ? new PartialChecksum() : null;
        this.posted = new long[(umem.memory.bufCount() + 63) / 64];
        for (int b : buffers) {
            post(b);
        }
        fill.producer(filled);
    }

    /** Fills the netmap ring. */
    void sync() {
        if (!ring.headWithin(released)) {
            return;
        }
        released = ring.head();
        int to = ring.tail();
        int full = released == 0 ? ring.numSlots() - 1 : released - 1;
        int start = consumed;
        int repaired = 0;
        int errors = 0;
        for (int n = rx.producer() - consumed; n > 0 && to != full; n--) {
            int at = rx.at(consumed++);
            long address = rx.memory().getLong(at);
            int length = rx.memory().getInt(at + 8);
            int buffer = umem.bufferOf(address & ADDRESS_MASK);
            int offset = (int) (address >>> OFFSET_SHIFT) - Umem.HEADROOM;
            int mine = ring.bufIdx(to);
            posted[buffer >> 6] &= ~(1L << buffer);
            if (!ring.validBuffer(mine) || isPosted(mine)) { // the client spoilt the slot: it gets it back empty
                errors++;
                post(buffer);
                to = filled(to, mine, 0);
                continue;
            }
            if (length > ring.bufSize() || length < MIN_FRAME || offset < 0) {
                errors++;
                post(buffer);
                continue;
            }
            int give = mine;
            if (offset != 0 || !umem.isFrame(mine)) {
                copy(ring.memory(), ring.bufferOffset(buffer) + offset, ring.bufferOffset(mine), length);
                give = buffer;
                buffer = mine;
            }
            post(give);
            if (checksums != null && checksums.complete(ring.memory(), ring.bufferOffset(buffer), length)) {
                repaired++;
            }
            to = filled(to, buffer, length);
        }
        if (consumed != start) {
            rx.consumer(consumed);
            fill.producer(filled);
            ring.tail(to);
            if ((errors | repaired) != 0) {
                counters.addRxErrors(errors);
                counters.addRxRepaired(repaired);
            }
            if (fill.needsWakeup()) { // a driver that reads the frames itself had run out of them
                socket.wakeRx();
            }
        }
    }

    private int filled(int slot, int buffer, int length) {
        ring.word(slot, buffer & 0xffff_ffffL | (long) length << 32 | (long) NS_BUF_CHANGED << 48);
        return ring.next(slot);
    }

    private boolean isPosted(int buffer) {
        return (posted[buffer >> 6] & 1L << buffer) != 0;
    }

    private void post(int buffer) {
        posted[buffer >> 6] |= 1L << buffer;
        fill.memory().putLong(fill.at(filled++), umem.fillAddress(buffer));
    }

    private static void copy(ByteBuffer mem, int from, int to, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            mem.putLong(to + i, mem.getLong(from + i));
        }
        for (; i < length; i++) {
            mem.put(to + i, mem.get(from + i));
        }
    }

    /** The buffers that the kernel had when the socket was closed. */
    int[] held() {
        int[] held = new int[java.util.Arrays.stream(posted).mapToInt(Long::bitCount).sum()];
        int n = 0;
        for (int i = 0; i < posted.length; i++) {
            for (long rest = posted[i]; rest != 0; rest &= rest - 1) {
                held[n++] = i << 6 | Long.numberOfTrailingZeros(rest);
            }
        }
        return held;
    }
}

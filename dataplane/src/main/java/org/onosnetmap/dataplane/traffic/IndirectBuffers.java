package org.onosnetmap.dataplane.traffic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.sys.Libc;

/**
 * Memory of the process with a place for the frame of each slot of a transmit ring. A slot with {@code NS_INDIRECT} says where its frame is;
 * the kernel's VALE switch copies it from there during the sync, so that a frame may be longer than the port's buffers (netmap(4)).
 */
final class IndirectBuffers {

    private final ByteBuffer memory;
    private final long address;
    private final int size;

    /** @param longest bytes of the longest frame */
    IndirectBuffers(int slots, int longest) {
        size = longest + 63 & ~63;
        memory = ByteBuffer.allocateDirect(slots * size).order(ByteOrder.nativeOrder());
        address = Libc.address(memory);
    }

    ByteBuffer memory() {
        return memory;
    }

    /** Where in the memory the frame of slot {@code i} is. */
    int offset(int i) {
        return i * size;
    }

    /**
     * Writes the next {@code n} frames, and into the slots from {@code i} on where they are.
     *
     * @param rubbish leaves frames as they are, but for their length
     * @return bytes of all frames
     */
    long fill(NetmapRing r, int i, int n, FrameMaker maker, boolean rubbish) {
        long sum = 0;
        for (int k = 0; k < n; k++) {
            int at = offset(i);
            int len = rubbish ? maker.length() : maker.next(at, 0);
            r.len(i, len);
            r.flags(i, NetmapAbi.NS_INDIRECT);
            r.ptr(i, address + at);
            sum += len;
            i = r.next(i);
        }
        return sum;
    }
}

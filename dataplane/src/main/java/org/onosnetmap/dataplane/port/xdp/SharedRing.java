package org.onosnetmap.dataplane.port.xdp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.MappedFile;

/**
 * One of the four rings of an AF_XDP socket: entries, and two indexes that only grow; each side writes one of them. What an index covers was
 * written before it (release), and is read after it (acquire).
 */
final class SharedRing {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int XDP_RING_NEED_WAKEUP = 1;

    private final MappedFile map;
    private final ByteBuffer mem;
    private final int producer;
    private final int consumer;
    private final int flags;
    private final int entries;
    private final int shift;
    private final int mask;

    /**
     * @param offsets   of producer, consumer, entries and flags, as {@code struct xdp_ring_offset} tells them
     * @param size      number of entries, a power of two
     * @param entryBits log2 of the bytes of an entry
     */
    SharedRing(MappedFile map, long[] offsets, int size, int entryBits) {
        this.map = map;
        this.mem = map.buffer();
        this.producer = (int) offsets[0];
        this.consumer = (int) offsets[1];
        this.entries = (int) offsets[2];
        this.flags = (int) offsets[3];
        this.shift = entryBits;
        this.mask = size - 1;
    }

    int size() {
        return mask + 1;
    }

    /** The ring's memory, for its entries. */
    ByteBuffer memory() {
        return mem;
    }

    /** Position of the entry of an index. */
    int at(int index) {
        return entries + ((index & mask) << shift);
    }

    int producer() {
        return (int) INT.getAcquire(mem, producer);
    }

    void producer(int index) {
        INT.setRelease(mem, producer, index);
    }

    int consumer() {
        return (int) INT.getAcquire(mem, consumer);
    }

    void consumer(int index) {
        INT.setRelease(mem, consumer, index);
    }

    /** Whether the kernel wants a system call to go on with this ring. */
    boolean needsWakeup() {
        return ((int) INT.getVolatile(mem, flags) & XDP_RING_NEED_WAKEUP) != 0;
    }

    void unmap() {
        map.unmap();
    }
}

package org.onosnetmap.dataplane.port.xdp;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapMemory;

/**
 * The netmap buffers of a region that the kernel takes as frames: the first so many, from the beginning of the region's buffer pool.
 *
 * <p><b>Layout.</b> Buffers are any multiple of 64 bytes apart and frames may begin anywhere (XDP_UMEM_UNALIGNED_CHUNK_FLAG), so buffer
 * {@code i} is the frame at {@code i * bufSize} behind the pool's start. The kernel wants 256 bytes of headroom before what it receives
 * (XDP_PACKET_HEADROOM). They are the last 256 bytes of the buffer before: a frame handed to the kernel begins there, so that the packet comes to
 * lie at the start of its buffer. Only an XDP program that makes a frame longer in place would write there, and only with zero copy; ours does not.
 *
 * <p><b>Size.</b> The kernel pins frames in memory, and a region is mostly address space that is never touched: so not all of it is taken, but
 * twice what is in use, and at least 64 MiB. Buffers beyond are not frames; a port copies such packets.
 *
 * <p>With zero copy a frame must not cross a page unless the pages are neighbours for the device, too, which cannot be known: buffers whose
 * frame does are not taken as frames then.
 *
 * <p>Immutable, but for the list of sockets, which {@link Umems} guards.
 */
final class Umem {

    /** Bytes that the kernel wants before a received packet. */
    static final int HEADROOM = 256;
    private static final int PAGE = 4096;
    private static final long MIN_BYTES = 64 << 20;

    final NetmapMemory memory;
    final boolean zeroCopy;
    private final int bufSize;
    private final int frames;
    /** Bit for each buffer that is a frame. */
    private final long[] usable;
    /** Those that are bound and have this memory, for others to share it. */
    final List<XdpSocket> sockets = new ArrayList<>();

    Umem(NetmapMemory memory, boolean zeroCopy, int frames) {
        this.memory = memory;
        this.zeroCopy = zeroCopy;
        this.bufSize = memory.bufSize();
        this.frames = frames;
        this.usable = new long[(memory.bufCount() + 63) / 64];
        for (int i = NetmapAbi.FIRST_BUFFER; i < frames; i++) {
            if (!zeroCopy || (fillAddress(i) & PAGE - 1) + chunk(bufSize) <= PAGE) {
                usable[i >> 6] |= 1L << i;
            }
        }
    }

    /** How many buffers from the pool's start should be frames: for those in use, {@code reserve} more, and some for later. */
    static int enough(NetmapMemory memory, int reserve) {
        return (int) Math.min(memory.bufCount(), Math.max(MIN_BYTES / memory.bufSize(), 2L * (memory.highestUsed() + reserve)));
    }

    /** The longest packet that a frame has room for. */
    static int room(int bufSize) {
        return Math.min(PAGE - HEADROOM, bufSize);
    }

    /** Whether all buffers are frames, or could be, that are in use when {@code reserve} more have been taken. */
    boolean covers(int reserve) {
        return Math.min(memory.bufCount(), memory.highestUsed() + reserve) <= frames;
    }

    /** Makes the first so many buffers of a region the frames of a socket. */
    static void register(XdpSocket socket, NetmapMemory memory, int frames) {
        socket.register(memory.address() + memory.bufferPool(), (long) frames * memory.bufSize(), chunk(memory.bufSize()));
    }

    private static int chunk(int bufSize) {
        return Math.min(PAGE, HEADROOM + bufSize);
    }

    /** Bytes that the kernel keeps in memory. */
    long bytes() {
        return (long) frames * bufSize;
    }

    /** Whether a buffer, which must be one of the region, is a frame. */
    boolean isFrame(int buffer) {
        return (usable[buffer >> 6] & 1L << buffer) != 0;
    }

    /** What stands in the fill ring for a buffer. */
    long fillAddress(int buffer) {
        return (long) buffer * bufSize - HEADROOM;
    }

    /** What stands in the transmit and completion rings for a buffer. */
    long address(int buffer) {
        return (long) buffer * bufSize;
    }

    /** The buffer of an address without its offset. */
    int bufferOf(long address) {
        return (int) (address + HEADROOM) / bufSize;
    }
}

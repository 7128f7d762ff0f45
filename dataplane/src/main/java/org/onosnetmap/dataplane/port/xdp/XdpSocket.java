package org.onosnetmap.dataplane.port.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.MappedFile;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * An AF_XDP socket with its four rings: for one queue of an interface. Numbers are those of {@code linux/if_xdp.h}; the order of the calls is
 * that of Linux, Documentation/networking/af_xdp.rst. Control side, but for the rings and {@link #wakeTx}, {@link #wakeRx}.
 */
final class XdpSocket implements AutoCloseable {

    /** {@code bind}: copies between frames and the driver's memory, even if it could do without. */
    static final int COPY = 1 << 1;
    /** {@code bind}: no copies, or failure. */
    static final int ZERO_COPY = 1 << 2;

    private static final int XDP_SHARED_UMEM = 1;
    private static final int XDP_USE_NEED_WAKEUP = 1 << 3;
    private static final int XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int SOL_XDP = 283;
    private static final int XDP_MMAP_OFFSETS = 1;
    private static final int XDP_RX_RING = 2;
    private static final int XDP_TX_RING = 3;
    private static final int XDP_UMEM_REG = 4;
    private static final int XDP_UMEM_FILL_RING = 5;
    private static final int XDP_UMEM_COMPLETION_RING = 6;
    private static final int XDP_STATISTICS = 7;
    private static final int XDP_OPTIONS = 8;
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;
    private static final long PGOFF_RX = 0;
    private static final long PGOFF_TX = 0x8000_0000L;
    private static final long PGOFF_FILL = 0x1_0000_0000L;
    private static final long PGOFF_COMPLETION = 0x1_8000_0000L;

    private static final int BIND_TRIES = 400;
    private static final long BIND_PAUSE = 5_000_000;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SEND_BUFFER = 8 << 20;
    private static final int MSG_DONTWAIT = 0x40;

    /** log2 of the bytes of {@code struct xdp_desc}: address (u64), length (u32), options (u32). */
    private static final int DESCRIPTOR = 4;
    /** log2 of the bytes of an address. */
    private static final int ADDRESS = 3;

    private final AnonymousMemory page = AnonymousMemory.reserve(4096);
    private final ByteBuffer mem = page.buffer().order(ByteOrder.nativeOrder());
    private final int fd;
    final int queue;
    SharedRing rx;
    SharedRing tx;
    SharedRing fill;
    SharedRing completion;
    private boolean closed;

    /** A socket that does nothing yet, for one queue of an interface. */
    XdpSocket(int queue) {
        this.queue = queue;
        fd = Libc.socket(AF_XDP, SOCK_RAW_CLOEXEC, 0);
        if (fd < 0) {
            int errno = Libc.errno();
            page.release();
            throw new SystemCallException("AF_XDP socket", errno);
        }
    }

    int fd() {
        return fd;
    }

    private void set(int option, int length, String what) {
        if (Libc.setsockopt(fd, SOL_XDP, option, page.address(), length) < 0) {
            throw new SystemCallException(what, Libc.errno());
        }
    }

    private void clear(int bytes) {
        for (int i = 0; i < bytes; i += 8) {
            mem.putLong(i, 0);
        }
    }

    /** Makes memory of this process the frames of this socket; frames may begin anywhere in it. The kernel keeps it in place from now on. */
    void register(long address, long length, int chunk) {
        clear(32);
        mem.putLong(0, address).putLong(8, length).putInt(16, chunk).putInt(24, XDP_UMEM_UNALIGNED_CHUNK_FLAG);
        set(XDP_UMEM_REG, 32, "AF_XDP memory of " + length + " bytes");
    }

    /** Makes the rings. Sizes are powers of two. */
    void rings(Umems.Sizes sizes) {
        size(XDP_UMEM_FILL_RING, sizes.filled);
        size(XDP_UMEM_COMPLETION_RING, sizes.sent);
        size(XDP_RX_RING, sizes.rx);
        size(XDP_TX_RING, sizes.tx);
        long[][] offsets = new long[4][4];
        mem.putInt(0, 128);
        if (Libc.getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, page.address() + 64, page.address()) < 0) {
            throw new SystemCallException("AF_XDP ring layout", Libc.errno());
        }
        if (mem.getInt(0) != 128) {
            throw new SystemCallException("AF_XDP ring layout of a kernel before Linux 5.4", Errno.EOPNOTSUPP);
        }
        for (int i = 0; i < 16; i++) {
            offsets[i / 4][i % 4] = mem.getLong(64 + 8 * i);
        }
        rx = map(PGOFF_RX, offsets[0], sizes.rx, DESCRIPTOR);
        tx = map(PGOFF_TX, offsets[1], sizes.tx, DESCRIPTOR);
        fill = map(PGOFF_FILL, offsets[2], sizes.filled, ADDRESS);
        completion = map(PGOFF_COMPLETION, offsets[3], sizes.sent, ADDRESS);
        mem.putInt(0, SEND_BUFFER);
        if (Libc.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, page.address(), 4) < 0) {
            Libc.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, page.address(), 4); // the kernel takes what its limit allows
        }
        mem.putInt(0, Math.min(256, sizes.tx)); // Linux 6.17: frames that a system call sends in copy mode; 32 before
        Libc.setsockopt(fd, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, page.address(), 4);
    }

    private void size(int ring, int entries) {
        mem.putInt(0, entries);
        set(ring, 4, "AF_XDP ring of " + entries + " entries");
    }

    private SharedRing map(long offset, long[] layout, int entries, int entryBits) {
        return new SharedRing(MappedFile.shared(fd, layout[2] + ((long) entries << entryBits), offset), layout, entries, entryBits);
    }

    /**
     * Binds to the queue, with memory of its own.
     *
     * @param mode {@link #COPY}, {@link #ZERO_COPY}, or 0 for what the driver can
     */
    void bind(int interfaceIndex, int mode) {
        bind(interfaceIndex, mode | XDP_USE_NEED_WAKEUP, 0);
    }

    /** Binds to the queue, with the memory of a socket that is bound already, in its mode. */
    void bindSharing(int interfaceIndex, XdpSocket other) {
        bind(interfaceIndex, XDP_SHARED_UMEM, other.fd);
    }

    private void bind(int interfaceIndex, int flags, int shared) {
        mem.putShort(0, (short) AF_XDP).putShort(2, (short) flags).putInt(4, interfaceIndex).putInt(8, queue).putInt(12, shared);
        for (int i = 0; Libc.bind(fd, page.address(), 16) < 0; i++) {
            int errno = Libc.errno();
            if (errno != Errno.EBUSY || i == BIND_TRIES) {
                throw new SystemCallException("AF_XDP bind to queue " + queue, errno);
            }
            LockSupport.parkNanos(BIND_PAUSE); // the kernel lets go of a queue some time after the socket was closed
        }
    }

    /** Whether the driver reads and writes the frames itself. */
    boolean zeroCopy() {
        mem.putInt(0, 4);
        mem.putInt(8, 0);
        Libc.getsockopt(fd, SOL_XDP, XDP_OPTIONS, page.address() + 8, page.address());
        return (mem.getInt(8) & 1) != 0;
    }

    /**
     * {@code struct xdp_statistics}, counted since the socket was made: dropped for want of a frame or because of their length, refused fill
     * entries, refused transmit entries, dropped because the receive ring was full, fill ring found empty, transmit ring found empty. Zeros
     * if the kernel does not tell.
     */
    void statistics(long[] six) {
        clear(128);
        mem.putInt(0, 48);
        Libc.getsockopt(fd, SOL_XDP, XDP_STATISTICS, page.address() + 64, page.address());
        for (int i = 0; i < 6; i++) {
            six[i] = mem.getLong(64 + 8 * i);
        }
    }

    /** Has the kernel look at the transmit ring. Returns 0, or an error number. */
    int wakeTx() {
        return Libc.send(fd, 0, 0, MSG_DONTWAIT) < 0 ? Libc.errno() : 0;
    }

    /** Has the driver look at the fill ring. */
    void wakeRx() {
        Libc.recv(fd, 0, 0, MSG_DONTWAIT);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            for (SharedRing r : new SharedRing[] {rx, tx, fill, completion}) {
                if (r != null) {
                    r.unmap();
                }
            }
            page.release();
        }
    }
}

package org.onosnetmap.dataplane.port.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** An AF_PACKET socket and a page for the arguments of its calls. Numbers are those of {@code linux/if_packet.h}. One thread at a time, but for {@link #drops}. */
final class PacketSocket implements AutoCloseable {

    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_COPY_THRESH = 7;
    static final int PACKET_VERSION = 10;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_FANOUT = 18;
    static final int PACKET_QDISC_BYPASS = 20;
    static final int PACKET_IGNORE_OUTGOING = 23;

    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SOL_PACKET = 263;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC_NONBLOCK = 3 | 02000000 | 04000;

    /** Where {@link #drops} has its arguments: away from those of the worker. */
    private static final int STATISTICS = 2048;

    private final AnonymousMemory page = AnonymousMemory.reserve(4096);
    private final ByteBuffer mem = page.buffer().order(ByteOrder.nativeOrder());
    private final int fd;
    private boolean closed;

    /** A socket that receives nothing until it is bound. */
    PacketSocket() {
        fd = Libc.socket(AF_PACKET, SOCK_RAW_CLOEXEC_NONBLOCK, 0);
        if (fd < 0) {
            int errno = Libc.errno();
            page.release();
            throw new SystemCallException("AF_PACKET socket", errno);
        }
    }

    int fd() {
        return fd;
    }

    /** Sets an {@code int} option; false if the kernel refuses. */
    boolean trySet(int level, int option, int value) {
        mem.putInt(0, value);
        return Libc.setsockopt(fd, level, option, page.address(), 4) == 0;
    }

    /** Sets an {@code int} option of level SOL_PACKET. */
    void set(int option, int value) {
        if (!trySet(SOL_PACKET, option, value)) {
            throw new SystemCallException("AF_PACKET option " + option + " = " + value, Libc.errno());
        }
    }

    /** Asks for buffer space, beyond the system's limit if this process may. */
    void bufferSpace(int force, int plain, int bytes) {
        if (!trySet(SOL_SOCKET, force, bytes)) {
            trySet(SOL_SOCKET, plain, bytes); // the kernel takes what its limit allows
        }
    }

    /** Reads an {@code int} option of the socket level and, as it goes, clears SO_ERROR. */
    int socketOption(int option) {
        mem.putInt(0, 4);
        mem.putInt(8, 0);
        Libc.getsockopt(fd, SOL_SOCKET, option, page.address() + 8, page.address());
        return mem.getInt(8);
    }

    /** Reads the PACKET_FANOUT option: group id in the low 16 bits. */
    int fanout() {
        mem.putInt(0, 4);
        if (Libc.getsockopt(fd, SOL_PACKET, PACKET_FANOUT, page.address() + 8, page.address()) < 0) {
            throw new SystemCallException("AF_PACKET fanout group", Libc.errno());
        }
        return mem.getInt(8);
    }

    /** Asks for the memory-mapped receive ring; false if the kernel has no memory for it. */
    boolean receiveRing(int blockSize, int blocks, int frameSize) {
        mem.putInt(0, blockSize);
        mem.putInt(4, blocks);
        mem.putInt(8, frameSize);
        mem.putInt(12, blockSize / frameSize * blocks);
        return Libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, page.address(), 16) == 0;
    }

    /** Binds to an interface. @param protocol as in the Ethernet header; 0 receives nothing */
    void bind(int interfaceIndex, int protocol) {
        for (int i = 0; i < 24; i += 8) {
            mem.putLong(i, 0);
        }
        mem.putShort(0, (short) AF_PACKET);
        mem.put(2, (byte) (protocol >> 8)).put(3, (byte) protocol);
        mem.putInt(4, interfaceIndex);
        if (Libc.bind(fd, page.address(), 20) < 0) {
            throw new SystemCallException("bind to interface " + interfaceIndex, Libc.errno());
        }
    }

    /** Lets nothing in until {@link #open}; a classic BPF program of one instruction, "accept 0 bytes". */
    void shut() {
        mem.putLong(0, 1); // struct sock_fprog: number of instructions, pointer
        mem.putLong(8, page.address() + 16);
        mem.putLong(16, 0x06); // struct sock_filter: BPF_RET | BPF_K with k = 0
        if (Libc.setsockopt(fd, SOL_SOCKET, 26, page.address(), 16) < 0) {
            throw new SystemCallException("AF_PACKET filter", Libc.errno());
        }
    }

    /** Undoes {@link #shut}. */
    void open() {
        trySet(SOL_SOCKET, 27, 0);
    }

    /** Packets that the kernel dropped since the last call because the ring was full. Control side, while a worker uses the socket. */
    long drops() {
        mem.putInt(STATISTICS, 8);
        mem.putLong(STATISTICS + 8, 0);
        return Libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, page.address() + STATISTICS + 8, page.address() + STATISTICS) == 0
                ? mem.getInt(STATISTICS + 12) & 0xffff_ffffL : 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            page.release();
        }
    }
}

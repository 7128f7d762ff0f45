package org.onosnetmap.dataplane.port.packet;

import static org.onosnetmap.dataplane.port.packet.PacketSocket.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.PortCounters;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Sends one netmap ring through one socket: a batch of frames is one sendmmsg(2).
 *
 * <p>The array of {@code struct mmsghdr} (64 bytes) is built once, each with one {@code struct iovec} (16 bytes) of its own; a frame writes
 * address and length into its iovec.
 */
final class PacketSender implements AutoCloseable {

    private static final int BATCH = 256;
    private static final int MMSGHDR = 64;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int IOVEC = 16;
    private static final int IOVECS = BATCH * MMSGHDR;
    private static final int MSG_DONTWAIT = 0x40;
    /** A frame that is shorter than its header is no frame, and the kernel refuses it. */
    private static final int MIN_FRAME = 14;

    private final NetmapRing ring;
    private final long region;
    private final PortCounters counters;
    private final PacketSocket socket = new PacketSocket();
    private final AnonymousMemory messages = AnonymousMemory.reserve(IOVECS + BATCH * IOVEC);
    private final ByteBuffer mem = messages.buffer().order(ByteOrder.nativeOrder());

    /**
     * @param region      address of the region that holds ring and buffers
     * @param qdiscBypass sends past the interface's queueing discipline
     * @throws SystemCallException if the kernel refuses
     */
    PacketSender(NetmapRing ring, long region, PortCounters counters, int interfaceIndex, boolean qdiscBypass) {
        this.ring = ring;
        this.region = region;
        this.counters = counters;
        for (int i = 0; i < BATCH; i++) {
            mem.putLong(i * MMSGHDR + MSG_IOV, messages.address() + IOVECS + i * IOVEC);
            mem.putLong(i * MMSGHDR + MSG_IOVLEN, 1);
        }
        try {
            socket.bufferSpace(SO_SNDBUFFORCE, SO_SNDBUF, 4 << 20);
            if (qdiscBypass) {
                socket.set(PACKET_QDISC_BYPASS, 1);
            }
            socket.bind(interfaceIndex, 0);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Sends what is in the ring. Frames stay if the interface has no room now. */
    void sync() {
        int at = ring.next(ring.tail());
        if (!ring.headWithin(at)) {
            return;
        }
        int head = ring.head();
        int start = at;
        int lost = 0;
        while (at != head) {
            int n = gather(at, head);
            if (n == 0) { // the slot at hand is bad
                lost++;
                at = ring.next(at);
                continue;
            }
            int sent = Libc.sendmmsg(socket.fd(), messages.address(), n, MSG_DONTWAIT);
            if (sent > 0) {
                at += sent;
                at = at >= ring.numSlots() ? at - ring.numSlots() : at;
                continue; // if not all went, the next call tells why
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.ENOMEM || errno == Errno.EINTR) {
                break;
            }
            lost++; // too long for the MTU, interface down or gone: it will never go
            at = ring.next(at);
        }
        if (at != start) {
            ring.tail(at == 0 ? ring.numSlots() - 1 : at - 1);
        }
        if (lost > 0) {
            counters.addTxErrors(lost);
        }
    }

    /** Writes the iovecs for the slots from {@code at}; stops before one that must not be followed. Returns their number. */
    private int gather(int at, int head) {
        int n = 0;
        for (int v = IOVECS; at != head && n < BATCH; at = ring.next(at), v += IOVEC) {
            long word = ring.word(at);
            int idx = (int) word;
            int length = (int) (word >>> 32) & 0xffff;
            if (!ring.validBuffer(idx) || length > ring.bufSize() || length < MIN_FRAME) {
                break;
            }
            mem.putLong(v, region + ring.bufferOffset(idx));
            mem.putLong(v + 8, length);
            n++;
        }
        return n;
    }

    /** Whether the interface had no room at the last {@link #sync}. */
    boolean unsent() {
        return ring.txPending();
    }

    @Override
    public void close() {
        socket.close();
        messages.release();
    }
}

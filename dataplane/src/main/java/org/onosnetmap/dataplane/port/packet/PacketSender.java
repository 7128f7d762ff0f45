package org.onosnetmap.dataplane.port.packet;

import static org.onosnetmap.dataplane.port.packet.PacketSocket.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.PortCounters;
import org.onosnetmap.dataplane.port.repair.FrameRepair;
import org.onosnetmap.dataplane.port.repair.SegmentRun;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Sends one netmap ring through one socket: a batch of frames is one sendmmsg(2).
 *
 * <p>A message is a {@code virtio_net_hdr} and a frame in a netmap buffer; or, for a {@link SegmentRun}, that header and the headers of
 * the large frame from scratch memory, and the payloads of the segments from their netmap buffers. Native memory holds, in this order,
 * {@code struct mmsghdr[BATCH]} (64 bytes each), {@code struct iovec[IOVECS]} (16 bytes each), a header of zeros for single frames, and
 * the scratch memory of each message.
 */
final class PacketSender implements AutoCloseable {

    private static final int BATCH = 256;
    private static final int IOVECS = 1024;
    private static final int MMSGHDR = 64;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int IOVEC = 16;
    private static final int SCRATCH = 128;
    private static final int IOVECS_AT = BATCH * MMSGHDR;
    private static final int ZEROS_AT = IOVECS_AT + IOVECS * IOVEC;
    private static final int SCRATCH_AT = ZEROS_AT + 64;
    private static final int MSG_DONTWAIT = 0x40;
    /** A frame that is shorter than its header is no frame, and the kernel refuses it. */
    private static final int MIN_FRAME = 14;

    private final NetmapRing ring;
    private final long region;
    private final PortCounters counters;
    private final PacketSocket socket = new PacketSocket();
    private final AnonymousMemory messages = AnonymousMemory.reserve(SCRATCH_AT + BATCH * SCRATCH);
    private final ByteBuffer mem = messages.buffer().order(ByteOrder.nativeOrder());
    private final SegmentRun run;
    /** Slots of each message. */
    private final int[] slots = new int[BATCH];
    /** Longest frame that may be part of a run: the kernel does not hold the segments of a large frame against the MTU. 0 for no runs. */
    private volatile int maxSegment;
    private boolean runsRefused;

    /**
     * @param region      address of the region that holds ring and buffers
     * @param qdiscBypass sends past the interface's queueing discipline
     * @throws SystemCallException if the kernel refuses
     */
    PacketSender(NetmapRing ring, long region, PortCounters counters, int interfaceIndex, boolean qdiscBypass) {
        this.ring = ring;
        this.region = region;
        this.counters = counters;
        this.run = new SegmentRun(ring.memory());
        try {
            socket.set(PACKET_VNET_HDR, 1);
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

    /** Sets how long a frame may be to go as a segment of a larger one; 0 sends every frame by itself. */
    void maxSegment(int bytes) {
        maxSegment = bytes;
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
                for (int i = 0; i < sent; i++) {
                    at = forward(at, slots[i]);
                }
                continue; // if not all went, the next call tells why
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.ENOMEM || errno == Errno.EINTR) {
                break;
            }
            if (slots[0] > 1 && errno != Errno.ENETDOWN && errno != Errno.ENXIO) {
                runsRefused = true; // the segments go one by one from now on
                continue;
            }
            lost += slots[0]; // too long for the MTU, interface down or gone: it will never go
            at = forward(at, slots[0]);
        }
        if (at != start) {
            ring.tail(at == 0 ? ring.numSlots() - 1 : at - 1);
        }
        if (lost > 0) {
            counters.addTxErrors(lost);
        }
    }

    private int forward(int at, int n) {
        at += n;
        return at >= ring.numSlots() ? at - ring.numSlots() : at;
    }

    /** Writes the messages for the slots from {@code at}; stops before one that must not be followed. Returns their number. */
    private int gather(int at, int head) {
        int longest = runsRefused ? 0 : maxSegment;
        int n = 0;
        int iov = 0;
        while (at != head && n < BATCH && iov + 2 <= IOVECS) {
            long word = checked(at);
            if (word == 0) {
                break;
            }
            int buffer = ring.bufferOffset((int) word);
            int length = (int) (word >>> 32) & 0xffff;
            int first = at;
            int firstIov = iov;
            at = ring.next(at);
            iovec(iov++, messages.address() + ZEROS_AT, FrameRepair.HEADER_SIZE);
            iovec(iov++, region + buffer, length);
            if (length <= longest && at != head && run.start(buffer, length)) {
                int headers = run.headers();
                for (; at != head && iov < IOVECS && (word = checked(at)) != 0; at = ring.next(at)) {
                    int next = ring.bufferOffset((int) word);
                    int nextLength = (int) (word >>> 32) & 0xffff;
                    if (nextLength > longest || !run.add(next, nextLength)) {
                        break;
                    }
                    iovec(iov++, region + next + headers, nextLength - headers);
                }
                if (run.count() > 1) {
                    int scratch = SCRATCH_AT + n * SCRATCH;
                    iovec(firstIov, messages.address() + scratch, run.writeHeaders(mem, scratch));
                    iovec(firstIov + 1, region + buffer + headers, length - headers);
                }
            }
            mem.putLong(n * MMSGHDR + MSG_IOV, messages.address() + IOVECS_AT + firstIov * IOVEC);
            mem.putLong(n * MMSGHDR + MSG_IOVLEN, iov - firstIov);
            int taken = at - first;
            slots[n++] = taken < 0 ? taken + ring.numSlots() : taken;
        }
        return n;
    }

    /** {@link NetmapRing#word} of a slot whose frame may be sent, or 0. */
    private long checked(int slot) {
        long word = ring.word(slot);
        int length = (int) (word >>> 32) & 0xffff;
        return ring.validBuffer((int) word) && length <= ring.bufSize() && length >= MIN_FRAME ? word : 0;
    }

    private void iovec(int i, long address, int length) {
        mem.putLong(IOVECS_AT + i * IOVEC, address);
        mem.putLong(IOVECS_AT + i * IOVEC + 8, length);
    }

    @Override
    public void close() {
        socket.close();
        messages.release();
    }
}

package org.onosnetmap.dataplane.port.packet;

import static org.onosnetmap.dataplane.port.packet.PacketSocket.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.PortCounters;
import org.onosnetmap.dataplane.port.repair.FrameRepair;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.MappedFile;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Receives into one netmap ring from one socket with a TPACKET_V2 ring.
 *
 * <p>A frame of the kernel's ring: {@code struct tpacket2_hdr} (status, length, captured length, offsets, time stamp, VLAN tag), {@code
 * struct sockaddr_ll}, and at {@code tp_mac} the frame, with its {@code virtio_net_hdr} in the ten bytes before. It is the kernel's while
 * its status is 0 and ours otherwise.
 */
final class PacketReceiver implements AutoCloseable {

    private static final VarHandle STATUS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final int TPACKET_V2 = 1;
    private static final int ETH_P_ALL = 3;

    private static final int TP_LEN = 4;
    private static final int TP_SNAPLEN = 8;
    private static final int TP_MAC = 12;
    private static final int TP_VLAN_TCI = 24;
    private static final int TP_VLAN_TPID = 26;
    private static final int SLL_PKTTYPE = 32 + 10;

    private static final int STATUS_KERNEL = 0;
    private static final int STATUS_COPY = 0x02;
    private static final int STATUS_VLAN_VALID = 0x10;
    private static final int STATUS_VLAN_TPID_VALID = 0x40;
    private static final int PACKET_OUTGOING = 4;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;

    private static final int BLOCK_SIZE = 1 << 16;
    private static final int RING_BYTES = 8 << 20;
    /** Room for the largest IP packet with its Ethernet header, tags and {@code virtio_net_hdr}. */
    private static final int STAGING = 68 << 10;
    /** Bytes of large frames that may wait in the socket's queue. */
    private static final int QUEUE_BYTES = 16 << 20;
    /** Empty syncs between looks at the socket's error, which makes the descriptor ready until somebody looks. */
    private static final int ERROR_CHECK = 64;

    private final NetmapRing ring;
    private final PortCounters counters;
    private final PacketSocket socket = new PacketSocket();
    private final MappedFile map;
    private final ByteBuffer frames;
    private final ByteBuffer framesView;
    private final int frameSize;
    private final int frameCount;
    private final AnonymousMemory staging = AnonymousMemory.reserve(STAGING);
    private final ByteBuffer staged = staging.buffer().order(ByteOrder.nativeOrder());
    private final ByteBuffer stagedView = staging.buffer();
    private final ByteBuffer target;
    private final FrameRepair repair = new FrameRepair();

    private int frame; // index of the next frame of the kernel's ring
    private ByteBuffer repairView; // where the frame in repair is: the kernel's ring or the staging area
    private int released; // head of the netmap ring at the last sync
    private int idleSyncs;
    // Since the counters were last told.
    private int errors;
    private int dropped;
    private int repaired;

    /**
     * @param maxFrame bytes of the interface's longest frame, with tags
     * @throws SystemCallException if the kernel refuses
     */
    PacketReceiver(NetmapRing ring, PortCounters counters, int interfaceIndex, int maxFrame) {
        this.ring = ring;
        this.counters = counters;
        this.target = ring.memory().duplicate().order(ByteOrder.nativeOrder());
        MappedFile m = null;
        try {
            socket.set(PACKET_VERSION, TPACKET_V2);
            socket.set(PACKET_VNET_HDR, 1);
            socket.set(PACKET_COPY_THRESH, 1);
            socket.trySet(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1); // Linux 4.20; receive() looks at the packet type too
            socket.bufferSpace(SO_RCVBUFFORCE, SO_RCVBUF, QUEUE_BYTES);
            int size = 2048;
            while (size < maxFrame + 128 && size < 16384) { // 128: the headers that the kernel puts before the frame
                size *= 2;
            }
            int bytes = RING_BYTES;
            while (!socket.receiveRing(BLOCK_SIZE, bytes / BLOCK_SIZE, size)) {
                bytes /= 2;
                if (bytes < 1 << 19) {
                    throw new SystemCallException("AF_PACKET receive ring", Libc.errno());
                }
            }
            m = MappedFile.shared(socket.fd(), bytes);
            this.map = m;
            this.frames = m.buffer();
            this.framesView = m.buffer();
            this.frameSize = size;
            this.frameCount = bytes / size;
            socket.shut();
            socket.bind(interfaceIndex, ETH_P_ALL);
            socket.socketOption(SO_ERROR); // takes ENETDOWN, which bind(2) leaves if the interface is down: the port asks for the interface's flags itself
        } catch (RuntimeException e) {
            socket.close();
            staging.release();
            if (m != null) {
                m.unmap();
            }
            throw e;
        }
    }

    PacketSocket socket() {
        return socket;
    }

    int fd() {
        return socket.fd();
    }

    /** Fills the netmap ring. Returns false when the socket tells that the interface went down or away. */
    boolean sync() {
        if (!ring.headWithin(released)) {
            return true;
        }
        released = ring.head();
        int fill = ring.tail();
        int full = released == 0 ? ring.numSlots() - 1 : released - 1;
        int start = fill;
        while (fill != full) {
            if (repair.pending()) {
                fill = repaired(fill);
                if (!repair.pending()) {
                    handBack();
                }
                continue;
            }
            int at = frame * frameSize;
            int status = (int) STATUS.getAcquire(frames, at);
            if (status == STATUS_KERNEL) {
                break;
            }
            fill = receive(at, status, fill);
            if (!repair.pending()) {
                handBack();
            }
        }
        if ((errors | dropped | repaired) != 0) {
            count();
        }
        if (fill != start) {
            ring.tail(fill);
            idleSyncs = 0;
            return true;
        }
        if (++idleSyncs < ERROR_CHECK || fill == full) {
            return true;
        }
        idleSyncs = 0;
        return socket.socketOption(SO_ERROR) == 0;
    }

    private void count() {
        counters.addRxErrors(errors);
        counters.addRxDropped(dropped);
        counters.addRxRepaired(repaired);
        errors = dropped = repaired = 0;
    }

    private void handBack() {
        STATUS.setRelease(frames, frame * frameSize, STATUS_KERNEL);
        frame = frame + 1 == frameCount ? 0 : frame + 1;
    }

    /** Takes the frame at a position of the kernel's ring into slot {@code fill}, or into repair. Returns the next slot to fill. */
    private int receive(int at, int status, int fill) {
        int mac = at + (frames.getShort(at + TP_MAC) & 0xffff);
        int length = frames.getInt(at + TP_LEN);
        int vlan = 0;
        if ((status & STATUS_VLAN_VALID) != 0) {
            int tpid = (status & STATUS_VLAN_TPID_VALID) != 0 ? frames.getShort(at + TP_VLAN_TPID) & 0xffff : 0x8100;
            vlan = tpid << 16 | frames.getShort(at + TP_VLAN_TCI) & 0xffff;
        }
        if ((status & STATUS_COPY) != 0) {
            return receiveQueued(vlan, fill, frames.get(at + SLL_PKTTYPE) == PACKET_OUTGOING);
        }
        if (frames.get(at + SLL_PKTTYPE) == PACKET_OUTGOING) {
            return fill;
        }
        if (frames.getInt(at + TP_SNAPLEN) < length) { // longer than a frame of the ring, and the socket's queue was full
            dropped++;
            return fill;
        }
        int header = mac - FrameRepair.HEADER_SIZE;
        if (vlan == 0 && FrameRepair.complete(frames, header)) {
            int to = ring.bufferAt(fill);
            if (to < 0 || length > ring.bufSize() || length < 14) {
                errors++;
                return to < 0 ? filled(fill, 0) : fill; // a slot that the client spoilt goes back empty
            }
            framesView.limit(mac + length).position(mac);
            target.position(to);
            target.put(framesView);
            return filled(fill, length);
        }
        return repair(frames, framesView, header, mac, length, vlan, fill);
    }

    /** Takes the frame that waits whole in the socket's queue. */
    private int receiveQueued(int vlan, int fill, boolean outgoing) {
        long n = Libc.recv(socket.fd(), staging.address(), STAGING, MSG_DONTWAIT | MSG_TRUNC);
        if (n < 0 && Libc.errno() == Errno.ENETDOWN) { // the socket's error was reported, and the frame still waits
            n = Libc.recv(socket.fd(), staging.address(), STAGING, MSG_DONTWAIT | MSG_TRUNC);
        }
        if (outgoing) {
            return fill;
        }
        if (n < FrameRepair.HEADER_SIZE || n > STAGING) {
            errors++;
            return fill;
        }
        return repair(staged, stagedView, 0, FrameRepair.HEADER_SIZE, (int) n - FrameRepair.HEADER_SIZE, vlan, fill);
    }

    private int repair(ByteBuffer mem, ByteBuffer view, int header, int at, int length, int vlan, int fill) {
        if (!repair.start(mem, header, at, length, vlan)) {
            errors++;
            return fill;
        }
        if (vlan != 0 || !FrameRepair.complete(mem, header)) {
            repaired++;
        }
        repairView = view;
        return repaired(fill);
    }

    private int repaired(int fill) {
        int to = ring.bufferAt(fill);
        if (to < 0) { // the client spoilt the slot: it goes back empty
            errors++;
            return filled(fill, 0);
        }
        int n = repair.next(repairView, target, to, ring.bufSize());
        if (n < 0) {
            errors++;
            return fill;
        }
        return filled(fill, n);
    }

    private int filled(int fill, int length) {
        ring.len(fill, length);
        ring.flags(fill, 0);
        return ring.next(fill);
    }

    @Override
    public void close() {
        socket.close();
        map.unmap();
        staging.release();
    }
}

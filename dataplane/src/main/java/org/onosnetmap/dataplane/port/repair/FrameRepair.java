package org.onosnetmap.dataplane.port.repair;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Turns one received frame with its {@code virtio_net_hdr} into one or more complete frames.
 *
 * <p>{@link #start} looks at the frame; {@link #next} writes one complete frame into a buffer, as long as {@link #pending} says that there
 * are more. The source must stay as it is in between. All buffers are in native byte order.
 *
 * <p>A TCP segment gets its sequence number, lengths and IPv4 identification counted on, FIN and PSH in the last segment only, CWR in
 * the first only (RFC 3168, 6.1.2), as a card's segmentation does.
 */
public final class FrameRepair {

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Bytes of {@code struct virtio_net_hdr} without the field for merged buffers. */
    public static final int HEADER_SIZE = 10;

    private static final int HDR_FLAGS = 0;
    private static final int HDR_GSO_TYPE = 1;
    private static final int HDR_GSO_SIZE = 4;
    private static final int HDR_CSUM_START = 6;
    private static final int HDR_CSUM_OFFSET = 8;

    private static final int NEEDS_CSUM = 1;
    private static final int GSO_NONE = 0;
    private static final int GSO_TCPV4 = 1;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_UDP_L4 = 5;
    private static final int GSO_ECN = 0x80;

    private static final int TCP = TransportHeader.TCP;
    private static final int UDP = TransportHeader.UDP;
    private static final int SCTP = TransportHeader.SCTP;
    private static final int TCP_CSUM = TransportHeader.TCP_CSUM;
    private static final int UDP_CSUM = TransportHeader.UDP_CSUM;
    private static final int SCTP_CSUM = TransportHeader.SCTP_CSUM;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private static final int ADDRESSES = 12; // where a VLAN tag goes

    private final CRC32C crc = new CRC32C();
    private final TransportHeader found = new TransportHeader();

    // The frame at hand.
    private ByteBuffer source;
    private int at;
    private int length;
    private int vlan; // TPID << 16 | TCI to put back; 0 for none
    private int csumStart; // 0 if there is nothing to complete
    private int csumOffset;

    // Where its headers are, from its first byte; filled by parse().
    private int l3;
    private int l4;
    private int protocol;

    // Segmentation.
    private int headers; // bytes of headers; 0 if the frame is not cut
    private int segmentSize;
    private int ipId;
    private int seq;

    private int done; // payload bytes written
    private int segments; // frames written
    private boolean pending;

    /**
     * Whether a frame with this header is complete as it is.
     *
     * @param mem    holds the header
     * @param header position of the header
     */
    public static boolean complete(ByteBuffer mem, int header) {
        return (mem.getShort(header) & (0xff << (LITTLE ? 8 : 0) | NEEDS_CSUM << (LITTLE ? 0 : 8))) == 0;
    }

    /**
     * Takes a frame on.
     *
     * @param mem    holds header and frame
     * @param header position of the {@code virtio_net_hdr}
     * @param at     position of the frame
     * @param length bytes of the frame
     * @param vlan   tag to put back behind the addresses, {@code TPID << 16 | TCI}; 0 for none
     * @return false if the frame contradicts itself or its header, or is of a kind that cannot be repaired; nothing is pending then
     */
    public boolean start(ByteBuffer mem, int header, int at, int length, int vlan) {
        this.source = mem;
        this.at = at;
        this.length = length;
        this.vlan = vlan;
        this.done = 0;
        this.segments = 0;
        this.headers = 0;
        this.csumStart = 0;
        boolean partial = (mem.get(header + HDR_FLAGS) & NEEDS_CSUM) != 0;
        if (partial) {
            csumStart = mem.getShort(header + HDR_CSUM_START) & 0xffff;
            csumOffset = mem.getShort(header + HDR_CSUM_OFFSET) & 0xffff;
            if (csumStart < 14 || csumStart + csumOffset + 2 > length) {
                return pending = false;
            }
        }
        int gso = mem.get(header + HDR_GSO_TYPE) & 0xff & ~GSO_ECN;
        pending = length >= 14 && (gso == GSO_NONE || cut(gso, mem.getShort(header + HDR_GSO_SIZE) & 0xffff));
        return pending;
    }

    /** Whether {@link #next} has another frame. */
    public boolean pending() {
        return pending;
    }

    /** Plans the segmentation. */
    private boolean cut(int gso, int size) {
        if (size == 0 || !parse()) {
            return false;
        }
        boolean v4 = (source.get(at + l3) & 0xf0) == 0x40;
        if (gso == GSO_TCPV4 && !v4 || gso == GSO_TCPV6 && v4 || (gso == GSO_UDP_L4 ? protocol != UDP : protocol != TCP)
                || gso != GSO_TCPV4 && gso != GSO_TCPV6 && gso != GSO_UDP_L4) {
            return false;
        }
        if (csumStart != 0 && csumStart != l4) {
            return false; // a tunnel: the offload is about an inner header
        }
        if (protocol == TCP) {
            if (l4 + 20 > length) {
                return false;
            }
            int tcpHeader = (source.get(at + l4 + 12) & 0xf0) >> 2;
            if (tcpHeader < 20) {
                return false;
            }
            headers = l4 + tcpHeader;
            seq = swap32(source.getInt(at + l4 + 4));
        } else {
            headers = l4 + 8;
        }
        if (headers > length) {
            return false;
        }
        segmentSize = size;
        ipId = v4 ? InternetChecksum.swap(source.getShort(at + l3 + 4)) : 0;
        return true;
    }

    private boolean parse() {
        if (!found.find(source, at, length)) {
            return false;
        }
        l3 = found.l3;
        l4 = found.l4;
        protocol = found.protocol;
        return true;
    }

    /**
     * Writes the next complete frame.
     *
     * @param view   a view of the source that this call may position
     * @param dst    where to; its position is used up
     * @param to     position to write at
     * @param room   bytes that may be written
     * @return bytes written, or -1 if the frame does not fit; it is passed over then
     */
    public int next(ByteBuffer view, ByteBuffer dst, int to, int room) {
        int tag = vlan != 0 ? 4 : 0;
        if (headers == 0) {
            pending = false;
            if (length + tag > room) {
                return -1;
            }
            copy(view, dst, length, to);
            if (csumStart != 0) {
                completeChecksum(dst, to + tag, to + tag + length);
            }
            return length + tag;
        }
        int payload = Math.min(segmentSize, length - headers - done);
        boolean last = done + payload == length - headers;
        int size = headers + payload + tag;
        if (size <= room) {
            copy(view, dst, headers, to);
            view.limit(at + headers + done + payload).position(at + headers + done);
            dst.position(to + tag + headers);
            dst.put(view);
            fixHeaders(dst, to + tag, payload, last);
        }
        done += payload;
        segments++;
        pending = !last;
        return size <= room ? size : -1;
    }

    /** Copies the first {@code n} bytes of the frame, with the VLAN tag put in. */
    private void copy(ByteBuffer view, ByteBuffer dst, int n, int to) {
        dst.position(to);
        if (vlan == 0) {
            view.limit(at + n).position(at);
            dst.put(view);
            return;
        }
        view.limit(at + ADDRESSES).position(at);
        dst.put(view);
        dst.putInt(to + ADDRESSES, swap32(vlan));
        dst.position(to + ADDRESSES + 4);
        view.limit(at + n).position(at + ADDRESSES);
        dst.put(view);
    }

    /** @param frame where the frame's first byte would be if it had no tag put in: header offsets count from here */
    private void fixHeaders(ByteBuffer dst, int frame, int payload, boolean last) {
        int ip = frame + l3;
        int transport = frame + l4;
        int l4Length = headers - l4 + payload;
        long sum;
        if ((dst.get(ip) & 0xf0) == 0x40) {
            put16(dst, ip + 2, l4 - l3 + l4Length);
            put16(dst, ip + 4, ipId + segments);
            dst.putShort(ip + 10, (short) 0);
            dst.putShort(ip + 10, (short) InternetChecksum.fold(InternetChecksum.add(0, dst, ip, l4 - l3)));
            sum = InternetChecksum.add(0, dst, ip + 12, 8);
        } else {
            put16(dst, ip + 4, l4 - l3 - 40 + l4Length);
            sum = InternetChecksum.add(0, dst, ip + 8, 32);
        }
        sum = InternetChecksum.add(InternetChecksum.add(sum, protocol), l4Length);
        int field;
        if (protocol == TCP) {
            dst.putInt(transport + 4, swap32(seq + done));
            int flags = dst.get(transport + 13);
            if (!last) {
                flags &= ~FIN_PSH;
            }
            if (segments > 0) {
                flags &= ~CWR;
            }
            dst.put(transport + 13, (byte) flags);
            field = transport + TCP_CSUM;
        } else {
            put16(dst, transport + 4, l4Length);
            field = transport + UDP_CSUM;
        }
        dst.putShort(field, (short) 0);
        int checksum = InternetChecksum.fold(InternetChecksum.add(sum, dst, transport, l4Length));
        dst.putShort(field, (short) (protocol == UDP && checksum == 0 ? 0xffff : checksum));
    }

    /** The field holds the sum of the pseudo header: the rest is added from {@code csumStart} to the end, as the hardware would. */
    private void completeChecksum(ByteBuffer dst, int frame, int end) {
        int from = frame + csumStart;
        int field = from + csumOffset;
        if (csumOffset == SCTP_CSUM && parse() && protocol == SCTP && csumStart == l4) {
            completeSctp(crc, dst, from, end);
            return;
        }
        int checksum = InternetChecksum.fold(InternetChecksum.add(0, dst, from, end - from));
        dst.putShort(field, (short) (csumOffset == UDP_CSUM && checksum == 0 ? 0xffff : checksum));
    }

    /** Writes the CRC32C of an SCTP packet. {@code dst} is positioned and limited meanwhile. */
    static void completeSctp(CRC32C crc, ByteBuffer dst, int from, int end) {
        dst.putInt(from + SCTP_CSUM, 0);
        crc.reset();
        int limit = dst.limit();
        dst.limit(end).position(from);
        crc.update(dst);
        dst.limit(limit);
        int value = (int) crc.getValue();
        dst.putInt(from + SCTP_CSUM, LITTLE ? value : Integer.reverseBytes(value)); // RFC 9260, appendix A: least significant byte first
    }

    /** A 32-bit number from native to network order, or back. */
    private static int swap32(int number) {
        return LITTLE ? Integer.reverseBytes(number) : number;
    }

    private static void put16(ByteBuffer dst, int at, int number) {
        dst.putShort(at, (short) InternetChecksum.swap(number));
    }
}

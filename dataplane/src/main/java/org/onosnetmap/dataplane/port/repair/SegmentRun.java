package org.onosnetmap.dataplane.port.repair;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Recognizes consecutive TCP segments that the kernel may be given as one large frame to cut, because cutting gives exactly these
 * segments again: the reverse of {@link FrameRepair}. Sending 64 KB costs the kernel little more than sending one segment.
 *
 * <p>The segments of a run are untagged IPv4 (without options) or IPv6 (without extension headers), of one connection, consecutive in
 * sequence number and IPv4 identification, equal in all other header fields and TCP options; all but the last are of one size and have
 * no other flag than ACK; the last may be shorter and have PSH. Their checksums are verified, since those of the cut segments will be
 * right in any case, and a damaged segment must stay damaged.
 */
public final class SegmentRun {

    /** Bytes that the headers of a run have at most. */
    public static final int MAX_HEADERS = 14 + 40 + 60;

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int ETHERNET = 14;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    /** Keeps the IP packet within its 16-bit length. */
    private static final int MAX_BYTES = 64_000;
    /** Smaller segments are not worth the trouble. */
    private static final int MIN_PAYLOAD = 256;

    private final ByteBuffer mem;
    private int first;
    private int firstLength;
    private boolean v4;
    private int l4;
    private int headers;
    private int segmentSize;
    private int payload; // of the whole run
    private int count;
    private boolean ended;
    private boolean psh;

    /** @param mem holds the segments, in native byte order */
    public SegmentRun(ByteBuffer mem) {
        this.mem = mem;
    }

    /**
     * Begins with a frame.
     *
     * @param at     position of the frame
     * @param length its bytes
     * @return whether more segments may follow; its checksums are not verified yet
     */
    public boolean start(int at, int length) {
        if (length < ETHERNET + 20 + 20 + MIN_PAYLOAD) {
            return false;
        }
        int type = mem.getShort(at + 12) & 0xffff;
        v4 = type == InternetChecksum.swap(0x0800);
        if (v4) {
            l4 = ETHERNET + 20;
            if (mem.get(at + ETHERNET) != 0x45 || mem.get(at + ETHERNET + 9) != 6 || u16(at + ETHERNET + 2) != length - ETHERNET
                    || (u16(at + ETHERNET + 6) & 0xbfff) != 0) {
                return false;
            }
        } else {
            l4 = ETHERNET + 40;
            if (type != InternetChecksum.swap(0x86dd) || (mem.get(at + ETHERNET) & 0xf0) != 0x60 || mem.get(at + ETHERNET + 6) != 6
                    || u16(at + ETHERNET + 4) != length - l4) {
                return false;
            }
        }
        headers = l4 + ((mem.get(at + l4 + 12) & 0xf0) >> 2);
        segmentSize = length - headers;
        if (headers < l4 + 20 || segmentSize < MIN_PAYLOAD || mem.get(at + l4 + 13) != ACK || (mem.get(at + l4 + 12) & 0xf) != 0) {
            return false;
        }
        first = at;
        firstLength = length;
        payload = segmentSize;
        count = 1;
        ended = false;
        psh = false;
        return true;
    }

    /** Adds a frame if it continues the run. */
    public boolean add(int at, int length) {
        int size = length - headers;
        if (ended || size <= 0 || size > segmentSize || payload + size > MAX_BYTES || !continues(at, length)
                || count == 1 && !intact(first, firstLength) || !intact(at, length)) {
            return false;
        }
        psh = mem.get(at + l4 + 13) != ACK;
        ended = psh || size < segmentSize;
        payload += size;
        count++;
        return true;
    }

    private boolean continues(int at, int length) {
        int a = first;
        int b = at;
        int flags = mem.get(b + l4 + 13);
        if (mem.getLong(a) != mem.getLong(b) || mem.getInt(a + 8) != mem.getInt(b + 8) || mem.getInt(a + 12) != mem.getInt(b + 12)
                || swap32(mem.getInt(b + l4 + 4)) != swap32(mem.getInt(a + l4 + 4)) + payload
                || mem.getInt(a + l4) != mem.getInt(b + l4) // ports
                || mem.getInt(a + l4 + 8) != mem.getInt(b + l4 + 8) // acknowledged
                || mem.get(a + l4 + 12) != mem.get(b + l4 + 12) || (flags & ~PSH) != ACK
                || mem.getShort(a + l4 + 14) != mem.getShort(b + l4 + 14) || mem.getShort(a + l4 + 18) != mem.getShort(b + l4 + 18)) {
            return false;
        }
        for (int i = l4 + 20; i < headers; i += 4) {
            if (mem.getInt(a + i) != mem.getInt(b + i)) {
                return false;
            }
        }
        int ip = ETHERNET;
        if (v4) { // bytes 12 to 15 of the frame, compared above, hold version, header length and type of service
            return u16(b + ip + 2) == length - ip && (u16(b + ip + 4) - u16(a + ip + 4) - count & 0xffff) == 0
                    && mem.getInt(a + ip + 6) == mem.getInt(b + ip + 6) // fragment field, TTL, protocol
                    && mem.getLong(a + ip + 12) == mem.getLong(b + ip + 12);
        }
        return u16(b + ip + 4) == length - l4 && mem.getShort(a + ip + 2) == mem.getShort(b + ip + 2)
                && mem.getShort(a + ip + 6) == mem.getShort(b + ip + 6) && mem.getLong(a + ip + 8) == mem.getLong(b + ip + 8)
                && mem.getLong(a + ip + 16) == mem.getLong(b + ip + 16) && mem.getLong(a + ip + 24) == mem.getLong(b + ip + 24)
                && mem.getLong(a + ip + 32) == mem.getLong(b + ip + 32);
    }

    /** Whether the checksums of a segment of the run are right. */
    private boolean intact(int at, int length) {
        if (v4 && InternetChecksum.fold(InternetChecksum.add(0, mem, at + ETHERNET, 20)) != 0) {
            return false;
        }
        return InternetChecksum.fold(InternetChecksum.add(pseudo(at, length - l4), mem, at + l4, length - l4)) == 0;
    }

    private long pseudo(int at, int tcpLength) {
        long sum = v4 ? InternetChecksum.add(0, mem, at + ETHERNET + 12, 8) : InternetChecksum.add(0, mem, at + ETHERNET + 8, 32);
        return InternetChecksum.add(InternetChecksum.add(sum, 6), tcpLength);
    }

    /** Segments so far. */
    public int count() {
        return count;
    }

    /** Bytes of a segment's headers: its payload begins behind them. */
    public int headers() {
        return headers;
    }

    /**
     * Writes the {@code virtio_net_hdr} and the headers of the large frame, which the payloads of the segments follow.
     *
     * @return bytes written, at most {@link FrameRepair#HEADER_SIZE} + {@link #MAX_HEADERS}
     */
    public int writeHeaders(ByteBuffer dst, int to) {
        dst.put(to, (byte) 1).put(to + 1, (byte) (v4 ? 1 : 4)); // NEEDS_CSUM; TCPV4 or TCPV6
        dst.putShort(to + 2, (short) headers).putShort(to + 4, (short) segmentSize).putShort(to + 6, (short) l4).putShort(to + 8, (short) 16);
        int f = to + FrameRepair.HEADER_SIZE;
        for (int i = 0; i < headers; i++) {
            dst.put(f + i, mem.get(first + i));
        }
        int tcpLength = headers - l4 + payload;
        if (v4) {
            dst.putShort(f + ETHERNET + 2, (short) InternetChecksum.swap(20 + tcpLength));
            dst.putShort(f + ETHERNET + 10, (short) 0);
            dst.putShort(f + ETHERNET + 10, (short) InternetChecksum.fold(InternetChecksum.add(0, dst, f + ETHERNET, 20)));
        } else {
            dst.putShort(f + ETHERNET + 4, (short) InternetChecksum.swap(tcpLength));
        }
        if (psh) {
            dst.put(f + l4 + 13, (byte) (ACK | PSH));
        }
        dst.putShort(f + l4 + 16, (short) ~InternetChecksum.fold(pseudo(first, tcpLength)));
        return FrameRepair.HEADER_SIZE + headers;
    }

    private int u16(int at) {
        return InternetChecksum.swap(mem.getShort(at));
    }

    private static int swap32(int number) {
        return LITTLE ? Integer.reverseBytes(number) : number;
    }
}

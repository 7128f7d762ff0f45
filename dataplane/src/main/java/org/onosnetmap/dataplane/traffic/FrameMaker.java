package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.traffic.FrameLayout.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * Writes the frames of one stream, one after the other: a template is copied and what differs from frame to frame is written over it, with
 * the checksum made from the template's sum and the differences (RFC 1071, RFC 1624). One thread.
 */
final class FrameMaker {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    /** The fastest way to write memory of native order at a position. */
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Up to here eight bytes at a time are faster than a bulk copy. */
    private static final int SHORT = 256;
    /** Frames up to here, all of one length and with the same addresses, have a loop of their own. */
    private static final int SHORTEST = 64;

    private final FrameSpec spec;
    private final ByteBuffer template;
    /** The beginning of the template, in native order. */
    private final long[] words = new long[SHORT / 8];
    private final ByteBuffer target;
    private final ByteBuffer mem;
    private final int header;
    private final int payload;
    private final int udp;
    private final boolean fixed;
    private final boolean vary;
    private final int minLength;
    private final int lengths;
    /** Sum of all that the UDP checksum covers and that never changes. */
    private final long baseSum;
    /** Sum of the IPv4 header without what changes. */
    private final long ipSum;
    private int number;
    private long random;

    // Where the round over the ranges is.
    private long sourceAddress;
    private int sourcePort;
    private long destinationAddress;
    private int destinationPort;

    /**
     * @param mem    where frames are written, in native byte order
     * @param stream tells the streams of a receiver apart, 0 to 65,535
     */
    FrameMaker(FrameSpec spec, ByteBuffer mem, int stream) {
        this.spec = spec;
        this.mem = mem;
        this.target = mem.duplicate();
        this.header = spec.header;
        this.fixed = spec.frame != null;
        this.payload = spec.source.ipv6 ? PAYLOAD_IPV6 : PAYLOAD_IPV4;
        this.udp = payload - UDP;
        this.minLength = fixed ? spec.frame.length : spec.minLength;
        this.lengths = fixed ? 1 : Math.max(1, spec.length - spec.minLength);
        this.vary = spec.source.isRange() || spec.destination.isRange() || spec.randomSource || spec.randomDestination;
        this.random = 0x9E3779B97F4A7C15L * (stream + 1);
        int size = spec.longest() + 7 & ~7;
        this.template = ByteBuffer.allocateDirect(size).order(ByteOrder.BIG_ENDIAN);
        long base = 0;
        long ip = 0;
        if (fixed) {
            for (int i = 0; i < spec.frame.length; i++) {
                template.put(header + i, spec.frame[i]);
            }
        } else {
            fill(stream);
            base = baseSum();
            ip = spec.source.ipv6 ? 0 : sum(template, header + ETHERNET, IPV4);
            if (lengths == 1 && !vary) {
                putLengths(template, header, minLength, false);
                if (!spec.source.ipv6) {
                    template.putShort(header + ETHERNET + 10, (short) checksum(sum(template, header + ETHERNET, IPV4)));
                }
            }
        }
        baseSum = base;
        ipSum = ip;
        template.order(ByteOrder.nativeOrder());
        for (int i = 0; i < words.length && 8 * i < size; i++) {
            words[i] = template.getLong(8 * i);
        }
    }

    private void fill(int stream) {
        int at = header;
        putMac(at, spec.destinationMac);
        putMac(at + 6, spec.sourceMac);
        template.putShort(at + TYPE, (short) (spec.source.ipv6 ? TYPE_IPV6 : TYPE_IPV4));
        int ip = at + ETHERNET;
        if (spec.source.ipv6) {
            template.putInt(ip, 6 << 28).put(ip + 6, (byte) 17).put(ip + 7, (byte) 64);
            template.putLong(ip + 8, spec.source.high).putLong(ip + 24, spec.destination.high);
            if (!vary) {
                template.putLong(ip + 16, spec.source.first).putLong(ip + 32, spec.destination.first);
            }
        } else {
            template.putShort(ip, (short) 0x4500).putShort(ip + 6, (short) 0x4000).put(ip + 8, (byte) 64).put(ip + 9, (byte) 17);
            if (!vary) {
                template.putInt(ip + 12, (int) spec.source.first).putInt(ip + 16, (int) spec.destination.first);
            }
        }
        if (!vary) {
            template.putShort(at + udp, (short) spec.source.firstPort).putShort(at + udp + 2, (short) spec.destination.firstPort);
        }
        template.putInt(at + payload, MARK).putShort(at + payload + STREAM, (short) stream);
    }

    private void putMac(int at, long mac) {
        template.putShort(at, (short) (mac >>> 32)).putInt(at + 2, (int) mac);
    }

    /** Pseudo header, UDP header and payload as the template has them; without lengths, which are added for each frame. */
    private long baseSum() {
        int addresses = spec.source.ipv6 ? 32 : 8;
        int from = header + udp - addresses;
        return sum(template, from, addresses + UDP + PAYLOAD) + 17;
    }

    private static long sum(ByteBuffer b, int from, int bytes) {
        long sum = 0;
        for (int i = 0; i < bytes; i += 2) {
            sum += b.getShort(from + i) & 0xffff;
        }
        return sum;
    }

    private static int checksum(long sum) {
        long s = (sum & 0xffff_ffffL) + (sum >>> 32);
        s = (s & 0xffff) + (s >>> 16);
        s = (s & 0xffff) + (s >>> 16);
        s = (s & 0xffff) + (s >>> 16);
        return (int) ~s & 0xffff;
    }

    private static short be(int v) {
        return LITTLE_ENDIAN ? Short.reverseBytes((short) v) : (short) v;
    }

    private static int be32(int v) {
        return LITTLE_ENDIAN ? Integer.reverseBytes(v) : v;
    }

    private static long be64(long v) {
        return LITTLE_ENDIAN ? Long.reverseBytes(v) : v;
    }

    private void putLengths(ByteBuffer b, int at, int length, boolean nativeOrder) {
        int ipLength = spec.source.ipv6 ? length - ETHERNET - IPV6 : length - ETHERNET;
        int udpLength = length - udp;
        b.putShort(at + ETHERNET + (spec.source.ipv6 ? 4 : 2), nativeOrder ? be(ipLength) : (short) ipLength);
        b.putShort(at + udp + 4, nativeOrder ? be(udpLength) : (short) udpLength);
    }

    /** Number of the frame that comes next. */
    int number() {
        return number;
    }

    /**
     * Writes the next {@code n} frames into a transmit ring whose memory this maker has, from slot {@code i} on. A slot that names no buffer
     * goes out empty.
     *
     * @return bytes of all frames
     */
    long fill(NetmapRing r, int i, int n) {
        if (!fixed && !vary && lengths == 1 && header + minLength <= SHORTEST) {
            return fillShort(r, i, n);
        }
        long sum = 0;
        for (int k = 0; k < n; k++) {
            int idx = r.bufIdx(i);
            int len = r.validBuffer(idx) ? next(r.bufferOffset(idx), 0) : 0;
            r.word(i, idx & 0xffff_ffffL | (long) len << 32);
            sum += len;
            i = i + 1 == r.numSlots() ? 0 : i + 1;
        }
        return sum;
    }

    /** As {@link #fill} and {@link #next} for the plainest of frames, with all that does not change in registers. */
    private long fillShort(NetmapRing r, int i, int n) {
        ByteBuffer m = mem;
        int slots = r.numSlots();
        int size = header + minLength;
        int numberAt = header + payload + NUMBER;
        int checksumAt = header + udp + 6;
        long base = baseSum + 2L * (minLength - udp);
        long w0 = words[0];
        long w1 = words[1];
        long w2 = words[2];
        long w3 = words[3];
        long w4 = words[4];
        long w5 = words[5];
        long w6 = words[6];
        long w7 = words[7];
        int first = number;
        for (int k = 0; k < n; k++) {
            int idx = r.bufIdx(i);
            int len = 0;
            if (r.validBuffer(idx)) {
                len = size;
                int at = r.bufferOffset(idx);
                LONG.set(m, at, w0);
                LONG.set(m, at + 8, w1);
                LONG.set(m, at + 16, w2);
                LONG.set(m, at + 24, w3);
                LONG.set(m, at + 32, w4);
                LONG.set(m, at + 40, w5);
                LONG.set(m, at + 48, w6);
                LONG.set(m, at + 56, w7);
                int number = first + k;
                m.putInt(at + numberAt, be32(number));
                int c = checksum(base + (number >>> 16) + (number & 0xffff));
                m.putShort(at + checksumAt, be(c == 0 ? 0xffff : c));
            }
            r.word(i, idx & 0xffff_ffffL | (long) len << 32);
            i = i + 1 == slots ? 0 : i + 1;
        }
        number = first + n;
        return (long) n * size;
    }

    /** Bytes of the next frame, of which nothing is written. */
    int length() {
        number++;
        return header + (lengths == 1 ? minLength : randomLength());
    }

    private int randomLength() {
        return minLength + (int) ((random() >>> 33) * lengths >>> 31);
    }

    /**
     * Writes the next frame.
     *
     * @param at   position of the buffer, with room for {@link FrameSpec#longest} rounded up to eight
     * @param time for pings, any value; 0 otherwise
     * @return bytes of the frame, with the virtio-net header
     */
    int next(int at, long time) {
        int length = lengths == 1 ? minLength : randomLength();
        int size = header + length;
        copy(at, size);
        if (fixed) {
            return size;
        }
        int frame = at + header;
        ByteBuffer m = mem;
        int n = number++;
        m.putInt(frame + payload + NUMBER, be32(n));
        long sum = baseSum + (n >>> 16) + (n & 0xffff) + 2L * (length - udp);
        if (time != 0) {
            m.putLong(frame + payload + TIME, be64(time));
            sum += words(time);
        }
        if (vary) {
            sum += vary(frame);
        }
        if (vary || lengths != 1) {
            headers(frame, length);
        }
        int c = checksum(sum);
        m.putShort(frame + udp + 6, be(c == 0 ? 0xffff : c));
        return size;
    }

    private static long words(long v) {
        return (v >>> 48) + (v >>> 32 & 0xffff) + (v >>> 16 & 0xffff) + (v & 0xffff);
    }

    private void copy(int at, int size) {
        if (size > SHORT) {
            target.limit(at + size).position(at);
            template.limit(size).position(0);
            target.put(template);
            template.limit(template.capacity());
            return;
        }
        for (int i = 0; i < size; i += 8) {
            LONG.set(mem, at + i, words[i >>> 3]);
        }
    }

    /** Lengths, and the IPv4 header's checksum. */
    private void headers(int frame, int length) {
        putLengths(mem, frame, length, true);
        if (!spec.source.ipv6) {
            int ip = frame + ETHERNET;
            long sum = ipSum + (length - ETHERNET);
            if (vary) {
                int src = be32(mem.getInt(ip + 12));
                int dst = be32(mem.getInt(ip + 16));
                sum += (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff);
            }
            mem.putShort(ip + 10, be(checksum(sum)));
        }
    }

    /** Writes addresses and ports. Returns the sum of them. */
    private long vary(int frame) {
        Endpoints s = spec.source;
        Endpoints d = spec.destination;
        long src = s.first + sourceAddress;
        int sport = s.firstPort + sourcePort;
        long dst = d.first + destinationAddress;
        int dport = d.firstPort + destinationPort;
        if (spec.randomSource) {
            src = randomAddress(s);
            sport = randomPort(s);
        }
        if (spec.randomDestination) {
            dst = randomAddress(d);
            dport = randomPort(d);
        }
        step(s, d);
        int ip = frame + ETHERNET;
        if (s.ipv6) {
            mem.putLong(ip + 16, be64(src)).putLong(ip + 32, be64(dst));
        } else {
            mem.putInt(ip + 12, be32((int) src)).putInt(ip + 16, be32((int) dst));
        }
        mem.putShort(frame + udp, be(sport)).putShort(frame + udp + 2, be(dport));
        return words(src) + words(dst) + sport + dport;
    }

    private void step(Endpoints s, Endpoints d) {
        if (!spec.randomSource) {
            if (++sourcePort < s.ports) {
                return;
            }
            sourcePort = 0;
            if (++sourceAddress < s.addresses) {
                return;
            }
            sourceAddress = 0;
        }
        if (++destinationPort < d.ports) {
            return;
        }
        destinationPort = 0;
        if (++destinationAddress >= d.addresses) {
            destinationAddress = 0;
        }
    }

    private long randomAddress(Endpoints e) {
        long r = random();
        if (e.addresses > 1) {
            return e.first + Long.remainderUnsigned(r, e.addresses);
        }
        if (e.ipv6) {
            return r;
        }
        int network = (int) (r >>> 32) & 0xff;
        network = network == 0 || network == 127 || network >= 224 ? 10 : network;
        return (long) network << 24 | r & 0xff_ffff;
    }

    private int randomPort(Endpoints e) {
        int r = (int) (random() >>> 40);
        return e.ports > 1 ? e.firstPort + r % e.ports : e.addresses > 1 ? e.firstPort : r & 0xffff;
    }

    /** xorshift64*: S. Vigna, An experimental exploration of Marsaglia's xorshift generators, scrambled (2016). */
    private long random() {
        random ^= random >>> 12;
        random ^= random << 25;
        random ^= random >>> 27;
        return random * 0x2545F4914F6CDD1DL;
    }
}

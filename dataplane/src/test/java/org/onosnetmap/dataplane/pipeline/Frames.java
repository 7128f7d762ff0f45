package org.onosnetmap.dataplane.pipeline;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Makes frames for tests, with right lengths and checksums unless told otherwise. */
public final class Frames {

    private Frames() {
    }

    /** Bytes from hexadecimal digits; blanks are ignored. */
    public static byte[] hex(String s) {
        String digits = s.replaceAll("\\s", "");
        byte[] b = new byte[digits.length() / 2];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return b;
    }

    public static String hex(byte[] b) {
        StringBuilder s = new StringBuilder();
        for (byte x : b) {
            s.append(String.format("%02x", x));
        }
        return s.toString();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream o = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            o.write(p, 0, p.length);
        }
        return o.toByteArray();
    }

    public static byte[] u8(int... values) {
        byte[] b = new byte[values.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) values[i];
        }
        return b;
    }

    public static byte[] u16(int... values) {
        ByteBuffer b = ByteBuffer.allocate(2 * values.length);
        for (int v : values) {
            b.putShort((short) v);
        }
        return b.array();
    }

    public static byte[] mac(long m) {
        return join(u16((int) (m >>> 32), (int) (m >>> 16), (int) m));
    }

    /** An IPv4 or IPv6 address from its text. */
    public static byte[] ip(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** Ethernet header without tags and payload. */
    public static byte[] ethernet(long dst, long src, int type, byte[] payload) {
        return join(mac(dst), mac(src), u16(type), payload);
    }

    /** Puts a tag into a frame, as the outermost. */
    public static byte[] tagged(int tpid, int tci, byte[] frame) {
        ByteBuffer b = ByteBuffer.allocate(frame.length + 4);
        b.put(frame, 0, 12).putShort((short) tpid).putShort((short) tci).put(frame, 12, frame.length - 12);
        return b.array();
    }

    /** IPv4 packet without options. */
    public static byte[] ipv4(byte[] src, byte[] dst, int tos, int ttl, int protocol, int fragment, byte[] payload) {
        return ipv4(src, dst, tos, ttl, protocol, fragment, new byte[0], payload);
    }

    /** IPv4 packet; {@code options} are a multiple of 4 bytes, {@code fragment} is the word of flags and fragment offset. */
    public static byte[] ipv4(byte[] src, byte[] dst, int tos, int ttl, int protocol, int fragment, byte[] options, byte[] payload) {
        int header = 20 + options.length;
        byte[] h = join(u8(0x40 | header / 4, tos), u16(header + payload.length, 0x1234, fragment), u8(ttl, protocol), u16(0), src, dst, options);
        put16(h, 10, ~sum(h) & 0xffff);
        return join(h, payload);
    }

    /** IPv6 packet; extension headers are part of the payload. */
    public static byte[] ipv6(byte[] src, byte[] dst, int trafficClass, int flowLabel, int hopLimit, int next, byte[] payload) {
        int word = 6 << 28 | trafficClass << 20 | flowLabel;
        return join(u16(word >>> 16, word, payload.length), u8(next, hopLimit), src, dst, payload);
    }

    /** TCP segment with its checksum. */
    public static byte[] tcp(byte[] srcIp, byte[] dstIp, int src, int dst, byte[] data) {
        byte[] s = join(u16(src, dst, 0, 1, 0, 2, 0x5010, 0x2000, 0, 0), data);
        put16(s, 16, checksum(srcIp, dstIp, 6, s));
        return s;
    }

    /** A whole frame of 60 bytes: UDP from 10.0.0.0 + {@code host} to 10.0.1.1, TTL {@code ttl}. */
    static byte[] udp(int host, int ttl) {
        ByteBuffer b = ByteBuffer.allocate(60);
        b.putShort((short) 0x0200).putInt(2).putShort((short) 0x0200).putInt(1).putShort((short) 0x0800);
        b.putShort((short) 0x4500).putShort((short) 46).putInt(0).put((byte) ttl).put((byte) 17).putShort((short) 0);
        b.putInt(0x0a000000 | host).putInt(0x0a000101).putShort((short) 1000).putShort((short) 53).putShort((short) 26);
        return b.array();
    }

    /** UDP datagram with its checksum. */
    public static byte[] udp(byte[] srcIp, byte[] dstIp, int src, int dst, byte[] data) {
        byte[] s = join(u16(src, dst, 8 + data.length, 0), data);
        int c = checksum(srcIp, dstIp, 17, s);
        put16(s, 6, c == 0 ? 0xffff : c);
        return s;
    }

    /** SCTP packet: common header with CRC32c, chunks (RFC 9260 section 3). */
    public static byte[] sctp(int src, int dst, byte[] chunks) {
        byte[] s = join(u16(src, dst, 0, 1, 0, 0), chunks);
        CRC32C crc = new CRC32C();
        crc.update(s);
        ByteBuffer.wrap(s).putInt(8, Integer.reverseBytes((int) crc.getValue()));
        return s;
    }

    /** MPLS label stack entry (RFC 3032). */
    public static byte[] mplsEntry(int label, int trafficClass, int bottom, int ttl) {
        int entry = label << 12 | trafficClass << 9 | bottom << 8 | ttl;
        return u16(entry >>> 16, entry);
    }

    /** A frame inside a service instance: backbone addresses and I-TAG in front; {@code flags} are priority, drop eligible, UCA and reserved bits. */
    public static byte[] pbb(long dst, long src, int flags, int isid, byte[] frame) {
        return ethernet(dst, src, 0x88e7, join(u8(flags, isid >> 16), u16(isid), frame));
    }

    /** ICMP message (no pseudo header). */
    public static byte[] icmp(int type, int code, byte[] body) {
        byte[] s = join(u8(type, code), u16(0), body);
        put16(s, 2, ~sum(s) & 0xffff);
        return s;
    }

    /** ICMPv6 message. */
    public static byte[] icmpv6(byte[] srcIp, byte[] dstIp, int type, int code, byte[] body) {
        byte[] s = join(u8(type, code), u16(0), body);
        put16(s, 2, checksum(srcIp, dstIp, 58, s));
        return s;
    }

    /** Neighbour solicitation or advertisement, options behind the target. */
    public static byte[] neighbour(byte[] srcIp, byte[] dstIp, int type, byte[] target, byte[] options) {
        return icmpv6(srcIp, dstIp, type, 0, join(new byte[4], target, options));
    }

    /** ARP for Ethernet and IPv4. */
    public static byte[] arp(int op, long sha, byte[] spa, long tha, byte[] tpa) {
        return join(u16(1, 0x0800), u8(6, 4), u16(op), mac(sha), spa, mac(tha), tpa);
    }

    /** Checksum over pseudo header and segment, whose checksum field must be 0. */
    public static int checksum(byte[] srcIp, byte[] dstIp, int protocol, byte[] segment) {
        return ~sum(join(srcIp, dstIp, u16(0, protocol, segment.length), segment)) & 0xffff;
    }

    /** One's complement sum, the last odd byte filled up with 0 (RFC 1071). */
    public static int sum(byte[] b) {
        long sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (b[i] & 255) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    public static void put16(byte[] b, int at, int v) {
        b[at] = (byte) (v >> 8);
        b[at + 1] = (byte) v;
    }
}

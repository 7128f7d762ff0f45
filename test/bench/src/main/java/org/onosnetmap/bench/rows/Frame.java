package org.onosnetmap.bench.rows;

import java.nio.ByteBuffer;

/** Writes Ethernet frames of 60 bytes (64 with the FCS, the shortest there are) with IPv4 in them. */
final class Frame {

    static final int LENGTH = 60;
    static final int NO_TAG = -1;
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    private static final long ROUTER = 0x020000000001L;
    private static final long HOST = 0x020000000002L;

    private Frame() {
    }

    /** A UDP packet to the router, without tag. */
    static ByteBuffer udp(int source, int destination, int sourcePort, int destinationPort) {
        return ip(HOST, ROUTER, NO_TAG, UDP, source, destination, sourcePort, destinationPort);
    }

    /** An IPv4 packet to the router, with a tag or {@link #NO_TAG}. */
    static ByteBuffer ip(int vlan, int protocol, int source, int destination, int sourcePort, int destinationPort) {
        return ip(HOST, ROUTER, vlan, protocol, source, destination, sourcePort, destinationPort);
    }

    /** A UDP packet between two hosts of one network. */
    static ByteBuffer between(long from, long to) {
        return ip(from, to, NO_TAG, UDP, 0x0a000001, 0x0a000002, 4096, 8192);
    }

    private static ByteBuffer ip(long from, long to, int vlan, int protocol, int source, int destination, int sourcePort, int destinationPort) {
        ByteBuffer b = ByteBuffer.allocate(LENGTH);
        mac(b, to);
        mac(b, from);
        if (vlan != NO_TAG) {
            b.putShort((short) 0x8100).putShort((short) vlan);
        }
        b.putShort((short) 0x0800);
        int ip = b.position();
        int total = LENGTH - ip;
        b.put((byte) 0x45).put((byte) 0).putShort((short) total).putShort((short) 1).putShort((short) 0).put((byte) 64).put((byte) protocol).putShort((short) 0);
        b.putInt(source).putInt(destination);
        b.putShort(ip + 10, (short) ~sum(b, ip, 20));
        switch (protocol) {
            case UDP: // checksum 0: not used (RFC 768)
                b.putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) (total - 20)).putShort((short) 0);
                break;
            case TCP: // an acknowledgement
                int tcp = b.position();
                b.putShort((short) sourcePort).putShort((short) destinationPort).putInt(1).putInt(1).put((byte) 0x50).put((byte) 0x10).putShort((short) 8192).putInt(0);
                b.putShort(tcp + 16, (short) ~fold(sum(b, ip + 12, 8) + TCP + total - 20 + sum(b, tcp, total - 20)));
                break;
            case ICMP: // echo request
                int icmp = b.position();
                b.put((byte) 8).put((byte) 0).putShort((short) 0).putInt(1);
                b.putShort(icmp + 2, (short) ~sum(b, icmp, total - 20));
                break;
            default:
                break;
        }
        return b.rewind();
    }

    private static void mac(ByteBuffer b, long mac) {
        b.putShort((short) (mac >> 32)).putInt((int) mac);
    }

    /** The ones' complement sum of an even number of bytes (RFC 1071). */
    private static int sum(ByteBuffer b, int at, int len) {
        int sum = 0;
        for (int i = 0; i < len; i += 2) {
            sum += b.getShort(at + i) & 0xffff;
        }
        return fold(sum);
    }

    private static int fold(int sum) {
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}

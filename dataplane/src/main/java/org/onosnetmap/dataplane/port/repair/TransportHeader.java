package org.onosnetmap.dataplane.port.repair;

import java.nio.ByteBuffer;

/** Where a frame's network and transport headers are. Positions count from the frame's first byte. */
final class TransportHeader {

    static final int TCP = 6;
    static final int UDP = 17;
    static final int SCTP = 132;
    /** Checksum fields, from the transport header on. */
    static final int TCP_CSUM = 16;
    static final int UDP_CSUM = 6;
    static final int SCTP_CSUM = 8;

    int l3;
    int l4;
    int protocol;

    /**
     * Finds them behind any VLAN tags. Network is IPv4 or IPv6; at least 8 bytes of the transport header are there.
     *
     * @param mem    holds the frame, in native byte order
     * @param at     position of the frame
     * @param length its bytes
     * @return false if they are not there whole, or the packet is a fragment
     */
    boolean find(ByteBuffer mem, int at, int length) {
        int p = 12;
        if (length < 14) {
            return false;
        }
        int type = u16(mem, at + p);
        while (type == 0x8100 || type == 0x88a8) {
            p += 4;
            if (p + 2 > length) {
                return false;
            }
            type = u16(mem, at + p);
        }
        l3 = p + 2;
        if (type == 0x0800) {
            if (l3 + 20 > length) {
                return false;
            }
            int ihl = (mem.get(at + l3) & 0xf) * 4;
            protocol = mem.get(at + l3 + 9) & 0xff;
            l4 = l3 + ihl;
            return (mem.get(at + l3) & 0xf0) == 0x40 && ihl >= 20 && l4 + 8 <= length && (u16(mem, at + l3 + 6) & 0x3fff) == 0;
        }
        if (type == 0x86dd) {
            if (l3 + 40 > length || (mem.get(at + l3) & 0xf0) != 0x60) {
                return false;
            }
            protocol = mem.get(at + l3 + 6) & 0xff;
            l4 = l3 + 40;
            while (protocol == 0 || protocol == 43 || protocol == 60) { // hop-by-hop, routing, destination options
                if (l4 + 8 > length) {
                    return false;
                }
                protocol = mem.get(at + l4) & 0xff;
                l4 += 8 + (mem.get(at + l4 + 1) & 0xff) * 8;
            }
            return l4 + 8 <= length;
        }
        return false;
    }

    private static int u16(ByteBuffer mem, int at) {
        return InternetChecksum.swap(mem.getShort(at));
    }
}

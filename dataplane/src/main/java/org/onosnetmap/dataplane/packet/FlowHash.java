package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

/**
 * A number that all packets of a flow have in common: from addresses, protocol and ports (TCP, UDP, SCTP) of IP packets, from the Ethernet
 * addresses of others. Fragments leave the ports out, because only the first of them has any and all are to go the same way. The two
 * directions of a flow have different numbers.
 */
public final class FlowHash {

    private static final long K1 = 0xff51afd7ed558ccdL;
    private static final long K2 = 0xc4ceb9fe1a85ec53L;

    private FlowHash() {
    }

    /** The flow of the packet as its headers are now. */
    public static long of(PacketKey key) {
        key.need(DEPTH_TRANSPORT);
        long[] w = key.words();
        switch (key.ipVersion) {
            case 4:
                return ip(0, w[IPV4] >>> 32, 0, w[IPV4] & 0xffffffffL, key.protocol(), ports(key));
            case 6:
                return ip(w[IPV6_SRC], w[IPV6_SRC + 1], w[IPV6_DST], w[IPV6_DST + 1], key.protocol(), ports(key));
            default:
                return ethernet(w[SRC_VLAN] >>> 16, w[DST_TYPE] >>> 16);
        }
    }

    /**
     * Of an IP packet.
     *
     * @param ports source port in bits 16 to 31, destination port in bits 0 to 15; 0 for none
     */
    public static long ip(long srcHi, long srcLo, long dstHi, long dstLo, int protocol, int ports) {
        long h = mix(srcHi + K1) ^ srcLo;
        h = mix(h) ^ dstHi;
        h = mix(h + K2) ^ dstLo;
        return mix(mix(h) ^ ((long) protocol << 32 | ports & 0xffffffffL));
    }

    /** Of a packet that is not IP. */
    public static long ethernet(long src, long dst) {
        return mix(mix(src) ^ dst);
    }

    /** Spreads every bit over all (the finish of MurmurHash3). */
    public static long mix(long n) {
        long h = n ^ n >>> 33;
        h *= K1;
        h ^= h >>> 33;
        h *= K2;
        return h ^ h >>> 33;
    }

    private static int ports(PacketKey key) {
        int protocol = key.protocol();
        boolean hasPorts = protocol == IP_TCP || protocol == IP_UDP || protocol == IP_SCTP;
        return hasPorts && !key.isFragment() ? (int) key.words()[INNER] : 0;
    }
}

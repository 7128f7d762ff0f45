package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Field;

/** Sets fields of the header behind the EtherType: IPv4, IPv6, ARP, the outermost MPLS label stack entry, the outermost I-TAG. */
final class NetworkEditor {

    private static final int IPV4_TTL_PROTOCOL = 8;

    private final PacketKey key;

    NetworkEditor(PacketKey key) {
        this.key = key;
    }

    void set(Field f, long hi, long lo) {
        switch (f) {
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
                key.need(DEPTH_NETWORK);
                setFirstWord(f, key.hasMpls(), lo);
                break;
            case PBB_ISID:
            case PBB_UCA:
                key.need(DEPTH_NETWORK);
                setFirstWord(f, key.hasPbb(), lo);
                break;
            case IP_DSCP:
                setTrafficClass(f, 0x03, (int) lo << 2, lo);
                break;
            case IP_ECN:
                setTrafficClass(f, 0xfc, (int) lo, lo);
                break;
            case IP_PROTO:
                setProtocol((int) lo);
                break;
            case IPV4_SRC:
                setIpv4Address(f, 12, (int) lo);
                break;
            case IPV4_DST:
                setIpv4Address(f, 16, (int) lo);
                break;
            case IPV6_SRC:
                key.need(DEPTH_TRANSPORT);
                setIpv6Address(KeyLayout.IPV6_SRC, 8, hi, lo, true);
                break;
            case IPV6_DST:
                key.need(DEPTH_TRANSPORT);
                setIpv6Address(KeyLayout.IPV6_DST, 24, hi, lo, !key.routed);
                break;
            case IPV6_FLABEL:
                setFlowLabel(lo);
                break;
            default:
                setArp(f, lo);
                break;
        }
    }

    /** MPLS and PBB: the key holds the 32 bits as the packet does. */
    private void setFirstWord(Field f, boolean there, long value) {
        if (there) {
            key.store(f, value);
            Wire.put32(key.mem, key.networkOffset(), (int) key.words()[INNER]);
        }
    }

    private void setTrafficClass(Field f, int keep, int bits, long value) {
        key.need(DEPTH_NETWORK);
        int at = key.networkOffset();
        if (key.ipVersion == 4) {
            int old = Wire.u16(key.mem, at);
            int now = old & (0xff00 | keep) | bits;
            Wire.put16(key.mem, at, now);
            Checksums.ipv4(key.mem, at, InternetChecksum.change16(old, now));
            key.store(f, value);
        } else if (key.ipVersion == 6) {
            Wire.put16(key.mem, at, Wire.u16(key.mem, at) & (0xf00f | keep << 4) | bits << 4);
            key.store(f, value);
        }
    }

    /**
     * Says that something else follows. Only the IPv4 header's checksum goes along: the transport header's is that of the protocol before,
     * and stays, so that setting the protocol back gives the packet back.
     */
    private void setProtocol(int protocol) {
        key.need(DEPTH_TRANSPORT);
        if (!key.hasProtocol()) {
            return;
        }
        int at = key.networkOffset();
        if (key.ipVersion == 4) {
            int old = Wire.u16(key.mem, at + IPV4_TTL_PROTOCOL);
            int now = old & 0xff00 | protocol;
            Wire.put16(key.mem, at + IPV4_TTL_PROTOCOL, now);
            Checksums.ipv4(key.mem, at, InternetChecksum.change16(old, now));
        } else {
            Wire.put8(key.mem, key.nextHeader, protocol);
        }
        key.restart(key.length());
    }

    private void setIpv4Address(Field f, int offset, int address) {
        key.need(DEPTH_TRANSPORT);
        if (key.ipVersion != 4) {
            return;
        }
        int at = key.networkOffset() + offset;
        int change = InternetChecksum.change32(Wire.i32(key.mem, at), address);
        Wire.put32(key.mem, at, address);
        Checksums.ipv4(key.mem, key.networkOffset(), change);
        Checksums.transport(key, change);
        key.store(f, address & 0xffffffffL);
    }

    private void setIpv6Address(int word, int offset, long hi, long lo, boolean inPseudoHeader) {
        if (key.ipVersion != 6) {
            return;
        }
        int at = key.networkOffset() + offset;
        if (inPseudoHeader) {
            Checksums.transport(key, InternetChecksum.change64(Wire.i64(key.mem, at), hi) + InternetChecksum.change64(Wire.i64(key.mem, at + 8), lo));
        }
        Wire.put64(key.mem, at, hi);
        Wire.put64(key.mem, at + 8, lo);
        key.words()[word] = hi;
        key.words()[word + 1] = lo;
    }

    /** No checksum covers it (RFC 8200 section 8.1). */
    private void setFlowLabel(long label) {
        key.need(DEPTH_NETWORK);
        if (key.ipVersion == 6) {
            int at = key.networkOffset();
            Wire.put32(key.mem, at, Wire.i32(key.mem, at) & 0xfff00000 | (int) label);
            key.store(Field.IPV6_FLABEL, label);
        }
    }

    private void setArp(Field f, long value) {
        key.need(DEPTH_NETWORK);
        if (!key.hasArp()) {
            return;
        }
        int at = key.networkOffset();
        switch (f) {
            case ARP_OP:
                Wire.put16(key.mem, at + 6, (int) value);
                break;
            case ARP_SHA:
                Wire.put48(key.mem, at + 8, value);
                break;
            case ARP_SPA:
                Wire.put32(key.mem, at + 14, (int) value);
                break;
            case ARP_THA:
                Wire.put48(key.mem, at + 18, value);
                break;
            default:
                Wire.put32(key.mem, at + 24, (int) value);
                break;
        }
        key.store(f, value);
    }
}

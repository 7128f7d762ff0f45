package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Field;

/** Sets fields of TCP, UDP, SCTP, ICMP and neighbour discovery. */
final class TransportEditor {

    private static final int TCP_FLAGS_WORD = 12;
    private static final int ICMP_CHECKSUM = 2;
    private static final int ND_TARGET_ADDRESS = 8;

    private final PacketKey key;

    TransportEditor(PacketKey key) {
        this.key = key;
    }

    void set(Field f, long hi, long lo) {
        key.need(DEPTH_TRANSPORT);
        int value = (int) lo;
        switch (f) {
            case TCP_SRC:
                setWord(f, IP_TCP, 0, 0, value);
                break;
            case TCP_DST:
                setWord(f, IP_TCP, 2, 0, value);
                break;
            case TCP_FLAGS:
                setWord(f, IP_TCP, TCP_FLAGS_WORD, 0xf000, value);
                break;
            case UDP_SRC:
                setWord(f, IP_UDP, 0, 0, value);
                break;
            case UDP_DST:
                setWord(f, IP_UDP, 2, 0, value);
                break;
            case SCTP_SRC:
                setSctpPort(f, 0x0000ffff, value << 16, lo);
                break;
            case SCTP_DST:
                setSctpPort(f, 0xffff0000, value, lo);
                break;
            case ICMPV4_TYPE:
                setIcmpv4(f, 0x00ff, value << 8, lo);
                break;
            case ICMPV4_CODE:
                setIcmpv4(f, 0xff00, value, lo);
                break;
            case ICMPV6_TYPE:
                setIcmpv6Type(value);
                break;
            case ICMPV6_CODE:
                setWord(f, IP_ICMPV6, 0, 0xff00, value);
                break;
            case IPV6_ND_TARGET:
                setNdTarget(hi, lo);
                break;
            case IPV6_ND_SLL:
                setLinkLayer(f, HAS_ND_SLL, lo);
                break;
            default:
                setLinkLayer(f, HAS_ND_TLL, lo);
                break;
        }
    }

    /** Sixteen bits of a header whose checksum is at {@link PacketKey#transportChecksum}, but for those in {@code keep}. */
    private void setWord(Field f, int protocol, int offset, int keep, int value) {
        if (key.hasTransport(protocol)) {
            int at = key.transportOffset() + offset;
            int old = Wire.u16(key.mem, at);
            int now = old & keep | value;
            Checksums.transport(key, InternetChecksum.change16(old, now));
            Wire.put16(key.mem, at, now);
            key.store(f, value);
        }
    }

    private void setSctpPort(Field f, int keep, int bits, long port) {
        if (key.hasTransport(IP_SCTP)) {
            int at = key.transportOffset();
            int old = Wire.i32(key.mem, at);
            int now = old & keep | bits;
            Checksums.sctp(key, old ^ now);
            Wire.put32(key.mem, at, now);
            key.store(f, port);
        }
    }

    private void setIcmpv4(Field f, int keep, int bits, long value) {
        if (key.hasTransport(IP_ICMP)) {
            int at = key.transportOffset();
            int old = Wire.u16(key.mem, at);
            int now = old & keep | bits;
            Wire.put16(key.mem, at, now);
            Checksums.internet(key.mem, at + ICMP_CHECKSUM, InternetChecksum.change16(old, now));
            if (now == 0 && isZero(at, key.networkEnd())) {
                // The one sum that the difference cannot tell (RFC 1624 section 3): nothing but zeros has checksum 0xffff.
                Wire.put16(key.mem, at + ICMP_CHECKSUM, 0xffff);
            }
            key.store(f, value);
        }
    }

    private boolean isZero(int from, int end) {
        for (int at = from; at < end; at++) {
            if (key.mem.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The type says whether the message is of neighbour discovery, so that this is to be read anew. */
    private void setIcmpv6Type(int type) {
        if (key.hasTransport(IP_ICMPV6)) {
            int at = key.transportOffset();
            int old = Wire.u16(key.mem, at);
            int now = old & 0x00ff | type << 8;
            Checksums.transport(key, InternetChecksum.change16(old, now));
            Wire.put16(key.mem, at, now);
            key.restart(key.length());
        }
    }

    private void setNdTarget(long hi, long lo) {
        key.need(DEPTH_ND);
        if ((key.words()[INNER] & HAS_ND_TARGET) != 0) {
            int at = key.transportOffset() + ND_TARGET_ADDRESS;
            Checksums.transport(key, InternetChecksum.change64(Wire.i64(key.mem, at), hi) + InternetChecksum.change64(Wire.i64(key.mem, at + 8), lo));
            Wire.put64(key.mem, at, hi);
            Wire.put64(key.mem, at + 8, lo);
            key.words()[ND_TARGET] = hi;
            key.words()[ND_TARGET + 1] = lo;
        }
    }

    private void setLinkLayer(Field f, long presence, long address) {
        key.need(DEPTH_ND);
        if ((key.words()[INNER] & presence) != 0) {
            int at = key.linkLayerAddress;
            int change = InternetChecksum.change16(Wire.u16(key.mem, at), (int) (address >>> 32)) + InternetChecksum.change32(Wire.i32(key.mem, at + 2), (int) address);
            Checksums.transport(key, change);
            Wire.put48(key.mem, at, address);
            key.store(f, address);
        }
    }
}

package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.flow.Field;

/**
 * Changes the headers of the packet that a {@link PacketKey} stands for: in place, with the checksums, and with the key following, so
 * that the next table matches the new headers. An action on a header that the packet does not have changes nothing.
 */
public final class HeaderEditor {

    private static final int IPV4_CHECKSUM = 10;

    private final PacketKey key;

    public HeaderEditor(PacketKey key) {
        this.key = key;
    }

    /** Whether {@link #set} can write the field. */
    public static boolean canSet(Field f) {
        switch (f) {
            case ETH_DST:
            case ETH_SRC:
            case VLAN_VID:
            case VLAN_PCP:
            case IP_DSCP:
            case IP_ECN:
            case IPV4_SRC:
            case IPV4_DST:
            case IPV6_SRC:
            case IPV6_DST:
            case TCP_SRC:
            case TCP_DST:
            case UDP_SRC:
            case UDP_DST:
                return true;
            default:
                return false;
        }
    }

    /** Overwrites a field for which {@link #canSet} holds. */
    public void set(Field f, long hi, long lo) {
        switch (f) {
            case ETH_DST:
                setMac(f, 0, lo);
                break;
            case ETH_SRC:
                setMac(f, 6, lo);
                break;
            case VLAN_VID:
                setTag(f, 0xf000, (int) lo & 0xfff, lo | VLAN_PRESENT);
                break;
            case VLAN_PCP:
                setTag(f, 0x1fff, (int) lo << 13, lo);
                break;
            case IP_DSCP:
                setTrafficClass(f, 0x03, (int) lo << 2, lo);
                break;
            case IP_ECN:
                setTrafficClass(f, 0xfc, (int) lo, lo);
                break;
            case IPV4_SRC:
                setIpv4Address(f, 12, (int) lo);
                break;
            case IPV4_DST:
                setIpv4Address(f, 16, (int) lo);
                break;
            case IPV6_SRC:
                setIpv6Address(KeyLayout.IPV6_SRC, 8, hi, lo, true);
                break;
            case IPV6_DST:
                key.need(DEPTH_TRANSPORT);
                setIpv6Address(KeyLayout.IPV6_DST, 24, hi, lo, !key.routed);
                break;
            case TCP_SRC:
                setPort(f, IP_TCP, 0, (int) lo);
                break;
            case TCP_DST:
                setPort(f, IP_TCP, 2, (int) lo);
                break;
            case UDP_SRC:
                setPort(f, IP_UDP, 0, (int) lo);
                break;
            case UDP_DST:
                setPort(f, IP_UDP, 2, (int) lo);
                break;
            default:
                throw new IllegalArgumentException("set " + f + " is not a supported action; rules with it must not be compiled");
        }
    }

    /**
     * Puts a tag in front of the others, with their outermost's VID and priority, or 0.
     *
     * @param capacity bytes that the frame may have
     * @return the frame's new length, or -1 if there is no room
     */
    public int pushVlan(int etherType, int capacity) {
        key.need(DEPTH_ETHERNET);
        int length = key.length();
        if (length + VLAN_TAG > capacity) {
            return -1;
        }
        ByteBuffer mem = key.mem;
        int tags = key.base + 12;
        int tci = key.hasTag() ? Wire.u16(mem, tags + 2) & 0xefff : 0;
        moveUp(mem, tags, length - 12);
        Wire.put16(mem, tags, etherType);
        Wire.put16(mem, tags + 2, tci);
        key.restart(length + VLAN_TAG);
        return length + VLAN_TAG;
    }

    /** Takes the outermost tag off, if there is one; returns the frame's new length. */
    public int popVlan() {
        key.need(DEPTH_ETHERNET);
        int length = key.length();
        if (!key.hasTag()) {
            return length;
        }
        int tags = key.base + 12;
        moveDown(key.mem, tags + VLAN_TAG, length - 12 - VLAN_TAG);
        key.restart(length - VLAN_TAG);
        return length - VLAN_TAG;
    }

    /** Decrements TTL or hop limit; false, and nothing changed, if it would become 0 (RFC 1812 section 5.3.1, RFC 8200 section 3). */
    public boolean decrementTtl() {
        key.need(DEPTH_NETWORK);
        ByteBuffer mem = key.mem;
        int at = key.networkOffset();
        if (key.ipVersion == 4) {
            int old = Wire.u16(mem, at + 8);
            if (old >>> 8 <= 1) {
                return false;
            }
            Wire.put16(mem, at + 8, old - 0x100);
            ipv4Checksum(InternetChecksum.change16(old, old - 0x100));
        } else if (key.ipVersion == 6) {
            int old = Wire.u8(mem, at + 7);
            if (old <= 1) {
                return false;
            }
            Wire.put8(mem, at + 7, old - 1);
        }
        return true;
    }

    private void setMac(Field f, int offset, long mac) {
        key.need(DEPTH_ETHERNET);
        Wire.put48(key.mem, key.base + offset, mac);
        store(f, mac);
    }

    private void setTag(Field f, int keep, int bits, long value) {
        key.need(DEPTH_ETHERNET);
        if (key.hasTag()) {
            int at = key.base + ETHERNET_HEADER;
            Wire.put16(key.mem, at, Wire.u16(key.mem, at) & keep | bits);
            store(f, value);
        }
    }

    private void setTrafficClass(Field f, int keep, int bits, long value) {
        key.need(DEPTH_NETWORK);
        int at = key.networkOffset();
        if (key.ipVersion == 4) {
            int old = Wire.u16(key.mem, at);
            int now = old & (0xff00 | keep) | bits;
            Wire.put16(key.mem, at, now);
            ipv4Checksum(InternetChecksum.change16(old, now));
            store(f, value);
        } else if (key.ipVersion == 6) {
            Wire.put16(key.mem, at, Wire.u16(key.mem, at) & (0xf00f | keep << 4) | bits << 4);
            store(f, value);
        }
    }

    private void setIpv4Address(Field f, int offset, int address) {
        key.need(DEPTH_TRANSPORT);
        if (key.ipVersion != 4) {
            return;
        }
        int at = key.networkOffset() + offset;
        int change = InternetChecksum.change32(Wire.i32(key.mem, at), address);
        Wire.put32(key.mem, at, address);
        ipv4Checksum(change);
        transportChecksum(change);
        store(f, address & 0xffffffffL);
    }

    private void setIpv6Address(int word, int offset, long hi, long lo, boolean inPseudoHeader) {
        key.need(DEPTH_TRANSPORT);
        if (key.ipVersion != 6) {
            return;
        }
        int at = key.networkOffset() + offset;
        if (inPseudoHeader) {
            transportChecksum(InternetChecksum.change64(Wire.i64(key.mem, at), hi) + InternetChecksum.change64(Wire.i64(key.mem, at + 8), lo));
        }
        Wire.put64(key.mem, at, hi);
        Wire.put64(key.mem, at + 8, lo);
        key.words()[word] = hi;
        key.words()[word + 1] = lo;
    }

    private void setPort(Field f, int protocol, int offset, int port) {
        key.need(DEPTH_TRANSPORT);
        if (key.hasTransport(protocol)) {
            int at = key.transportOffset() + offset;
            transportChecksum(InternetChecksum.change16(Wire.u16(key.mem, at), port));
            Wire.put16(key.mem, at, port);
            store(f, port);
        }
    }

    private void store(Field f, long value) {
        int word = KeyLayout.word(f);
        int shift = KeyLayout.shift(f);
        key.words()[word] = key.words()[word] & ~(f.fullMaskLo() << shift) | value << shift;
    }

    private void ipv4Checksum(int change) {
        int at = key.networkOffset() + IPV4_CHECKSUM;
        Wire.put16(key.mem, at, InternetChecksum.apply(Wire.u16(key.mem, at), change));
    }

    /** UDP's 0 means that the sender made no checksum (RFC 768; over IPv6 only tunnels may, RFC 6935): that stays, and a sum of 0 is sent as 0xffff. */
    private void transportChecksum(int change) {
        int at = key.transportChecksum;
        if (at < 0) {
            return;
        }
        int old = Wire.u16(key.mem, at);
        int now = InternetChecksum.apply(old, change);
        int protocol = key.protocol();
        if (protocol == IP_UDP || protocol == IP_UDPLITE) {
            if (old == 0) {
                return;
            }
            now = now == 0 ? 0xffff : now;
        }
        Wire.put16(key.mem, at, now);
    }

    /** Moves bytes up by a tag's length: eight at a time from the end, so that nothing is overwritten before it is read. */
    private static void moveUp(ByteBuffer mem, int from, int length) {
        int at = from + length;
        while (at - from >= 8) {
            at -= 8;
            Wire.put64(mem, at + VLAN_TAG, Wire.i64(mem, at));
        }
        while (at > from) {
            at--;
            mem.put(at + VLAN_TAG, mem.get(at));
        }
    }

    /** Moves bytes down by a tag's length. */
    private static void moveDown(ByteBuffer mem, int from, int length) {
        int at = from;
        int last = from + length;
        while (last - at >= 8) {
            Wire.put64(mem, at - VLAN_TAG, Wire.i64(mem, at));
            at += 8;
        }
        while (at < last) {
            mem.put(at - VLAN_TAG, mem.get(at));
            at++;
        }
    }
}

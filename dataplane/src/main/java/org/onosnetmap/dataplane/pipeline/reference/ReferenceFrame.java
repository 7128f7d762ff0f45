package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;

/** The bytes of a frame, and the actions that change them (OpenFlow 1.3.5 section 5.12). Each action reads the headers anew. */
final class ReferenceFrame {

    private byte[] bytes;
    private final int capacity;

    ReferenceFrame(byte[] bytes, int capacity) {
        this.bytes = bytes.clone();
        this.capacity = capacity;
    }

    ReferenceFrame copy() {
        return new ReferenceFrame(bytes, capacity);
    }

    /** Section 5.7.1: raises the drop precedence of assured forwarding (RFC 2597 section 6), whose code points are class times 8, precedence times 2. */
    void remark(int steps) {
        BigInteger dscp = headers().fields.get(Field.IP_DSCP);
        for (int afClass = 1; afClass <= 4; afClass++) {
            for (int precedence = 1; precedence <= 3; precedence++) {
                if (dscp != null && dscp.intValue() == 8 * afClass + 2 * precedence) {
                    set(Action.set(Field.IP_DSCP, 8 * afClass + 2 * Math.min(3, precedence + steps)));
                    return;
                }
            }
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    ReferenceHeaders headers() {
        return new ReferenceHeaders(bytes);
    }

    /** New tag in front, VID and priority as in the outermost tag; false if the buffer has no room for it. */
    boolean pushVlan(int etherType) {
        ReferenceHeaders h = headers();
        int tci = value(h, Field.VLAN_PCP) << 13 | value(h, Field.VLAN_VID) & 0xfff;
        return replace(12, 12, number(etherType, 2), number(tci, 2));
    }

    void popVlan() {
        int tag = headers().tag;
        if (tag >= 0) {
            replace(tag, tag + 4);
        }
    }

    /** Between the EtherType, which becomes that of MPLS, and what it announced. Section 5.12.1: label, class and TTL as in the outermost entry, TTL else as in the IP header. */
    boolean pushMpls(int etherType) {
        ReferenceHeaders h = headers();
        if (h.type < 0) {
            return true;
        }
        int ttl = h.mpls >= 0 || h.ipv4 >= 0 || h.ipv6 >= 0 ? bytes[h.ttls.get(0)[0]] & 255 : 0;
        int bottom = h.mpls < 0 ? 1 : 0;
        int entry = value(h, Field.MPLS_LABEL) << 12 | value(h, Field.MPLS_TC) << 9 | bottom << 8 | ttl;
        return replace(h.type, h.type + 2, number(etherType, 2), number(entry, 4));
    }

    void popMpls(int etherType) {
        ReferenceHeaders h = headers();
        if (h.mpls >= 0) {
            replace(h.type, h.mpls + 4, number(etherType, 2));
        }
    }

    /** Section 7.2.5: an Ethernet header with the same addresses and the I-TAG are added to the front of the packet. */
    boolean pushPbb(int etherType) {
        ReferenceHeaders h = headers();
        byte[] addresses = Arrays.copyOf(bytes, 12);
        return replace(0, 0, addresses, number(etherType, 2), number(value(h, Field.VLAN_PCP) << 5, 1), number(value(h, Field.PBB_ISID), 3));
    }

    /** Section 7.2.5: the I-TAG goes, and the customer's addresses in it become the packet's; VLAN tags in front of it stay. */
    void popPbb() {
        ReferenceHeaders h = headers();
        if (h.pbb >= 0) {
            byte[] customer = Arrays.copyOfRange(bytes, h.pbb + 4, h.pbb + 16);
            replace(h.type, h.pbb + 16);
            replace(0, 12, customer);
        }
    }

    /** False if the TTL would become 0; the frame is then as before. */
    boolean decrementTtl() {
        ReferenceHeaders h = headers();
        return h.ipv4 < 0 && h.ipv6 < 0 || decrement(h.ttls.get(0));
    }

    boolean decrementMplsTtl() {
        ReferenceHeaders h = headers();
        return h.mpls < 0 || decrement(h.ttls.get(0));
    }

    private boolean decrement(int[] ttl) {
        int old = bytes[ttl[0]] & 255;
        if (old <= 1) {
            return false;
        }
        setTtl(ttl, old - 1);
        return true;
    }

    void setTtl(int ttl) {
        ReferenceHeaders h = headers();
        if (h.ipv4 >= 0 || h.ipv6 >= 0) {
            setTtl(h.ttls.get(0), ttl);
        }
    }

    void setMplsTtl(int ttl) {
        ReferenceHeaders h = headers();
        if (h.mpls >= 0) {
            setTtl(h.ttls.get(0), ttl);
        }
    }

    void copyTtlOut() {
        List<int[]> ttls = headers().ttls;
        if (ttls.size() >= 2) {
            setTtl(ttls.get(0), bytes[ttls.get(1)[0]] & 255);
        }
    }

    void copyTtlIn() {
        List<int[]> ttls = headers().ttls;
        if (ttls.size() >= 2) {
            setTtl(ttls.get(1), bytes[ttls.get(0)[0]] & 255);
        }
    }

    private void setTtl(int[] ttl, int value) {
        byte[] old = bytes.clone();
        bytes[ttl[0]] = (byte) value;
        if (ttl[1] >= 0) {
            updateChecksum(ttl[1] + 10, change(old, 8 * ttl[0], 8));
        }
    }

    /** Overwrites the bits where the field lies, and then the checksums that cover it. */
    void set(Action.SetField s) {
        ReferenceHeaders h = headers();
        Field f = s.field();
        if (!h.places.containsKey(f)) {
            return;
        }
        byte[] old = bytes.clone();
        int[] place = h.places.get(f);
        BigInteger mask = number(s.maskHi(), s.mask());
        write(place, h.fields.get(f).andNot(mask).or(number(s.valueHi(), s.value())));
        long change = change(old, place[0], place[1]);
        switch (f) {
            case IP_DSCP:
            case IP_ECN:
            case IP_PROTO:
                if (h.ipv4 >= 0) {
                    updateChecksum(h.ipv4 + 10, change);
                }
                break;
            case IPV4_SRC:
            case IPV4_DST:
                updateChecksum(h.ipv4 + 10, change);
                updateTransportChecksum(h, change);
                break;
            case IPV6_DST:
                if (!h.routed) {
                    updateTransportChecksum(h, change);
                }
                break;
            case IPV6_SRC:
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
            case UDP_SRC:
            case UDP_DST:
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
            case IPV6_ND_TARGET:
            case IPV6_ND_SLL:
            case IPV6_ND_TLL:
                updateTransportChecksum(h, change);
                break;
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
                updateChecksum(h.transport + 2, change);
                if (Arrays.equals(Arrays.copyOfRange(bytes, h.transport, h.ipEnd), new byte[h.ipEnd - h.transport])) {
                    replace(h.transport + 2, h.transport + 4, number(0xffff, 2));
                }
                break;
            case SCTP_SRC:
            case SCTP_DST:
                updateSctpChecksum(h, old);
                break;
            default:
                break;
        }
    }

    /** TCP, DCCP, ICMPv6 as they come; UDP and UDP-Lite know 0 as "no checksum" and write a sum of 0 as 0xffff. */
    private void updateTransportChecksum(ReferenceHeaders h, long change) {
        int place = h.transportChecksum;
        if (place < 0) {
            return;
        }
        boolean zeroIsSpecial = h.protocol == 17 || h.protocol == 136;
        if (zeroIsSpecial && word(bytes, place) == 0) {
            return;
        }
        updateChecksum(place, change);
        if (zeroIsSpecial && word(bytes, place) == 0) {
            replace(place, place + 2, number(0xffff, 2));
        }
    }

    /** What the 16-bit words in which some bits lie, all of which may have changed, add to a checksum's sum. All headers begin at even bytes of the frame. */
    private long change(byte[] old, int firstBit, int bits) {
        long change = 0;
        for (int at = firstBit / 16 * 2; 8 * at < firstBit + bits; at += 2) {
            change += 65535 - word(old, at) + word(bytes, at);
        }
        return change;
    }

    /**
     * RFC 1624 equation 3 in plain numbers: one's complement of 16 bits is arithmetic modulo 65535, in which 0 has two writings and only
     * a sum of nothing but zeros is written 0.
     */
    private void updateChecksum(int place, long change) {
        long sum = 65535 - word(bytes, place) + change;
        long folded = sum == 0 ? 0 : (sum - 1) % 65535 + 1;
        replace(place, place + 2, number(65535 - folded, 2));
    }

    /**
     * RFC 9260 section 6.8: CRC32c over the packet with 0 in its own place, least significant byte first. As wrong as it was, it is
     * afterwards. Not for checksum 0 (RFC 9653: none), nor if the frame does not hold the whole packet.
     */
    private void updateSctpChecksum(ReferenceHeaders h, byte[] old) {
        int place = h.transport + 8;
        int there = ByteBuffer.wrap(old).getInt(place);
        if (there != 0 && !h.fragment && !h.cut) {
            int now = there ^ sctpChecksum(old, h) ^ sctpChecksum(bytes, h);
            replace(place, place + 4, number(Integer.toUnsignedLong(now), 4));
        }
    }

    private static int sctpChecksum(byte[] frame, ReferenceHeaders h) {
        CRC32C crc = new CRC32C();
        crc.update(frame, h.transport, 8);
        crc.update(new byte[4]);
        crc.update(frame, h.transport + 12, h.ipEnd - h.transport - 12);
        return Integer.reverseBytes((int) crc.getValue());
    }

    /** Puts something in place of the bytes from a position to another; false, and nothing changed, if the frame does not fit the buffer then. */
    private boolean replace(int from, int to, byte[]... parts) {
        ByteBuffer b = ByteBuffer.allocate(bytes.length + 64);
        b.put(bytes, 0, from);
        for (byte[] part : parts) {
            b.put(part);
        }
        b.put(bytes, to, bytes.length - to);
        if (b.position() > capacity && b.position() > bytes.length) {
            return false;
        }
        bytes = Arrays.copyOf(b.array(), b.position());
        return true;
    }

    /** Writes the low bits of a number to a place of {@link ReferenceHeaders#places}. */
    private void write(int[] place, BigInteger value) {
        for (int i = 0; i < place[1]; i++) {
            int bit = place[0] + i;
            int mask = 0x80 >> bit % 8;
            boolean one = value.testBit(place[1] - 1 - i);
            bytes[bit / 8] = (byte) (one ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
        }
    }

    /** A field of up to 32 bits, 0 if the packet does not have it. */
    private static int value(ReferenceHeaders h, Field f) {
        return h.fields.getOrDefault(f, BigInteger.ZERO).intValue();
    }

    private static byte[] number(long value, int length) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(value).array(), 8 - length, 8);
    }

    private static BigInteger number(long hi, long lo) {
        return new BigInteger(1, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    }

    private static int word(byte[] b, int at) {
        return (b[at] & 255) * 256 + (b[at + 1] & 255);
    }

    @Override
    public String toString() {
        return Arrays.toString(bytes);
    }
}

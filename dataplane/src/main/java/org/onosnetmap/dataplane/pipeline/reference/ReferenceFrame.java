package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
        if (bytes.length + 4 > capacity) {
            return false;
        }
        ReferenceHeaders h = headers();
        int vid = h.tag < 0 ? 0 : h.fields.get(Field.VLAN_VID).intValue() & 0xfff;
        int pcp = h.tag < 0 ? 0 : h.fields.get(Field.VLAN_PCP).intValue();
        ByteBuffer b = ByteBuffer.allocate(bytes.length + 4);
        b.put(bytes, 0, 12).putShort((short) etherType).putShort((short) (pcp << 13 | vid)).put(bytes, 12, bytes.length - 12);
        bytes = b.array();
        return true;
    }

    void popVlan() {
        if (headers().tag >= 0) {
            ByteBuffer b = ByteBuffer.allocate(bytes.length - 4);
            b.put(bytes, 0, 12).put(bytes, 16, bytes.length - 16);
            bytes = b.array();
        }
    }

    /** False if the TTL would become 0; the frame is then as before. */
    boolean decrementTtl() {
        ReferenceHeaders h = headers();
        int at = h.ipv4 >= 0 ? h.ipv4 + 8 : h.ipv6 >= 0 ? h.ipv6 + 7 : -1;
        if (at < 0) {
            return true;
        }
        int ttl = bytes[at] & 255;
        if (ttl <= 1) {
            return false;
        }
        if (h.ipv4 >= 0) {
            byte[] word = {(byte) (ttl - 1), bytes[at + 1]};
            updateChecksum(h.ipv4 + 10, at, word);
        }
        bytes[at] = (byte) (ttl - 1);
        return true;
    }

    void set(Action.SetField s) {
        ReferenceHeaders h = headers();
        BigInteger value = new BigInteger(1, ByteBuffer.allocate(16).putLong(s.valueHi()).putLong(s.value()).array());
        if (!h.fields.containsKey(s.field()) || s.field() == Field.VLAN_VID && h.tag < 0) {
            return;
        }
        switch (s.field()) {
            case ETH_DST:
                write(0, value, 6);
                break;
            case ETH_SRC:
                write(6, value, 6);
                break;
            case VLAN_VID:
                bytes[h.tag + 2] = (byte) (bytes[h.tag + 2] & 0xf0 | value.intValue() >> 8 & 0x0f);
                bytes[h.tag + 3] = (byte) value.intValue();
                break;
            case VLAN_PCP:
                bytes[h.tag + 2] = (byte) (bytes[h.tag + 2] & 0x1f | value.intValue() << 5);
                break;
            case IP_DSCP:
                trafficClass(h, value.intValue() << 2 | h.fields.get(Field.IP_ECN).intValue());
                break;
            case IP_ECN:
                trafficClass(h, h.fields.get(Field.IP_DSCP).intValue() << 2 | value.intValue());
                break;
            case IPV4_SRC:
                ipv4Address(h, h.ipv4 + 12, value);
                break;
            case IPV4_DST:
                ipv4Address(h, h.ipv4 + 16, value);
                break;
            case IPV6_SRC:
                updateTransportChecksum(h, h.ipv6 + 8, fixed(value, 16));
                write(h.ipv6 + 8, value, 16);
                break;
            case IPV6_DST:
                if (!h.routed) {
                    updateTransportChecksum(h, h.ipv6 + 24, fixed(value, 16));
                }
                write(h.ipv6 + 24, value, 16);
                break;
            case TCP_SRC:
            case UDP_SRC:
                updateTransportChecksum(h, h.transport, fixed(value, 2));
                write(h.transport, value, 2);
                break;
            case TCP_DST:
            case UDP_DST:
                updateTransportChecksum(h, h.transport + 2, fixed(value, 2));
                write(h.transport + 2, value, 2);
                break;
            default:
                throw new IllegalArgumentException("set-field of " + s.field() + " is not part of the reference");
        }
    }

    private void trafficClass(ReferenceHeaders h, int tos) {
        if (h.ipv4 >= 0) {
            updateChecksum(h.ipv4 + 10, h.ipv4, new byte[] {bytes[h.ipv4], (byte) tos});
            bytes[h.ipv4 + 1] = (byte) tos;
        } else {
            bytes[h.ipv6] = (byte) (0x60 | tos >> 4);
            bytes[h.ipv6 + 1] = (byte) (tos << 4 | bytes[h.ipv6 + 1] & 0x0f);
        }
    }

    private void ipv4Address(ReferenceHeaders h, int at, BigInteger address) {
        updateChecksum(h.ipv4 + 10, at, fixed(address, 4));
        updateTransportChecksum(h, at, fixed(address, 4));
        write(at, address, 4);
    }

    /** TCP, DCCP, ICMPv6 as they come; UDP and UDP-Lite know 0 as "no checksum" and write a sum of 0 as 0xffff. */
    private void updateTransportChecksum(ReferenceHeaders h, int at, byte[] now) {
        int place = h.transportChecksum;
        if (place < 0) {
            return;
        }
        boolean zeroIsSpecial = h.protocol == 17 || h.protocol == 136;
        if (zeroIsSpecial && bytes[place] == 0 && bytes[place + 1] == 0) {
            return;
        }
        updateChecksum(place, at, now);
        if (zeroIsSpecial && bytes[place] == 0 && bytes[place + 1] == 0) {
            bytes[place] = -1;
            bytes[place + 1] = -1;
        }
    }

    /**
     * RFC 1624 equation 3 in plain numbers: one's complement of 16 bits is arithmetic modulo 65535, in which 0 has two writings and only
     * a sum of nothing but zeros is written 0.
     */
    private void updateChecksum(int place, int at, byte[] now) {
        long sum = 65535 - word(bytes, place);
        for (int i = 0; i < now.length; i += 2) {
            sum += 65535 - word(bytes, at + i) + word(now, i);
        }
        long folded = sum == 0 ? 0 : (sum - 1) % 65535 + 1;
        write(place, BigInteger.valueOf(65535 - folded), 2);
    }

    private static int word(byte[] b, int at) {
        return (b[at] & 255) * 256 + (b[at + 1] & 255);
    }

    private void write(int at, BigInteger value, int length) {
        System.arraycopy(fixed(value, length), 0, bytes, at, length);
    }

    private static byte[] fixed(BigInteger value, int length) {
        byte[] b = new byte[length];
        byte[] v = value.toByteArray();
        int n = Math.min(v.length, length);
        System.arraycopy(v, v.length - n, b, length - n, n);
        return b;
    }

    @Override
    public String toString() {
        return Arrays.toString(bytes);
    }
}

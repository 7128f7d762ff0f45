package org.onosnetmap.dataplane.port.repair;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The Internet checksum of RFC 1071 over a {@code ByteBuffer} in native order, eight bytes a step. Sums are kept in the machine's byte
 * order, which the RFC allows (section 2 (B)): the value to store with {@code putShort} comes out right, whatever the order.
 */
public final class InternetChecksum {

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private InternetChecksum() {
    }

    /** Adds {@code len} bytes at {@code at} to a running sum. All parts but the last must have even length. */
    public static long add(long sum, ByteBuffer mem, int at, int len) {
        int end = at + len;
        for (; end - at >= 8; at += 8) {
            long w = mem.getLong(at);
            sum += (w & 0xffff_ffffL) + (w >>> 32);
        }
        for (; end - at >= 2; at += 2) {
            sum += mem.getShort(at) & 0xffff;
        }
        if (end > at) {
            int last = mem.get(at) & 0xff;
            sum += LITTLE ? last : last << 8;
        }
        return sum;
    }

    /** Adds a 16-bit number that stands in the packet in network order. */
    public static long add(long sum, int number) {
        return sum + swap(number);
    }

    /** The checksum of a running sum, to be stored in native order. */
    public static int fold(long sum) {
        sum = (sum >>> 32) + (sum & 0xffff_ffffL);
        sum = (sum >>> 32) + (sum & 0xffff_ffffL);
        sum = (sum >>> 16) + (sum & 0xffff);
        sum = (sum >>> 16) + (sum & 0xffff);
        sum = (sum >>> 16) + (sum & 0xffff);
        return (int) ~sum & 0xffff;
    }

    /** A 16-bit number from native to network order, or back. */
    static int swap(int number) {
        return LITTLE ? Short.reverseBytes((short) number) & 0xffff : number & 0xffff;
    }
}

package org.onosnetmap.dataplane.cache;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.classify.MaskUnion;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.ShapedKey;

/**
 * Shapes of frames in which every match field lies at a fixed place: most of the traffic of most networks. What rules read of such a frame
 * is then a few of its bytes under a mask ({@link #maskOf}), and nothing needs to be parsed. A frame is of a shape only if nothing about
 * it is damaged, so that {@link org.onosnetmap.dataplane.packet.PacketKey} would find all headers whole.
 *
 * <pre>
 *                    0        6        12     14              16+      bytes
 *  ETHERNET          dst      src      type
 *  ETHERNET_TAGGED   dst      src      TPID   tag             type     one tag
 *  IPV4              dst      src      0800   20 bytes IPv4            without options, no fragment
 *  IPV4_TAGGED       dst      src      8100   tag             0800 ...
 *  IPV6              dst      src      86dd   40 bytes IPv6            without extension headers
 * </pre>
 *
 * The first two are for rules that read no further than the EtherType, the others for those that do. For little-endian machines only: the
 * tests on a frame's first bytes are made on whole words as they are loaded.
 */
public final class FrameShape {

    /** None of them: to be parsed. */
    public static final int NONE = 0;
    public static final int ETHERNET = 1;
    public static final int ETHERNET_TAGGED = 2;
    public static final int IPV4 = 3;
    public static final int IPV4_TAGGED = 4;
    public static final int IPV6 = 5;
    /** Number of shapes and one. */
    public static final int COUNT = 6;

    /** Bytes from the frame's start in which all match fields of all shapes lie. */
    public static final int REACH = 72;
    /** Whether this machine is one that shapes are for. */
    public static final boolean SUPPORTED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** By protocol number: bytes of the shortest header behind IP, and where there must not be one (an extension header of IPv6), more than any packet has. */
    private static final int[] MIN_TRANSPORT_V4 = new int[256];
    private static final int[] MIN_TRANSPORT_V6 = new int[256];

    static {
        for (int[] t : new int[][] {MIN_TRANSPORT_V4, MIN_TRANSPORT_V6}) {
            t[IP_TCP] = 20;
            t[IP_UDP] = 8;
            t[IP_UDPLITE] = 8;
            t[IP_DCCP] = 12;
            t[IP_SCTP] = 12;
        }
        MIN_TRANSPORT_V4[IP_ICMP] = 4;
        MIN_TRANSPORT_V6[IP_ICMPV6] = 4;
        for (int ext : new int[] {EXT_HOP_BY_HOP, EXT_ROUTING, EXT_FRAGMENT, EXT_AUTHENTICATION, EXT_DESTINATION, EXT_MOBILITY, EXT_HOST_IDENTITY, EXT_SHIM6}) {
            MIN_TRANSPORT_V6[ext] = 1 << 20;
        }
    }

    private FrameShape() {
    }

    /** By protocol number: bytes of the shortest header that must be behind IP in a frame of the shape; more than any packet has for what must not be there. */
    public static int[] minTransport(int shape) {
        return (shape == IPV6 ? MIN_TRANSPORT_V6 : MIN_TRANSPORT_V4).clone();
    }

    /** The eight bytes behind the addresses, as {@link #link} and {@link #network} want them. */
    public static long head(ByteBuffer mem, int at) {
        return (long) LONG.get(mem, at + 12);
    }

    /**
     * The shape for rules that read no further than the EtherType.
     *
     * @param head   of {@link #head}
     * @param length of the frame, 14 or more
     */
    public static int link(ByteBuffer mem, int at, int length, long head) {
        int type = (int) head & 0xffff;
        if (type != 0x0081 && type != 0xa888) {
            return ETHERNET;
        }
        int inner = (int) (head >>> 32) & 0xffff;
        return inner != 0x0081 && inner != 0xa888 && length >= 18 ? ETHERNET_TAGGED : NONE;
    }

    /** The shape for rules that read further. */
    public static int network(ByteBuffer mem, int at, int length, long head) {
        if ((head & 0xffffff) == 0x450008) {
            return isIpv4(mem, at, length, head) ? IPV4 : NONE;
        }
        if ((head & 0xffff) == 0x0081) {
            long behindTag = (long) LONG.get(mem, at + 16);
            return (behindTag & 0xffffff) == 0x450008 && isIpv4(mem, at + 4, length - 4, behindTag) ? IPV4_TAGGED : NONE;
        }
        if ((head & 0xf0ffff) == 0x60dd86) {
            int payload = (int) (head >>> 40) & 0xff00 | (int) (head >>> 56);
            int next = mem.get(at + 20) & 0xff;
            return payload <= length - 54 && payload >= MIN_TRANSPORT_V6[next] ? IPV6 : NONE;
        }
        return NONE;
    }

    private static boolean isIpv4(ByteBuffer mem, int at, int length, long head) {
        int total = (int) (head >>> 24) & 0xff00 | (int) (head >>> 40) & 0xff;
        int fragment = (int) INT.get(mem, at + 20);
        return total <= length - 14 && total >= 20 + MIN_TRANSPORT_V4[fragment >>> 24] && (fragment & 0xff3f) == 0;
    }

    /** An address of a frame of the shape, unsigned; -1 if frames of the shape have none of this kind. */
    static long address(ByteBuffer mem, int at, int shape, Field f) {
        int ip = shape == IPV4 ? 26 : shape == IPV4_TAGGED ? 30 : -1;
        switch (f) {
            case ETH_DST:
                return Long.reverseBytes((long) LONG.get(mem, at)) >>> 16;
            case ETH_SRC:
                return Long.reverseBytes((long) LONG.get(mem, at + 6)) >>> 16;
            case IPV4_SRC:
                return ip < 0 ? -1 : Integer.reverseBytes((int) INT.get(mem, at + ip)) & 0xffffffffL;
            case IPV4_DST:
                return ip < 0 ? -1 : Integer.reverseBytes((int) INT.get(mem, at + ip + 4)) & 0xffffffffL;
            default:
                throw new IllegalArgumentException(f + " is no address of a frame's outer headers");
        }
    }

    /**
     * Writes the key that a {@link org.onosnetmap.dataplane.packet.PacketKey} would read of a frame of the shape; see {@link ShapedKey}.
     *
     * @param keys   one behind the other
     * @param k      index of this one's first word
     * @param stride words of each, of {@link ShapedKey#stride}
     */
    public static void writeKey(ByteBuffer mem, int at, int shape, int inPort, long[] keys, int k, int stride) {
        if (shape == ETHERNET_TAGGED || shape == IPV4_TAGGED) {
            ShapedKey.tagged(mem, at, inPort, keys, k);
        } else {
            ShapedKey.ethernet(mem, at, inPort, keys, k);
        }
        if (shape == IPV6) {
            ShapedKey.ipv6(mem, at + 14, keys, k, stride);
        } else if (shape >= IPV4) {
            ShapedKey.ipv4(mem, shape == IPV4 ? at + 14 : at + 18, keys, k, stride);
        }
    }

    /** As {@link #writeKey} for all frames of a batch, which are of one shape: link, then network layer of all, so that loops are small and ask nothing. */
    public static void writeKeys(Batch b, int shape, long[] keys, int stride) {
        boolean tagged = shape == ETHERNET_TAGGED || shape == IPV4_TAGGED;
        if (tagged) {
            writeTagged(b, keys, stride);
        } else {
            writeEthernet(b, keys, stride);
        }
        if (shape == IPV6) {
            writeIpv6(b, keys, stride);
        } else if (shape >= IPV4) {
            writeIpv4(b, tagged ? 18 : 14, keys, stride);
        }
    }

    private static void writeEthernet(Batch b, long[] keys, int stride) {
        int[] at = b.at;
        for (int i = 0, k = 0; i < b.size; i++, k += stride) {
            ShapedKey.ethernet(b.mem, at[i], b.inPort, keys, k);
        }
    }

    private static void writeTagged(Batch b, long[] keys, int stride) {
        int[] at = b.at;
        for (int i = 0, k = 0; i < b.size; i++, k += stride) {
            ShapedKey.tagged(b.mem, at[i], b.inPort, keys, k);
        }
    }

    private static void writeIpv4(Batch b, int header, long[] keys, int stride) {
        int[] at = b.at;
        for (int i = 0, k = 0; i < b.size; i++, k += stride) {
            ShapedKey.ipv4(b.mem, at[i] + header, keys, k, stride);
        }
    }

    private static void writeIpv6(Batch b, long[] keys, int stride) {
        int[] at = b.at;
        for (int i = 0, k = 0; i < b.size; i++, k += stride) {
            ShapedKey.ipv6(b.mem, at[i] + 14, keys, k, stride);
        }
    }

    /**
     * Which bytes of a frame of the shape, under which mask, decide what rules match. Fields that no frame of the shape has, or that are the
     * same in all of them, are not there; neither are those that do not lie in the frame.
     *
     * @return {@link #REACH} bytes; null if some field has no fixed place
     */
    public static byte[] maskOf(int shape, MaskUnion read) {
        byte[] mask = new byte[REACH];
        switch (shape) {
            case ETHERNET:
                addresses(mask, read.any(DST_TYPE), read.any(SRC_VLAN));
                put(mask, 12, 2, read.any(DST_TYPE));
                return mask;
            case ETHERNET_TAGGED:
                addresses(mask, read.any(DST_TYPE), read.any(SRC_VLAN));
                put(mask, 14, 2, read.any(SRC_VLAN) & 0xefff);
                put(mask, 16, 2, read.any(DST_TYPE));
                return mask;
            case IPV4:
                addresses(mask, read.ipv4(DST_TYPE), read.ipv4(SRC_VLAN));
                ipv4(mask, 0, read);
                return mask;
            case IPV4_TAGGED:
                addresses(mask, read.ipv4(DST_TYPE), read.ipv4(SRC_VLAN));
                put(mask, 14, 2, read.ipv4(SRC_VLAN) & 0xefff);
                ipv4(mask, 4, read);
                return mask;
            case IPV6:
                addresses(mask, read.ipv6(DST_TYPE), read.ipv6(SRC_VLAN));
                ipv6(mask, read);
                return read.depth() >= DEPTH_ND ? null : mask;
            default:
                throw new IllegalArgumentException("no shape has the number " + shape);
        }
    }

    private static void addresses(byte[] mask, long dst, long src) {
        put(mask, 0, 6, dst >>> 16);
        put(mask, 6, 6, src >>> 16);
    }

    private static void ipv4(byte[] mask, int tag, MaskUnion read) {
        put(mask, tag + 15, 1, read.ipv4(INNER) >>> TOS_SHIFT);
        put(mask, tag + 23, 1, read.ipv4(INNER) >>> PROTO_SHIFT);
        put(mask, tag + 26, 8, read.ipv4(KeyLayout.IPV4));
        put(mask, tag + 34, 4, read.ipv4(INNER));
        icmp(mask, tag + 34, read.icmpv4());
        put(mask, tag + 46, 2, read.ipv4(SOURCE_MAC) & 0xfff);
    }

    private static void ipv6(byte[] mask, MaskUnion read) {
        put(mask, 14, 2, (read.ipv6(INNER) >>> TOS_SHIFT & 0xff) << 4);
        put(mask, 15, 3, read.ipv6(FLABEL) & 0xfffff);
        put(mask, 20, 1, read.ipv6(INNER) >>> PROTO_SHIFT | ((read.ipv6(FLABEL) >>> EXTHDR_SHIFT & 0x1ff) != 0 ? 0xff : 0));
        put(mask, 22, 8, read.ipv6(KeyLayout.IPV6_SRC));
        put(mask, 30, 8, read.ipv6(KeyLayout.IPV6_SRC + 1));
        put(mask, 38, 8, read.ipv6(KeyLayout.IPV6_DST));
        put(mask, 46, 8, read.ipv6(KeyLayout.IPV6_DST + 1));
        put(mask, 54, 4, read.ipv6(INNER));
        icmp(mask, 54, read.icmpv6());
        put(mask, 66, 2, read.ipv6(SOURCE_MAC) & 0xfff);
    }

    /** Adds what makes a frame one of a shape, if its length is given: frames that are alike in it are of the same shape. */
    static void addShape(byte[] mask, int shape) {
        put(mask, 12, 2, 0xffff);
        switch (shape) {
            case ETHERNET:
                break;
            case ETHERNET_TAGGED:
                put(mask, 16, 2, 0xffff);
                break;
            case IPV4:
                addIpv4(mask, 0);
                break;
            case IPV4_TAGGED:
                put(mask, 16, 2, 0xffff);
                addIpv4(mask, 4);
                break;
            case IPV6:
                put(mask, 14, 1, 0xf0);
                put(mask, 18, 3, 0xffffff);
                break;
            default:
                throw new IllegalArgumentException("no shape has the number " + shape);
        }
    }

    /** Version and length, total length, fragment, protocol. */
    private static void addIpv4(byte[] mask, int tag) {
        put(mask, tag + 14, 1, 0xff);
        put(mask, tag + 16, 2, 0xffff);
        put(mask, tag + 20, 2, 0x3fff);
        put(mask, tag + 23, 1, 0xff);
    }

    /** Adds all that {@link #address} reads. */
    static void addAddresses(byte[] mask, int shape) {
        put(mask, 0, 6, -1L);
        put(mask, 6, 6, -1L);
        if (shape == IPV4 || shape == IPV4_TAGGED) {
            put(mask, shape == IPV4 ? 26 : 30, 8, -1L);
        }
    }

    private static void icmp(byte[] mask, int at, int typeAndCode) {
        put(mask, at, 1, typeAndCode >>> 16);
        put(mask, at + 1, 1, typeAndCode);
    }

    /** The low bits of a value, in network order. */
    private static void put(byte[] mask, int at, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            mask[at + i] |= (byte) (value >>> 8 * (bytes - 1 - i));
        }
    }
}

package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of frames of which it is known where all headers lie and that these are whole, one behind the other in an array: word for word what a {@link PacketKey} would read,
 * without its questions. Of a key only the words are written that such a frame has, and that are within the stride; a rule on any other word wants a bit set that says that it is
 * valid. {@link #clear} sets those that are the same in all keys.
 */
public final class ShapedKey {

    /** Strides: without what only IPv6 has, without what few rules read, and with all. */
    private static final int[] STRIDES = {IPV4 + 1, IPV6_DST + 2, WORDS};

    /** By protocol: where ports lie, all bits of them; and what the key says of a packet of the protocol. */
    private static final long[] PORTS = new long[256];
    private static final long[] PRESENT_V4 = new long[256];
    private static final long[] PRESENT_V6 = new long[256];
    /** By first header behind IPv6, none of those that others follow: flags of IPV6_EXTHDR in their place. */
    private static final long[] EXTENSIONS = new long[256];

    static {
        for (int protocol = 0; protocol < 256; protocol++) {
            boolean ports = protocol == IP_TCP || protocol == IP_UDP || protocol == IP_SCTP;
            long present = HAS_NETWORK | HAS_PROTO | (long) protocol << PROTO_SHIFT;
            PORTS[protocol] = ports ? 0xffffffffL : 0;
            PRESENT_V4[protocol] = present | (ports || protocol == IP_ICMP ? HAS_TRANSPORT : 0);
            PRESENT_V6[protocol] = present | (ports || protocol == IP_ICMPV6 ? HAS_TRANSPORT : 0);
            EXTENSIONS[protocol] = (long) ExtensionHeaders.flags(ExtensionHeaders.meet(0, protocol)) << EXTHDR_SHIFT;
        }
    }

    private ShapedKey() {
    }

    /**
     * How far one key lies behind the other.
     *
     * @param words of a key that rules read, from the first one on
     */
    public static int stride(int words) {
        int s = 0;
        while (STRIDES[s] < words) {
            s++;
        }
        return STRIDES[s];
    }

    /** Makes all keys of an array those of nothing; needed before the first is written, and whenever the stride changes. */
    public static void clear(long[] keys, int stride) {
        Arrays.fill(keys, 0);
        for (int k = INNER_VLAN; stride > INNER_VLAN && k < keys.length; k += stride) {
            keys[k] = TAG_WHOLE | INNER_TAG_WHOLE;
        }
    }

    /**
     * Port, Ethernet addresses and type; no tag.
     *
     * @param k index of the key's first word
     */
    public static void ethernet(ByteBuffer mem, int at, int inPort, long[] keys, int k) {
        long srcType = Wire.i64(mem, at + 6);
        start(mem, at, inPort, (int) srcType & 0xffff, keys, k);
        keys[k + SRC_VLAN] = srcType & ~0xffffL;
    }

    /** The same with one tag. */
    public static void tagged(ByteBuffer mem, int at, int inPort, long[] keys, int k) {
        long tagType = Wire.i64(mem, at + 10);
        start(mem, at, inPort, (int) tagType & 0xffff, keys, k);
        keys[k + SRC_VLAN] = Wire.i64(mem, at + 6) & ~0xffffL | tagType >>> 16 & 0xefff | VLAN_PRESENT;
    }

    private static void start(ByteBuffer mem, int at, int inPort, int type, long[] keys, int k) {
        keys[k + METADATA] = 0;
        keys[k + IN_PORT] = PacketKey.NO_ACTSET_OUTPUT | inPort & 0xffffffffL;
        keys[k + DST_TYPE] = Wire.i64(mem, at) & ~0xffffL | (type < ETH_MIN_TYPE ? ETH_NO_TYPE : type);
    }

    /**
     * All behind the EtherType of IPv4 without options, no fragment.
     *
     * @param at     first byte of the IPv4 header
     * @param stride words of a key
     */
    public static void ipv4(ByteBuffer mem, int at, long[] keys, int k, int stride) {
        int protocol = Wire.u8(mem, at + 9);
        int ports = Wire.i32(mem, at + 20);
        keys[k + INNER] = PRESENT_V4[protocol] | (long) Wire.u8(mem, at + 1) << TOS_SHIFT | transport(protocol == IP_ICMP, protocol, ports);
        keys[k + IPV4] = Wire.i64(mem, at + 12);
        if (stride > SOURCE_MAC) {
            keys[k + SOURCE_MAC] = Wire.u16(mem, at + 32) & 0xfff;
        }
    }

    /** All behind the EtherType of IPv6 without extension headers. */
    public static void ipv6(ByteBuffer mem, int at, long[] keys, int k, int stride) {
        int first = Wire.i32(mem, at);
        int protocol = Wire.u8(mem, at + 6);
        int ports = Wire.i32(mem, at + 40);
        keys[k + INNER] = PRESENT_V6[protocol] | (long) (first >>> 20 & 0xff) << TOS_SHIFT | transport(protocol == IP_ICMPV6, protocol, ports);
        if (stride > IPV6_SRC) {
            keys[k + IPV6_SRC] = Wire.i64(mem, at + 8);
            keys[k + IPV6_SRC + 1] = Wire.i64(mem, at + 16);
            keys[k + IPV6_DST] = Wire.i64(mem, at + 24);
            keys[k + IPV6_DST + 1] = Wire.i64(mem, at + 32);
        }
        if (stride > SOURCE_MAC) {
            keys[k + SOURCE_MAC] = Wire.u16(mem, at + 52) & 0xfff;
            keys[k + FLABEL] = first & 0xfffff | EXTENSIONS[protocol];
        }
    }

    /** Ports, or type and code. */
    private static long transport(boolean icmp, int protocol, int first) {
        return icmp ? (long) (first >>> 24) << 16 | first >>> 16 & 0xff : first & PORTS[protocol];
    }
}

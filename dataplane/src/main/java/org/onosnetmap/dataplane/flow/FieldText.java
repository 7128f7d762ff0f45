package org.onosnetmap.dataplane.flow;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Field values as people write them: addresses in their usual form, EtherTypes, tags and sets of bits in hexadecimal, numbers in decimal. */
public final class FieldText {

    private FieldText() {
    }

    /** A value of the field as text. */
    public static String format(Field f, long hi, long lo) {
        switch (f) {
            case ETH_DST:
            case ETH_SRC:
            case ARP_SHA:
            case ARP_THA:
            case IPV6_ND_SLL:
            case IPV6_ND_TLL:
                return mac(lo);
            case IPV4_SRC:
            case IPV4_DST:
            case ARP_SPA:
            case ARP_TPA:
                return (lo >>> 24 & 255) + "." + (lo >>> 16 & 255) + "." + (lo >>> 8 & 255) + "." + (lo & 255);
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_ND_TARGET:
                return ipv6(hi, lo);
            case IN_PORT:
            case IN_PHY_PORT:
            case ACTSET_OUTPUT:
                return PortNo.toString((int) lo);
            case ETH_TYPE:
            case VLAN_VID:
            case INNER_VLAN_VID:
            case METADATA:
            case TUNNEL_ID:
            case IPV6_FLABEL:
            case IPV6_EXTHDR:
            case TCP_FLAGS:
            case PBB_ISID:
                return "0x" + Long.toHexString(lo);
            case PACKET_TYPE:
                return "(" + (lo >>> 16) + ",0x" + Long.toHexString(lo & 0xffff) + ")";
            default:
                return Long.toUnsignedString(lo);
        }
    }

    /** An Ethernet address, from its 48 low bits. */
    public static String mac(long mac) {
        return String.format(Locale.ROOT, "%02x:%02x:%02x:%02x:%02x:%02x", mac >>> 40 & 255, mac >>> 32 & 255, mac >>> 24 & 255, mac >>> 16 & 255, mac >>> 8 & 255, mac & 255);
    }

    private static String ipv6(long hi, long lo) {
        try {
            // Of the class for IPv6, or addresses of the form ::ffff:a.b.c.d would become IPv4 addresses.
            return Inet6Address.getByAddress(null, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array(), -1).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}

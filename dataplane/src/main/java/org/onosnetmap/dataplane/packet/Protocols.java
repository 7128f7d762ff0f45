package org.onosnetmap.dataplane.packet;

/** Numbers that headers use to say what follows them (IANA registries "EtherType" and "Protocol Numbers"). */
public final class Protocols {

    /** Bytes of an Ethernet header without tags; a shorter frame is none. */
    public static final int ETHERNET_HEADER = 14;
    /** Bytes that a VLAN tag adds (IEEE 802.1Q): EtherType and TCI. */
    public static final int VLAN_TAG = 4;

    public static final int ETH_IPV4 = 0x0800;
    public static final int ETH_ARP = 0x0806;
    /** Customer tag (IEEE 802.1Q). */
    public static final int ETH_VLAN = 0x8100;
    /** Service tag (IEEE 802.1ad). */
    public static final int ETH_SERVICE_VLAN = 0x88a8;
    public static final int ETH_IPV6 = 0x86dd;
    /** Smallest number that is a type; below it is the length of an IEEE 802.3 frame. */
    public static final int ETH_MIN_TYPE = 0x0600;
    /** What OpenFlow puts in place of the type for frames that have a length there (OFP_DL_TYPE_NOT_ETH_TYPE). */
    public static final int ETH_NO_TYPE = 0x05ff;

    public static final int IP_ICMP = 1;
    public static final int IP_TCP = 6;
    public static final int IP_UDP = 17;
    public static final int IP_DCCP = 33;
    public static final int IP_ICMPV6 = 58;
    public static final int IP_UDPLITE = 136;

    /** Extension headers of IPv6 (RFC 8200 section 4, IANA "IPv6 Extension Header Types"). */
    static final int EXT_HOP_BY_HOP = 0;
    static final int EXT_ROUTING = 43;
    static final int EXT_FRAGMENT = 44;
    static final int EXT_AUTHENTICATION = 51;
    static final int EXT_DESTINATION = 60;
    static final int EXT_MOBILITY = 135;
    static final int EXT_HOST_IDENTITY = 139;
    static final int EXT_SHIM6 = 140;

    /** Neighbour discovery (RFC 4861): ICMPv6 types, and options that carry link-layer addresses. */
    public static final int ND_SOLICITATION = 135;
    public static final int ND_ADVERTISEMENT = 136;
    static final int ND_OPTION_SOURCE = 1;
    static final int ND_OPTION_TARGET = 2;

    private Protocols() {
    }

    /** Whether the EtherType announces a VLAN tag. */
    public static boolean isVlan(int etherType) {
        return etherType == ETH_VLAN || etherType == ETH_SERVICE_VLAN;
    }
}

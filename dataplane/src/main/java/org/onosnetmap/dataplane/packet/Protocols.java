package org.onosnetmap.dataplane.packet;

/** Numbers that headers use to say what follows them (IANA registries "EtherType" and "Protocol Numbers"). */
public final class Protocols {

    /** Bytes of an Ethernet header without tags; a shorter frame is none. */
    public static final int ETHERNET_HEADER = 14;
    /** Bytes that a VLAN tag adds (IEEE 802.1Q): EtherType and TCI. */
    public static final int VLAN_TAG = 4;
    /** Bytes of an MPLS label stack entry (RFC 3032 section 2.1): label 20 bits, traffic class 3, bottom of stack 1, TTL 8. */
    public static final int MPLS_ENTRY = 4;
    /** Bytes that an I-TAG adds (IEEE 802.1Q section 9.7): EtherType, priority to I-SID 4, customer's addresses 12. */
    public static final int PBB_TAG = 18;

    public static final int ETH_IPV4 = 0x0800;
    public static final int ETH_ARP = 0x0806;
    /** Customer tag (IEEE 802.1Q). */
    public static final int ETH_VLAN = 0x8100;
    /** Service tag (IEEE 802.1ad). */
    public static final int ETH_SERVICE_VLAN = 0x88a8;
    public static final int ETH_IPV6 = 0x86dd;
    /** MPLS (RFC 3032, RFC 5332). */
    public static final int ETH_MPLS = 0x8847;
    /** MPLS with an upstream-assigned label or, before RFC 5332, multicast. */
    public static final int ETH_MPLS_MULTICAST = 0x8848;
    /** Backbone service instance tag, I-TAG (IEEE 802.1ah, "PBB"). */
    public static final int ETH_PBB = 0x88e7;
    /** Smallest number that is a type; below it is the length of an IEEE 802.3 frame. */
    public static final int ETH_MIN_TYPE = 0x0600;
    /** What OpenFlow puts in place of the type for frames that have a length there (OFP_DL_TYPE_NOT_ETH_TYPE). */
    public static final int ETH_NO_TYPE = 0x05ff;

    public static final int IP_ICMP = 1;
    public static final int IP_TCP = 6;
    public static final int IP_UDP = 17;
    public static final int IP_DCCP = 33;
    public static final int IP_ICMPV6 = 58;
    public static final int IP_SCTP = 132;
    public static final int IP_UDPLITE = 136;

    /** Extension headers of IPv6 (RFC 8200 section 4, IANA "IPv6 Extension Header Types"). */
    public static final int EXT_HOP_BY_HOP = 0;
    public static final int EXT_ROUTING = 43;
    public static final int EXT_FRAGMENT = 44;
    /** Hides what follows it: ends the walk through the headers, as a payload protocol does. */
    public static final int EXT_ESP = 50;
    public static final int EXT_AUTHENTICATION = 51;
    /** Not a header: says that nothing follows. */
    public static final int EXT_NO_NEXT = 59;
    public static final int EXT_DESTINATION = 60;
    public static final int EXT_MOBILITY = 135;
    public static final int EXT_HOST_IDENTITY = 139;
    public static final int EXT_SHIM6 = 140;

    /** Neighbour discovery (RFC 4861): ICMPv6 types, and options that carry link-layer addresses. */
    public static final int ND_SOLICITATION = 135;
    public static final int ND_ADVERTISEMENT = 136;
    static final int ND_OPTION_SOURCE = 1;
    static final int ND_OPTION_TARGET = 2;

    private Protocols() {
    }

    /** Whether the EtherType announces an MPLS label stack. */
    public static boolean isMpls(int etherType) {
        return etherType == ETH_MPLS || etherType == ETH_MPLS_MULTICAST;
    }

    /** Whether the EtherType announces a VLAN tag. */
    public static boolean isVlan(int etherType) {
        return etherType == ETH_VLAN || etherType == ETH_SERVICE_VLAN;
    }
}

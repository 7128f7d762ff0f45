package org.onosnetmap.dataplane.flow;

/**
 * Match fields, with width and maskability as OpenFlow 1.3.5 section 7.2.3.7 gives them, and in its order; PBB_UCA is of 1.4, TCP_FLAGS,
 * ACTSET_OUTPUT and PACKET_TYPE are of 1.5 (section 7.2.3.8), the inner VLAN tag is ONOS's. Other than there,
 * transport ports may be masked. Fields of 128 bits take two longs, all others fit the low bits of one.
 */
public enum Field {
    IN_PORT(32, false),
    /** The port below a logical one. Ports here are their own physical ports, so that this is always {@link #IN_PORT}. */
    IN_PHY_PORT(32, false),
    METADATA(64, true),
    ETH_DST(48, true),
    ETH_SRC(48, true),
    ETH_TYPE(16, false),
    /** Bit 12 (0x1000) says that a tag is present; 0 matches untagged packets, 0x1000/0x1000 any tag. */
    VLAN_VID(13, true),
    VLAN_PCP(3, false),
    IP_DSCP(6, false),
    IP_ECN(2, false),
    IP_PROTO(8, false),
    IPV4_SRC(32, true),
    IPV4_DST(32, true),
    TCP_SRC(16, true),
    TCP_DST(16, true),
    UDP_SRC(16, true),
    UDP_DST(16, true),
    SCTP_SRC(16, true),
    SCTP_DST(16, true),
    ICMPV4_TYPE(8, false),
    ICMPV4_CODE(8, false),
    ARP_OP(16, false),
    ARP_SPA(32, true),
    ARP_TPA(32, true),
    ARP_SHA(48, true),
    ARP_THA(48, true),
    IPV6_SRC(128, true),
    IPV6_DST(128, true),
    IPV6_FLABEL(20, true),
    ICMPV6_TYPE(8, false),
    ICMPV6_CODE(8, false),
    IPV6_ND_TARGET(128, false),
    IPV6_ND_SLL(48, false),
    IPV6_ND_TLL(48, false),
    /** Of the outermost label stack entry, as the next two. */
    MPLS_LABEL(20, false),
    MPLS_TC(3, false),
    /** 1: there is no entry below. */
    MPLS_BOS(1, false),
    /** Service instance of the outermost I-TAG. */
    PBB_ISID(24, true),
    /** What logical ports say of a packet; 0 unless a set-field wrote it. */
    TUNNEL_ID(64, true),
    /** Nine flags, see {@link #IPV6_EXTHDR_NONEXT} and those behind it. */
    IPV6_EXTHDR(9, true),
    /** "Use customer addresses" of the outermost I-TAG. */
    PBB_UCA(1, false),
    /** FIN is 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, NS 256; the upper three are reserved. */
    TCP_FLAGS(12, true),
    /** Port of the output in the action set; {@link PortNo#UNSET} if there is none or a group overrides it. */
    ACTSET_OUTPUT(32, false),
    /** Name space and type of the outermost header; (0, 0), Ethernet, is all there is. */
    PACKET_TYPE(32, false),
    /** The second tag, as {@link #VLAN_VID} is the first: 0 for packets without, 0x1000/0x1000 for any. */
    INNER_VLAN_VID(13, true),
    INNER_VLAN_PCP(3, false);

    /** Flags of {@link #IPV6_EXTHDR} (enum ofp_ipv6exthdr_flags): next header 59, "no next header". */
    public static final int IPV6_EXTHDR_NONEXT = 1;
    /** Encapsulating security payload (50). */
    public static final int IPV6_EXTHDR_ESP = 1 << 1;
    /** Authentication (51). */
    public static final int IPV6_EXTHDR_AUTH = 1 << 2;
    /** One or two of destination options (60). */
    public static final int IPV6_EXTHDR_DEST = 1 << 3;
    /** Fragment (44). */
    public static final int IPV6_EXTHDR_FRAG = 1 << 4;
    /** Routing (43). */
    public static final int IPV6_EXTHDR_ROUTER = 1 << 5;
    /** Hop-by-hop options (0), as the first. */
    public static final int IPV6_EXTHDR_HOP = 1 << 6;
    /** One is there more often than expected: twice, destination options thrice. */
    public static final int IPV6_EXTHDR_UNREP = 1 << 7;
    /** They are not in the order that RFC 8200 section 4.1 recommends. */
    public static final int IPV6_EXTHDR_UNSEQ = 1 << 8;

    private final int bits;
    private final boolean maskable;

    Field(int bits, boolean maskable) {
        this.bits = bits;
        this.maskable = maskable;
    }

    /** Width in bits. */
    public int bits() {
        return bits;
    }

    /** Whether a rule may mask single bits. A field that may not is matched whole. */
    public boolean maskable() {
        return maskable;
    }

    /** All-ones mask: the upper 64 bits. */
    public long fullMaskHi() {
        return bits > 64 ? -1L >>> (128 - bits) : 0;
    }

    /** All-ones mask: the lower 64 bits. */
    public long fullMaskLo() {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }
}

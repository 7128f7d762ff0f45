package org.onosnetmap.dataplane.packet;

import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/**
 * Where each match field lies in a packet's key, an array of longs:
 *
 * <pre>
 *  word  63                                                            0
 *   0    METADATA
 *   1    ACTSET_OUTPUT 32                | IN_PORT, IN_PHY_PORT 32
 *   2    ETH_DST 48                                    | ETH_TYPE 16
 *   3    ETH_SRC 48                                    | PCP 3 | VLAN_VID 13
 *   4    presence 8 | IP_PROTO 8 | DSCP 6, ECN 2 | - 8 | source port, type, ARP_OP 16 | destination port, code 16
 *   4    presence 8 | -                                | MPLS_LABEL 20 | TC 3 | BOS 1 | TTL 8
 *   4    presence 8 | -                                | PCP, DEI 4 | PBB_UCA 1 | - 3 | PBB_ISID 24
 *   5    IPV4_SRC, ARP_SPA 32            | IPV4_DST, ARP_TPA 32
 *   6 7  IPV6_SRC
 *   8 9  IPV6_DST
 *  10 11 IPV6_ND_TARGET
 *  12    -         | ARP_SHA, IPV6_ND_SLL 48, TCP_FLAGS 12
 *  13    -         | ARP_THA, IPV6_ND_TLL 48
 *  14    PACKET_TYPE 32                  | - 3 | IPV6_EXTHDR 9 | IPV6_FLABEL 20
 *  15    TUNNEL_ID
 *  16    -                            | whole tags 2   | INNER_VLAN_PCP 3 | INNER_VLAN_VID 13
 * </pre>
 *
 * Fields share bits where their prerequisites exclude each other (OpenFlow 1.3.5 section 7.2.3.8): a rule on TCP_SRC also wants IP_PROTO
 * 6, so it cannot take a UDP port for a TCP port. IN_PHY_PORT is never other than IN_PORT, and a match that says so is refused. Nothing is
 * ever written where PACKET_TYPE lies, because (0, 0) is all there is. A field that a packet does not have is told from one that is zero by the presence
 * bits, which a rule on such a field wants set.
 *
 * <p>METADATA, IN_PORT, ACTSET_OUTPUT, PACKET_TYPE and TUNNEL_ID are always valid. The others are valid from a certain depth of parsing on, so that no header is read that no rule asks
 * for.
 */
public final class KeyLayout {

    /** Longs in a key. */
    public static final int WORDS = 17;

    /** Nothing of the frame is read. */
    public static final int DEPTH_PORT = 0;
    /** Ethernet addresses, tags and type. */
    public static final int DEPTH_ETHERNET = 1;
    /** The fixed part of ARP, IPv4 or IPv6; the outermost MPLS label stack entry or I-TAG. */
    public static final int DEPTH_NETWORK = 2;
    /** Behind the IPv6 extension headers; TCP, UDP, SCTP, ICMP. */
    public static final int DEPTH_TRANSPORT = 3;
    /** Neighbour discovery and its options. */
    public static final int DEPTH_ND = 4;

    public static final int METADATA = 0;
    public static final int IN_PORT = 1;
    public static final int DST_TYPE = 2;
    public static final int SRC_VLAN = 3;
    public static final int INNER = 4;
    public static final int IPV4 = 5;
    public static final int IPV6_SRC = 6;
    public static final int IPV6_DST = 8;
    static final int ND_TARGET = 10;
    public static final int SOURCE_MAC = 12;
    static final int TARGET_MAC = 13;
    public static final int FLABEL = 14;
    public static final int TUNNEL_ID = 15;
    public static final int INNER_VLAN = 16;

    /** The header of ARP, IPv4, IPv6, MPLS or PBB is whole. */
    public static final long HAS_NETWORK = 1L << 56;
    /** IP_PROTO is known. */
    public static final long HAS_PROTO = 1L << 57;
    /** Ports, or ICMP type and code. */
    public static final long HAS_TRANSPORT = 1L << 58;
    static final long HAS_ND_TARGET = 1L << 59;
    static final long HAS_ND_SLL = 1L << 60;
    static final long HAS_ND_TLL = 1L << 61;

    public static final int PROTO_SHIFT = 48;
    public static final int TOS_SHIFT = 40;
    static final int ACTSET_SHIFT = 32;
    public static final int EXTHDR_SHIFT = 20;

    /** In words 3 and 16: a tag is there. */
    static final int VLAN_PRESENT = 0x1000;
    /** In word 16: the first tag is whole, or there is none. */
    public static final long TAG_WHOLE = 1L << 16;
    /** In word 16: so is the second. */
    public static final long INNER_TAG_WHOLE = 1L << 17;
    /** In words 3 and 16, instead of a tag that is cut off: neither "no tag" (0) nor a tag. */
    static final int VLAN_DAMAGED = 0x0fff;
    /** In word 2, instead of a type that is cut off. No rule can ask for it. */
    static final int TYPE_DAMAGED = 0;

    private KeyLayout() {
    }

    /** Index of the field's (last) word. */
    public static int word(Field f) {
        switch (f) {
            case METADATA:
                return METADATA;
            case IN_PORT:
            case IN_PHY_PORT:
            case ACTSET_OUTPUT:
                return IN_PORT;
            case TUNNEL_ID:
                return TUNNEL_ID;
            case ETH_DST:
            case ETH_TYPE:
                return DST_TYPE;
            case ETH_SRC:
            case VLAN_VID:
            case VLAN_PCP:
                return SRC_VLAN;
            case IPV4_SRC:
            case IPV4_DST:
            case ARP_SPA:
            case ARP_TPA:
                return IPV4;
            case IPV6_SRC:
                return IPV6_SRC + 1;
            case IPV6_DST:
                return IPV6_DST + 1;
            case IPV6_ND_TARGET:
                return ND_TARGET + 1;
            case ARP_SHA:
            case IPV6_ND_SLL:
            case TCP_FLAGS:
                return SOURCE_MAC;
            case ARP_THA:
            case IPV6_ND_TLL:
                return TARGET_MAC;
            case IPV6_FLABEL:
            case IPV6_EXTHDR:
            case PACKET_TYPE:
                return FLABEL;
            case INNER_VLAN_VID:
            case INNER_VLAN_PCP:
                return INNER_VLAN;
            default:
                return INNER;
        }
    }

    /** How far left of bit 0 the field begins in its word. */
    public static int shift(Field f) {
        switch (f) {
            case ETH_DST:
            case ETH_SRC:
            case TCP_SRC:
            case UDP_SRC:
            case SCTP_SRC:
            case ICMPV4_TYPE:
            case ICMPV6_TYPE:
            case ARP_OP:
                return 16;
            case VLAN_PCP:
            case INNER_VLAN_PCP:
                return 13;
            case MPLS_LABEL:
                return 12;
            case MPLS_TC:
                return 9;
            case MPLS_BOS:
                return 8;
            case PBB_UCA:
                return 27;
            case IPV6_EXTHDR:
                return EXTHDR_SHIFT;
            case IP_PROTO:
                return PROTO_SHIFT;
            case IP_DSCP:
                return TOS_SHIFT + 2;
            case IP_ECN:
                return TOS_SHIFT;
            case IPV4_SRC:
            case ARP_SPA:
            case PACKET_TYPE:
                return 32;
            case ACTSET_OUTPUT:
                return ACTSET_SHIFT;
            default:
                return 0;
        }
    }

    /** Bits of word {@link #presenceWord} that say that the packet has what the match wants of the field; 0 where the field's own bits say it. */
    public static long presence(Field f, Match m) {
        switch (f) {
            case VLAN_VID:
                return wantsNoPresentBit(f, m) ? TAG_WHOLE : 0;
            case INNER_VLAN_VID:
                return wantsNoPresentBit(f, m) ? INNER_TAG_WHOLE : 0;
            default:
                return presence(f);
        }
    }

    /** Whether {@link #VLAN_DAMAGED} could be taken for what the match wants of a tag: a tag that is there, or that no tag is there, it is not. */
    private static boolean wantsNoPresentBit(Field f, Match m) {
        return !m.isExact(f) && (m.value(f) & VLAN_PRESENT) == 0;
    }

    private static long presence(Field f) {
        switch (f) {
            case IP_DSCP:
            case IP_ECN:
            case IPV4_SRC:
            case IPV4_DST:
            case ARP_OP:
            case ARP_SPA:
            case ARP_TPA:
            case ARP_SHA:
            case ARP_THA:
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_FLABEL:
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
            case PBB_ISID:
            case PBB_UCA:
                return HAS_NETWORK;
            case IP_PROTO:
            case IPV6_EXTHDR:
                return HAS_PROTO;
            case TCP_SRC:
            case TCP_DST:
            case UDP_SRC:
            case UDP_DST:
            case SCTP_SRC:
            case SCTP_DST:
            case TCP_FLAGS:
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
                return HAS_TRANSPORT;
            case IPV6_ND_TARGET:
                return HAS_ND_TARGET;
            case IPV6_ND_SLL:
                return HAS_ND_SLL;
            case IPV6_ND_TLL:
                return HAS_ND_TLL;
            default:
                return 0;
        }
    }

    /** Word of the field's presence bits. */
    public static int presenceWord(Field f) {
        return f == Field.VLAN_VID || f == Field.INNER_VLAN_VID ? INNER_VLAN : INNER;
    }

    /** Depth of parsing from which on the field is valid. */
    public static int depth(Field f) {
        switch (f) {
            case IN_PORT:
            case IN_PHY_PORT:
            case METADATA:
            case TUNNEL_ID:
            case ACTSET_OUTPUT:
            case PACKET_TYPE:
                return DEPTH_PORT;
            case ETH_DST:
            case ETH_SRC:
            case ETH_TYPE:
            case VLAN_VID:
            case VLAN_PCP:
            case INNER_VLAN_VID:
            case INNER_VLAN_PCP:
                return DEPTH_ETHERNET;
            case IPV6_ND_TARGET:
            case IPV6_ND_SLL:
            case IPV6_ND_TLL:
                return DEPTH_ND;
            default:
                return presence(f) == HAS_NETWORK ? DEPTH_NETWORK : DEPTH_TRANSPORT;
        }
    }
}

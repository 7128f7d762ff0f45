package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** What a match must fulfil: OpenFlow 1.3.5 sections 7.2.3.5 (masks), 7.2.3.6 (prerequisites) and 7.2.3.8 (fields); for newer fields, 1.5.1. */
final class MatchChecks {

    static final int VID_PRESENT = 0x1000;

    private MatchChecks() {
    }

    static void check(Match m) throws FlowException {
        for (Field f : m.fields()) {
            if (!f.maskable() && !m.isExact(f)) {
                throw new FlowException("OFPBMC_BAD_MASK", "the match on " + f + " has a mask, but this field can only be matched whole; leave the mask out");
            }
            checkValue(m, f);
            checkPrerequisite(m, f);
        }
    }

    private static void checkValue(Match m, Field f) throws FlowException {
        long v = m.value(f);
        switch (f) {
            case IN_PORT:
                if ((v == 0 || Long.compareUnsigned(v, PortNo.MAX & 0xffffffffL) > 0) && (int) v != PortNo.CONTROLLER) {
                    throw badValue(m, f, "is no port that a packet can come in by; use a port's number, or CONTROLLER for packet-outs");
                }
                break;
            case ETH_TYPE:
                if (isVlan((int) v)) {
                    throw badValue(m, f, "is a VLAN tag's type, but this field is the type after all tags; match VLAN_VID 0x1000/0x1000 for \"tagged\"");
                }
                if (v < ETH_MIN_TYPE && v != ETH_NO_TYPE) {
                    throw badValue(m, f, "is a length and no type; use 0x5ff for frames that have a length there");
                }
                break;
            case IN_PHY_PORT:
                if (m.has(Field.IN_PORT) && m.value(Field.IN_PORT) != v) {
                    throw badValue(m, f, "is not IN_PORT, but every port here is its own physical port; use the value of IN_PORT, or leave IN_PHY_PORT out");
                }
                break;
            case VLAN_VID:
            case INNER_VLAN_VID:
                checkVid(m, f);
                break;
            case ACTSET_OUTPUT:
                checkActsetOutput(m);
                break;
            case PACKET_TYPE:
                if (v != 0) {
                    throw badValue(m, f, "no packet has: frames begin with an Ethernet header here, which is type (0,0); use 0, or leave PACKET_TYPE out");
                }
                break;
            default:
                break;
        }
    }

    private static void checkVid(Match m, Field f) throws FlowException {
        if ((m.mask(f) & ~m.value(f) & VID_PRESENT) != 0 && m.value(f) != 0) {
            throw badValue(m, f, "lacks the present bit, but without a tag the other bits are 0; add 0x1000 for a tag, or use 0 for packets without a tag");
        }
    }

    private static void checkActsetOutput(Match m) throws FlowException {
        int port = (int) m.value(Field.ACTSET_OUTPUT);
        switch (port) {
            case PortNo.UNSET:
            case PortNo.IN_PORT:
            case PortNo.NORMAL:
            case PortNo.FLOOD:
            case PortNo.ALL:
            case PortNo.CONTROLLER:
                break;
            default:
                if (port == 0 || Integer.compareUnsigned(port, PortNo.MAX) > 0) {
                    throw badValue(m, Field.ACTSET_OUTPUT, "no output action in an action set can have; use a port's number, IN_PORT, NORMAL, FLOOD, ALL, "
                            + "CONTROLLER, or UNSET (0xfffffff7) for \"no output\"");
                }
        }
    }

    private static void checkPrerequisite(Match m, Field f) throws FlowException {
        switch (f) {
            case IN_PHY_PORT:
                require(m.has(Field.IN_PORT), f, "IN_PORT");
                break;
            case VLAN_PCP:
                require((m.value(Field.VLAN_VID) & VID_PRESENT) != 0, f, "VLAN_VID with the present bit 0x1000");
                break;
            case INNER_VLAN_PCP:
                require((m.value(Field.INNER_VLAN_VID) & VID_PRESENT) != 0, f, "INNER_VLAN_VID with the present bit 0x1000");
                break;
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
                require(ethType(m, ETH_MPLS) || ethType(m, ETH_MPLS_MULTICAST), f, "ETH_TYPE 0x8847 or 0x8848");
                break;
            case PBB_ISID:
            case PBB_UCA:
                require(ethType(m, ETH_PBB), f, "ETH_TYPE 0x88e7");
                break;
            case IP_DSCP:
            case IP_ECN:
            case IP_PROTO:
                require(ethType(m, ETH_IPV4) || ethType(m, ETH_IPV6), f, "ETH_TYPE 0x800 or 0x86dd");
                break;
            case IPV4_SRC:
            case IPV4_DST:
                require(ethType(m, ETH_IPV4), f, "ETH_TYPE 0x800");
                break;
            case ARP_OP:
            case ARP_SPA:
            case ARP_TPA:
            case ARP_SHA:
            case ARP_THA:
                require(ethType(m, ETH_ARP), f, "ETH_TYPE 0x806");
                break;
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_FLABEL:
            case IPV6_EXTHDR:
                require(ethType(m, ETH_IPV6), f, "ETH_TYPE 0x86dd");
                break;
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
                require(is(m, Field.IP_PROTO, IP_TCP), f, "IP_PROTO 6");
                break;
            case UDP_SRC:
            case UDP_DST:
                require(is(m, Field.IP_PROTO, IP_UDP), f, "IP_PROTO 17");
                break;
            case SCTP_SRC:
            case SCTP_DST:
                require(is(m, Field.IP_PROTO, IP_SCTP), f, "IP_PROTO 132");
                break;
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
                require(ethType(m, ETH_IPV4) && is(m, Field.IP_PROTO, IP_ICMP), f, "ETH_TYPE 0x800 and IP_PROTO 1");
                break;
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
                require(ethType(m, ETH_IPV6) && is(m, Field.IP_PROTO, IP_ICMPV6), f, "ETH_TYPE 0x86dd and IP_PROTO 58");
                break;
            case IPV6_ND_TARGET:
                require(is(m, Field.ICMPV6_TYPE, ND_SOLICITATION) || is(m, Field.ICMPV6_TYPE, ND_ADVERTISEMENT), f, "ICMPV6_TYPE 135 or 136");
                break;
            case IPV6_ND_SLL:
                require(is(m, Field.ICMPV6_TYPE, ND_SOLICITATION), f, "ICMPV6_TYPE 135");
                break;
            case IPV6_ND_TLL:
                require(is(m, Field.ICMPV6_TYPE, ND_ADVERTISEMENT), f, "ICMPV6_TYPE 136");
                break;
            default:
                break;
        }
    }

    private static boolean ethType(Match m, int type) {
        return is(m, Field.ETH_TYPE, type);
    }

    private static boolean is(Match m, Field f, long value) {
        return m.isExact(f) && m.value(f) == value;
    }

    private static void require(boolean there, Field f, String what) throws FlowException {
        if (!there) {
            throw new FlowException("OFPBMC_BAD_PREREQ", "the match on " + f + " does not say that packets have this field; add " + what);
        }
    }

    private static FlowException badValue(Match m, Field f, String why) {
        return new FlowException("OFPBMC_BAD_VALUE", "the match on " + f + " wants " + text(f, m.value(f)) + ", which " + why);
    }

    private static String text(Field f, long value) {
        return FieldText.format(f, 0, value);
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.packet.HeaderEditor;

/** What a set-field must fulfil: a field that can be set, a mask that it may have, a value that it may have (OpenFlow 1.3.5 section 7.2.5), the header (7.2.3.6). */
final class SetFieldChecks {

    private static final String TAG_REMEDY = "match VLAN_VID with the present bit 0x1000, or push a tag first";
    private static final String INNER_REMEDY = "match INNER_VLAN_VID with the present bit 0x1000, or push a tag in front of the one that is there first";

    private SetFieldChecks() {
    }

    /** All but the header. */
    static void check(Action.SetField s) throws FlowException {
        Field f = s.field();
        if (!HeaderEditor.canSet(f)) {
            throw new FlowException("OFPBAC_BAD_SET_TYPE", "set-field of " + f + " is not possible: " + whyNot(f));
        }
        if (s.isMasked() && !f.maskable()) {
            throw new FlowException("OFPBAC_BAD_SET_MASK", "set-field of " + f + " has a mask, but this field can only be set whole; leave the mask out");
        }
        if (s.mask() == 0 && s.maskHi() == 0) {
            throw new FlowException("OFPBAC_BAD_SET_MASK", "set-field of " + f + " has mask 0 and would change nothing; leave the action out");
        }
        if (f == Field.VLAN_VID || f == Field.INNER_VLAN_VID) {
            if ((s.mask() & ~s.value() & MatchChecks.VID_PRESENT) != 0) {
                throw badValue(s, "lacks the present bit; add 0x1000, or use pop VLAN to take the tag off");
            }
        } else if (f == Field.ETH_TYPE) {
            if (isVlan((int) s.value())) {
                throw badValue(s, "is a VLAN tag's type, but this field is the type after all tags; use push VLAN for one more");
            }
            if (s.value() < ETH_MIN_TYPE) {
                throw badValue(s, "is a length and no type; use 0x600 or more");
            }
        }
    }

    private static String whyNot(Field f) {
        switch (f) {
            case METADATA:
                return "it is not part of the packet; use the write-metadata instruction";
            case IPV6_EXTHDR:
                return "it says which extension headers the packet has, and there is no action that adds or removes them; leave the action out";
            default:
                return "it is not part of the packet, it says where the packet comes from or goes to; leave the action out";
        }
    }

    private static FlowException badValue(Action.SetField s, String why) {
        return new FlowException("OFPBAC_BAD_SET_ARGUMENT", "set-field of " + s.field() + " to " + FieldText.format(s.field(), s.valueHi(), s.value()) + " " + why);
    }

    /** The header that the field is in. */
    static void checkHeader(Action.SetField s, KnownHeaders known) throws FlowException {
        switch (s.field()) {
            case VLAN_VID:
            case VLAN_PCP:
                need(known.tag(), s, "a VLAN tag", TAG_REMEDY);
                break;
            case INNER_VLAN_VID:
            case INNER_VLAN_PCP:
                need(known.innerTag(), s, "a second VLAN tag", INNER_REMEDY);
                break;
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
                need(known.mpls(), s, "an MPLS label", "match ETH_TYPE 0x8847 or 0x8848, or push a label first");
                break;
            case PBB_ISID:
            case PBB_UCA:
                need(known.pbb(), s, "an I-TAG", "match ETH_TYPE 0x88e7, or push a PBB header first");
                break;
            case ARP_OP:
            case ARP_SPA:
            case ARP_TPA:
            case ARP_SHA:
            case ARP_THA:
                need(known.arp(), s, "ARP", "match ETH_TYPE 0x806");
                break;
            case IP_DSCP:
            case IP_ECN:
            case IP_PROTO:
                need(known.ip(), s, "an IP header", "match ETH_TYPE 0x800 or 0x86dd");
                break;
            case IPV4_SRC:
            case IPV4_DST:
                need(known.ipv4(), s, "an IPv4 header", "match ETH_TYPE 0x800");
                break;
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_FLABEL:
                need(known.ipv6(), s, "an IPv6 header", "match ETH_TYPE 0x86dd");
                break;
            default:
                checkTransport(s, known);
                break;
        }
    }

    private static void checkTransport(Action.SetField s, KnownHeaders known) throws FlowException {
        switch (s.field()) {
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
                need(known.transport(IP_TCP), s, "a TCP header", "match ETH_TYPE 0x800 or 0x86dd and IP_PROTO 6");
                break;
            case UDP_SRC:
            case UDP_DST:
                need(known.transport(IP_UDP), s, "a UDP header", "match ETH_TYPE 0x800 or 0x86dd and IP_PROTO 17");
                break;
            case SCTP_SRC:
            case SCTP_DST:
                need(known.transport(IP_SCTP), s, "an SCTP header", "match ETH_TYPE 0x800 or 0x86dd and IP_PROTO 132");
                break;
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
                need(known.icmpv4(), s, "an ICMP header", "match ETH_TYPE 0x800 and IP_PROTO 1");
                break;
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
                need(known.icmpv6(), s, "an ICMPv6 header", "match ETH_TYPE 0x86dd and IP_PROTO 58");
                break;
            case IPV6_ND_TARGET:
                need(known.solicitation() || known.advertisement(), s, "neighbour discovery", "match ETH_TYPE 0x86dd, IP_PROTO 58 and ICMPV6_TYPE 135 or 136");
                break;
            case IPV6_ND_SLL:
                need(known.solicitation(), s, "a neighbour solicitation", "match ETH_TYPE 0x86dd, IP_PROTO 58 and ICMPV6_TYPE 135");
                break;
            case IPV6_ND_TLL:
                need(known.advertisement(), s, "a neighbour advertisement", "match ETH_TYPE 0x86dd, IP_PROTO 58 and ICMPV6_TYPE 136");
                break;
            default:
                break;
        }
    }

    private static void need(boolean there, Action a, String what, String remedy) throws FlowException {
        if (!there) {
            throw ActionChecks.inconsistent(a, what, remedy);
        }
    }
}

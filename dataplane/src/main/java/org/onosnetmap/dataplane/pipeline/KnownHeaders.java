package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/** What is known of the headers of every packet that matches a rule, at one point of its actions: from the match, and from the actions before. */
final class KnownHeaders {

    private static final int UNKNOWN = -1;

    /** VLAN tags that are there at least. */
    private int tags;
    private int etherType = UNKNOWN;
    private int ipProtocol = UNKNOWN;
    private int icmpv6Type = UNKNOWN;

    KnownHeaders(Match m) {
        if (isThere(m, Field.INNER_VLAN_VID)) {
            tags = 2;
        } else if (isThere(m, Field.VLAN_VID)) {
            tags = 1;
        }
        if (m.has(Field.ETH_TYPE)) {
            etherType = (int) m.value(Field.ETH_TYPE);
        }
        if (m.has(Field.IP_PROTO)) {
            ipProtocol = (int) m.value(Field.IP_PROTO);
        }
        if (m.has(Field.ICMPV6_TYPE)) {
            icmpv6Type = (int) m.value(Field.ICMPV6_TYPE);
        }
    }

    private static boolean isThere(Match m, Field vid) {
        return (m.value(vid) & MatchChecks.VID_PRESENT) != 0;
    }

    /** Takes in what an action changes. */
    void after(Action a) {
        switch (a.type()) {
            case PUSH_VLAN:
                tags++;
                break;
            case POP_VLAN:
                tags--;
                break;
            case PUSH_MPLS:
                becomes(((Action.Push) a).etherType());
                break;
            case POP_MPLS:
                becomes(((Action.PopMpls) a).etherType());
                break;
            case PUSH_PBB:
                tags = 0;
                becomes(((Action.Push) a).etherType());
                break;
            case POP_PBB:
                becomes(UNKNOWN);
                break;
            case SET_FIELD:
                afterSet((Action.SetField) a);
                break;
            default:
                break;
        }
    }

    private void afterSet(Action.SetField s) {
        switch (s.field()) {
            case ETH_TYPE:
                becomes((int) s.value());
                break;
            case IP_PROTO:
                ipProtocol = (int) s.value();
                icmpv6Type = UNKNOWN;
                break;
            case ICMPV6_TYPE:
                icmpv6Type = (int) s.value();
                break;
            default:
                break;
        }
    }

    /** Something else is behind the tags now, or one more tag. */
    private void becomes(int type) {
        boolean oneMoreTag = isVlan(type);
        tags += oneMoreTag ? 1 : 0;
        etherType = oneMoreTag ? UNKNOWN : type;
        ipProtocol = UNKNOWN;
        icmpv6Type = UNKNOWN;
    }

    boolean tag() {
        return tags > 0;
    }

    boolean innerTag() {
        return tags > 1;
    }

    boolean mpls() {
        return isMpls(etherType);
    }

    boolean pbb() {
        return etherType == ETH_PBB;
    }

    boolean arp() {
        return etherType == ETH_ARP;
    }

    boolean ip() {
        return ipv4() || ipv6();
    }

    boolean ipv4() {
        return etherType == ETH_IPV4;
    }

    boolean ipv6() {
        return etherType == ETH_IPV6;
    }

    /** TCP, UDP, SCTP: over either IP. */
    boolean transport(int protocol) {
        return ip() && ipProtocol == protocol;
    }

    boolean icmpv4() {
        return ipv4() && ipProtocol == IP_ICMP;
    }

    boolean icmpv6() {
        return ipv6() && ipProtocol == IP_ICMPV6;
    }

    boolean solicitation() {
        return icmpv6() && icmpv6Type == ND_SOLICITATION;
    }

    boolean advertisement() {
        return icmpv6() && icmpv6Type == ND_ADVERTISEMENT;
    }
}

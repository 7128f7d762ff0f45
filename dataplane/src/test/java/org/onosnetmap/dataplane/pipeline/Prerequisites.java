package org.onosnetmap.dataplane.pipeline;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/** Which fields a match needs beside a field (OpenFlow 1.3.5 section 7.2.3.6), told once more for the tests. */
final class Prerequisites {

    private Prerequisites() {
    }

    /** All of them, in the order in which headers say them. */
    static List<Field> of(Field f) {
        switch (f) {
            case IN_PHY_PORT:
                return List.of(Field.IN_PORT);
            case VLAN_PCP:
                return List.of(Field.VLAN_VID);
            case INNER_VLAN_PCP:
                return List.of(Field.INNER_VLAN_VID);
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
            case PBB_ISID:
            case PBB_UCA:
            case ARP_OP:
            case ARP_SPA:
            case ARP_TPA:
            case ARP_SHA:
            case ARP_THA:
            case IP_DSCP:
            case IP_ECN:
            case IP_PROTO:
            case IPV4_SRC:
            case IPV4_DST:
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_FLABEL:
            case IPV6_EXTHDR:
                return List.of(Field.ETH_TYPE);
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
            case UDP_SRC:
            case UDP_DST:
            case SCTP_SRC:
            case SCTP_DST:
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
                return List.of(Field.ETH_TYPE, Field.IP_PROTO);
            case IPV6_ND_TARGET:
            case IPV6_ND_SLL:
            case IPV6_ND_TLL:
                return List.of(Field.ETH_TYPE, Field.IP_PROTO, Field.ICMPV6_TYPE);
            default:
                return List.of();
        }
    }

    /** A match on a value of the field, and on what the packet has in the fields that it needs; null if the packet lacks one of these. */
    static Match match(Field f, BigInteger value, Map<Field, BigInteger> packet) {
        Match.Builder b = Match.builder();
        for (Field p : of(f)) {
            if (!packet.containsKey(p)) {
                return null;
            }
            set(b, p, packet.get(p));
        }
        return set(b, f, value).build();
    }

    private static Match.Builder set(Match.Builder b, Field f, BigInteger v) {
        return b.set(f, v.shiftRight(64).longValue(), v.longValue(), f.fullMaskHi(), f.fullMaskLo());
    }
}

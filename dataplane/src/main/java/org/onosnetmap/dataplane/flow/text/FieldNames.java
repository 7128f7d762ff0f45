package org.onosnetmap.dataplane.flow.text;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.onosnetmap.dataplane.flow.Field;

/** Names of fields: those that mean one field wherever they stand, and those that depend on the protocol (ovs-fields(7)). */
final class FieldNames {

    private static final int ETH_ARP = 0x0806;
    private static final int ETH_RARP = 0x8035;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int SCTP = 132;

    private static final Map<String, Field> FIXED = new TreeMap<>();
    private static final Map<Field, String> WRITTEN = new EnumMap<>(Field.class);
    /** The protocols they need, for the message when it is not known. */
    private static final Map<String, String> DEPENDENT = new TreeMap<>(Map.of("tp_src", "tcp, udp or sctp", "tp_dst", "tcp, udp or sctp"));

    static {
        for (Field f : Field.values()) {
            String own = f.name().toLowerCase(Locale.ROOT);
            FIXED.put(own, f);
            WRITTEN.put(f, own);
        }
        alias(Field.ETH_SRC, "dl_src");
        alias(Field.ETH_DST, "dl_dst");
        alias(Field.ETH_TYPE, "dl_type");
        written(Field.IP_ECN, "nw_ecn");
        alias(Field.IP_DSCP, "nw_tos_shifted");
        written(Field.IP_PROTO, "nw_proto");
        written(Field.IPV4_SRC, "ip_src");
        written(Field.IPV4_DST, "ip_dst");
        written(Field.ICMPV4_TYPE, "icmp_type");
        written(Field.ICMPV4_CODE, "icmp_code");
        written(Field.IPV6_FLABEL, "ipv6_label");
        written(Field.IPV6_ND_TARGET, "nd_target");
        written(Field.IPV6_ND_SLL, "nd_sll");
        written(Field.IPV6_ND_TLL, "nd_tll");
        written(Field.TUNNEL_ID, "tun_id");
    }

    private FieldNames() {
    }

    private static void alias(Field f, String name) {
        FIXED.put(name, f);
    }

    private static void written(Field f, String name) {
        FIXED.put(name, f);
        WRITTEN.put(f, name);
    }

    /** Name under which a field is written where nothing is known of the packet. */
    static String of(Field f) {
        return WRITTEN.get(f);
    }

    /** The field of that name, in a packet of which only so much is known as the numbers say (-1: not known). Null if there is none. */
    static Field field(Word name, int etherType, int ipProtocol) throws FlowTextException {
        String n = name.lower();
        boolean arp = etherType == ETH_ARP || etherType == ETH_RARP;
        switch (n) {
            case "nw_src":
                return arp ? Field.ARP_SPA : Field.IPV4_SRC;
            case "nw_dst":
                return arp ? Field.ARP_TPA : Field.IPV4_DST;
            case "nw_proto":
                return arp ? Field.ARP_OP : Field.IP_PROTO;
            case "icmp_type":
                return ipProtocol == ICMPV6 ? Field.ICMPV6_TYPE : Field.ICMPV4_TYPE;
            case "icmp_code":
                return ipProtocol == ICMPV6 ? Field.ICMPV6_CODE : Field.ICMPV4_CODE;
            case "tp_src":
            case "tp_dst":
                return port(name, n.equals("tp_src"), ipProtocol);
            default:
                return FIXED.get(n);
        }
    }

    private static Field port(Word name, boolean source, int ipProtocol) throws FlowTextException {
        switch (ipProtocol) {
            case TCP:
                return source ? Field.TCP_SRC : Field.TCP_DST;
            case UDP:
                return source ? Field.UDP_SRC : Field.UDP_DST;
            case SCTP:
                return source ? Field.SCTP_SRC : Field.SCTP_DST;
            default:
                throw name.error("needs a protocol with ports; add " + DEPENDENT.get("tp_src") + " to the match, or name the port of one: tcp_dst, udp_src");
        }
    }

    /** All names, for suggestions. */
    static Set<String> all() {
        Set<String> all = new TreeSet<>(FIXED.keySet());
        all.addAll(DEPENDENT.keySet());
        all.addAll(Set.of("nw_src", "nw_dst", "nw_tos", "dl_vlan", "dl_vlan_pcp", "vlan_tci"));
        return all;
    }
}

package org.onosnetmap.dataplane.flow.text;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/** Matches: a protocol by its short name, and fields as {@code NAME=VALUE}, in any order. */
final class MatchText {

    private static final long VID_PRESENT = 0x1000;

    /** Short name to EtherType and IP protocol, -1 for none. The first of two that mean the same is written. */
    private static final Map<String, int[]> SHORT = new LinkedHashMap<>();

    static {
        SHORT.put("ip", new int[] {0x0800, -1});
        SHORT.put("icmp", new int[] {0x0800, 1});
        SHORT.put("tcp", new int[] {0x0800, 6});
        SHORT.put("udp", new int[] {0x0800, 17});
        SHORT.put("sctp", new int[] {0x0800, 132});
        SHORT.put("ipv6", new int[] {0x86dd, -1});
        SHORT.put("icmp6", new int[] {0x86dd, 58});
        SHORT.put("tcp6", new int[] {0x86dd, 6});
        SHORT.put("udp6", new int[] {0x86dd, 17});
        SHORT.put("sctp6", new int[] {0x86dd, 132});
        SHORT.put("arp", new int[] {0x0806, -1});
        SHORT.put("rarp", new int[] {0x8035, -1});
        SHORT.put("mpls", new int[] {0x8847, -1});
        SHORT.put("mplsm", new int[] {0x8848, -1});
    }

    private final Match.Builder match = Match.builder();
    private final Set<Field> seen = EnumSet.noneOf(Field.class);
    private int etherType = -1;
    private int ipProtocol = -1;

    private MatchText() {
    }

    static Match read(List<Word> words) throws FlowTextException {
        MatchText t = new MatchText();
        // What the packet is decides what some names mean, wherever they stand.
        for (Word w : words) {
            t.protocol(w);
        }
        for (Word w : words) {
            if (w.has('=')) {
                t.field(w, w.before('='), w.after('='));
            }
        }
        return t.match.build();
    }

    private void protocol(Word w) throws FlowTextException {
        String name = w.before('=').lower();
        if (!w.has('=')) {
            int[] types = SHORT.get(name);
            if (types == null && name.equals("eth")) {
                set(w, Field.PACKET_TYPE, 0, Field.PACKET_TYPE.fullMaskLo());
                return;
            }
            if (types == null) {
                if (FlowText.FLAGS.containsKey(name)) {
                    throw w.error("is a flag of a rule and no part of a match; leave it out");
                }
                Set<String> known = new TreeSet<>(SHORT.keySet());
                known.addAll(FlowText.FLAGS.keySet());
                throw w.error("is no protocol or flag, and has no value; " + (FieldNames.all().contains(name) ? "write " + name + "=VALUE" : Names.suggest(name, known)));
            }
            etherType = types[0];
            set(w, Field.ETH_TYPE, etherType, Field.ETH_TYPE.fullMaskLo());
            if (types[1] >= 0) {
                ipProtocol = types[1];
                set(w, Field.IP_PROTO, ipProtocol, Field.IP_PROTO.fullMaskLo());
            }
        } else if (name.equals("dl_type") || name.equals("eth_type")) {
            FieldValue v = FieldValue.read(Field.ETH_TYPE, w.after('='));
            etherType = v.isExact(Field.ETH_TYPE) ? (int) v.lo : etherType;
        } else if (name.equals("nw_proto") || name.equals("ip_proto")) {
            FieldValue v = FieldValue.read(Field.IP_PROTO, w.after('='));
            ipProtocol = v.isExact(Field.IP_PROTO) ? (int) v.lo : ipProtocol;
        }
    }

    private void field(Word w, Word name, Word value) throws FlowTextException {
        switch (name.lower()) {
            case "dl_vlan":
                long vid = value.number(0xffff);
                if (vid > 0xfff && vid != 0xffff) {
                    throw value.error("is no VLAN; write 0 to 4095, or 0xffff for packets without a tag");
                }
                set(w, Field.VLAN_VID, vid == 0xffff ? 0 : VID_PRESENT | vid, Field.VLAN_VID.fullMaskLo());
                return;
            case "dl_vlan_pcp":
                set(w, Field.VLAN_PCP, value.number(7), 7);
                if (!seen.contains(Field.VLAN_VID)) {
                    match.set(Field.VLAN_VID, VID_PRESENT, VID_PRESENT); // a priority is that of a tag; dl_vlan may come yet and say more
                }
                return;
            case "vlan_tci":
                tci(w, value);
                return;
            case "nw_tos":
                long tos = value.number(255);
                if ((tos & 3) != 0) {
                    throw value.error("has ECN bits; write a multiple of 4, and nw_ecn=" + (tos & 3));
                }
                set(w, Field.IP_DSCP, tos >>> 2, Field.IP_DSCP.fullMaskLo());
                return;
            default:
                break;
        }
        Field f = FieldNames.field(name, etherType, ipProtocol);
        if (f == null) {
            throw name.error("no such field; " + Names.suggest(name.lower(), FlowText.words()));
        }
        FieldValue v = FieldValue.read(f, value);
        first(w, f);
        match.set(f, v.hi, v.lo, v.maskHi, v.maskLo);
    }

    /** The 16 bits of a tag, with the bit that says whether there is one (ovs-fields(7)). */
    private void tci(Word w, Word value) throws FlowTextException {
        long tci = value.before('/').number(0xffff);
        long mask = value.has('/') ? value.after('/').number(0xffff) : 0xffff;
        if (!value.has('/') && tci == 0) {
            set(w, Field.VLAN_VID, 0, 0x1fff);
            return;
        }
        if ((mask & 0xe000) != 0 && (mask & 0xe000) != 0xe000) {
            throw value.error("masks single bits of the priority; take all (0xe000) or none");
        }
        if ((mask & 0x1fff) != 0) {
            set(w, Field.VLAN_VID, tci & 0x1fff, mask & 0x1fff);
        }
        if ((mask & 0xe000) != 0) {
            set(w, Field.VLAN_PCP, tci >>> 13, 7);
        }
    }

    private void set(Word w, Field f, long value, long mask) throws FlowTextException {
        first(w, f);
        match.set(f, value, mask);
    }

    private void first(Word w, Field f) throws FlowTextException {
        if (!seen.add(f)) {
            throw w.error("matches " + FieldNames.of(f) + " a second time; leave one of the two out");
        }
    }

    /** What {@link #read} reads; empty for all packets. */
    static String write(Match m) {
        Set<Field> left = m.fields();
        StringBuilder s = new StringBuilder();
        int etherType = exact(m, Field.ETH_TYPE);
        int ipProtocol = exact(m, Field.IP_PROTO);
        String shortest = null;
        for (Map.Entry<String, int[]> e : SHORT.entrySet()) {
            int[] types = e.getValue();
            if (types[0] == etherType && (types[1] == ipProtocol || types[1] < 0 && shortest == null)) {
                shortest = e.getKey();
            }
        }
        if (shortest != null) {
            left.remove(Field.ETH_TYPE);
            if (SHORT.get(shortest)[1] >= 0) {
                left.remove(Field.IP_PROTO);
            }
            s.append(shortest);
        }
        boolean arp = etherType == 0x0806 || etherType == 0x8035;
        boolean ports = etherType == 0x0800 || etherType == 0x86dd;
        for (Field f : left) {
            s.append(s.length() == 0 ? "" : ",").append(name(f, arp, ports ? ipProtocol : -1, ipProtocol)).append('=')
                    .append(FieldValue.write(f, m.valueHi(f), m.value(f), m.maskHi(f), m.mask(f)));
        }
        return s.toString();
    }

    private static String name(Field f, boolean arp, int portsOf, int ipProtocol) {
        switch (f) {
            case IPV4_SRC:
                return arp ? "ip_src" : "nw_src";
            case IPV4_DST:
                return arp ? "ip_dst" : "nw_dst";
            case IP_PROTO:
                return arp ? "ip_proto" : "nw_proto";
            case ICMPV4_TYPE:
                return ipProtocol == 58 ? "icmpv4_type" : "icmp_type";
            case ICMPV4_CODE:
                return ipProtocol == 58 ? "icmpv4_code" : "icmp_code";
            case ETH_SRC:
                return "dl_src";
            case ETH_DST:
                return "dl_dst";
            case ETH_TYPE:
                return "dl_type";
            case TCP_SRC:
            case UDP_SRC:
            case SCTP_SRC:
                return portsOf == (f == Field.TCP_SRC ? 6 : f == Field.UDP_SRC ? 17 : 132) ? "tp_src" : FieldNames.of(f);
            case TCP_DST:
            case UDP_DST:
            case SCTP_DST:
                return portsOf == (f == Field.TCP_DST ? 6 : f == Field.UDP_DST ? 17 : 132) ? "tp_dst" : FieldNames.of(f);
            default:
                return FieldNames.of(f);
        }
    }

    private static int exact(Match m, Field f) {
        return m.isExact(f) ? (int) m.value(f) : -1;
    }

    /** Short names of protocols, for suggestions. */
    static Set<String> shortNames() {
        return SHORT.keySet();
    }
}

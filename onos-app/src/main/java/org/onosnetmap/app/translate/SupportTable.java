package org.onosnetmap.app.translate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.L2SubType;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.L3SubType;
import org.onosproject.net.flow.instructions.L4ModificationInstruction.L4SubType;

/**
 * What becomes of every type of criterion and instruction that onos-api 2.5 to 2.7 has. Refusals take their reasons from here, and
 * {@code docs/support.md} is written from it; tests hold it against what the translators and the flow tables do.
 */
public final class SupportTable {

    /** The reason for types that are newer than this table. */
    static final String UNKNOWN = "this type is not known here";

    private static final String NOTHING = "";
    private static final String ANY_MASK = "any mask";
    private static final String PREFIX = "a prefix";
    private static final String MPLS = "`ETH_TYPE` 0x8847 or 0x8848";
    private static final String PBB = "`ETH_TYPE` 0x88e7";
    private static final String ARP = "`ETH_TYPE` 0x806";
    private static final String IP = "`ETH_TYPE` 0x800 or 0x86dd";
    private static final String IPV4 = "`ETH_TYPE` 0x800";
    private static final String IPV6 = "`ETH_TYPE` 0x86dd";
    private static final String TCP = "`IP_PROTO` 6";
    private static final String UDP = "`IP_PROTO` 17";
    private static final String SCTP = "`IP_PROTO` 132";
    private static final String ICMPV4 = "`ETH_TYPE` 0x800, `IP_PROTO` 1";
    private static final String ICMPV6 = "`ETH_TYPE` 0x86dd, `IP_PROTO` 58";
    private static final String TAG = "`VLAN_VID` with an id or ANY, or a push before it";
    private static final String LABEL = MPLS + ", or a push before it";

    private static final String BY_EXTENSION = "the API has the name and no class for it; an extension selector can match ";
    private static final String OPTICAL = "packets have no optical signal";
    private static final String P4 = "the pipeline has no P4 program; take OpenFlow's fields and actions";

    private static final Map<Criterion.Type, Support> CRITERIA = new EnumMap<>(Criterion.Type.class);
    private static final Map<Instruction.Type, Support> INSTRUCTIONS = new EnumMap<>(Instruction.Type.class);
    private static final Map<L2SubType, Support> L2 = new EnumMap<>(L2SubType.class);
    private static final Map<L3SubType, Support> L3 = new EnumMap<>(L3SubType.class);
    private static final Map<L4SubType, Support> L4 = new EnumMap<>(L4SubType.class);

    static {
        matches(Criterion.Type.IN_PORT, "`IN_PORT`", NOTHING);
        matches(Criterion.Type.IN_PHY_PORT, "`IN_PHY_PORT`", "`IN_PORT` of the same number");
        matches(Criterion.Type.METADATA, "`METADATA`", NOTHING);
        matches(Criterion.Type.ETH_DST, "`ETH_DST`", NOTHING);
        matches(Criterion.Type.ETH_DST_MASKED, "`ETH_DST`, " + ANY_MASK, NOTHING);
        matches(Criterion.Type.ETH_SRC, "`ETH_SRC`", NOTHING);
        matches(Criterion.Type.ETH_SRC_MASKED, "`ETH_SRC`, " + ANY_MASK, NOTHING);
        matches(Criterion.Type.ETH_TYPE, "`ETH_TYPE`", NOTHING);
        matches(Criterion.Type.VLAN_VID, "`VLAN_VID`; NONE for no tag, ANY for any tag", NOTHING);
        matches(Criterion.Type.VLAN_PCP, "`VLAN_PCP`", "`VLAN_VID` with an id or ANY");
        matches(Criterion.Type.INNER_VLAN_VID, "`INNER_VLAN_VID`; NONE for no second tag, ANY for any", NOTHING);
        matches(Criterion.Type.INNER_VLAN_PCP, "`INNER_VLAN_PCP`", "`INNER_VLAN_VID` with an id or ANY");
        matches(Criterion.Type.IP_DSCP, "`IP_DSCP`", IP);
        matches(Criterion.Type.IP_ECN, "`IP_ECN`", IP);
        matches(Criterion.Type.IP_PROTO, "`IP_PROTO`", IP);
        matches(Criterion.Type.IPV4_SRC, "`IPV4_SRC`, " + PREFIX, IPV4);
        matches(Criterion.Type.IPV4_DST, "`IPV4_DST`, " + PREFIX, IPV4);
        matches(Criterion.Type.TCP_SRC, "`TCP_SRC`", TCP);
        matches(Criterion.Type.TCP_SRC_MASKED, "`TCP_SRC`, " + ANY_MASK, TCP);
        matches(Criterion.Type.TCP_DST, "`TCP_DST`", TCP);
        matches(Criterion.Type.TCP_DST_MASKED, "`TCP_DST`, " + ANY_MASK, TCP);
        matches(Criterion.Type.UDP_SRC, "`UDP_SRC`", UDP);
        matches(Criterion.Type.UDP_SRC_MASKED, "`UDP_SRC`, " + ANY_MASK, UDP);
        matches(Criterion.Type.UDP_DST, "`UDP_DST`", UDP);
        matches(Criterion.Type.UDP_DST_MASKED, "`UDP_DST`, " + ANY_MASK, UDP);
        matches(Criterion.Type.SCTP_SRC, "`SCTP_SRC`", SCTP);
        matches(Criterion.Type.SCTP_SRC_MASKED, "`SCTP_SRC`, " + ANY_MASK, SCTP);
        matches(Criterion.Type.SCTP_DST, "`SCTP_DST`", SCTP);
        matches(Criterion.Type.SCTP_DST_MASKED, "`SCTP_DST`, " + ANY_MASK, SCTP);
        matches(Criterion.Type.ICMPV4_TYPE, "`ICMPV4_TYPE`", ICMPV4);
        matches(Criterion.Type.ICMPV4_CODE, "`ICMPV4_CODE`", ICMPV4);
        matches(Criterion.Type.ARP_OP, "`ARP_OP`", ARP);
        matches(Criterion.Type.ARP_SPA, "`ARP_SPA`", ARP);
        matches(Criterion.Type.ARP_TPA, "`ARP_TPA`", ARP);
        matches(Criterion.Type.ARP_SHA, "`ARP_SHA`", ARP);
        matches(Criterion.Type.ARP_THA, "`ARP_THA`", ARP);
        matches(Criterion.Type.IPV6_SRC, "`IPV6_SRC`, " + PREFIX, IPV6);
        matches(Criterion.Type.IPV6_DST, "`IPV6_DST`, " + PREFIX, IPV6);
        matches(Criterion.Type.IPV6_FLABEL, "`IPV6_FLABEL`", IPV6);
        matches(Criterion.Type.ICMPV6_TYPE, "`ICMPV6_TYPE`", ICMPV6);
        matches(Criterion.Type.ICMPV6_CODE, "`ICMPV6_CODE`", ICMPV6);
        matches(Criterion.Type.IPV6_ND_TARGET, "`IPV6_ND_TARGET`", "`ICMPV6_TYPE` 135 or 136");
        matches(Criterion.Type.IPV6_ND_SLL, "`IPV6_ND_SLL`", "`ICMPV6_TYPE` 135");
        matches(Criterion.Type.IPV6_ND_TLL, "`IPV6_ND_TLL`", "`ICMPV6_TYPE` 136");
        matches(Criterion.Type.MPLS_LABEL, "`MPLS_LABEL`", MPLS);
        matches(Criterion.Type.MPLS_TC, "`MPLS_TC`", MPLS);
        matches(Criterion.Type.MPLS_BOS, "`MPLS_BOS`", MPLS);
        matches(Criterion.Type.PBB_ISID, "`PBB_ISID`; the API keeps the lower 20 of its 24 bits, the extension has all", PBB);
        matches(Criterion.Type.TUNNEL_ID, "`TUNNEL_ID`", NOTHING);
        matches(Criterion.Type.IPV6_EXTHDR, "`IPV6_EXTHDR`, all nine flags", IPV6);
        matches(Criterion.Type.TCP_FLAGS, "`TCP_FLAGS`, all twelve bits", TCP);
        CRITERIA.put(Criterion.Type.PBB_UCA, Support.refused(BY_EXTENSION + "`PBB_UCA`"));
        CRITERIA.put(Criterion.Type.ACTSET_OUTPUT, Support.refused(BY_EXTENSION + "`ACTSET_OUTPUT`"));
        CRITERIA.put(Criterion.Type.PACKET_TYPE, Support.refused(BY_EXTENSION + "`PACKET_TYPE`"));
        CRITERIA.put(Criterion.Type.UNASSIGNED_40, Support.refused("OpenFlow's field 40 is not assigned"));
        CRITERIA.put(Criterion.Type.OCH_SIGID, Support.refused(OPTICAL));
        CRITERIA.put(Criterion.Type.OCH_SIGTYPE, Support.refused(OPTICAL));
        CRITERIA.put(Criterion.Type.ODU_SIGID, Support.refused(OPTICAL));
        CRITERIA.put(Criterion.Type.ODU_SIGTYPE, Support.refused(OPTICAL));
        CRITERIA.put(Criterion.Type.PROTOCOL_INDEPENDENT, Support.refused(P4));
        matches(Criterion.Type.EXTENSION, "any fields, any mask that they may have: [extensions](onos-app.md#extensions)", NOTHING);
        CRITERIA.put(Criterion.Type.DUMMY, Support.refused("a placeholder of ONOS, which no packet can match"));

        acts(Instruction.Type.NOACTION, "nothing; alone, the packet is dropped", NOTHING);
        acts(Instruction.Type.OUTPUT, "output to a port, `IN_PORT`, `ALL`, `FLOOD`, `NORMAL`, `CONTROLLER`; of packet-outs `TABLE`", NOTHING);
        acts(Instruction.Type.GROUP, "group", "the group");
        acts(Instruction.Type.QUEUE, "set queue; with a port, output there by that queue", NOTHING);
        acts(Instruction.Type.METER, "meter", "the meter");
        acts(Instruction.Type.TABLE, "goto table", "a later table");
        acts(Instruction.Type.METADATA, "write metadata, any mask", NOTHING);
        acts(Instruction.Type.STAT_TRIGGER, "report of statistics: `PACKET_COUNT`, `BYTE_COUNT`, `DURATION` in seconds", NOTHING);
        acts(Instruction.Type.TRUNCATE, "length of the next output", "an `OUTPUT` after it");
        acts(Instruction.Type.L2MODIFICATION, "see its subtypes", NOTHING);
        acts(Instruction.Type.L3MODIFICATION, "see its subtypes", NOTHING);
        acts(Instruction.Type.L4MODIFICATION, "see its subtypes", NOTHING);
        INSTRUCTIONS.put(Instruction.Type.L0MODIFICATION, Support.refused(OPTICAL));
        INSTRUCTIONS.put(Instruction.Type.L1MODIFICATION, Support.refused(OPTICAL));
        INSTRUCTIONS.put(Instruction.Type.PROTOCOL_INDEPENDENT, Support.refused(P4));
        acts(Instruction.Type.EXTENSION, "any actions: [extensions](onos-app.md#extensions)", "what the actions need");

        L2.put(L2SubType.ETH_SRC, Support.as("set `ETH_SRC`", NOTHING));
        L2.put(L2SubType.ETH_DST, Support.as("set `ETH_DST`", NOTHING));
        L2.put(L2SubType.VLAN_ID, Support.as("set `VLAN_VID`", TAG));
        L2.put(L2SubType.VLAN_PCP, Support.as("set `VLAN_PCP`", TAG));
        L2.put(L2SubType.VLAN_POP, Support.as("pop VLAN", TAG));
        L2.put(L2SubType.VLAN_PUSH, Support.as("push VLAN 0x8100, 0x88a8", NOTHING));
        L2.put(L2SubType.MPLS_LABEL, Support.as("set `MPLS_LABEL`", LABEL));
        L2.put(L2SubType.MPLS_BOS, Support.as("set `MPLS_BOS`", LABEL));
        L2.put(L2SubType.MPLS_PUSH, Support.as("push MPLS 0x8847, 0x8848", NOTHING));
        L2.put(L2SubType.MPLS_POP, Support.as("pop MPLS; the EtherType is that of what is behind it", LABEL));
        L2.put(L2SubType.DEC_MPLS_TTL, Support.as("decrement the MPLS TTL; a packet with 0 or 1 is dropped", LABEL));
        L2.put(L2SubType.TUNNEL_ID, Support.as("set `TUNNEL_ID`", NOTHING));

        L3.put(L3SubType.IPV4_SRC, Support.as("set `IPV4_SRC`", IPV4));
        L3.put(L3SubType.IPV4_DST, Support.as("set `IPV4_DST`", IPV4));
        L3.put(L3SubType.IPV6_SRC, Support.as("set `IPV6_SRC`", IPV6));
        L3.put(L3SubType.IPV6_DST, Support.as("set `IPV6_DST`", IPV6));
        L3.put(L3SubType.IPV6_FLABEL, Support.as("set `IPV6_FLABEL`", IPV6));
        L3.put(L3SubType.IP_DSCP, Support.as("set `IP_DSCP`", IP));
        L3.put(L3SubType.DEC_TTL, Support.as("decrement the TTL or hop limit; a packet with 0 or 1 is dropped", IP));
        L3.put(L3SubType.TTL_OUT, Support.as("copy TTL outwards", IP + ", 0x8847 or 0x8848, or a push before it"));
        L3.put(L3SubType.TTL_IN, Support.as("copy TTL inwards", IP + ", 0x8847 or 0x8848, or a push before it"));
        L3.put(L3SubType.ARP_OP, Support.as("set `ARP_OP`", ARP));
        L3.put(L3SubType.ARP_SPA, Support.as("set `ARP_SPA`", ARP));
        L3.put(L3SubType.ARP_TPA, Support.as("set `ARP_TPA`", ARP));
        L3.put(L3SubType.ARP_SHA, Support.as("set `ARP_SHA`", ARP));
        L3.put(L3SubType.ARP_THA, Support.as("set `ARP_THA`", ARP));

        L4.put(L4SubType.TCP_SRC, Support.as("set `TCP_SRC`", TCP));
        L4.put(L4SubType.TCP_DST, Support.as("set `TCP_DST`", TCP));
        L4.put(L4SubType.UDP_SRC, Support.as("set `UDP_SRC`", UDP));
        L4.put(L4SubType.UDP_DST, Support.as("set `UDP_DST`", UDP));
    }

    private SupportTable() {
    }

    /** Types of criteria, in the API's order. */
    public static Map<Criterion.Type, Support> criteria() {
        return Collections.unmodifiableMap(CRITERIA);
    }

    /** Types of instructions; those of L2, L3 and L4 have tables of their own. */
    public static Map<Instruction.Type, Support> instructions() {
        return Collections.unmodifiableMap(INSTRUCTIONS);
    }

    /** Subtypes of L2MODIFICATION. */
    public static Map<L2SubType, Support> l2() {
        return Collections.unmodifiableMap(L2);
    }

    /** Subtypes of L3MODIFICATION. */
    public static Map<L3SubType, Support> l3() {
        return Collections.unmodifiableMap(L3);
    }

    /** Subtypes of L4MODIFICATION. */
    public static Map<L4SubType, Support> l4() {
        return Collections.unmodifiableMap(L4);
    }

    /** Why a criterion is refused. */
    static String reason(Criterion.Type t) {
        Support s = CRITERIA.get(t);
        return s == null ? UNKNOWN : s.reason();
    }

    /** Why an instruction is refused in a list of actions. */
    static String reason(Instruction.Type t) {
        Support s = INSTRUCTIONS.get(t);
        return s == null ? UNKNOWN : s.isSupported() ? "is no action; it belongs to rules and has its own place in a treatment" : s.reason();
    }

    private static void matches(Criterion.Type t, String becomes, String needs) {
        CRITERIA.put(t, Support.as(becomes, needs));
    }

    private static void acts(Instruction.Type t, String becomes, String needs) {
        INSTRUCTIONS.put(t, Support.as(becomes, needs));
    }
}

package org.onosnetmap.app.translate;

import java.util.List;
import org.onlab.packet.IpAddress;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.GroupInstruction;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flow.instructions.Instructions.SetQueueInstruction;
import org.onosproject.net.flow.instructions.Instructions.TruncateInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModEtherInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsBosInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsHeaderInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModMplsLabelInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModTunnelIdInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanHeaderInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanIdInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModVlanPcpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpEthInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpIPInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpOpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModDscpInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModIPInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModIPv6FlowLabelInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction.ModTransportPortInstruction;

/** Instructions of ONOS that act on the packet, as actions. */
final class InstructionTranslator {

    private InstructionTranslator() {
    }

    /** Where a list of instructions stands, which decides what it may hold and in what order it runs. */
    enum Place {
        /** The immediate instructions of a rule: they run in their order. */
        APPLY,
        /** The deferred instructions of a rule, or those of a bucket: an action set. */
        SET,
        /** A packet-out: they run in their order, and may output to TABLE. */
        PACKET_OUT
    }

    /** The list of actions that a list of instructions stands for. */
    static List<Action> actions(List<Instruction> instructions, Place place) throws UntranslatableException {
        ActionList list = new ActionList(place);
        for (Instruction i : instructions) {
            switch (i.type()) {
                case NOACTION:
                    break;
                case TRUNCATE:
                    list.truncate((TruncateInstruction) i);
                    break;
                case QUEUE:
                    list.queue((SetQueueInstruction) i);
                    break;
                case OUTPUT:
                    list.output((OutputInstruction) i);
                    break;
                case EXTENSION:
                    for (Action a : ExtensionTranslator.actions(i)) {
                        list.add(a);
                    }
                    break;
                default:
                    list.add(action(i));
                    break;
            }
        }
        return list.finish();
    }

    private static Action action(Instruction i) throws UntranslatableException {
        switch (i.type()) {
            case L2MODIFICATION:
                return l2((L2ModificationInstruction) i);
            case L3MODIFICATION:
                return l3((L3ModificationInstruction) i);
            case L4MODIFICATION:
                return l4((L4ModificationInstruction) i);
            case GROUP:
                return Action.group(GroupTranslator.number(i, ((GroupInstruction) i).groupId()));
            default:
                // TABLE, METADATA, METER and STAT_TRIGGER have their own place in a treatment
                throw new UntranslatableException(i, SupportTable.reason(i.type()));
        }
    }

    private static Action l2(L2ModificationInstruction i) throws UntranslatableException {
        switch (i.subtype()) {
            case ETH_SRC:
                return Action.set(Field.ETH_SRC, ((ModEtherInstruction) i).mac().toLong());
            case ETH_DST:
                return Action.set(Field.ETH_DST, ((ModEtherInstruction) i).mac().toLong());
            case VLAN_ID:
                VlanId vlan = ((ModVlanIdInstruction) i).vlanId();
                if (vlan.equals(VlanId.NONE) || vlan.equals(VlanId.ANY)) {
                    throw new UntranslatableException(i, "is no VLAN id; take 0 to 4095, or pop the tag");
                }
                return Action.set(Field.VLAN_VID, CriterionTranslator.VLAN_PRESENT | vlan.toShort());
            case VLAN_PCP:
                byte pcp = ((ModVlanPcpInstruction) i).vlanPcp();
                if (pcp < 0 || pcp > 7) {
                    throw new UntranslatableException(i, "is no priority; take 0 to 7");
                }
                return Action.set(Field.VLAN_PCP, pcp);
            case VLAN_POP:
                return Action.popVlan();
            case VLAN_PUSH:
                return Action.pushVlan(((ModVlanHeaderInstruction) i).ethernetType().toShort() & 0xffff);
            case MPLS_PUSH:
                return Action.pushMpls(((ModMplsHeaderInstruction) i).ethernetType().toShort() & 0xffff);
            case MPLS_POP:
                return Action.popMpls(((ModMplsHeaderInstruction) i).ethernetType().toShort() & 0xffff);
            case MPLS_LABEL:
                return Action.set(Field.MPLS_LABEL, ((ModMplsLabelInstruction) i).label().toInt());
            case MPLS_BOS:
                return Action.set(Field.MPLS_BOS, ((ModMplsBosInstruction) i).mplsBos() ? 1 : 0);
            case DEC_MPLS_TTL:
                return Action.decMplsTtl(false);
            case TUNNEL_ID:
                return Action.set(Field.TUNNEL_ID, ((ModTunnelIdInstruction) i).tunnelId());
            default:
                throw new UntranslatableException(i, SupportTable.UNKNOWN);
        }
    }

    private static Action l3(L3ModificationInstruction i) throws UntranslatableException {
        switch (i.subtype()) {
            case IPV4_SRC:
                return setIp4(i, Field.IPV4_SRC, ((ModIPInstruction) i).ip());
            case IPV4_DST:
                return setIp4(i, Field.IPV4_DST, ((ModIPInstruction) i).ip());
            case IPV6_SRC:
                return setIp6(i, Field.IPV6_SRC, ((ModIPInstruction) i).ip());
            case IPV6_DST:
                return setIp6(i, Field.IPV6_DST, ((ModIPInstruction) i).ip());
            case IPV6_FLABEL:
                return set(i, Field.IPV6_FLABEL, ((ModIPv6FlowLabelInstruction) i).flowLabel(), 0xfffff);
            case DEC_TTL:
                return Action.decTtl();
            case IP_DSCP:
                return set(i, Field.IP_DSCP, ((ModDscpInstruction) i).dscp(), 63);
            case ARP_SPA:
                return setIp4(i, Field.ARP_SPA, ((ModArpIPInstruction) i).ip());
            case ARP_TPA:
                return setIp4(i, Field.ARP_TPA, ((ModArpIPInstruction) i).ip());
            case ARP_SHA:
                return Action.set(Field.ARP_SHA, ((ModArpEthInstruction) i).mac().toLong());
            case ARP_THA:
                return Action.set(Field.ARP_THA, ((ModArpEthInstruction) i).mac().toLong());
            case ARP_OP:
                return set(i, Field.ARP_OP, ((ModArpOpInstruction) i).op(), 0xffff);
            case TTL_OUT:
                return Action.copyTtlOut();
            case TTL_IN:
                return Action.copyTtlIn();
            default:
                throw new UntranslatableException(i, SupportTable.UNKNOWN);
        }
    }

    private static Action l4(L4ModificationInstruction i) throws UntranslatableException {
        switch (i.subtype()) {
            case TCP_SRC:
                return Action.set(Field.TCP_SRC, ((ModTransportPortInstruction) i).port().toInt());
            case TCP_DST:
                return Action.set(Field.TCP_DST, ((ModTransportPortInstruction) i).port().toInt());
            case UDP_SRC:
                return Action.set(Field.UDP_SRC, ((ModTransportPortInstruction) i).port().toInt());
            case UDP_DST:
                return Action.set(Field.UDP_DST, ((ModTransportPortInstruction) i).port().toInt());
            default:
                throw new UntranslatableException(i, SupportTable.UNKNOWN);
        }
    }

    private static Action set(Instruction i, Field f, long value, long max) throws UntranslatableException {
        if (value < 0 || value > max) {
            throw new UntranslatableException(i, "the value is out of range; take 0 to " + max);
        }
        return Action.set(f, value);
    }

    private static Action setIp4(Instruction i, Field f, IpAddress ip) throws UntranslatableException {
        if (!ip.isIp4()) {
            throw new UntranslatableException(i, "wants an IPv4 address");
        }
        return Action.set(f, Integer.toUnsignedLong(ip.getIp4Address().toInt()));
    }

    private static Action setIp6(Instruction i, Field f, IpAddress ip) throws UntranslatableException {
        if (!ip.isIp6()) {
            throw new UntranslatableException(i, "wants an IPv6 address");
        }
        return Action.set(f, CriterionTranslator.hi(ip.getIp6Address()), CriterionTranslator.lo(ip.getIp6Address()));
    }
}

package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.List;
import org.onlab.packet.IpAddress;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L2ModificationInstruction.ModEtherInstruction;
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

    /**
     * A list of instructions, in its order.
     *
     * @param inRule whether they belong to a rule; a packet-out may output to TABLE as well
     */
    static List<Action> actions(List<Instruction> instructions, boolean inRule) throws UntranslatableException {
        List<Action> actions = new ArrayList<>(instructions.size());
        for (Instruction i : instructions) {
            if (i.type() != Instruction.Type.NOACTION) {
                actions.add(action(i, inRule));
            }
        }
        return actions;
    }

    private static Action action(Instruction i, boolean inRule) throws UntranslatableException {
        switch (i.type()) {
            case OUTPUT:
                return output(i, ((OutputInstruction) i).port(), inRule);
            case L2MODIFICATION:
                return l2((L2ModificationInstruction) i);
            case L3MODIFICATION:
                return l3((L3ModificationInstruction) i);
            case L4MODIFICATION:
                return l4((L4ModificationInstruction) i);
            case GROUP:
                throw new UntranslatableException(i, "groups are not supported; write the actions of its bucket");
            case QUEUE:
                throw new UntranslatableException(i, "ports have no queues");
            case METER:
                throw new UntranslatableException(i, "meters are not supported");
            case L0MODIFICATION:
            case L1MODIFICATION:
                throw new UntranslatableException(i, "packets have no optical signal to modify");
            case PROTOCOL_INDEPENDENT:
                throw new UntranslatableException(i, "the pipeline has no P4 program; write OpenFlow actions");
            case EXTENSION:
                throw new UntranslatableException(i, "no extension of treatments is known");
            case STAT_TRIGGER:
                throw new UntranslatableException(i, "triggers of statistics are not supported; counters are read every few seconds");
            case TRUNCATE:
                throw new UntranslatableException(i, "packets are not truncated");
            default:
                // TABLE and METADATA have their own place in a treatment
                throw new UntranslatableException(i, "instruction " + i.type() + " is not supported in a list of actions");
        }
    }

    private static Action output(Instruction i, PortNumber port, boolean inRule) throws UntranslatableException {
        if (port.equals(PortNumber.CONTROLLER)) {
            return Action.toController(0xffff);
        }
        if (port.equals(PortNumber.LOCAL)) {
            throw new UntranslatableException(i, "the switch has no network stack of its own; take CONTROLLER or the number of a port");
        }
        if (port.equals(PortNumber.ANY)) {
            throw new UntranslatableException(i, "ANY is no port; take ALL or FLOOD for all ports but the one the packet came in by");
        }
        if (port.equals(PortNumber.TABLE) && inRule) {
            throw new UntranslatableException(i, "only packet-outs go to TABLE; take a table transition");
        }
        int n = Ports.toDataplane(port);
        return port.isLogical() && n == PortNo.CONTROLLER ? Action.toController(0xffff) : Action.output(n);
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
            default:
                // MPLS_*, DEC_MPLS_TTL, TUNNEL_ID
                throw new UntranslatableException(i, "instruction " + i.subtype() + " is not supported");
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
            default:
                // TTL_OUT, TTL_IN
                throw new UntranslatableException(i, "instruction " + i.subtype() + " is not supported");
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
                throw new UntranslatableException(i, "instruction " + i.subtype() + " is not supported");
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

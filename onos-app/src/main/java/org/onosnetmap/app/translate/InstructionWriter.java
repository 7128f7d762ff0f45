package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.List;
import org.onlab.packet.EthType;
import org.onlab.packet.IpAddress;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;

/** Actions as instructions of ONOS, as far as it has them: the other way round than {@link InstructionTranslator}. */
final class InstructionWriter {

    private static final int ETH_MPLS = 0x8847;
    private static final int MAX_ARP_OP = 0x7fff;

    private InstructionWriter() {
    }

    /** The instructions that stand for a list of actions; actions that ONOS does not have become extensions, neighbours one together. */
    static List<Instruction> instructions(List<Action> actions, DeviceId device) {
        List<Instruction> all = new ArrayList<>();
        List<Action> others = new ArrayList<>();
        for (Action a : actions) {
            List<Instruction> some = instructions(a);
            if (some.isEmpty()) {
                others.add(a);
            } else {
                addExtension(others, device, all);
                all.addAll(some);
            }
        }
        addExtension(others, device, all);
        return all;
    }

    private static void addExtension(List<Action> others, DeviceId device, List<Instruction> all) {
        if (!others.isEmpty()) {
            all.add(Instructions.extension(new NetmapTreatment(FlowText.formatActions(others)), device));
            others.clear();
        }
    }

    /** None for an action that ONOS does not have. */
    private static List<Instruction> instructions(Action a) {
        switch (a.type()) {
            case OUTPUT:
                Action.Output o = (Action.Output) a;
                // reserved ports are negative in ONOS
                Instruction output = Instructions.createOutput(PortNumber.portNumber(o.port() < 0 && o.port() >= -8 ? o.port() : Integer.toUnsignedLong(o.port())));
                return o.maxLen() == Action.WHOLE ? List.of(output) : List.of(Instructions.truncate(o.maxLen()), output);
            case GROUP:
                return List.of(Instructions.createGroup(GroupId.valueOf(((Action.ToGroup) a).group())));
            case SET_QUEUE:
                return List.of(Instructions.setQueue(Integer.toUnsignedLong(((Action.SetQueue) a).queue()), null));
            case POP_VLAN:
                return List.of(Instructions.popVlan());
            case PUSH_VLAN:
                return List.of(Instructions.pushVlan(ethType(((Action.Push) a).etherType())));
            case POP_MPLS:
                return List.of(Instructions.popMpls(ethType(((Action.PopMpls) a).etherType())));
            case PUSH_MPLS:
                return ((Action.Push) a).etherType() == ETH_MPLS ? List.of(Instructions.pushMpls()) : List.of();
            case COPY_TTL_IN:
                return List.of(Instructions.copyTtlIn());
            case COPY_TTL_OUT:
                return List.of(Instructions.copyTtlOut());
            case DEC_NW_TTL:
                return ((Action.DecTtl) a).expiredToController() ? List.of() : List.of(Instructions.decNwTtl());
            case DEC_MPLS_TTL:
                return ((Action.DecTtl) a).expiredToController() ? List.of() : List.of(Instructions.decMplsTtl());
            case SET_FIELD:
                Instruction i = ((Action.SetField) a).isMasked() ? null : set((Action.SetField) a);
                return i == null ? List.of() : List.of(i);
            default:
                return List.of();
        }
    }

    private static Instruction set(Action.SetField s) {
        long v = s.value();
        switch (s.field()) {
            case ETH_SRC:
                return Instructions.modL2Src(MacAddress.valueOf(v));
            case ETH_DST:
                return Instructions.modL2Dst(MacAddress.valueOf(v));
            case VLAN_VID:
                return (v & CriterionTranslator.VLAN_PRESENT) != 0 ? Instructions.modVlanId(VlanId.vlanId((short) (v & 0xfff))) : null;
            case VLAN_PCP:
                return Instructions.modVlanPcp((byte) v);
            case MPLS_LABEL:
                return Instructions.modMplsLabel(MplsLabel.mplsLabel((int) v));
            case MPLS_BOS:
                return Instructions.modMplsBos(v != 0);
            case TUNNEL_ID:
                return Instructions.modTunnelId(v);
            case IPV4_SRC:
                return Instructions.modL3Src(IpAddress.valueOf((int) v));
            case IPV4_DST:
                return Instructions.modL3Dst(IpAddress.valueOf((int) v));
            case IPV6_SRC:
                return Instructions.modL3IPv6Src(CriterionWriter.ip6(s.valueHi(), v));
            case IPV6_DST:
                return Instructions.modL3IPv6Dst(CriterionWriter.ip6(s.valueHi(), v));
            case IPV6_FLABEL:
                return Instructions.modL3IPv6FlowLabel((int) v);
            case IP_DSCP:
                return Instructions.modIpDscp((byte) v);
            case ARP_OP:
                return v <= MAX_ARP_OP ? Instructions.modL3ArpOp((short) v) : null;
            case ARP_SPA:
                return Instructions.modArpSpa(IpAddress.valueOf((int) v));
            case ARP_TPA:
                return Instructions.modArpTpa(IpAddress.valueOf((int) v));
            case ARP_SHA:
                return Instructions.modArpSha(MacAddress.valueOf(v));
            case ARP_THA:
                return Instructions.modArpTha(MacAddress.valueOf(v));
            case TCP_SRC:
                return Instructions.modTcpSrc(TpPort.tpPort((int) v));
            case TCP_DST:
                return Instructions.modTcpDst(TpPort.tpPort((int) v));
            case UDP_SRC:
                return Instructions.modUdpSrc(TpPort.tpPort((int) v));
            case UDP_DST:
                return Instructions.modUdpDst(TpPort.tpPort((int) v));
            default:
                return null;
        }
    }

    private static EthType ethType(int type) {
        return new EthType(type);
    }
}

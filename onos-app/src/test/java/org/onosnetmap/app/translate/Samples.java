package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.onlab.packet.EthType;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosproject.core.GroupId;
import org.onosproject.net.ChannelSpacing;
import org.onosproject.net.DeviceId;
import org.onosproject.net.GridType;
import org.onosproject.net.Lambda;
import org.onosproject.net.OchSignalType;
import org.onosproject.net.OduSignalId;
import org.onosproject.net.OduSignalType;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.PiCriterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.pi.model.PiActionId;
import org.onosproject.net.pi.model.PiMatchFieldId;
import org.onosproject.net.pi.runtime.PiAction;

/** One criterion of every type and one instruction of every type and subtype, with what it needs. */
public final class Samples {

    public static final DeviceId DEVICE = DeviceId.deviceId("netmap:t");
    /** The group and the meter that the samples point to. */
    public static final int GROUP = 7;
    public static final int METER = 8;

    private static final MacAddress MAC = MacAddress.valueOf("02:00:00:00:00:0a");
    private static final MacAddress OUI = MacAddress.valueOf("ff:ff:ff:00:00:00");
    private static final TpPort PORT = TpPort.tpPort(0x1200);
    private static final TpPort HIGH = TpPort.tpPort(0xff00);

    private static final List<Criterion> IPV4 = List.of(Criteria.matchEthType(0x0800));
    private static final List<Criterion> IPV6 = List.of(Criteria.matchEthType(0x86dd));
    private static final List<Criterion> ARP = List.of(Criteria.matchEthType(0x0806));
    private static final List<Criterion> MPLS = List.of(Criteria.matchEthType(0x8847));
    private static final List<Criterion> PBB = List.of(Criteria.matchEthType(0x88e7));
    private static final List<Criterion> TAG = List.of(Criteria.matchVlanId(VlanId.ANY));
    private static final List<Criterion> TCP = and(IPV4, Criteria.matchIPProtocol((short) 6));
    private static final List<Criterion> UDP = and(IPV6, Criteria.matchIPProtocol((short) 17));
    private static final List<Criterion> SCTP = and(IPV4, Criteria.matchIPProtocol((short) 132));
    private static final List<Criterion> ICMPV4 = and(IPV4, Criteria.matchIPProtocol((short) 1));
    private static final List<Criterion> ICMPV6 = and(IPV6, Criteria.matchIPProtocol((short) 58));
    private static final List<Criterion> SOLICITATION = and(ICMPV6, Criteria.matchIcmpv6Type((short) 135));
    private static final List<Criterion> ADVERTISEMENT = and(ICMPV6, Criteria.matchIcmpv6Type((short) 136));

    private Samples() {
    }

    /** A criterion or an instruction, and what the selector must have besides. */
    public static final class Sample<T> {
        public final T it;
        public final List<Criterion> needs;

        Sample(T it, List<Criterion> needs) {
            this.it = it;
            this.needs = needs;
        }

        @Override
        public String toString() {
            return it.toString();
        }
    }

    /** One of every type that the API can make. */
    public static List<Sample<Criterion>> criteria() {
        return List.of(
                of(Criteria.matchInPort(PortNumber.portNumber(7))),
                of(Criteria.matchInPhyPort(PortNumber.portNumber(7)), List.of(Criteria.matchInPort(PortNumber.portNumber(7)))),
                of(Criteria.matchMetadata(-2L)),
                of(Criteria.matchEthDst(MAC)),
                of(Criteria.matchEthDstMasked(MacAddress.valueOf("02:00:00:00:00:00"), OUI)),
                of(Criteria.matchEthSrc(MAC)),
                of(Criteria.matchEthSrcMasked(MacAddress.valueOf("02:00:00:00:00:00"), OUI)),
                of(Criteria.matchEthType(0x88b5)),
                of(Criteria.matchVlanId(VlanId.vlanId((short) 100))),
                of(Criteria.matchVlanPcp((byte) 5), TAG),
                of(Criteria.matchInnerVlanId(VlanId.vlanId((short) 5))),
                of(Criteria.matchInnerVlanPcp((byte) 6), List.of(Criteria.matchInnerVlanId(VlanId.ANY))),
                of(Criteria.matchIPDscp((byte) 46), IPV4),
                of(Criteria.matchIPEcn((byte) 3), IPV6),
                of(Criteria.matchIPProtocol((short) 200), IPV4),
                of(Criteria.matchIPSrc(IpPrefix.valueOf("10.1.0.0/16")), IPV4),
                of(Criteria.matchIPDst(IpPrefix.valueOf("192.168.1.1/32")), IPV4),
                of(Criteria.matchTcpSrc(PORT), TCP),
                of(Criteria.matchTcpSrcMasked(PORT, HIGH), TCP),
                of(Criteria.matchTcpDst(PORT), TCP),
                of(Criteria.matchTcpDstMasked(PORT, HIGH), TCP),
                of(Criteria.matchUdpSrc(PORT), UDP),
                of(Criteria.matchUdpSrcMasked(PORT, HIGH), UDP),
                of(Criteria.matchUdpDst(PORT), UDP),
                of(Criteria.matchUdpDstMasked(PORT, HIGH), UDP),
                of(Criteria.matchSctpSrc(PORT), SCTP),
                of(Criteria.matchSctpSrcMasked(PORT, HIGH), SCTP),
                of(Criteria.matchSctpDst(PORT), SCTP),
                of(Criteria.matchSctpDstMasked(PORT, HIGH), SCTP),
                of(Criteria.matchIcmpType((short) 255), ICMPV4),
                of(Criteria.matchIcmpCode((short) 1), ICMPV4),
                of(Criteria.matchArpOp(2), ARP),
                of(Criteria.matchArpSpa(Ip4Address.valueOf("200.0.0.1")), ARP),
                of(Criteria.matchArpTpa(Ip4Address.valueOf("200.0.0.2")), ARP),
                of(Criteria.matchArpSha(MAC), ARP),
                of(Criteria.matchArpTha(MAC), ARP),
                of(Criteria.matchIPv6Src(IpPrefix.valueOf("2001:db8::/32")), IPV6),
                of(Criteria.matchIPv6Dst(IpPrefix.valueOf("2001:db8::1/128")), IPV6),
                of(Criteria.matchIPv6FlowLabel(0xfffff), IPV6),
                of(Criteria.matchIcmpv6Type((short) 128), ICMPV6),
                of(Criteria.matchIcmpv6Code((short) 0), ICMPV6),
                of(Criteria.matchIPv6NDTargetAddress(Ip6Address.valueOf("2001:db8::1")), SOLICITATION),
                of(Criteria.matchIPv6NDSourceLinkLayerAddress(MAC), SOLICITATION),
                of(Criteria.matchIPv6NDTargetLinkLayerAddress(MAC), ADVERTISEMENT),
                of(Criteria.matchMplsLabel(MplsLabel.mplsLabel(0xfffff)), MPLS),
                of(Criteria.matchMplsTc((byte) 7), MPLS),
                of(Criteria.matchMplsBos(true), MPLS),
                of(Criteria.matchPbbIsid(0xfffff), PBB),
                of(Criteria.matchTunnelId(0x7fff_ffff_ffffL)),
                of(Criteria.matchIPv6ExthdrFlags(0x1ff), IPV6),
                of(Criteria.matchTcpFlags(0x12), TCP),
                of(Criteria.matchLambda(Lambda.ochSignal(GridType.DWDM, ChannelSpacing.CHL_100GHZ, 1, 1))),
                of(Criteria.matchOchSignalType(OchSignalType.FIXED_GRID)),
                of(Criteria.matchOduSignalId(OduSignalId.oduSignalId(1, 8, new byte[10]))),
                of(Criteria.matchOduSignalType(OduSignalType.ODU2)),
                of(PiCriterion.builder().matchExact(PiMatchFieldId.of("f"), 1).build()),
                of(Criteria.extension(new NetmapSelector("tcp_flags=+syn-ack,ip_src=10.0.0.1/255.0.0.255"), DEVICE), TCP),
                of(Criteria.dummy()));
    }

    /** One of every type and of every subtype of L2, L3 and L4. */
    public static List<Sample<Instruction>> instructions() {
        IpAddress ip4 = IpAddress.valueOf("200.0.0.1");
        IpAddress ip6 = IpAddress.valueOf("2001:db8::1");
        return List.of(
                of(Instructions.createNoAction()),
                of(Instructions.createOutput(PortNumber.portNumber(3))),
                of(Instructions.createGroup(GroupId.valueOf(GROUP))),
                of(Instructions.setQueue(3, PortNumber.portNumber(2))),
                of(Instructions.meterTraffic(MeterId.meterId(METER))),
                of(Instructions.transition(5)),
                of(Instructions.writeMetadata(0x12, 0xff)),
                of(Instructions.statTrigger(Map.of(StatTriggerField.PACKET_COUNT, 10L), StatTriggerFlag.PERIODIC)),
                of(Instructions.truncate(64)),
                of(Instructions.extension(new NetmapTreatment("mod_nw_ttl:64,set_field:1->nw_ecn"), DEVICE), IPV4),
                of(Instructions.modL0Lambda(Lambda.ochSignal(GridType.DWDM, ChannelSpacing.CHL_100GHZ, 1, 1))),
                of(Instructions.modL1OduSignalId(OduSignalId.oduSignalId(1, 8, new byte[10]))),
                of(Instructions.piTableAction(PiAction.builder().withId(PiActionId.of("a")).build())),
                of(Instructions.modL2Src(MAC)),
                of(Instructions.modL2Dst(MAC)),
                of(Instructions.modVlanId(VlanId.vlanId((short) 9)), TAG),
                of(Instructions.modVlanPcp((byte) 7), TAG),
                of(Instructions.popVlan(), TAG),
                of(Instructions.pushVlan(EthType.EtherType.QINQ.ethType())),
                of(Instructions.pushMpls()),
                of(Instructions.popMpls(EthType.EtherType.IPV4.ethType()), MPLS),
                of(Instructions.modMplsLabel(MplsLabel.mplsLabel(0xfffff)), MPLS),
                of(Instructions.modMplsBos(true), MPLS),
                of(Instructions.decMplsTtl(), MPLS),
                of(Instructions.modTunnelId(0x7fff_ffff_ffffL)),
                of(Instructions.modL3Src(ip4), IPV4),
                of(Instructions.modL3Dst(ip4), IPV4),
                of(Instructions.modL3IPv6Src(ip6), IPV6),
                of(Instructions.modL3IPv6Dst(ip6), IPV6),
                of(Instructions.modL3IPv6FlowLabel(5), IPV6),
                of(Instructions.decNwTtl(), IPV4),
                of(Instructions.copyTtlOut(), MPLS),
                of(Instructions.copyTtlIn(), MPLS),
                of(Instructions.modIpDscp((byte) 46), IPV4),
                of(Instructions.modL3ArpOp((short) 2), ARP),
                of(Instructions.modArpSpa(ip4), ARP),
                of(Instructions.modArpTpa(ip4), ARP),
                of(Instructions.modArpSha(MAC), ARP),
                of(Instructions.modArpTha(MAC), ARP),
                of(Instructions.modTcpSrc(PORT), TCP),
                of(Instructions.modTcpDst(PORT), TCP),
                of(Instructions.modUdpSrc(PORT), UDP),
                of(Instructions.modUdpDst(PORT), UDP));
    }

    /** The row of an instruction's type, or of its subtype if it has one. */
    public static Support row(Instruction i) {
        switch (i.type()) {
            case L2MODIFICATION:
                return SupportTable.l2().get(((L2ModificationInstruction) i).subtype());
            case L3MODIFICATION:
                return SupportTable.l3().get(((L3ModificationInstruction) i).subtype());
            case L4MODIFICATION:
                return SupportTable.l4().get(((L4ModificationInstruction) i).subtype());
            default:
                return SupportTable.instructions().get(i.type());
        }
    }

    private static <T> Sample<T> of(T it) {
        return new Sample<>(it, List.of());
    }

    private static <T> Sample<T> of(T it, List<Criterion> needs) {
        return new Sample<>(it, needs);
    }

    private static List<Criterion> and(List<Criterion> some, Criterion more) {
        List<Criterion> all = new ArrayList<>(some);
        all.add(more);
        return List.copyOf(all);
    }
}

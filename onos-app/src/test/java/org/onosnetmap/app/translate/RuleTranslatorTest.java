package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.onlab.packet.EthType;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.StatTrigger;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.ChannelSpacing;
import org.onosproject.net.DeviceId;
import org.onosproject.net.GridType;
import org.onosproject.net.Lambda;
import org.onosproject.net.OduSignalId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.pi.model.PiActionId;
import org.onosproject.net.pi.model.PiTableId;
import org.onosproject.net.pi.runtime.PiAction;

class RuleTranslatorTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:t");
    private static final MacAddress MAC = MacAddress.valueOf("02:00:00:00:00:0a");
    private static final long MAC_BITS = 0x02_00_00_00_00_0aL;
    private static final IpAddress IP4 = IpAddress.valueOf("200.0.0.1");
    private static final IpAddress IP6 = IpAddress.valueOf("2001:db8::1");

    private static Map<Instruction, Action> supported() {
        Map<Instruction, Action> s = new LinkedHashMap<>();
        s.put(Instructions.createOutput(PortNumber.portNumber(3)), Action.output(3));
        s.put(Instructions.createOutput(PortNumber.CONTROLLER), Action.toController(0xffff));
        s.put(Instructions.createOutput(PortNumber.NORMAL), Action.output(PortNo.NORMAL));
        s.put(Instructions.createOutput(PortNumber.FLOOD), Action.output(PortNo.FLOOD));
        s.put(Instructions.createOutput(PortNumber.ALL), Action.output(PortNo.ALL));
        s.put(Instructions.createOutput(PortNumber.IN_PORT), Action.output(PortNo.IN_PORT));
        s.put(Instructions.modL2Src(MAC), Action.set(Field.ETH_SRC, MAC_BITS));
        s.put(Instructions.modL2Dst(MAC), Action.set(Field.ETH_DST, MAC_BITS));
        s.put(Instructions.modVlanId(VlanId.vlanId((short) 9)), Action.set(Field.VLAN_VID, 0x1009));
        s.put(Instructions.modVlanPcp((byte) 7), Action.set(Field.VLAN_PCP, 7));
        s.put(Instructions.popVlan(), Action.popVlan());
        s.put(Instructions.pushVlan(), Action.pushVlan(0x8100));
        s.put(Instructions.pushVlan(EthType.EtherType.QINQ.ethType()), Action.pushVlan(0x88a8));
        s.put(Instructions.pushMpls(), Action.pushMpls(0x8847));
        s.put(Instructions.popMpls(), Action.popMpls(0x8847));
        s.put(Instructions.popMpls(EthType.EtherType.IPV4.ethType()), Action.popMpls(0x800));
        s.put(Instructions.modMplsLabel(MplsLabel.mplsLabel(0xfffff)), Action.set(Field.MPLS_LABEL, 0xfffff));
        s.put(Instructions.modMplsBos(true), Action.set(Field.MPLS_BOS, 1));
        s.put(Instructions.modMplsBos(false), Action.set(Field.MPLS_BOS, 0));
        s.put(Instructions.decMplsTtl(), Action.decMplsTtl(false));
        s.put(Instructions.modTunnelId(-1L), Action.set(Field.TUNNEL_ID, -1L));
        s.put(Instructions.copyTtlIn(), Action.copyTtlIn());
        s.put(Instructions.copyTtlOut(), Action.copyTtlOut());
        s.put(Instructions.modL3Src(IP4), Action.set(Field.IPV4_SRC, 0xc8000001L));
        s.put(Instructions.modL3Dst(IP4), Action.set(Field.IPV4_DST, 0xc8000001L));
        s.put(Instructions.modL3IPv6Src(IP6), Action.set(Field.IPV6_SRC, 0x20010db8_00000000L, 1));
        s.put(Instructions.modL3IPv6Dst(IP6), Action.set(Field.IPV6_DST, 0x20010db8_00000000L, 1));
        s.put(Instructions.modL3IPv6FlowLabel(5), Action.set(Field.IPV6_FLABEL, 5));
        s.put(Instructions.decNwTtl(), Action.decTtl());
        s.put(Instructions.modIpDscp((byte) 46), Action.set(Field.IP_DSCP, 46));
        s.put(Instructions.modArpSpa(IP4), Action.set(Field.ARP_SPA, 0xc8000001L));
        s.put(Instructions.modArpTpa(IP4), Action.set(Field.ARP_TPA, 0xc8000001L));
        s.put(Instructions.modArpSha(MAC), Action.set(Field.ARP_SHA, MAC_BITS));
        s.put(Instructions.modArpTha(MAC), Action.set(Field.ARP_THA, MAC_BITS));
        s.put(Instructions.modL3ArpOp((short) 2), Action.set(Field.ARP_OP, 2));
        s.put(Instructions.modTcpSrc(TpPort.tpPort(65_535)), Action.set(Field.TCP_SRC, 65_535));
        s.put(Instructions.modTcpDst(TpPort.tpPort(80)), Action.set(Field.TCP_DST, 80));
        s.put(Instructions.modUdpSrc(TpPort.tpPort(53)), Action.set(Field.UDP_SRC, 53));
        s.put(Instructions.modUdpDst(TpPort.tpPort(53)), Action.set(Field.UDP_DST, 53));
        s.put(Instructions.createGroup(GroupId.valueOf(1)), Action.group(1));
        s.put(Instructions.createGroup(GroupId.valueOf(Group.MAX)), Action.group(Group.MAX));
        s.put(Instructions.setQueue(3, null), Action.setQueue(3));
        return s;
    }

    private static List<Instruction> refused() {
        return List.of(
                Instructions.createOutput(PortNumber.LOCAL),
                Instructions.createOutput(PortNumber.ANY),
                Instructions.createOutput(PortNumber.TABLE),
                Instructions.createOutput(PortNumber.portNumber(0)),
                // More than 32 bits: without them it would be port 2.
                Instructions.createOutput(PortNumber.portNumber(0x1_0000_0002L)),
                Instructions.createGroup(GroupId.valueOf(Group.ALL_GROUPS)),
                Instructions.setQueue(-1, null),
                Instructions.setQueue(0x1_0000_0000L, null),
                Instructions.meterTraffic(MeterId.CONTROLLER),
                Instructions.modL0Lambda(Lambda.ochSignal(GridType.DWDM, ChannelSpacing.CHL_100GHZ, 1, 1)),
                Instructions.modL1OduSignalId(OduSignalId.oduSignalId(1, 8, new byte[10])),
                Instructions.modVlanId(VlanId.NONE),
                Instructions.piTableAction(PiAction.builder().withId(PiActionId.of("a")).build()),
                Instructions.statTrigger(Map.of(), StatTriggerFlag.PERIODIC),
                Instructions.statTrigger(Map.of(StatTriggerField.FLOW_COUNT, 1L), StatTriggerFlag.PERIODIC),
                Instructions.statTrigger(Map.of(StatTriggerField.IDLE_TIME, 1L), StatTriggerFlag.PERIODIC),
                Instructions.statTrigger(Map.of(StatTriggerField.DURATION, 5L << 32), StatTriggerFlag.ONLY_FIRST),
                Instructions.truncate(64));
    }

    @Test
    void everyTypeOfInstructionIsTranslatedExactlyOrRefusedByName() throws UntranslatableException {
        for (Map.Entry<Instruction, Action> e : supported().entrySet()) {
            assertEquals(List.of(e.getValue()), translate(b -> b.add(e.getKey())).apply(), e.getKey()::toString);
        }
        for (Instruction i : refused()) {
            UntranslatableException e = assertThrows(UntranslatableException.class, () -> translate(b -> b.add(i)), i::toString);
            assertTrue(e.getMessage().startsWith(i.toString()) || e.getMessage().startsWith("port"), e.getMessage());
        }
    }

    @Test
    void everyTypeOfTheApiIsTried() {
        Set<Instruction.Type> types = EnumSet.allOf(Instruction.Type.class);
        Set<L2ModificationInstruction.L2SubType> l2 = EnumSet.allOf(L2ModificationInstruction.L2SubType.class);
        Set<L3ModificationInstruction.L3SubType> l3 = EnumSet.allOf(L3ModificationInstruction.L3SubType.class);
        Set<L4ModificationInstruction.L4SubType> l4 = EnumSet.allOf(L4ModificationInstruction.L4SubType.class);
        List<Instruction> tried = new ArrayList<>(supported().keySet());
        tried.addAll(refused());
        for (Instruction i : tried) {
            types.remove(i.type());
            if (i instanceof L2ModificationInstruction) {
                l2.remove(((L2ModificationInstruction) i).subtype());
            } else if (i instanceof L3ModificationInstruction) {
                l3.remove(((L3ModificationInstruction) i).subtype());
            } else if (i instanceof L4ModificationInstruction) {
                l4.remove(((L4ModificationInstruction) i).subtype());
            }
        }
        // these have tests of their own
        types.removeAll(EnumSet.of(Instruction.Type.NOACTION, Instruction.Type.TABLE, Instruction.Type.METADATA, Instruction.Type.EXTENSION));
        assertEquals(Set.of(), types);
        assertEquals(Set.of(), l2);
        assertEquals(Set.of(), l3);
        assertEquals(Set.of(), l4);
    }

    @Test
    void anExtensionIsRefused() {
        Instruction extension = new Instruction() {
            @Override
            public Type type() {
                return Type.EXTENSION;
            }

            @Override
            public String toString() {
                return "EXTENSION:x";
            }
        };
        assertThrows(UntranslatableException.class, () -> translate(b -> b.add(extension)));
    }

    @Test
    void noActionDrops() throws UntranslatableException {
        FlowRule r = translate(TrafficTreatment.Builder::drop);
        assertEquals(List.of(), r.apply());
        assertEquals(List.of(), r.write());
        assertEquals(-1, r.gotoTable());
    }

    @Test
    void immediateDeferredClearMetadataAndTransitionKeepTheirPlaces() throws UntranslatableException {
        FlowRule r = translate(b -> b.immediate().setEthSrc(MAC).setOutput(PortNumber.portNumber(1)).wipeDeferred()
                .deferred().setOutput(PortNumber.portNumber(2)).writeMetadata(0x12, 0xff).transition(7));
        assertEquals(List.of(Action.set(Field.ETH_SRC, MAC_BITS), Action.output(1)), r.apply());
        assertTrue(r.clear());
        assertEquals(List.of(Action.output(2)), r.write());
        assertEquals(0x12, r.metadata());
        assertEquals(0xff, r.metadataMask());
        assertEquals(7, r.gotoTable());
    }

    @Test
    void theOriginalIsTheTagAndItsIdTheCookie() throws UntranslatableException {
        org.onosproject.net.flow.FlowRule original = rule(selector(), treatment(TrafficTreatment.Builder::punt)).makePermanent().build();
        FlowRule r = RuleTranslator.rule(original);
        assertSame(original, r.tag());
        assertEquals(original.id().value(), r.cookie());
        assertEquals(5, r.priority());
        assertEquals(3, r.table());
        assertEquals(Match.builder().set(Field.IN_PORT, 1).build(), r.match());
    }

    @Test
    void timeoutsOfTemporaryRulesAreKept() throws UntranslatableException {
        FlowRule r = RuleTranslator.rule(rule(selector(), treatment(TrafficTreatment.Builder::drop)).withHardTimeout(30).makeTemporary(10).build());
        assertEquals(10, r.idleTimeout());
        assertEquals(30, r.hardTimeout());
        FlowRule p = RuleTranslator.rule(rule(selector(), treatment(TrafficTreatment.Builder::drop)).makePermanent().build());
        assertEquals(0, p.idleTimeout());
        assertEquals(0, p.hardTimeout());
    }

    @Test
    void tablesWithoutNumbersAndBeyondTheLastAreRefused() {
        assertThrows(UntranslatableException.class, () -> RuleTranslator.rule(rule(selector(), treatment(TrafficTreatment.Builder::drop)).forTable(254).makePermanent().build()));
        assertThrows(UntranslatableException.class,
                () -> RuleTranslator.rule(rule(selector(), treatment(TrafficTreatment.Builder::drop)).forTable(PiTableId.of("t")).makePermanent().build()));
    }

    @Test
    void twoCriteriaOnOneFieldAreRefused() {
        TrafficSelector s = DefaultTrafficSelector.builder().matchEthDst(MAC).matchEthDstMasked(MAC, MacAddress.BROADCAST).build();
        assertThrows(UntranslatableException.class, () -> RuleTranslator.match(s));
    }

    @Test
    void aSelectorIsTheAndOfItsCriteria() throws UntranslatableException {
        TrafficSelector s = DefaultTrafficSelector.builder().matchEthType((short) 0x800).matchIPDst(IpPrefix.valueOf("10.0.0.0/8")).build();
        assertEquals(Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IPV4_DST, 0x0a000000L, 0xff000000L).build(), RuleTranslator.match(s));
    }

    @Test
    void aRuleThatForwardsAndPuntsCopies() throws UntranslatableException {
        assertTrue(RuleTranslator.copiesToController(translate(b -> b.punt().setOutput(PortNumber.NORMAL))));
        assertTrue(RuleTranslator.copiesToController(translate(b -> b.punt().transition(4))));
        assertFalse(RuleTranslator.copiesToController(translate(TrafficTreatment.Builder::punt)));
        assertFalse(RuleTranslator.copiesToController(translate(b -> b.setOutput(PortNumber.NORMAL))));
    }

    @Test
    void metersAndTriggersOfStatisticsAreTheRules() throws UntranslatableException {
        FlowRule r = translate(b -> b.meter(MeterId.meterId(7)).meter(MeterId.meterId(2)).setOutput(PortNumber.portNumber(2))
                .statTrigger(Map.of(StatTriggerField.PACKET_COUNT, 10L, StatTriggerField.BYTE_COUNT, 20L, StatTriggerField.DURATION, 3L), StatTriggerFlag.PERIODIC));
        assertEquals(List.of(7, 2), r.meters());
        assertEquals(List.of(Action.output(2)), r.apply());
        assertEquals(new StatTrigger(10, 20, 3_000_000_000L, true, false), r.statTrigger());
        assertEquals(new StatTrigger(1, 0, 0, false, true),
                translate(b -> b.drop().statTrigger(Map.of(StatTriggerField.PACKET_COUNT, 1L), StatTriggerFlag.ONLY_FIRST)).statTrigger());
    }

    @Test
    void aTruncationHoldsForTheNextOutputAndNoOther() throws UntranslatableException {
        FlowRule r = translate(b -> b.add(Instructions.truncate(64)).setEthSrc(MAC).setOutput(PortNumber.portNumber(1)).setOutput(PortNumber.portNumber(2))
                .add(Instructions.truncate(100)).punt());
        assertEquals(List.of(Action.set(Field.ETH_SRC, MAC_BITS), Action.output(1, 64), Action.output(2), Action.toController(100)), r.apply());
    }

    @Test
    void aTruncationWithoutAnOutputOrTwoOfThemAreRefused() {
        assertThrows(UntranslatableException.class, () -> translate(b -> b.setOutput(PortNumber.portNumber(1)).add(Instructions.truncate(64))));
        assertThrows(UntranslatableException.class,
                () -> translate(b -> b.add(Instructions.truncate(64)).add(Instructions.truncate(65)).setOutput(PortNumber.portNumber(1))));
    }

    @Test
    void aQueueWithoutAPortHoldsForAllOutputsAfterIt() throws UntranslatableException {
        assertEquals(List.of(Action.output(1), Action.setQueue(5), Action.output(2), Action.output(3)),
                translate(b -> b.setOutput(PortNumber.portNumber(1)).setQueue(5).setOutput(PortNumber.portNumber(2)).setOutput(PortNumber.portNumber(3))).apply());
    }

    @Test
    void aQueueWithAPortForwardsByItself() throws UntranslatableException {
        assertEquals(List.of(Action.setQueue(4), Action.setQueue(5), Action.output(2), Action.setQueue(4), Action.output(3)),
                translate(b -> b.setQueue(4).add(Instructions.setQueue(5, PortNumber.portNumber(2))).setOutput(PortNumber.portNumber(3))).apply());
    }

    @Test
    void aQueueWithAPortAndAnOutputToThatPortIsOnePacket() throws UntranslatableException {
        assertEquals(List.of(Action.output(3), Action.setQueue(5), Action.output(2), Action.setQueue(0)),
                translate(b -> b.add(Instructions.setQueue(5, PortNumber.portNumber(2))).setOutput(PortNumber.portNumber(3)).setOutput(PortNumber.portNumber(2))).apply());
        assertEquals(List.of(Action.setQueue(5), Action.output(2)),
                translate(b -> b.deferred().add(Instructions.setQueue(5, PortNumber.portNumber(2))).setOutput(PortNumber.portNumber(2))).write());
    }

    @Test
    void aPacketOutMayGoToAGroupButNotDeferAGroupAndAnOutput() throws UntranslatableException {
        assertEquals(List.of(Action.group(7)), RuleTranslator.packetOut(treatment(b -> b.group(GroupId.valueOf(7)))));
        assertThrows(UntranslatableException.class,
                () -> RuleTranslator.packetOut(treatment(b -> b.deferred().group(GroupId.valueOf(7)).setOutput(PortNumber.portNumber(1)))));
    }

    @Test
    void aPacketOutRunsTheWholeTreatmentAndTheDeferredPartInActionSetOrder() throws UntranslatableException {
        TrafficTreatment t = treatment(b -> b.immediate().setEthDst(MAC).setOutput(PortNumber.TABLE)
                .deferred().setOutput(PortNumber.portNumber(4)).setOutput(PortNumber.portNumber(5)).setEthSrc(MAC).popVlan());
        assertEquals(List.of(Action.set(Field.ETH_DST, MAC_BITS), Action.output(PortNo.TABLE), Action.popVlan(), Action.set(Field.ETH_SRC, MAC_BITS), Action.output(5)),
                RuleTranslator.packetOut(t));
    }

    @Test
    void aPacketOutHasNoTableNoMetadataAndNoMeter() {
        assertThrows(UntranslatableException.class, () -> RuleTranslator.packetOut(treatment(b -> b.transition(1))));
        assertThrows(UntranslatableException.class, () -> RuleTranslator.packetOut(treatment(b -> b.punt().writeMetadata(1, 1))));
        assertThrows(UntranslatableException.class, () -> RuleTranslator.packetOut(treatment(b -> b.punt().meter(MeterId.meterId(1)))));
    }

    private static FlowRule translate(Consumer<TrafficTreatment.Builder> t) throws UntranslatableException {
        return RuleTranslator.rule(rule(selector(), treatment(t)).makePermanent().build());
    }

    private static TrafficTreatment treatment(Consumer<TrafficTreatment.Builder> t) {
        TrafficTreatment.Builder b = DefaultTrafficTreatment.builder();
        t.accept(b);
        return b.build();
    }

    private static TrafficSelector selector() {
        return DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).build();
    }

    private static org.onosproject.net.flow.FlowRule.Builder rule(TrafficSelector s, TrafficTreatment t) {
        return DefaultFlowRule.builder().forDevice(DEVICE).forTable(3).withPriority(5).withSelector(s).withTreatment(t).fromApp(new DefaultApplicationId(9, "test"));
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;
import static org.onosnetmap.dataplane.pipeline.Turns.*;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

/** MPLS labels and PBB headers put in and taken out, byte by byte (OpenFlow 1.3.5 sections 5.12, 5.12.1, 7.2.5); VLAN tags are in {@link ActionTest}. */
class TagActionTest {

    private static final long M1 = 0x0200_0000_0001L;
    private static final long M2 = 0x0200_0000_0002L;
    private static final byte[] DATA = hex("0102030405");
    private static final byte[] IP4 = ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0, 77, 6, 0, tcp(ip("10.0.0.1"), ip("10.0.0.2"), 1000, 80, DATA));
    private static final byte[] IP6 = ipv6(ip("fe80::1"), ip("fe80::2"), 0, 0, 99, 17, udp(ip("fe80::1"), ip("fe80::2"), 1000, 53, DATA));
    private static final byte[] PLAIN = frame(0x88b5, DATA);

    private static byte[] frame(int type, byte[] payload) {
        return ethernet(M2, M1, type, payload);
    }

    @Test
    void aFirstLabelHasTheTtlOfIpAndIsTheBottomOfTheStack() {
        turns(V4, frame(0x800, IP4), frame(0x8847, join(hex("0000014d"), IP4)), Action.pushMpls(0x8847));
        turns(V6, frame(0x86dd, IP6), frame(0x8848, join(hex("00000163"), IP6)), Action.pushMpls(0x8848));
        turns(ANY, PLAIN, frame(0x8847, join(hex("00000100"), DATA)), Action.pushMpls(0x8847));
    }

    @Test
    void aFurtherLabelCopiesLabelClassAndTtl() {
        byte[] one = frame(0x8847, join(mplsEntry(0xabcde, 5, 1, 200), IP4));
        turns(MPLS, one, frame(0x8847, join(mplsEntry(0xabcde, 5, 0, 200), mplsEntry(0xabcde, 5, 1, 200), IP4)), Action.pushMpls(0x8847));
        turns(MPLS, one, frame(0x8848, join(mplsEntry(16, 2, 0, 64), mplsEntry(0xabcde, 5, 1, 200), IP4)),
                Action.pushMpls(0x8848), Action.set(Field.MPLS_LABEL, 16), Action.set(Field.MPLS_TC, 2), Action.setMplsTtl(64));
    }

    @Test
    void labelsStandBehindVlanTagsAndTagsInFrontOfLabels() {
        turns(V4, tagged(0x88a8, 0x2007, tagged(0x8100, 5, frame(0x800, IP4))),
                tagged(0x88a8, 0x2007, tagged(0x8100, 5, frame(0x8847, join(mplsEntry(0, 0, 1, 77), IP4)))), Action.pushMpls(0x8847));
        turns(V4, frame(0x800, IP4), tagged(0x8100, 0, frame(0x8847, join(mplsEntry(0, 0, 1, 77), IP4))), Action.pushMpls(0x8847), Action.pushVlan(0x8100));
    }

    @Test
    void popMplsSaysWhatFollows() {
        byte[] two = frame(0x8847, join(mplsEntry(16, 0, 0, 64), mplsEntry(17, 0, 1, 65), IP4));
        byte[] one = frame(0x8847, join(mplsEntry(17, 0, 1, 65), IP4));
        turns(MPLS, two, one, Action.popMpls(0x8847));
        turns(MPLS, one, frame(0x800, IP4), Action.popMpls(0x800));
        turns(MPLS, tagged(0x8100, 5, one), tagged(0x8100, 5, frame(0x800, IP4)), Action.popMpls(0x800));
        turns(MPLS, one, frame(0x88b5, IP4), Action.popMpls(0x88b5));
    }

    @Test
    void popMplsMovesFramesOfAnyLength() {
        for (int n = 0; n < 40; n++) {
            byte[] payload = new byte[n];
            for (int i = 0; i < n; i++) {
                payload[i] = (byte) (i + 1);
            }
            byte[] labelled = frame(0x8847, join(mplsEntry(0, 0, 1, 0), payload));
            turns(ANY, frame(0x88b5, payload), labelled, Action.pushMpls(0x8847));
            turns(MPLS, labelled, frame(0x88b5, payload), Action.popMpls(0x88b5));
        }
    }

    @Test
    void whatAPopUncoversIsMatchedByTheNextTableAndSetByTheNextAction() {
        byte[] labelled = frame(0x8847, join(mplsEntry(16, 0, 1, 64), IP4));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().match(MPLS).apply(Action.popMpls(0x800)).gotoTable(1),
                FlowRule.builder().table(1).match(Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80).build())
                        .apply(Action.output(2)));
        f.forwards(labelled, frame(0x800, IP4));
        byte[] decremented = ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0, 76, 6, 0, tcp(ip("10.0.0.1"), ip("10.0.0.2"), 1000, 80, DATA));
        turns(MPLS, labelled, frame(0x800, decremented), Action.popMpls(0x800), Action.decTtl());
    }

    @Test
    void whatAPushCoversIsNotMatchedAnyMore() {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().match(V4).apply(Action.pushMpls(0x8847), Action.set(Field.MPLS_LABEL, 40)).gotoTable(1),
                FlowRule.builder().table(1).priority(2).match(V4).apply(Action.output(9)),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x8847).set(Field.MPLS_LABEL, 40).set(Field.MPLS_BOS, 1).build())
                        .apply(Action.output(2)));
        f.forwards(frame(0x800, IP4), frame(0x8847, join(mplsEntry(40, 0, 1, 77), IP4)));
    }

    @Test
    void pushPbbPutsBackboneAddressesInFrontOfTheFrame() {
        byte[] frame = frame(0x800, IP4);
        turns(ANY, frame, join(hex("020000000002 020000000001 88e7 00000000"), frame), Action.pushPbb(0x88e7));
        turns(ANY, frame, join(hex("0a0000000001 0a0000000002 88e7 08123456"), frame), Action.pushPbb(0x88e7), Action.set(Field.PBB_ISID, 0x123456),
                Action.set(Field.PBB_UCA, 1), Action.set(Field.ETH_DST, 0x0a00_0000_0001L), Action.set(Field.ETH_SRC, 0x0a00_0000_0002L));
        turns(ANY, frame, join(hex("020000000002 020000000001 88a8 0064 88e7 00000000"), frame),
                Action.pushPbb(0x88e7), Action.pushVlan(0x88a8), Action.set(Field.VLAN_VID, 0x1064));
    }

    @Test
    void pushPbbTakesPriorityFromTheTagAndServiceFromTheITag() {
        byte[] tagged = tagged(0x8100, 0xb005, PLAIN);
        turns(ANY, tagged, join(hex("020000000002 020000000001 88e7 a0000000"), tagged), Action.pushPbb(0x88e7));
        byte[] service = pbb(M2, M1, 0xff, 0x123456, PLAIN);
        turns(ANY, service, join(hex("020000000002 020000000001 88e7 00123456"), service), Action.pushPbb(0x88e7));
        byte[] backbone = tagged(0x88a8, 0x6064, service);
        turns(ANY, backbone, join(hex("020000000002 020000000001 88e7 60123456"), backbone), Action.pushPbb(0x88e7));
    }

    @Test
    void popPbbGivesTheCustomersFrameBack() {
        byte[] customer = tagged(0x8100, 5, ethernet(3, 4, 0x800, IP4));
        turns(PBB, pbb(M2, M1, 0, 1000, customer), customer, Action.popPbb());
        turns(PBB, pbb(9, 8, 0, 77, pbb(M2, M1, 0, 1000, customer)), pbb(M2, M1, 0, 1000, customer), Action.popPbb());
    }

    @Test
    void popPbbLeavesTheBackboneTag() {
        byte[] customer = ethernet(3, 4, 0x800, IP4);
        byte[] backbone = tagged(0x88a8, 100, pbb(M2, M1, 0, 1000, customer));
        turns(PBB, backbone, tagged(0x88a8, 100, customer), Action.popPbb());
        Match both = Match.builder().set(Field.VLAN_VID, 0x1064).set(Field.ETH_TYPE, 0x88e7).build();
        turns(both, backbone, customer, Action.popVlan(), Action.popPbb());
    }

    @Test
    void popPbbMovesFramesOfAnyLength() {
        for (int n = 0; n < 40; n++) {
            byte[] payload = new byte[n];
            for (int i = 0; i < n; i++) {
                payload[i] = (byte) (i + 1);
            }
            byte[] customer = ethernet(3, 4, 0x88b5, payload);
            turns(PBB, pbb(M2, M1, 0, 1000, customer), customer, Action.popPbb());
            turns(ANY, customer, pbb(3, 4, 0, 0, customer), Action.pushPbb(0x88e7));
        }
    }

    @Test
    void theActionSetPushesLabelsThenPbbThenTagsWhateverWasWrittenFirst() {
        byte[] labelled = frame(0x8847, join(mplsEntry(0, 0, 1, 77), IP4));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().match(V4).write(Action.pushVlan(0x88a8)).gotoTable(1), FlowRule.builder().table(1).match(V4).write(Action.pushPbb(0x88e7)).gotoTable(2),
                FlowRule.builder().table(2).match(V4).write(Action.output(2), Action.pushMpls(0x8847)));
        f.forwards(frame(0x800, IP4), tagged(0x88a8, 0, join(hex("020000000002 020000000001 88e7 00000000"), labelled)));
        PipelineFixture set = new PipelineFixture();
        set.add(FlowRule.builder().match(V4).write(Action.output(2), Action.set(Field.PBB_ISID, 7), Action.pushPbb(0x88e7), Action.pushMpls(0x8847)));
        set.forwards(frame(0x800, IP4), join(hex("020000000002 020000000001 88e7 00000007"), labelled));
    }

    @Test
    void theActionSetCopiesPopsPushesCopiesDecrementsAndSetsInThisOrder() {
        byte[] labelled = frame(0x8847, join(mplsEntry(40, 0, 1, 20), IP4));
        byte[] expected = frame(0x8848, join(mplsEntry(7, 0, 1, 19), ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0, 20, 6, 0, tcp(ip("10.0.0.1"), ip("10.0.0.2"), 1000, 80, DATA))));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().match(MPLS).write(Action.output(2), Action.set(Field.MPLS_LABEL, 7), Action.decMplsTtl(false), Action.copyTtlOut(), Action.pushMpls(0x8848),
                Action.popMpls(0x800), Action.copyTtlIn()));
        f.forwards(labelled, expected);
    }

    @Test
    void whatDoesNotFitDropsThePacketAndCounts() {
        for (Action push : List.of(Action.pushMpls(0x8847), Action.pushPbb(0x88e7))) {
            int more = push.equals(Action.pushPbb(0x88e7)) ? 18 : 4;
            for (FlowRule.Builder rule : List.of(FlowRule.builder().apply(push, Action.output(2)), FlowRule.builder().write(push, Action.output(2)),
                    FlowRule.builder().write(push).gotoTable(1))) {
                PipelineFixture f = new PipelineFixture();
                f.add(rule, FlowRule.builder().table(1).write(Action.output(2)));
                f.capacity = PLAIN.length + more - 1;
                f.drops(PLAIN);
                assertEquals(1, f.executor.noRoom());
                f.capacity = PLAIN.length + more;
                assertEquals(1, f.send(PLAIN).size());
                assertEquals(1, f.executor.noRoom());
            }
        }
    }

    @Test
    void popsOfWhatIsNotThereDoNothing() throws FlowException {
        for (byte[] frame : List.of(PLAIN, frame(0x800, IP4), tagged(0x8100, 5, PLAIN), frame(0x8847, new byte[3]),
                Arrays.copyOf(pbb(M2, M1, 0, 1, PLAIN), 14 + 17), Arrays.copyOf(tagged(0x8100, 5, PLAIN), 17))) {
            leaves(frame, Action.popMpls(0x800), Action.popPbb());
        }
    }

    @Test
    void aLabelHasNoPlaceWhereTheEtherTypeIsCutOff() throws FlowException {
        leaves(Arrays.copyOf(tagged(0x8100, 5, PLAIN), 17), Action.pushMpls(0x8847));
    }
}

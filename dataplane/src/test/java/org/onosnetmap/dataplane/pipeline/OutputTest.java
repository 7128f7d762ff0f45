package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput.Kind;

/** How packets leave: how much of them, and by which queue. */
class OutputTest {

    private static final byte[] FRAME = ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, 0x88b5, new byte[86]);

    private final PipelineFixture f = new PipelineFixture();

    private static byte[] first(int n) {
        return Arrays.copyOf(FRAME, n);
    }

    @Test
    void onlyTheCopyThatLeavesIsCut() {
        f.add(FlowRule.builder().apply(Action.output(2, 20), Action.output(3), Action.toController(0xffff)).gotoTable(1), FlowRule.builder().table(1).apply(Action.output(4)));
        assertEquals(List.of(ReferenceOutput.port(2, first(20)), ReferenceOutput.port(3, FRAME),
                ReferenceOutput.controller(0xffff, 0, 0, 0, FRAME), ReferenceOutput.port(4, FRAME)), f.send(FRAME));
    }

    @Test
    void everyPortTakesCutPackets() {
        f.add(FlowRule.builder().apply(Action.output(PortNo.IN_PORT, 14), Action.output(PortNo.ALL, 30), Action.output(PortNo.FLOOD, 31), Action.output(PortNo.NORMAL, 18)));
        assertEquals(List.of(ReferenceOutput.port(1, first(14)), ReferenceOutput.of(Kind.ALL, first(30)), ReferenceOutput.of(Kind.FLOOD, first(31)),
                ReferenceOutput.of(Kind.NORMAL, first(18))), f.send(FRAME));
    }

    @Test
    void aPacketThatIsShorterLeavesWhole() {
        f.add(FlowRule.builder().apply(Action.output(2, 101)));
        f.forwards(FRAME, FRAME);
    }

    @Test
    void anActionSetCutsToo() {
        f.add(FlowRule.builder().write(Action.output(2, 40)).gotoTable(1), FlowRule.builder().table(1).write(Action.set(Field.ETH_DST, 0x0200_0000_0002L)));
        f.forwards(FRAME, first(40));
    }

    @Test
    void aTagThatIsPushedAfterACutOutputGoesIntoTheWholePacket() {
        f.add(FlowRule.builder().match(Match.builder().set(Field.VLAN_VID, 0).build())
                .apply(Action.output(2, 14), Action.pushVlan(0x8100), Action.output(3)));
        assertEquals(104, length(f.send(FRAME).get(1)));
    }

    private static int length(ReferenceOutput o) {
        String s = o.toString();
        return Integer.parseInt(s.substring(s.indexOf('[') + 1, s.indexOf(']')));
    }

    @Test
    void packetsToTheTablesCannotBeCut() {
        FlowException e = assertThrows(FlowException.class, () -> f.tables.compile(List.of(Action.output(PortNo.TABLE, 40))));
        assertEquals("OFPBAC_BAD_ARGUMENT", e.error());
    }

    @Test
    void aQueueHoldsForAllOutputsThatFollow() {
        f.add(FlowRule.builder().apply(Action.output(2), Action.setQueue(7), Action.output(3)).gotoTable(1),
                FlowRule.builder().table(1).apply(Action.output(PortNo.FLOOD), Action.setQueue(0), Action.output(2)));
        assertEquals(List.of(ReferenceOutput.port(2, FRAME), ReferenceOutput.port(3, FRAME).queue(7), ReferenceOutput.of(Kind.FLOOD, FRAME).queue(7),
                ReferenceOutput.port(2, FRAME)), f.send(FRAME));
    }

    @Test
    void anActionSetChoosesItsQueueBeforeItSends() {
        f.add(FlowRule.builder().write(Action.output(2), Action.setQueue(0xfffffffe)).gotoTable(1), FlowRule.builder().table(1).apply(Action.output(3)));
        assertEquals(List.of(ReferenceOutput.port(3, FRAME), ReferenceOutput.port(2, FRAME).queue(0xfffffffe)), f.send(FRAME));
    }

    @Test
    void theNextPacketBeginsInTheDefaultQueueAgain() {
        f.add(FlowRule.builder().match(Match.builder().set(Field.IN_PORT, 1).build()).priority(1).apply(Action.setQueue(3), Action.output(2)),
                FlowRule.builder().apply(Action.output(2)));
        assertEquals(List.of(ReferenceOutput.port(2, FRAME).queue(3)), f.send(FRAME, 1));
        assertEquals(List.of(ReferenceOutput.port(2, FRAME)), f.send(FRAME, 5));
    }
}

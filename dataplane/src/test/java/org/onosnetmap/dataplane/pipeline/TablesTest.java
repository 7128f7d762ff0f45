package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput.Kind;

/** Priorities, misses, goto, the action set, changes, counters and timeouts. */
class TablesTest {

    private static final byte[] FRAME = ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, 0x88b5, new byte[50]);
    private static final Match PORT_1 = Match.builder().set(Field.IN_PORT, 1).build();
    private static final Match TYPE = Match.builder().set(Field.ETH_TYPE, 0x88b5).build();
    private static final long SECOND = 1_000_000_000L;

    private final PipelineFixture f = new PipelineFixture();

    private static FlowRule.Builder rule(int table, int priority, Match m) {
        return FlowRule.builder().table(table).priority(priority).match(m);
    }

    private static List<ReferenceOutput> port(int n) {
        return List.of(ReferenceOutput.port(n, FRAME));
    }

    @Test
    void withoutRulesPacketsAreDroppedOrLeftToTheLearningSwitch() {
        f.drops(FRAME);
        assertEquals(List.of(ReferenceOutput.of(Kind.NORMAL, FRAME)), new PipelineFixture(FlowTables.Miss.NORMAL).send(FRAME));
    }

    @Test
    void laterTablesDropWhatTheyDoNotKnow() {
        PipelineFixture normal = new PipelineFixture(FlowTables.Miss.NORMAL);
        normal.add(rule(0, 1, PORT_1).write(Action.output(2)).gotoTable(7));
        normal.drops(FRAME);
    }

    @Test
    void theHighestPriorityWinsWhateverTheOrder() {
        f.add(rule(0, 10, PORT_1).apply(Action.output(3)), rule(0, 30, TYPE).apply(Action.output(4)), rule(0, 20, Match.ANY).apply(Action.output(5)));
        assertEquals(port(4), f.send(FRAME));
        f.add(rule(0, 65535, PORT_1).apply(Action.output(6)));
        assertEquals(port(6), f.send(FRAME));
    }

    @Test
    void amongEqualPrioritiesTheFirstAddedWinsAndKeepsItsPlaceWhenReplaced() {
        f.add(rule(0, 10, PORT_1).apply(Action.output(3)), rule(0, 10, TYPE).apply(Action.output(4)));
        assertEquals(port(3), f.send(FRAME));
        f.add(rule(0, 10, PORT_1).apply(Action.output(5)));
        assertEquals(port(5), f.send(FRAME));
        f.tables.apply(List.of(FlowMod.delete(rule(0, 10, PORT_1).build())));
        f.add(rule(0, 10, PORT_1).apply(Action.output(6)));
        assertEquals(port(4), f.send(FRAME));
    }

    @Test
    void rulesWithOneMatchAndManyPrioritiesSurfaceOneAfterTheOther() {
        List<Integer> priorities = Arrays.asList(5, 1, 9, 3, 7);
        for (int p : priorities) {
            f.add(rule(0, p, PORT_1).apply(Action.output(100 + p)));
        }
        for (int p : new int[] {9, 7, 5, 3, 1}) {
            assertEquals(port(100 + p), f.send(FRAME));
            f.tables.apply(List.of(FlowMod.delete(rule(0, p, PORT_1).build())));
        }
        f.drops(FRAME);
    }

    @Test
    void tableMissEntrySendsToTheControllerForThatReason() {
        f.add(rule(0, 0, Match.ANY).cookie(4).apply(Action.toController(0xffff)), rule(0, 1, Match.builder().set(Field.IN_PORT, 9).build()).apply(Action.toController(64)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_NO_MATCH, 0, 4, FRAME)), f.send(FRAME));
        assertEquals(List.of(ReferenceOutput.controller(64, Egress.REASON_ACTION, 0, 0, FRAME)), f.send(FRAME, 9));
    }

    @Test
    void gotoReachesTheLastTable() {
        f.add(rule(0, 1, PORT_1).gotoTable(100), rule(100, 1, TYPE).gotoTable(253), rule(253, 1, Match.ANY).apply(Action.output(2)));
        f.forwards(FRAME, FRAME);
    }

    @Test
    void theNextTableMatchesWhatActionsMade() {
        f.add(rule(0, 1, PORT_1).apply(Action.set(Field.ETH_DST, 5), Action.pushVlan(0x8100), Action.set(Field.VLAN_VID, 0x1007)).gotoTable(1),
                rule(1, 1, Match.builder().set(Field.ETH_DST, 5).set(Field.VLAN_VID, 0x1007).build()).apply(Action.popVlan()).gotoTable(2),
                rule(2, 1, Match.builder().set(Field.VLAN_VID, 0).set(Field.ETH_TYPE, 0x88b5).build()).apply(Action.output(2)));
        f.forwards(FRAME, ethernet(5, 0x0200_0000_0001L, 0x88b5, new byte[50]));
    }

    @Test
    void theActionSetRunsAtTheEndInTheOrderOfTheSpecification() {
        f.add(rule(0, 1, PORT_1).write(Action.output(3), Action.set(Field.VLAN_VID, 0x1009), Action.pushVlan(0x8100)).gotoTable(1),
                rule(1, 1, Match.builder().set(Field.VLAN_VID, 0).build()).write(Action.output(4)).apply(Action.output(8)));
        assertEquals(List.of(ReferenceOutput.port(8, FRAME), ReferenceOutput.port(4, tagged(0x8100, 9, FRAME))), f.send(FRAME));
    }

    @Test
    void clearActionsEmptiesTheSetBeforeTheRulesOwnWrites() {
        f.add(rule(0, 1, PORT_1).write(Action.set(Field.ETH_DST, 5), Action.output(3)).gotoTable(1), rule(1, 1, TYPE).clear().write(Action.output(4)));
        assertEquals(port(4), f.send(FRAME));
        f.add(rule(1, 1, TYPE).clear().gotoTable(2), rule(2, 1, Match.ANY).write(Action.output(5)));
        assertEquals(port(5), f.send(FRAME));
        f.add(rule(1, 1, TYPE).clear());
        f.drops(FRAME);
    }

    @Test
    void anActionSetWithoutOutputDrops() {
        f.add(rule(0, 1, PORT_1).write(Action.set(Field.ETH_DST, 5)));
        f.drops(FRAME);
    }

    @Test
    void metadataIsWrittenUnderItsMaskAndBeginsAsZero() {
        f.add(rule(0, 1, PORT_1).metadata(0xff, 0x0f).gotoTable(1), rule(1, 1, Match.builder().set(Field.METADATA, 0x0f).build()).metadata(-1, 0xf0L << 56).gotoTable(2),
                rule(2, 1, Match.builder().set(Field.METADATA, 0xf000_0000_0000_000fL).build()).apply(Action.output(2)));
        f.forwards(FRAME, FRAME);
        f.forwards(FRAME, FRAME);
    }

    @Test
    void countersCountPacketsAndBytesOfAllWorkers() {
        FlowTables tables = new FlowTables(3, FlowTables.Miss.DROP);
        tables.apply(List.of(FlowMod.add(rule(0, 1, PORT_1).apply(Action.output(2)).build())));
        for (int w = 0; w < 3; w++) {
            PipelineExecutor e = new PipelineExecutor(w, f.egress);
            f.egress.begin();
            e.process(tables.snapshot(), f.packet(FRAME, 1));
            f.egress.begin();
            e.process(tables.snapshot(), f.packet(FRAME, 5));
        }
        FlowStats s = tables.flows().get(0);
        assertEquals(3, s.packets());
        assertEquals(3L * FRAME.length, s.bytes());
        TableStats t = tables.tables().get(0);
        assertEquals("0 1 6 3", t.table() + " " + t.rules() + " " + t.lookups() + " " + t.matched());
    }

    @Test
    void bytesAreCountedAsTheFrameIsInThatTable() {
        f.add(rule(0, 1, PORT_1).apply(Action.pushVlan(0x8100)).gotoTable(1), rule(1, 1, Match.ANY).apply(Action.output(2)));
        f.send(FRAME);
        assertEquals(List.of((long) FRAME.length, FRAME.length + 4L), Arrays.asList(f.tables.flows().get(0).bytes(), f.tables.flows().get(1).bytes()));
    }

    @Test
    void aRuleThatTakesThePlaceOfAnotherKeepsItsCountersAndStartsItsAgeAnew() {
        f.add(rule(0, 1, PORT_1).cookie(1).apply(Action.output(2)));
        f.send(FRAME);
        f.clock.set(5 * SECOND);
        f.add(rule(0, 1, PORT_1).cookie(2).apply(Action.output(4)));
        assertEquals("1 " + FRAME.length + " 0 2", f.only().packets() + " " + f.only().bytes() + " " + f.only().ageNanos() + " " + f.only().rule().cookie());
        assertEquals(port(4), f.send(FRAME));
        assertEquals(2, f.only().packets());
    }

    @Test
    void aReplacedRulesTimeoutsStartAnew() {
        f.add(rule(0, 1, PORT_1).hardTimeout(3).apply(Action.output(2)));
        f.clock.set(2 * SECOND);
        f.add(rule(0, 1, PORT_1).hardTimeout(3).apply(Action.output(2)));
        assertEquals(List.of(), f.tables.expire(5 * SECOND - 1, true));
        assertEquals(1, f.tables.expire(5 * SECOND, true).size());
    }

    @Test
    void countersAreResetIfTheRuleAsksForIt() {
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        f.send(FRAME);
        f.add(rule(0, 1, PORT_1).flag(FlowFlag.RESET_COUNTS).apply(Action.output(2)));
        assertEquals(0, f.only().packets());
        f.send(FRAME);
        assertEquals(1, f.only().packets());
        f.tables.apply(List.of(FlowMod.modify(rule(0, 1, PORT_1).flag(FlowFlag.RESET_COUNTS).apply(Action.output(3)).build())));
        assertEquals(0, f.only().bytes());
    }

    @Test
    void modifyChangesInstructionsAndNothingElse() {
        f.add(rule(0, 1, PORT_1).cookie(7).idleTimeout(20).hardTimeout(30).flag(FlowFlag.SEND_FLOW_REM).apply(Action.output(2)).tag("old"));
        f.send(FRAME);
        f.clock.set(5 * SECOND);
        f.tables.apply(List.of(FlowMod.modify(rule(0, 1, PORT_1).cookie(8).idleTimeout(1).apply(Action.output(3)).tag("new").build())));
        FlowRule r = f.only().rule();
        assertEquals(rule(0, 1, PORT_1).cookie(7).idleTimeout(20).hardTimeout(30).flag(FlowFlag.SEND_FLOW_REM).apply(Action.output(3)).build(), r);
        assertEquals("new", r.tag());
        assertEquals(1, f.only().packets());
        assertEquals(5 * SECOND, f.only().ageNanos());
        assertEquals(port(3), f.send(FRAME));
    }

    @Test
    void modifyOfARuleThatIsNotThereDoesNothing() {
        assertNull(f.tables.apply(List.of(FlowMod.modify(rule(0, 1, PORT_1).apply(Action.output(3)).build()))).get(0));
        assertEquals(0, f.tables.size());
        f.drops(FRAME);
    }

    @Test
    void anOverlapIsRefusedWhereTheRuleAsksForTheCheck() {
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        FlowException e = f.refusal(rule(0, 1, TYPE).flag(FlowFlag.CHECK_OVERLAP).apply(Action.output(3)));
        assertEquals("OFPFMFC_OVERLAP", e.error());
        assertTrue(e.getMessage().contains("in_port=1"), e.getMessage());
        assertEquals(1, f.tables.size());
        // another priority, another table, no common packet, the very same match, and no check
        f.add(rule(0, 2, TYPE).flag(FlowFlag.CHECK_OVERLAP), rule(1, 1, TYPE).flag(FlowFlag.CHECK_OVERLAP),
                rule(0, 1, Match.builder().set(Field.IN_PORT, 2).build()).flag(FlowFlag.CHECK_OVERLAP),
                rule(0, 1, PORT_1).flag(FlowFlag.CHECK_OVERLAP), rule(0, 1, TYPE));
        assertEquals(5, f.tables.size());
    }

    @Test
    void deleteTakesOnlyTheRuleWithTheSameTablePriorityAndMatch() {
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        assertNull(f.tables.apply(List.of(FlowMod.delete(rule(0, 2, PORT_1).build()))).get(0));
        assertNull(f.tables.apply(List.of(FlowMod.delete(rule(1, 1, PORT_1).build()))).get(0));
        assertEquals(1, f.tables.size());
        assertNull(f.tables.apply(List.of(FlowMod.delete(rule(0, 1, PORT_1).build()))).get(0));
        assertEquals(0, f.tables.size());
        f.drops(FRAME);
    }

    @Test
    void oneBadChangeDoesNotHoldUpTheOthersAndAllAreSeenAtOnce() {
        Snapshot before = f.tables.snapshot();
        List<FlowException> result = f.tables.apply(List.of(FlowMod.add(rule(0, 1, PORT_1).apply(Action.output(2)).build()),
                FlowMod.add(rule(254, 1, PORT_1).build()), FlowMod.add(rule(0, 2, TYPE).apply(Action.output(3)).build())));
        assertNull(result.get(0));
        assertEquals("OFPFMFC_BAD_TABLE_ID", result.get(1).error());
        assertNull(result.get(2));
        assertEquals(before.generation() + 1, f.tables.snapshot().generation());
        assertSame(f.tables.snapshot(), f.tables.snapshot());
    }

    @Test
    void aSnapshotDoesNotChangeAfterItIsPublished() {
        List<FlowMod> first = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            first.add(FlowMod.add(rule(0, 1, mac(n)).apply(Action.output(2)).build()));
        }
        f.tables.apply(first);
        Snapshot old = f.tables.snapshot();
        for (int n = 0; n < 500; n++) {
            f.tables.apply(List.of(n % 2 == 0 ? FlowMod.delete(rule(0, 1, mac(n)).build()) : FlowMod.add(rule(0, 1, mac(n)).apply(Action.output(3)).build())));
        }
        for (int n = 0; n < 500; n++) {
            byte[] frame = ethernet(n, 1, 0x88b5, new byte[50]);
            f.egress.begin();
            f.executor.process(old, f.packet(frame, 1));
            assertEquals(List.of(ReferenceOutput.port(2, frame)), f.egress.outputs, "address " + n);
            assertEquals(n % 2 == 0 ? List.of() : List.of(ReferenceOutput.port(3, frame)), f.send(frame), "address " + n);
        }
    }

    private static Match mac(long n) {
        return Match.builder().set(Field.ETH_DST, n).build();
    }

    @Test
    void everyChangeOfARuleIsCountedAndARefusedOneIsNot() {
        assertEquals("0 added, 0 modified, 0 removed, 0 expired", f.tables.changes().toString());
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)), rule(0, 2, PORT_1).hardTimeout(1).apply(Action.output(2)));
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        assertEquals(3, f.tables.changes().added(), "one that replaces itself is installed anew");
        f.tables.apply(List.of(FlowMod.modify(rule(0, 1, PORT_1).apply(Action.output(3)).build()), FlowMod.modify(rule(0, 3, PORT_1).apply(Action.output(3)).build()),
                FlowMod.delete(rule(0, 3, PORT_1).build()), FlowMod.delete(rule(0, 9, PORT_1).build())));
        assertNotNull(f.refusal(rule(0, 4, Match.builder().set(Field.TCP_DST, 80).build()).apply(Action.output(2))));
        f.tables.expire(SECOND, false);
        assertEquals("3 added, 1 modified, 0 removed, 1 expired", f.tables.changes().toString());
        assertEquals(1, f.tables.size());
    }

    @Test
    void hardTimeoutsRemoveRulesInUseToo() {
        f.add(rule(0, 1, PORT_1).hardTimeout(2).apply(Action.output(2)), rule(0, 1, TYPE).apply(Action.output(3)));
        f.clock.set(SECOND);
        f.send(FRAME);
        assertEquals(List.of(), f.tables.expire(2 * SECOND - 1, true));
        List<Expired> expired = f.tables.expire(2 * SECOND, false);
        assertEquals(1, expired.size());
        assertTrue(expired.get(0).hard());
        assertEquals(1, expired.get(0).stats().packets());
        assertEquals(2 * SECOND, expired.get(0).stats().ageNanos());
        assertEquals(port(3), f.send(FRAME));
    }

    @Test
    void idleTimeoutsRemoveRulesThatNoPacketMeets() {
        f.add(rule(0, 1, PORT_1).idleTimeout(2).apply(Action.output(2)));
        f.send(FRAME);
        assertEquals(List.of(), f.tables.expire(SECOND, true));
        assertEquals(List.of(), f.tables.expire(3 * SECOND - 1, true));
        assertEquals(List.of(), f.tables.expire(3 * SECOND, false));
        List<Expired> expired = f.tables.expire(3 * SECOND, true);
        assertEquals(1, expired.size());
        assertEquals(false, expired.get(0).hard());
        assertEquals(0, f.tables.size());
        f.drops(FRAME);
    }

    @Test
    void modifyIsNoUseAndLeavesTheIdleTimeGoingOn() {
        for (FlowFlag[] flags : new FlowFlag[][] {{}, {FlowFlag.RESET_COUNTS}}) {
            f.clock.set(0);
            f.add(rule(0, 1, PORT_1).idleTimeout(2).apply(Action.output(2)));
            f.send(FRAME);
            assertEquals(List.of(), f.tables.expire(SECOND, true));
            f.clock.set(2 * SECOND);
            FlowRule.Builder changed = rule(0, 1, PORT_1).apply(Action.output(3));
            Arrays.asList(flags).forEach(changed::flag);
            f.tables.apply(List.of(FlowMod.modify(changed.build())));
            assertEquals(List.of(), f.tables.expire(3 * SECOND - 1, true));
            assertEquals(1, f.tables.expire(3 * SECOND, true).size());
        }
    }

    @Test
    void aPacketJustBeforeAModifyIsUse() {
        f.add(rule(0, 1, PORT_1).idleTimeout(2).apply(Action.output(2)));
        f.clock.set(SECOND);
        f.send(FRAME);
        f.tables.apply(List.of(FlowMod.modify(rule(0, 1, PORT_1).flag(FlowFlag.RESET_COUNTS).apply(Action.output(3)).build())));
        assertEquals(List.of(), f.tables.expire(3 * SECOND - 1, true));
        assertEquals(1, f.tables.expire(3 * SECOND, true).size());
    }

    @Test
    void framesShorterThanAnEthernetHeaderAreDroppedAndCounted() {
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        f.drops(new byte[13]);
        f.drops(new byte[0]);
        assertEquals(2, f.executor.tooShort());
        assertEquals(0, f.only().packets());
    }

    @Test
    void damagedHeadersAreCountedOnceAndOnlyWhereSomebodyLooks() {
        byte[] cut = Arrays.copyOf(ethernet(1, 2, 0x800, ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0, 64, 6, 0, new byte[40])), 30);
        f.add(rule(0, 1, PORT_1).apply(Action.output(2)));
        f.send(cut);
        assertEquals(0, f.executor.malformed());
        f.add(rule(0, 2, Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6).set(Field.TCP_DST, 1).build()),
                rule(0, 2, Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IPV4_DST, 1).build()));
        f.send(cut);
        assertEquals(1, f.executor.malformed());
    }

    @Test
    void tenThousandRulesAtOnceAndOneByOneAreFast() {
        List<FlowMod> mods = new ArrayList<>();
        for (int n = 0; n < 10_000; n++) {
            mods.add(FlowMod.add(rule(0, 10, Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IPV4_DST, n).build()).apply(Action.output(2)).build()));
        }
        long start = System.nanoTime();
        f.tables.apply(mods).forEach(e -> assertNull(e));
        long atOnce = System.nanoTime() - start;
        assertEquals(10_000, f.tables.size());
        start = System.nanoTime();
        for (int n = 0; n < 10_000; n++) {
            assertNotNull(f.tables.apply(List.of(FlowMod.delete(mods.get(n).rule()))));
            f.tables.apply(List.of(mods.get(n)));
        }
        long oneByOne = System.nanoTime() - start;
        System.out.printf("10,000 rules at once: %d ms; 20,000 single changes among 10,000 rules: %d ms%n", atOnce / 1_000_000, oneByOne / 1_000_000);
        assertTrue(atOnce < 5 * SECOND, "10,000 rules at once took " + atOnce / 1_000_000 + " ms");
        assertTrue(oneByOne < 20 * SECOND, "20,000 single changes took " + oneByOne / 1_000_000 + " ms");
    }

    @Test
    void outputToTheTableIsForPacketOutsOnly() {
        assertEquals("OFPBAC_BAD_OUT_PORT", f.refusal(rule(0, 1, PORT_1).apply(Action.output(PortNo.TABLE))).error());
    }
}

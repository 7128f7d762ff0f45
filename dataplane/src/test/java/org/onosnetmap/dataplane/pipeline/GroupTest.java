package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.*;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** What groups of each type do with a packet, and what their coming and going does to rules and other groups. */
class GroupTest {

    private static final byte[] FRAME = ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, 0x88b5, hex("0102030405060708"));
    private static final long OTHER = 0x0200_0000_0099L;
    private static final byte[] CHANGED = ethernet(OTHER, 0x0200_0000_0001L, 0x88b5, hex("0102030405060708"));

    private final PipelineFixture f = new PipelineFixture();

    private void group(int id, Group.Type type, Bucket... buckets) {
        apply(GroupMod.add(new Group(id, type, List.of(buckets))));
    }

    private List<FlowStats> apply(GroupMod... mods) {
        List<FlowStats> removed = new ArrayList<>();
        assertEquals(Collections.nCopies(mods.length, null), f.tables.applyGroups(List.of(mods), removed));
        return removed;
    }

    private FlowException refusal(GroupMod mod) {
        return f.tables.applyGroups(List.of(mod), new ArrayList<>()).get(0);
    }

    private static Bucket to(int port) {
        return Bucket.of(Action.output(port));
    }

    private static Bucket watching(int watched, int port) {
        return Bucket.of(1, watched, Group.ANY, List.of(Action.output(port)));
    }

    private static ReferenceOutput out(int port, byte[] frame) {
        return ReferenceOutput.port(port, frame);
    }

    private GroupStats stats(int id) {
        return f.tables.groups(f.egress::isLive).stream().filter(g -> g.group().id() == id).findFirst().orElseThrow();
    }

    private void applying(Action... actions) {
        f.add(FlowRule.builder().priority(1).apply(actions));
    }

    private void writing(Action... actions) {
        f.add(FlowRule.builder().priority(1).write(actions));
    }

    @Test
    void allSendsACopyThroughEachBucketAndThePacketGoesOnUnchanged() {
        group(1, Group.Type.ALL, Bucket.of(Action.set(Field.ETH_DST, OTHER), Action.pushVlan(0x8100), Action.output(2)), to(3),
                Bucket.of(Action.set(Field.ETH_DST, OTHER), Action.output(4)));
        applying(Action.group(1), Action.output(5));
        assertEquals(List.of(out(2, tagged(0x8100, 0, CHANGED)), out(3, FRAME), out(4, CHANGED), out(5, FRAME)), f.send(FRAME));
        assertEquals(1, stats(1).packets());
        assertEquals(FRAME.length, stats(1).bytes());
        for (int i = 0; i < 3; i++) {
            assertEquals(1, stats(1).bucketPackets(i));
            assertEquals(FRAME.length, stats(1).bucketBytes(i), "the bytes that the bucket got");
        }
    }

    @Test
    void theBucketsActionsRunInTheOrderOfAnActionSet() {
        group(1, Group.Type.INDIRECT, Bucket.of(Action.output(2), Action.output(3), Action.set(Field.VLAN_VID, 0x1007), Action.pushVlan(0x8100)));
        applying(Action.group(1));
        f.egress.begin();
        assertEquals(List.of(out(3, tagged(0x8100, 7, FRAME))), f.send(FRAME));
    }

    @Test
    void whatComesLaterSeesThePacketAsItWasBeforeTheGroup() {
        group(1, Group.Type.INDIRECT, Bucket.of(Action.pushVlan(0x8100), Action.setQueue(4), Action.output(2)));
        f.add(FlowRule.builder().priority(1).apply(Action.group(1)).metadata(5, 7).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.VLAN_VID, 0).set(Field.ETH_TYPE, 0x88b5).set(Field.METADATA, 5).build())
                        .apply(Action.output(3)));
        List<ReferenceOutput> sent = f.send(FRAME);
        assertEquals(2, sent.size());
        assertEquals(out(3, FRAME), sent.get(1));
    }

    @Test
    void inAnActionSetTheGroupRunsAtTheEndInsteadOfTheOutput() {
        group(1, Group.Type.ALL, to(2), to(3));
        writing(Action.output(9), Action.group(1), Action.set(Field.ETH_DST, OTHER));
        assertEquals(List.of(out(2, CHANGED), out(3, CHANGED)), f.send(FRAME));
    }

    @Test
    void aCloneGroupOfAnActionSetLetsTheOutputHappen() {
        group(1, Group.Type.CLONE, Bucket.of(Action.set(Field.ETH_DST, OTHER), Action.output(2)));
        writing(Action.output(9), Action.group(1));
        assertEquals(List.of(out(2, CHANGED), out(9, FRAME)), f.send(FRAME));
    }

    @Test
    void theGroupOfAnActionSetThatSeveralTablesCollectedRunsInsteadOfItsOutput() {
        group(1, Group.Type.INDIRECT, to(2));
        group(2, Group.Type.CLONE, to(3));
        f.add(FlowRule.builder().priority(1).write(Action.output(9)).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.IN_PORT, 1).build()).write(Action.group(1)),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.IN_PORT, 5).build()).write(Action.group(2)));
        assertEquals(List.of(out(2, FRAME)), f.send(FRAME, 1));
        assertEquals(List.of(out(3, FRAME), out(9, FRAME)), f.send(FRAME, 5));
    }

    @Test
    void actsetOutputIsUnsetWhileAGroupIsInTheSet() {
        group(1, Group.Type.INDIRECT, to(2));
        f.add(FlowRule.builder().priority(1).write(Action.output(9), Action.group(1)).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.ACTSET_OUTPUT, PortNo.UNSET & 0xffffffffL).build()).apply(Action.output(7)));
        assertEquals(List.of(out(7, FRAME), out(2, FRAME)), f.send(FRAME));
    }

    @Test
    void aGroupWithoutBucketsDropsWhatIsHandedToIt() {
        group(1, Group.Type.ALL);
        writing(Action.output(9), Action.group(1));
        f.drops(FRAME);
        assertEquals(1, stats(1).packets());
    }

    @Test
    void aPacketDoesNotLeaveByThePortItCameInBy() {
        group(1, Group.Type.ALL, to(1), to(2), to(PortNo.IN_PORT));
        applying(Action.group(1));
        assertEquals(List.of(out(2, FRAME), out(1, FRAME)), f.send(FRAME, 1));
    }

    @Test
    void failoverTakesTheFirstLiveBucketAtOnceAndGoesBack() {
        group(1, Group.Type.FAILOVER, watching(2, 2), watching(3, 3));
        applying(Action.group(1));
        assertEquals(List.of(out(2, FRAME)), f.send(FRAME));
        f.egress.down.add(2);
        assertEquals(List.of(out(3, FRAME)), f.send(FRAME));
        assertFalse(stats(1).bucketLive(0));
        assertTrue(stats(1).bucketLive(1));
        assertTrue(stats(1).live());
        f.egress.down.add(3);
        f.drops(FRAME);
        assertFalse(stats(1).live());
        f.egress.down.clear();
        assertEquals(List.of(out(2, FRAME)), f.send(FRAME));
        assertEquals(4, stats(1).packets());
        assertEquals(2, stats(1).bucketPackets(0));
        assertEquals(1, stats(1).bucketPackets(1));
    }

    @Test
    void aWatchedGroupIsLiveWhileOneOfItsBucketsIs() {
        group(10, Group.Type.SELECT, watching(2, 2), watching(3, 3));
        group(1, Group.Type.FAILOVER, Bucket.of(1, PortNo.ANY, 10, List.of(Action.group(10))), watching(4, 4));
        applying(Action.group(1));
        f.egress.down.add(2);
        assertEquals(List.of(out(3, FRAME)), f.send(FRAME));
        f.egress.down.add(3);
        assertEquals(List.of(out(4, FRAME)), f.send(FRAME));
    }

    @Test
    void ofPortAndGroupWatchedOneIsEnough() {
        group(10, Group.Type.FAILOVER, watching(3, 3));
        group(1, Group.Type.FAILOVER, Bucket.of(1, 2, 10, List.of(Action.output(5))));
        applying(Action.group(1));
        f.egress.down.add(2);
        assertEquals(List.of(out(5, FRAME)), f.send(FRAME));
        f.egress.down.add(3);
        f.drops(FRAME);
    }

    @Test
    void groupsBehindGroupsWorkEachOnItsOwnCopy() {
        group(3, Group.Type.ALL, Bucket.of(Action.pushVlan(0x88a8), Action.output(5)), to(6));
        group(2, Group.Type.ALL, Bucket.of(Action.pushVlan(0x8100), Action.group(3)), to(4));
        group(1, Group.Type.ALL, Bucket.of(Action.set(Field.ETH_DST, OTHER), Action.group(2)), to(2), Bucket.of(Action.group(3)));
        applying(Action.group(1), Action.output(7));
        byte[] tagged = tagged(0x8100, 0, CHANGED);
        assertEquals(List.of(out(5, tagged(0x88a8, 0, tagged)), out(6, tagged), out(4, CHANGED), out(2, FRAME),
                out(5, tagged(0x88a8, 0, FRAME)), out(6, FRAME), out(7, FRAME)), f.send(FRAME));
        assertEquals(2, stats(3).packets());
        assertEquals(2, stats(3).references() + stats(2).references() - 1);
    }

    @Test
    void packetsForTheControllerComeFromAnActionOfTheRuleThatLedToTheGroup() {
        group(1, Group.Type.INDIRECT, Bucket.of(Action.toController(10)));
        f.add(FlowRule.builder().table(0).gotoTable(3), FlowRule.builder().table(3).priority(0).cookie(77).apply(Action.group(1)));
        assertEquals(List.of(ReferenceOutput.controller(10, Egress.REASON_ACTION, 3, 77, FRAME)), f.send(FRAME));
    }

    @Test
    void aTtlThatRunsOutEndsTheBucketsCopyOnly() {
        byte[] a = ip("10.0.0.1");
        byte[] old = ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, 0x800, ipv4(a, a, 0, 1, 99, 0, hex("00")));
        group(1, Group.Type.ALL, Bucket.of(Action.decTtl(true), Action.output(2)), to(3));
        applying(Action.group(1));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 0, 0, old), out(3, old)), f.send(old));
    }

    @Test
    void packetOutsGoThroughGroups() throws FlowException {
        group(1, Group.Type.ALL, Bucket.of(Action.set(Field.ETH_DST, OTHER), Action.output(2)), to(3));
        assertEquals(List.of(out(2, CHANGED), out(3, FRAME), out(4, FRAME)), f.packetOut(FRAME, PortNo.CONTROLLER, Action.group(1), Action.output(4)));
        assertEquals("OFPBAC_BAD_OUT_GROUP", assertThrows(FlowException.class, () -> f.packetOut(FRAME, 1, Action.group(2))).error());
    }

    @Test
    void aModifiedGroupCountsOnAndItsBucketsBeginAnew() {
        group(1, Group.Type.ALL, to(2), to(3));
        applying(Action.group(1));
        f.send(FRAME);
        f.clock.set(50);
        apply(GroupMod.modify(new Group(1, Group.Type.INDIRECT, List.of(to(4)))));
        assertEquals(List.of(out(4, FRAME)), f.send(FRAME), "rules need not be told");
        assertEquals(2, stats(1).packets());
        assertEquals(1, stats(1).bucketPackets(0));
        assertEquals(50, stats(1).ageNanos());
        assertEquals(1, stats(1).references());
    }

    @Test
    void aDeletedGroupTakesItsRulesAndTheBucketsThatPointToItWithIt() {
        group(1, Group.Type.INDIRECT, to(2));
        group(2, Group.Type.FAILOVER, Bucket.of(1, 2, Group.ANY, List.of(Action.group(1))), watching(3, 3), Bucket.of(1, PortNo.ANY, 1, List.of(Action.output(4))));
        f.add(FlowRule.builder().priority(1).apply(Action.group(1)), FlowRule.builder().priority(2).write(Action.group(1)).gotoTable(1),
                FlowRule.builder().priority(3).match(Match.builder().set(Field.IN_PORT, 7).build()).apply(Action.group(2)));
        f.send(FRAME, 7);
        f.send(FRAME, 1);
        List<FlowStats> removed = apply(GroupMod.delete(1));
        assertEquals(2, removed.size());
        assertEquals(1, removed.get(1).packets(), "with its last counters");
        assertEquals(1, f.tables.size());
        f.drops(FRAME);
        assertEquals(List.of(watching(3, 3)), stats(2).group().buckets());
        assertEquals(List.of(out(3, FRAME)), f.send(FRAME, 7));
        assertEquals(2, stats(2).packets());
        assertEquals(List.of(), apply(GroupMod.delete(1)), "a group that is not there is no error");
        assertEquals(1, apply(GroupMod.delete(Group.ALL_GROUPS)).size());
        assertEquals(List.of(), f.tables.groups(p -> true));
        assertEquals(0, f.tables.size());
    }

    @Test
    void deletedBucketsOfAGroupLeaveTheCountersOfTheOthersAlone() {
        group(1, Group.Type.INDIRECT, to(2));
        group(2, Group.Type.ALL, Bucket.of(Action.group(1)), to(3));
        applying(Action.group(2));
        f.send(FRAME);
        apply(GroupMod.delete(1));
        f.send(FRAME);
        assertEquals(2, stats(2).bucketPackets(0));
    }

    @Test
    void aRuleThatPointsToAnUnknownGroupIsRefused() {
        assertEquals("OFPBAC_BAD_OUT_GROUP", f.refusal(FlowRule.builder().apply(Action.group(5))).error());
        assertEquals("OFPBAC_BAD_OUT_GROUP", f.refusal(FlowRule.builder().write(Action.group(5))).error());
        group(5, Group.Type.ALL);
        assertNull(f.refusal(FlowRule.builder().apply(Action.group(5))));
    }

    private void refused(String error, GroupMod mod) {
        List<GroupStats> before = f.tables.groups(p -> true);
        FlowException e = refusal(mod);
        assertNotNull(e, "should be refused: " + mod);
        assertEquals(error, e.error(), e.getMessage());
        assertTrue(e.getMessage().contains("group " + Integer.toUnsignedString(mod.group().id())), e.getMessage());
        assertEquals(before.toString(), f.tables.groups(p -> true).toString());
    }

    private void refusedAdd(String error, Group.Type type, Bucket... buckets) {
        refused(error, GroupMod.add(new Group(77, type, List.of(buckets))));
    }

    @Test
    void impossibleGroupsAreRefused() {
        refused("OFPGMFC_INVALID_GROUP", GroupMod.add(new Group(Group.MAX + 1, Group.Type.ALL, List.of())));
        refused("OFPGMFC_UNKNOWN_GROUP", GroupMod.modify(new Group(1, Group.Type.ALL, List.of())));
        refusedAdd("OFPGMFC_INVALID_GROUP", Group.Type.INDIRECT);
        refusedAdd("OFPGMFC_INVALID_GROUP", Group.Type.INDIRECT, to(1), to(2));
        refusedAdd("OFPGMFC_INVALID_GROUP", Group.Type.ALL, Bucket.of(2, PortNo.ANY, Group.ANY, List.of()));
        refusedAdd("OFPGMFC_BAD_BUCKET", Group.Type.SELECT, Bucket.of(-1, PortNo.ANY, Group.ANY, List.of()));
        refusedAdd("OFPGMFC_BAD_BUCKET", Group.Type.SELECT, Bucket.of(65_536, PortNo.ANY, Group.ANY, List.of()));
        refusedAdd("OFPGMFC_OUT_OF_BUCKETS", Group.Type.ALL, Collections.nCopies(1025, to(1)).toArray(new Bucket[0]));
        refusedAdd("OFPGMFC_WATCH_UNSUPPORTED", Group.Type.ALL, watching(1, 1));
        refusedAdd("OFPGMFC_WATCH_UNSUPPORTED", Group.Type.INDIRECT, watching(1, 1));
        refusedAdd("OFPGMFC_WATCH_UNSUPPORTED", Group.Type.CLONE, watching(1, 1));
        refusedAdd("OFPGMFC_BAD_WATCH", Group.Type.FAILOVER, to(1));
        refusedAdd("OFPGMFC_BAD_WATCH", Group.Type.FAILOVER, watching(0, 1));
        refusedAdd("OFPGMFC_BAD_WATCH", Group.Type.SELECT, watching(PortNo.CONTROLLER, 1));
        refusedAdd("OFPGMFC_BAD_WATCH", Group.Type.FAILOVER, Bucket.of(1, PortNo.ANY, 5, List.of()));
        refusedAdd("OFPBAC_BAD_OUT_GROUP", Group.Type.ALL, Bucket.of(Action.group(5)));
        refusedAdd("OFPGMFC_LOOP", Group.Type.ALL, Bucket.of(Action.group(77)));
        refusedAdd("OFPGMFC_LOOP", Group.Type.FAILOVER, Bucket.of(1, PortNo.ANY, 77, List.of()));
        refusal(GroupMod.add(new Group(3, Group.Type.ALL, List.of())));
        refused("OFPGMFC_GROUP_EXISTS", GroupMod.add(new Group(3, Group.Type.ALL, List.of())));
    }

    @Test
    void actionsOfABucketAreCheckedAsThoseOfRules() {
        assertEquals("OFPBAC_BAD_OUT_PORT", refusal(GroupMod.add(new Group(1, Group.Type.ALL, List.of(to(0))))).error());
        assertEquals("OFPBAC_BAD_OUT_PORT", refusal(GroupMod.add(new Group(1, Group.Type.ALL, List.of(to(PortNo.TABLE))))).error());
        assertEquals("OFPBAC_BAD_SET_TYPE", refusal(GroupMod.add(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.set(Field.METADATA, 1)))))).error());
    }

    @Test
    void loopsThroughOtherGroupsAreRefusedAndNothingChanges() {
        group(1, Group.Type.ALL, to(2));
        group(2, Group.Type.ALL, Bucket.of(Action.group(1)));
        group(3, Group.Type.FAILOVER, Bucket.of(1, PortNo.ANY, 2, List.of(Action.output(3))));
        refused("OFPGMFC_LOOP", GroupMod.modify(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.group(2))))));
        refused("OFPGMFC_LOOP", GroupMod.modify(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.group(3))))));
        apply(GroupMod.modify(new Group(2, Group.Type.ALL, List.of(to(4)))));
        apply(GroupMod.modify(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.group(2))))));
    }

    @Test
    void chainsThatAreTooLongAreRefusedFromBothEnds() {
        group(1, Group.Type.ALL, to(2));
        for (int i = 2; i <= 8; i++) {
            group(i, Group.Type.INDIRECT, Bucket.of(Action.group(i - 1)));
        }
        refused("OFPGMFC_CHAINING_UNSUPPORTED", GroupMod.add(new Group(9, Group.Type.INDIRECT, List.of(Bucket.of(Action.group(8))))));
        group(20, Group.Type.ALL, to(2));
        FlowException e = refusal(GroupMod.modify(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.group(20))))));
        assertEquals("OFPGMFC_CHAINING_UNSUPPORTED", e.error());
        applying(Action.group(8));
        assertEquals(List.of(out(2, FRAME)), f.send(FRAME), "eight groups are possible");
    }

    @Test
    void groupsThatWouldMakeTooManyCopiesAreRefused() {
        group(1, Group.Type.ALL, Collections.nCopies(100, to(2)).toArray(new Bucket[0]));
        group(2, Group.Type.ALL, Collections.nCopies(100, Bucket.of(Action.group(1))).toArray(new Bucket[0]));
        refused("OFPGMFC_CHAINING_UNSUPPORTED", GroupMod.add(new Group(3, Group.Type.ALL, Collections.nCopies(2, Bucket.of(Action.group(2))))));
        group(4, Group.Type.SELECT, Bucket.of(Action.group(2)), Bucket.of(Action.group(2)));
    }

    @Test
    void aBatchIsDoneInItsOrderAndARefusedChangeStopsNoOther() {
        List<FlowException> result = f.tables.applyGroups(List.of(GroupMod.add(new Group(1, Group.Type.ALL, List.of(to(2)))),
                GroupMod.add(new Group(2, Group.Type.ALL, List.of(Bucket.of(Action.group(3))))),
                GroupMod.add(new Group(3, Group.Type.ALL, List.of(Bucket.of(Action.group(1)))))), new ArrayList<>());
        assertNull(result.get(0));
        assertEquals("OFPBAC_BAD_OUT_GROUP", result.get(1).error());
        assertNull(result.get(2));
        assertEquals(2, f.tables.groups(p -> true).size());
    }

    @Test
    void aChangeOfGroupsIsOneNewSnapshot() {
        long before = f.tables.snapshot().generation();
        f.tables.applyGroups(List.of(GroupMod.add(new Group(1, Group.Type.ALL, List.of())), GroupMod.add(new Group(2, Group.Type.ALL, List.of()))), new ArrayList<>());
        assertEquals(before + 1, f.tables.snapshot().generation());
        refusal(GroupMod.add(new Group(1, Group.Type.ALL, List.of())));
        assertEquals(before + 1, f.tables.snapshot().generation());
        assertEquals(List.of(), f.tables.apply(List.<FlowMod>of()));
    }
}

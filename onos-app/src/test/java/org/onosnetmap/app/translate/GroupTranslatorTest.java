package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.core.GroupId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.meter.MeterId;

class GroupTranslatorTest {

    private static final PortNumber P1 = PortNumber.portNumber(1);
    private static final PortNumber P2 = PortNumber.portNumber(2);

    private static TrafficTreatment treatment(Consumer<TrafficTreatment.Builder> t) {
        TrafficTreatment.Builder b = DefaultTrafficTreatment.builder();
        t.accept(b);
        return b.build();
    }

    private static Group group(GroupDescription.Type type, GroupBucket... buckets) throws UntranslatableException {
        return GroupTranslator.group(GroupId.valueOf(9), type, new GroupBuckets(List.of(buckets)));
    }

    @Test
    void eachTypeOfGroupIsItself() throws UntranslatableException {
        TrafficTreatment out = treatment(b -> b.setOutput(P1));
        Bucket plain = Bucket.of(Action.output(1));
        assertEquals(new Group(9, Group.Type.ALL, List.of(plain)), group(GroupDescription.Type.ALL, DefaultGroupBucket.createAllGroupBucket(out)));
        assertEquals(new Group(9, Group.Type.INDIRECT, List.of(plain)), group(GroupDescription.Type.INDIRECT, DefaultGroupBucket.createIndirectGroupBucket(out)));
        assertEquals(new Group(9, Group.Type.CLONE, List.of(plain)), group(GroupDescription.Type.CLONE, DefaultGroupBucket.createCloneGroupBucket(out)));
        assertEquals(new Group(9, Group.Type.SELECT, List.of(Bucket.of(7, PortNo.ANY, Group.ANY, List.of(Action.output(1))), plain)),
                group(GroupDescription.Type.SELECT, DefaultGroupBucket.createSelectGroupBucket(out, (short) 7), DefaultGroupBucket.createSelectGroupBucket(out)));
        assertEquals(new Group(9, Group.Type.FAILOVER, List.of(Bucket.of(1, 1, Group.ANY, List.of(Action.output(1))), Bucket.of(1, PortNo.ANY, 12, List.of(Action.output(1))))),
                group(GroupDescription.Type.FAILOVER, DefaultGroupBucket.createFailoverGroupBucket(out, P1, null),
                        DefaultGroupBucket.createFailoverGroupBucket(out, null, GroupId.valueOf(12))));
    }

    @Test
    void theBucketsOfOnosAreTheTag() throws UntranslatableException {
        GroupBuckets buckets = new GroupBuckets(List.of(DefaultGroupBucket.createAllGroupBucket(treatment(b -> b.setOutput(P1)))));
        assertSame(buckets, GroupTranslator.group(GroupId.valueOf(1), GroupDescription.Type.ALL, buckets).tag());
    }

    @Test
    void aBucketIsAnActionSetOfImmediateAndDeferredInstructions() throws UntranslatableException {
        MacAddress mac = MacAddress.valueOf("02:00:00:00:00:01");
        Group g = group(GroupDescription.Type.ALL,
                DefaultGroupBucket.createAllGroupBucket(treatment(b -> b.setOutput(P2).setEthSrc(mac).setEthDst(mac).pushVlan().setVlanId(VlanId.vlanId((short) 3)))),
                DefaultGroupBucket.createAllGroupBucket(treatment(TrafficTreatment.Builder::drop)));
        assertEquals(List.of(Action.output(2), Action.set(Field.ETH_SRC, mac.toLong()), Action.set(Field.ETH_DST, mac.toLong()), Action.pushVlan(0x8100),
                Action.set(Field.VLAN_VID, 0x1003)), g.buckets().get(0).actions());
        assertEquals(List.of(), g.buckets().get(1).actions());
    }

    @Test
    void whatABucketCannotHoldIsRefusedAndTheBucketNamed() {
        List<TrafficTreatment> bad = List.of(
                treatment(b -> b.setOutput(P1).setOutput(P2)),
                treatment(b -> b.pushVlan().pushVlan().setOutput(P1)),
                treatment(b -> b.transition(2)),
                treatment(b -> b.setOutput(P1).meter(MeterId.meterId(1))),
                treatment(b -> b.setOutput(P1).writeMetadata(1, 1)),
                treatment(b -> b.setOutput(P1).wipeDeferred()),
                treatment(b -> b.setOutput(PortNumber.LOCAL)));
        for (TrafficTreatment t : bad) {
            UntranslatableException e = assertThrows(UntranslatableException.class, () -> group(GroupDescription.Type.ALL,
                    DefaultGroupBucket.createAllGroupBucket(treatment(b -> b.setOutput(P1))), DefaultGroupBucket.createAllGroupBucket(t)), t::toString);
            assertTrue(e.getMessage().startsWith("bucket 1 of group 9"), e.getMessage());
        }
    }

    @Test
    void reservedNumbersAreNoGroups() {
        assertThrows(UntranslatableException.class, () -> GroupTranslator.group(GroupId.valueOf(Group.ALL_GROUPS), GroupDescription.Type.ALL, new GroupBuckets(List.of())));
    }

    @Test
    void referencesAreTheGroupsThatAreOutputToOrWatched() {
        GroupBuckets buckets = new GroupBuckets(List.of(
                DefaultGroupBucket.createFailoverGroupBucket(treatment(b -> b.group(GroupId.valueOf(3))), P1, GroupId.valueOf(4)),
                DefaultGroupBucket.createFailoverGroupBucket(treatment(b -> b.deferred().group(GroupId.valueOf(5))), P1, GroupId.valueOf(Group.ANY))));
        assertEquals(Set.of(3, 4, 5), GroupTranslator.references(buckets));
    }
}

package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.DefaultGroupDescription;
import org.onosproject.net.group.DefaultGroupKey;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription.Type;
import org.onosproject.net.group.GroupKey;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.group.GroupServiceAdapter;
import org.onosproject.net.provider.AbstractProviderRegistry;
import org.onosproject.net.provider.AbstractProviderService;

class NetmapGroupProviderTest {

    private static final DeviceId VALE = DeviceId.deviceId("netmap:vale0");
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final TestManager t = TestManager.start();
    private final NetmapGroupProvider provider = new NetmapGroupProvider();
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final List<Group> failovers = Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, Group> store = new ConcurrentHashMap<>();
    private volatile List<Group> snapshot;
    private volatile int snapshots;
    private volatile Runnable onReport = () -> { };

    @BeforeEach
    void activate() throws Exception {
        provider.datapaths = t.manager;
        provider.cfgService = new ComponentConfigAdapter();
        provider.providerRegistry = new Registry();
        provider.mastershipService = new MastershipServiceAdapter() {
            @Override
            public boolean isLocalMaster(DeviceId deviceId) {
                return true;
            }
        };
        provider.groupService = new GroupServiceAdapter() {
            @Override
            public Iterable<Group> getGroups(DeviceId deviceId) {
                return store.values();
            }

            @Override
            public void removeGroup(DeviceId deviceId, GroupKey appCookie, ApplicationId appId) {
                Group g = store.values().stream().filter(x -> x.appCookie().equals(appCookie)).findFirst().orElseThrow();
                ((DefaultGroup) g).setState(Group.GroupState.PENDING_DELETE);
                provider.performGroupOperation(deviceId, new GroupOperations(List.of(GroupOperation.createDeleteGroupOperation(g.id(), g.type()))));
            }
        };
        provider.activate(null);
        t.manager.addDatapath(DatapathDeclaration.of("vale0")
                .withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2), PortDeclaration.of("vale0:c", 3))));
    }

    @AfterEach
    void deactivate() {
        provider.deactivate();
        t.close();
    }

    private static TrafficTreatment treatment(Consumer<TrafficTreatment.Builder> t) {
        TrafficTreatment.Builder b = DefaultTrafficTreatment.builder();
        t.accept(b);
        return b.build();
    }

    private static TrafficTreatment out(int port) {
        return treatment(b -> b.setOutput(PortNumber.portNumber(port)));
    }

    private static TrafficTreatment toGroup(int group) {
        return treatment(b -> b.group(GroupId.valueOf(group)));
    }

    private static GroupBuckets all(TrafficTreatment... treatments) {
        return new GroupBuckets(Arrays.stream(treatments).map(DefaultGroupBucket::createAllGroupBucket).collect(Collectors.toList()));
    }

    private static GroupOperation add(int id, GroupBuckets buckets) {
        return GroupOperation.createAddGroupOperation(GroupId.valueOf(id), buckets.buckets().get(0).type(), buckets);
    }

    /** Performs them, and waits for a report that began after the last one. */
    private void perform(GroupOperation... ops) {
        AtomicBoolean done = new AtomicBoolean();
        provider.performGroupOperation(VALE, new GroupOperations(List.of(ops)));
        provider.operations.run(() -> done.set(true));
        Await.until("performed", done::get);
        // the first may have begun before
        for (int i = 0; i < 2; i++) {
            int before = snapshots;
            provider.startReports(VALE);
            Await.until("reported", () -> snapshots > before);
        }
    }

    /** Everything that comes in goes to the group. */
    private void rule(int group) {
        FlowRule r = FlowRule.builder().priority(5).apply(Action.group(group)).build();
        assertEquals(Collections.singletonList(null), t.manager.running(VALE).get().datapath().apply(List.of(FlowMod.add(r))));
    }

    private List<Integer> shown() {
        return snapshot.stream().map(g -> g.id().id()).sorted().collect(Collectors.toList());
    }

    @Test
    void anAllGroupCopiesAndIsReportedEqualToWhatWasAskedForWithItsCounters() throws Exception {
        GroupBuckets buckets = all(treatment(b -> b.setEthDst(MacAddress.valueOf(A)).setOutput(PortNumber.portNumber(2))), out(3));
        perform(add(7, buckets));
        assertEquals(new DefaultGroup(GroupId.valueOf(7), VALE, Type.ALL, buckets), snapshot.get(0));
        assertEquals(Group.GroupState.ADDED, snapshot.get(0).state());
        rule(7);
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b"); FrameClient c = t.client("vale0:c")) {
            a.send(FrameClient.frame(B, A, 60));
            assertEquals(60, b.receive().length);
            assertEquals(60, c.receive().length);
        }
        provider.startReports(VALE);
        Await.until("counted", () -> snapshot.get(0).packets() == 1 && snapshot.get(0).bytes() == 60 && snapshot.get(0).referenceCount() == 1);
        for (GroupBucket b : snapshot.get(0).buckets().buckets()) {
            assertEquals(1, b.packets());
            assertEquals(60, b.bytes());
        }
        assertEquals(0, buckets.buckets().get(0).packets(), "what the core's store holds is not written to");
    }

    @Test
    void whatTheCoreAsksForAgainIsThereAlready() {
        GroupBuckets buckets = all(out(2));
        perform(add(7, buckets));
        perform(add(7, all(out(2))));
        assertEquals(List.of(), failed);
        perform(add(7, all(out(3))));
        assertEquals(List.of("ADD 7 GROUP_EXISTS"), failed);
        assertEquals(buckets, snapshot.get(0).buckets());
    }

    @Test
    void aChangedGroupIsReportedAsItIsNow() {
        perform(add(7, all(out(2))));
        GroupBuckets changed = new GroupBuckets(List.of(DefaultGroupBucket.createSelectGroupBucket(out(3), (short) 4)));
        perform(GroupOperation.createModifyGroupOperation(GroupId.valueOf(7), Type.SELECT, changed));
        assertEquals(new DefaultGroup(GroupId.valueOf(7), VALE, Type.SELECT, changed), snapshot.get(0));
        perform(GroupOperation.createDeleteGroupOperation(GroupId.valueOf(7), Type.SELECT));
        assertEquals(List.of(), snapshot);
        perform(GroupOperation.createDeleteGroupOperation(GroupId.valueOf(7), Type.SELECT));
        assertEquals(List.of(), failed, "removing what is gone is no failure");
    }

    @Test
    void badGroupsFailWithTheirCodeAndAreListedWithTheReason() {
        perform(add(1, all(out(2))),
                add(2, all(toGroup(99))),
                add(3, all(toGroup(3))),
                add(4, all(out(2), treatment(b -> b.setOutput(PortNumber.portNumber(1)).setOutput(PortNumber.portNumber(2))))),
                add(0xfffffffc, all(out(2))),
                GroupOperation.createModifyGroupOperation(GroupId.valueOf(5), Type.ALL, all(out(2))),
                GroupOperation.createModifyGroupOperation(GroupId.valueOf(1), Type.ALL, all(toGroup(1))));
        assertEquals(List.of("ADD 2 UNKNOWN_GROUP", "ADD 3 LOOP", "ADD 4 BAD_BUCKET", "ADD 4294967292 INVALID_GROUP", "MODIFY 5 UNKNOWN_GROUP", "MODIFY 1 LOOP"), failed);
        assertEquals(List.of(1), shown());
        assertEquals(6, t.manager.refusals().size());
        assertTrue(t.manager.refusals().stream().anyMatch(r -> r.id().equals("2") && r.reason().contains("99")), t.manager.refusals().toString());
        perform(add(2, all(out(3))));
        assertTrue(t.manager.refusals().stream().noneMatch(r -> r.id().equals("2")), "it is there now");
    }

    @Test
    void groupsOfADeviceThatIsNotHereFail() {
        provider.performGroupOperation(DeviceId.deviceId("netmap:nosuch"), new GroupOperations(List.of(add(1, all(out(2))))));
        Await.until("failed", () -> failed.equals(List.of("ADD 1 EPERM")));
    }

    @Test
    void groupsThatOthersPointToAreFetchedFromTheCoreInWhateverOrderItAsks() {
        store.put(1, stored(1, all(toGroup(2)), Group.GroupState.PENDING_ADD));
        store.put(2, stored(2, all(toGroup(3)), Group.GroupState.PENDING_ADD_RETRY));
        store.put(3, stored(3, all(out(2)), Group.GroupState.ADDED));
        perform(add(1, all(toGroup(2))));
        assertEquals(List.of(), failed);
        assertEquals(List.of(1, 2, 3), shown());
        perform(add(3, all(out(2))), add(2, all(toGroup(3))));
        assertEquals(List.of(), failed);
    }

    @Test
    void aLoopInTheStoreEndsAndIsRefused() {
        store.put(1, stored(1, all(toGroup(2)), Group.GroupState.PENDING_ADD));
        store.put(2, stored(2, all(toGroup(1)), Group.GroupState.PENDING_ADD));
        perform(add(1, all(toGroup(2))));
        assertEquals(List.of("ADD 1 UNKNOWN_GROUP"), failed);
    }

    @Test
    void rulesGetTheGroupsThatTheCoreWantsAndNoOthers() {
        store.put(1, stored(1, all(out(2)), Group.GroupState.PENDING_ADD));
        store.put(2, stored(2, all(out(2)), Group.GroupState.PENDING_DELETE));
        provider.require(VALE, List.of(1, 2, 3));
        provider.startReports(VALE);
        Await.until("shown", () -> snapshot != null && shown().equals(List.of(1)));
    }

    @Test
    void aDeletionThatTheCoreHasLostIsAskedForOnceMoreAndTheGroupDoesNotComeBack() {
        GroupBuckets buckets = all(out(2));
        perform(add(1, buckets), GroupOperation.createDeleteGroupOperation(GroupId.valueOf(1), Group.Type.ALL));
        perform(add(2, buckets), GroupOperation.createDeleteGroupOperation(GroupId.valueOf(2), Group.Type.ALL));
        perform(add(2, buckets), add(3, buckets));
        // what a report that has a group does to the state of one that is being deleted
        for (int id = 1; id <= 3; id++) {
            store.put(id, stored(id, buckets, Group.GroupState.ADDED));
        }
        perform(GroupOperation.createDeleteGroupOperation(GroupId.valueOf(1), Group.Type.ALL));
        assertEquals(Group.GroupState.PENDING_DELETE, store.get(1).state(), "before the report without it, on which the core removes it");
        assertEquals(Group.GroupState.ADDED, store.get(2).state(), "it was added again");
        assertEquals(Group.GroupState.ADDED, store.get(3).state());
        store.put(1, stored(1, buckets, Group.GroupState.ADDED));
        perform(GroupOperation.createDeleteGroupOperation(GroupId.valueOf(3), Group.Type.ALL));
        provider.require(VALE, List.of(3));
        assertEquals(List.of(2), shown());
    }

    @Test
    void rulesWaitForTheFirstReportBeforeWhichTheCoreHoldsGroupsBack() {
        onReport = () -> store.put(1, stored(1, all(out(2)), Group.GroupState.PENDING_ADD));
        provider.startReports(VALE);
        provider.require(VALE, List.of(1));
        assertEquals(1, t.manager.running(VALE).get().datapath().groups().size());
    }

    @Test
    void aBucketWhoseGroupGoesIsOutOfActionUntilItIsBack() {
        perform(add(1, all(out(2))), add(2, all(toGroup(1), out(3))));
        perform(GroupOperation.createDeleteGroupOperation(GroupId.valueOf(1), Type.ALL));
        assertEquals(1, buckets(2));
        assertEquals(2, snapshot.get(0).buckets().buckets().size(), "the core sees what it asked for");
        perform(add(1, all(out(2))));
        assertEquals(2, buckets(2));
    }

    private int buckets(int group) {
        return t.manager.running(VALE).get().datapath().groups().stream().filter(s -> s.group().id() == group).findFirst().get().group().buckets().size();
    }

    @Test
    void aFailoverIsReported() throws Exception {
        GroupBuckets buckets = new GroupBuckets(List.of(DefaultGroupBucket.createFailoverGroupBucket(out(2), PortNumber.portNumber(2), null),
                DefaultGroupBucket.createFailoverGroupBucket(out(3), PortNumber.portNumber(3), null)));
        FrameClient b = t.client("vale0:b");
        FrameClient c = t.client("vale0:c");
        try (b; c) { // ports with a program at the other end are up
            Await.until("up", () -> t.manager.datapath("vale0").get().ports().stream().filter(p -> p.state().name().equals("UP")).count() >= 2);
            perform(add(7, buckets));
            t.manager.enablePort("vale0", "2", false);
            Await.until("reported", () -> failovers.stream().anyMatch(g -> g.id().id() == 7 && g.buckets().equals(buckets)));
        }
    }

    @Test
    void aStoppedDatapathIsReportedNoMore() throws Exception {
        perform(add(7, all(out(2))));
        provider.stopReports(VALE);
        t.manager.removeDatapath("vale0");
        snapshot = null;
        provider.startReports(VALE);
        provider.performGroupOperation(VALE, new GroupOperations(List.of(add(8, all(out(2))))));
        Await.until("failed", () -> failed.equals(List.of("ADD 8 EPERM")));
        assertEquals(null, snapshot);
    }

    private static Group stored(int id, GroupBuckets buckets, Group.GroupState state) {
        GroupKey key = new DefaultGroupKey(new byte[] {(byte) id});
        DefaultGroup g = new DefaultGroup(GroupId.valueOf(id), new DefaultGroupDescription(VALE, buckets.buckets().get(0).type(), buckets, key, id, new DefaultApplicationId(3, "test")));
        g.setState(state);
        return g;
    }

    /** The core's part, recorded. */
    private final class Registry extends AbstractProviderRegistry<GroupProvider, GroupProviderService> implements GroupProviderRegistry {
        @Override
        protected GroupProviderService createProviderService(GroupProvider p) {
            return new Service(p);
        }
    }

    private final class Service extends AbstractProviderService<GroupProvider> implements GroupProviderService {
        Service(GroupProvider p) {
            super(p);
        }

        @Override
        public void groupOperationFailed(DeviceId deviceId, GroupOperation op) {
            failed.add(op.opType() + " " + Integer.toUnsignedString(op.groupId().id()) + " " + op.failureCode());
        }

        @Override
        public void pushGroupMetrics(DeviceId deviceId, Collection<Group> groups) {
            onReport.run();
            snapshot = List.copyOf(groups);
            snapshots++;
        }

        @Override
        public void notifyOfFailovers(Collection<Group> groups) {
            failovers.addAll(groups);
        }
    }
}

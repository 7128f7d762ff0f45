package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.RuleCounters;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.FlowRuleServiceAdapter;
import org.onosproject.net.flow.FlowRuleStoreException;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.TableStatisticsEntry;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.provider.AbstractProviderRegistry;
import org.onosproject.net.provider.AbstractProviderService;

@SuppressWarnings("deprecation") // the provider's interface has these types
class NetmapFlowRuleProviderTest {

    private static final DeviceId VALE = DeviceId.deviceId("netmap:vale0");
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final TestManager t = TestManager.start();
    private final NetmapFlowRuleProvider provider = new NetmapFlowRuleProvider();
    private final List<String> completed = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, CompletedBatchOperation> results = new ConcurrentHashMap<>();
    private final List<FlowEntry> removed = Collections.synchronizedList(new ArrayList<>());
    private final Map<FlowRule, FlowEntry> store = new ConcurrentHashMap<>();
    private final List<String> required = Collections.synchronizedList(new ArrayList<>());
    private final List<FlowEntry> triggered = Collections.synchronizedList(new ArrayList<>());
    private volatile List<FlowEntry> snapshot;
    private volatile int snapshots;
    private volatile boolean storeReady = true;
    private volatile int reportsTooEarly;
    private volatile List<TableStatisticsEntry> tables;

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
        provider.flowRuleService = new FlowRuleServiceAdapter() {
            @Override
            public FlowEntry getFlowEntry(FlowRule rule) {
                return store.get(rule);
            }
        };
        provider.groupProvider = new NetmapGroupProvider() {
            @Override
            void require(DeviceId deviceId, Collection<Integer> groups) {
                required.add("groups " + groups);
            }
        };
        provider.meterProvider = new NetmapMeterProvider() {
            @Override
            void require(DeviceId deviceId, Collection<Integer> meters) {
                required.add("meters " + meters);
            }
        };
        provider.activate(null);
        t.manager.addDatapath(DatapathDeclaration.of("vale0").withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2))));
    }

    @AfterEach
    void deactivate() {
        provider.deactivate();
        t.close();
    }

    @Test
    void aBatchFailsExactlyTheRulesThatAreRefusedAndInstallsTheOthers() {
        FlowRule good = rule(1, output(2));
        FlowRule group = rule(2, DefaultTrafficTreatment.builder().group(GroupId.valueOf(1)).build());
        FlowRule noPrerequisite = permanent(3).withSelector(DefaultTrafficSelector.builder().matchIPDst(IpPrefix.valueOf("10.0.0.0/8")).build()).withTreatment(output(2)).build();
        CompletedBatchOperation result = run(1, add(good), add(group), add(noPrerequisite));
        assertFalse(result.isSuccess());
        assertEquals(Set.of(group, noPrerequisite), result.failedItems());
        assertEquals(1, t.manager.datapath("vale0").get().flows());
        assertEquals(2, t.manager.refusals().size());
        assertTrue(t.manager.refusals().get(0).reason().startsWith("OFPBAC_BAD_"), t.manager.refusals().get(0).reason());
        assertTrue(t.manager.refusals().get(1).reason().contains("OFPBMC_BAD_PREREQ"), t.manager.refusals().get(1).reason());
    }

    @Test
    void batchesCompleteInTheOrderTheyCame() {
        for (int i = 0; i < 50; i++) {
            provider.executeBatch(batch(i, add(rule(i, output(2)))));
        }
        Await.until("all", () -> completed.size() == 50);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            expected.add("batch " + i);
        }
        assertEquals(expected, completed);
    }

    @Test
    void aBatchForAnUnknownDeviceFailsWhole() {
        FlowRule r = DefaultFlowRule.builder().forDevice(DeviceId.deviceId("netmap:nosuch")).withPriority(1).withCookie(1).makePermanent().withTreatment(output(1)).build();
        provider.executeBatch(new FlowRuleBatchOperation(List.of(add(r)), r.deviceId(), 9));
        Await.until("completed", () -> results.containsKey(9L));
        assertEquals(Set.of(r), results.get(9L).failedItems());
    }

    @Test
    void theSnapshotEchoesTheRulesThemselvesWithCounters() throws Exception {
        FlowRule r = rule(5, output(2));
        run(1, add(r));
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            a.send(FrameClient.frame(B, A, 100));
            assertEquals(100, b.receive().length);
        }
        provider.reportSoon(VALE);
        Await.until("counted", () -> snapshot != null && snapshot.size() == 1 && snapshot.get(0).packets() == 1);
        FlowEntry e = snapshot.get(0);
        assertTrue(e.exactMatch(r));
        assertEquals(100, e.bytes());
        assertEquals(FlowEntry.FlowEntryState.ADDED, e.state());
        Await.until("tables", () -> tables != null && tables.get(0).packetsMatched() == 1); // they come after the rules
        assertEquals(1, tables.get(0).activeFlowEntries());
    }

    @Test
    void aReportThatComesBeforeTheStoreIsReadyIsRepeatedSoonAndNotWithTheNextPeriod() {
        storeReady = false;
        run(1, add(rule(5, output(2))));
        Await.until("tries that a period of 5 s would take too long for", () -> reportsTooEarly >= 10);
        storeReady = true;
        Await.until("reported", () -> snapshot != null && snapshot.size() == 1);
    }

    @Test
    void aRequestForWhatIsInstalledChangesNothing() throws Exception {
        FlowRule r = rule(5, output(2));
        run(1, add(r));
        countOnePacket();
        provider.applyFlowRule(r);
        run(2, add(r));
        provider.reportSoon(VALE);
        int before = snapshots;
        Await.until("another snapshot", () -> snapshots > before + 1 || snapshot.get(0).packets() == 1);
        assertEquals(1, snapshot.get(0).packets(), "counters go on");
        RuleCounters changes = t.manager.datapath("vale0").get().ruleChanges();
        assertEquals(1, changes.added(), "installed once");
        assertEquals(1, changes.requestedAgain());
    }

    @Test
    void aRuleThatIsChangedTakesTheNewTreatmentAndModifyKeepsCounters() throws Exception {
        run(1, add(rule(5, output(2))));
        countOnePacket();
        FlowRule changed = rule(5, DefaultTrafficTreatment.builder().setEthSrc(MacAddress.valueOf(B)).setOutput(PortNumber.portNumber(2)).build());
        assertTrue(run(2, new FlowRuleBatchEntry(FlowRuleBatchEntry.FlowRuleOperation.MODIFY, changed)).isSuccess());
        provider.reportSoon(VALE);
        Await.until("changed", () -> snapshot.size() == 1 && snapshot.get(0).treatment().equals(changed.treatment()));
        assertEquals(1, snapshot.get(0).packets());
    }

    @Test
    void removedRulesAreGoneAndUnknownOnesNoTrouble() {
        FlowRule r = rule(5, output(2));
        run(1, add(r));
        assertTrue(run(2, remove(r), remove(rule(6, output(2)))).isSuccess());
        assertEquals(0, t.manager.datapath("vale0").get().flows());
    }

    @Test
    void aBatchThatRemovesAndAddsTheSamePlaceLeavesTheNewRule() {
        FlowRule before = rule(5, output(2));
        FlowRule after = rule(5, output(1));
        run(1, add(before));
        assertTrue(run(2, add(after), remove(before)).isSuccess());
        provider.reportSoon(VALE);
        Await.until("the new one", () -> snapshot != null && snapshot.size() == 1 && snapshot.get(0).treatment().equals(after.treatment()));
    }

    @Test
    void aSecondRuleInTheSamePlaceInOtherWordsIsRefused() {
        FlowRule first = permanent(5).withSelector(DefaultTrafficSelector.emptySelector()).withTreatment(output(2)).build();
        FlowRule second = permanent(5).withSelector(DefaultTrafficSelector.builder().matchEthDstMasked(MacAddress.BROADCAST, MacAddress.ZERO).build()).withTreatment(output(1)).build();
        assertTrue(run(1, add(first)).isSuccess());
        assertEquals(Set.of(second), run(2, add(second)).failedItems());
        assertTrue(t.manager.refusals().get(0).reason().contains("place"), t.manager.refusals().get(0).reason());
        run(3, remove(first));
        assertTrue(run(4, add(second)).isSuccess(), "when the first is gone, there is room");
        assertEquals(List.of(), t.manager.refusals());
    }

    @Test
    void aRefusedReplacementLeavesTheOldRuleUntilTheCoreRemovesIt() {
        FlowRule before = rule(5, output(2));
        FlowRule after = rule(5, DefaultTrafficTreatment.builder().setVlanPcp((byte) 1).build());
        run(1, add(before));
        assertEquals(Set.of(after), run(2, add(after)).failedItems());
        provider.reportSoon(VALE);
        Await.until("the old one is shown", () -> snapshot != null && snapshot.size() == 1 && snapshot.get(0).treatment().equals(before.treatment()));
        provider.removeFlowRule(snapshot.get(0));
        Await.until("gone", () -> t.manager.datapath("vale0").get().flows() == 0);
    }

    @Test
    void aRefusedRuleIsMarkedAsFailedWhenTheCoreAsksAgain() {
        FlowRule group = rule(2, DefaultTrafficTreatment.builder().group(GroupId.valueOf(1)).build());
        run(1, add(group));
        DefaultFlowEntry stored = new DefaultFlowEntry(group);
        provider.applyFlowRule(stored);
        assertEquals(FlowEntry.FlowEntryState.FAILED, stored.state());
        assertEquals(1, t.manager.refusals().get(0).count(), "it was not tried again");
        run(2, remove(group));
        assertEquals(List.of(), t.manager.refusals());
    }

    @Test
    void aRefusedRuleThatTheCoreIsAboutToRemoveStaysSo() {
        FlowRule group = rule(2, DefaultTrafficTreatment.builder().group(GroupId.valueOf(1)).build());
        run(1, add(group));
        DefaultFlowEntry stored = new DefaultFlowEntry(group, FlowEntry.FlowEntryState.PENDING_REMOVE);
        provider.applyFlowRule(stored);
        assertEquals(FlowEntry.FlowEntryState.PENDING_REMOVE, stored.state());
    }

    @Test
    void aRemovalThatTheCoreHasLostIsNotUndoneAndIsReportedWhenNoBatchComesThatAddsTheRuleAnew() {
        FlowRule r = rule(5, output(2));
        run(1, add(r));
        // before the removal: a report that finds nothing in the store takes the rule for forgotten
        store.put(r, new DefaultFlowEntry(r, FlowEntry.FlowEntryState.PENDING_ADD));
        run(2, remove(r));
        provider.applyFlowRule(store.get(r));
        run(3, add(rule(6, output(2))));
        int before = snapshots;
        provider.reportSoon(VALE);
        Await.until("a report", () -> snapshots > before);
        assertEquals(1, t.manager.datapath("vale0").get().flows(), "it is not back");
        assertEquals(List.of(), removed, "a batch may be on its way");
        provider.batchNanos = 0;
        provider.reportSoon(VALE);
        Await.until("reported as gone", () -> removed.size() == 1);
        assertTrue(removed.get(0).exactMatch(r));
        assertEquals(FlowRule.FlowRemoveReason.HARD_TIMEOUT, removed.get(0).reason());
    }

    @Test
    void aRuleThatABatchAddsAnewIsThereAndCanBeAskedForAgain() {
        provider.batchNanos = 0;
        FlowRule r = rule(5, output(2));
        store.put(r, new DefaultFlowEntry(r, FlowEntry.FlowEntryState.PENDING_ADD));
        run(1, add(r));
        run(2, remove(r), add(rule(6, output(2))));
        Await.until("given up, because no batch is waited for", () -> removed.size() == 1);
        run(3, add(r));
        int before = snapshots;
        provider.reportSoon(VALE);
        Await.until("a report", () -> snapshots > before);
        provider.applyFlowRule(store.get(r));
        run(4, remove(rule(6, output(2))));
        assertEquals(1, t.manager.datapath("vale0").get().flows());
        assertEquals(1, removed.size());
    }

    @Test
    void anExtraneousRuleIsRemovedUnlessTheStoreWantsItByNow() {
        FlowRule r = rule(5, output(2));
        run(1, add(r));
        store.put(r, new DefaultFlowEntry(r, FlowEntry.FlowEntryState.ADDED));
        provider.removeFlowRule(r);
        run(2, add(rule(6, output(2))));
        assertEquals(2, t.manager.datapath("vale0").get().flows());
        store.clear();
        provider.removeFlowRule(r);
        Await.until("removed", () -> t.manager.datapath("vale0").get().flows() == 1);
    }

    @Test
    void aHardTimeoutIsReportedWithItsReasonAndLeavesTheSnapshotOnlyThen() {
        FlowRule r = builder(5).withSelector(selector(1)).withTreatment(output(2)).withHardTimeout(1).makeTemporary(60).build();
        run(1, add(r));
        provider.reportSoon(VALE);
        Await.until("shown", () -> snapshot != null && snapshot.size() == 1);
        Await.until("expired", () -> removed.size() == 1);
        assertEquals(FlowRule.FlowRemoveReason.HARD_TIMEOUT, removed.get(0).reason());
        assertTrue(removed.get(0).exactMatch(r));
        assertEquals(0, t.manager.datapath("vale0").get().flows());
        provider.reportSoon(VALE);
        Await.until("no longer shown", () -> snapshot.isEmpty());
    }

    @Test
    void anIdleTimeoutIsLeftToTheCore() {
        FlowRule r = builder(5).withSelector(selector(1)).withTreatment(output(2)).makeTemporary(1).build();
        run(1, add(r));
        FlowRule hard = builder(6).withSelector(selector(2)).withTreatment(output(2)).withHardTimeout(2).makeTemporary(1).build();
        run(2, add(hard));
        Await.until("two seconds have gone", () -> removed.size() == 1);
        assertSame(hard.priority(), removed.get(0).priority());
        assertEquals(1, t.manager.datapath("vale0").get().flows(), "the idle one stays");
    }

    private Datapath datapath() {
        return t.manager.running(VALE).get().datapath();
    }

    @Test
    void whatRulesPointToIsThereBeforeThem() {
        run(1, add(rule(5, DefaultTrafficTreatment.builder().group(GroupId.valueOf(7)).meter(MeterId.meterId(3)).build())), add(rule(6, output(2))));
        assertEquals(List.of("groups [7]", "meters [3]"), required);
    }

    @Test
    void rulesOfAGroupOrMeterThatGoesAreReportedAsGoneForGood() {
        datapath().applyGroups(List.of(GroupMod.add(new Group(7, Group.Type.ALL, List.of(Bucket.of(Action.output(2)))))));
        datapath().applyMeters(List.of(MeterMod.add(new Meter(3, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1000, 0))))));
        FlowRule group = rule(5, DefaultTrafficTreatment.builder().group(GroupId.valueOf(7)).build());
        FlowRule meter = rule(6, DefaultTrafficTreatment.builder().meter(MeterId.meterId(3)).setOutput(PortNumber.portNumber(2)).build());
        FlowRule other = rule(7, output(2));
        assertTrue(run(1, add(group), add(meter), add(other)).isSuccess());
        datapath().applyGroups(List.of(GroupMod.delete(7)));
        datapath().applyMeters(List.of(MeterMod.delete(3)));
        Await.until("reported", () -> removed.size() == 2);
        assertTrue(removed.get(0).exactMatch(group) && removed.get(1).exactMatch(meter));
        assertTrue(removed.stream().allMatch(e -> e.reason() == FlowRule.FlowRemoveReason.HARD_TIMEOUT), "the one reason on which the core does not install them again");
        provider.reportSoon(VALE);
        Await.until("one is left", () -> snapshot != null && snapshot.size() == 1 && snapshot.get(0).exactMatch(other));
        assertTrue(run(2, remove(group)).isSuccess());
    }

    @Test
    void aStatisticsTriggerReportsItsRuleAlone() throws Exception {
        FlowRule r = rule(5, DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).statTrigger(Map.of(StatTriggerField.PACKET_COUNT, 1L), StatTriggerFlag.ONLY_FIRST).build());
        assertTrue(run(1, add(r), add(rule(6, DefaultTrafficTreatment.builder().transition(1).build()))).isSuccess());
        run(2, remove(rule(6, DefaultTrafficTreatment.builder().transition(1).build())));
        countOnePacket();
        Await.until("triggered", () -> triggered.size() == 1);
        assertTrue(triggered.get(0).exactMatch(r));
        assertEquals(1, triggered.get(0).packets());
    }

    @Test
    void rulesThatForwardAndCopyAreKnownByTheirCookie() {
        FlowRule copy = rule(5, DefaultTrafficTreatment.builder().punt().setOutput(PortNumber.NORMAL).build());
        FlowRule punt = rule(6, DefaultTrafficTreatment.builder().punt().build());
        run(1, add(copy), add(punt));
        assertTrue(provider.isCopy(VALE, copy.id().value()));
        assertFalse(provider.isCopy(VALE, punt.id().value()));
        run(2, remove(copy));
        assertFalse(provider.isCopy(VALE, copy.id().value()));
    }

    @Test
    void tenThousandRulesInOneBatchAreReportedInOneSnapshot() {
        FlowRuleBatchEntry[] all = new FlowRuleBatchEntry[10_000];
        for (int i = 0; i < all.length; i++) {
            IpPrefix ip = IpPrefix.valueOf(0x0a000000 + i, 32);
            all[i] = add(permanent(7).withSelector(DefaultTrafficSelector.builder().matchEthType((short) 0x800).matchIPDst(ip).build()).withTreatment(output(2)).build());
        }
        assertTrue(run(1, all).isSuccess());
        provider.reportSoon(VALE);
        Await.until("all", () -> snapshot != null && snapshot.size() == all.length);
    }

    private void countOnePacket() throws Exception {
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            a.send(FrameClient.frame(B, A, 60));
            assertNotNull(b.receive());
        }
        provider.reportSoon(VALE);
        Await.until("counted", () -> snapshot != null && snapshot.stream().anyMatch(e -> e.packets() == 1));
    }

    private CompletedBatchOperation run(long id, FlowRuleBatchEntry... entries) {
        results.remove(id);
        provider.executeBatch(batch(id, entries));
        Await.until("batch " + id, () -> results.containsKey(id));
        return results.get(id);
    }

    private static FlowRuleBatchOperation batch(long id, FlowRuleBatchEntry... entries) {
        return new FlowRuleBatchOperation(Arrays.asList(entries), VALE, id);
    }

    private static FlowRuleBatchEntry add(FlowRule r) {
        return new FlowRuleBatchEntry(FlowRuleBatchEntry.FlowRuleOperation.ADD, r);
    }

    private static FlowRuleBatchEntry remove(FlowRule r) {
        return new FlowRuleBatchEntry(FlowRuleBatchEntry.FlowRuleOperation.REMOVE, r);
    }

    private static FlowRule.Builder builder(int priority) {
        return DefaultFlowRule.builder().forDevice(VALE).forTable(0).withPriority(priority).fromApp(new DefaultApplicationId(3, "test"));
    }

    private static FlowRule.Builder permanent(int priority) {
        return builder(priority).makePermanent();
    }

    private static FlowRule rule(int priority, TrafficTreatment treatment) {
        return permanent(priority).withSelector(selector(1)).withTreatment(treatment).build();
    }

    private static org.onosproject.net.flow.TrafficSelector selector(int inPort) {
        return DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(inPort)).build();
    }

    private static TrafficTreatment output(int port) {
        return DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(port)).build();
    }

    /** The core's part, recorded. */
    private final class Registry extends AbstractProviderRegistry<FlowRuleProvider, FlowRuleProviderService> implements FlowRuleProviderRegistry {
        @Override
        protected FlowRuleProviderService createProviderService(FlowRuleProvider p) {
            return new Service(p);
        }
    }

    private final class Service extends AbstractProviderService<FlowRuleProvider> implements FlowRuleProviderService {
        Service(FlowRuleProvider p) {
            super(p);
        }

        @Override
        public void flowRemoved(FlowEntry flowEntry) {
            removed.add(flowEntry);
        }

        @Override
        public void pushFlowMetrics(DeviceId deviceId, Iterable<FlowEntry> flowEntries) {
            if (!storeReady) {
                reportsTooEarly++;
                throw new FlowRuleStoreException("There is no master for available device " + deviceId);
            }
            List<FlowEntry> all = new ArrayList<>();
            flowEntries.forEach(all::add);
            snapshot = all.stream().sorted((x, y) -> x.priority() - y.priority()).collect(Collectors.toList());
            snapshots++;
        }

        @Override
        public void pushFlowMetricsWithoutFlowMissing(DeviceId deviceId, Iterable<FlowEntry> flowEntries) {
            flowEntries.forEach(triggered::add);
        }

        @Override
        public void pushTableStatistics(DeviceId deviceId, List<TableStatisticsEntry> entries) {
            tables = entries;
        }

        @Override
        public void batchOperationCompleted(long batchId, CompletedBatchOperation operation) {
            completed.add("batch " + batchId);
            results.put(batchId, operation);
        }
    }
}

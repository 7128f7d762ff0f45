package org.onosnetmap.app.kernel;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.IpAddress;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.kernel.vale.KernelPort.Counters;
import org.onosnetmap.dataplane.kernel.vale.KernelVale;
import org.onosproject.cluster.DefaultControllerNode;
import org.onosproject.cluster.NodeId;
import org.onosproject.core.GroupId;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DeviceAdminService;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.FlowRuleServiceAdapter;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry.FlowRuleOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultBand;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterProviderRegistry;
import org.onosproject.net.meter.MeterProviderService;

/** Service and providers over a kernel that is a fake, into an ONOS that is one. */
@SuppressWarnings("deprecation") // FlowRuleProvider has these types
class KernelSwitchesTest {

    private static final DeviceId VALE1 = DeviceId.deviceId("vale:vale1");

    private final TestManager t = TestManager.start();
    private final FakeKernel kernel = new FakeKernel();
    private final KernelSwitchManager manager = new KernelSwitchManager() {
        @Override
        KernelVale kernel() {
            return kernel;
        }
    };
    private final KernelRuleProvider rules = new KernelRuleProvider();
    private final KernelGroupProvider groups = new KernelGroupProvider();
    private final KernelMeterProvider meters = new KernelMeterProvider();
    private final KernelSwitchProvider provider = new KernelSwitchProvider();

    private final Map<DeviceId, DeviceDescription> devices = new ConcurrentHashMap<>();
    private final Map<DeviceId, List<PortDescription>> ports = new ConcurrentHashMap<>();
    private final Map<DeviceId, List<PortStatistics>> statistics = new ConcurrentHashMap<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private CompletedBatchOperation completed;

    @BeforeEach
    void activate() {
        manager.clusterService = t.cluster();
        manager.activate();
        rules.datapaths = t.manager;
        rules.providerRegistry = fake(FlowRuleProviderRegistry.class, Map.of("register", a -> fake(FlowRuleProviderService.class,
                Map.of("batchOperationCompleted", b -> completed = (CompletedBatchOperation) b[1]))));
        rules.activate();
        groups.datapaths = t.manager;
        groups.providerRegistry = fake(GroupProviderRegistry.class, Map.of("register", a -> fake(GroupProviderService.class, Map.of(
                "groupOperationFailed", b -> events.add("group " + ((GroupOperation) b[1]).groupId().id() + " " + ((GroupOperation) b[1]).failureCode()),
                "pushGroupMetrics", b -> events.add("groups of " + b[0] + " " + b[1])))));
        groups.activate();
        meters.datapaths = t.manager;
        meters.providerRegistry = fake(MeterProviderRegistry.class, Map.of("register", a -> fake(MeterProviderService.class, Map.of(
                "meterOperationFailed", b -> events.add("meter " + ((MeterOperation) b[0]).meter().meterCellId() + " " + b[1]),
                "pushMeterMetrics", b -> events.add("meters of " + b[0] + " " + b[1])))));
        meters.activate();
        DeviceProviderService service = fake(DeviceProviderService.class, Map.of(
                "deviceConnected", a -> devices.put((DeviceId) a[0], (DeviceDescription) a[1]),
                "deviceDisconnected", a -> events.add("disconnected " + a[0]),
                "updatePorts", a -> ports.put((DeviceId) a[0], list(a[1])),
                "updatePortStatistics", a -> statistics.put((DeviceId) a[0], list(a[1]))));
        provider.switches = manager;
        provider.providerRegistry = fake(DeviceProviderRegistry.class, Map.of("register", a -> service));
        provider.deviceService = fake(DeviceAdminService.class, Map.of("removeDevice", a -> events.add("removed " + a[0])));
        provider.flowRuleService = new FlowRuleServiceAdapter() {
            @Override
            public void purgeFlowRules(DeviceId deviceId) {
                events.add("purged " + deviceId);
            }
        };
        provider.mastershipService = new MastershipServiceAdapter() {
            @Override
            public boolean isLocalMaster(DeviceId deviceId) {
                return true;
            }

            @Override
            public CompletableFuture<Void> relinquishMastership(DeviceId deviceId) {
                return CompletableFuture.completedFuture(null);
            }
        };
        provider.clusterService = t.cluster();
        provider.datapaths = t.manager;
        provider.ruleProvider = rules;
        provider.groupProvider = groups;
        provider.meterProvider = meters;
        provider.activate();
    }

    @AfterEach
    void deactivate() {
        provider.deactivate();
        rules.deactivate();
        groups.deactivate();
        meters.deactivate();
        manager.deactivate();
        t.close();
        assertTrue(kernel.closed, "switches that were made without ports are given up");
    }

    private interface Answer {
        Object to(Object[] arguments);
    }

    /** All of an interface, of which the test is interested in some methods. */
    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<T> type, Map<String, Answer> answers) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Answer a = answers.get(method.getName());
            Object result = a == null ? null : a.to(arguments);
            return method.getReturnType() == void.class ? null : result;
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> list(Object collection) {
        return new ArrayList<>((Collection<T>) collection);
    }

    /** Has the provider look, and waits for what comes of it. */
    private void look(BooleanSupplier outcome) {
        provider.triggerProbe(VALE1);
        Await.until("what a look brings", outcome);
    }

    private static String text(List<PortDescription> ports) {
        return ports.stream().map(p -> p.portNumber() + " " + p.annotations().value("portName") + (p.isEnabled() ? " up" : " down")).collect(Collectors.joining(", "));
    }

    @Test
    void aSwitchOfTheKernelIsADeviceWithPortsAndStatistics() throws Exception {
        manager.attach("vale1", "eth3", true);
        look(() -> devices.containsKey(VALE1));
        Await.until("its ports and statistics", () -> ports.containsKey(VALE1) && statistics.containsKey(VALE1));
        assertEquals("VALE switch of the kernel", devices.get(VALE1).hwVersion());
        assertEquals("1 eth3 up, 2 eth3^ up", text(ports.get(VALE1)));
        assertTrue(provider.isReachable(VALE1));
        kernel.counters("vale1", "eth3", new Counters(1, 2, 3, 4, 5, 6));
        kernel.up("vale1", "eth3", false);
        look(() -> text(ports.get(VALE1)).equals("1 eth3 down, 2 eth3^ up"));
        look(() -> statistics.get(VALE1).get(0).packetsReceived() == 1);
        PortStatistics s = statistics.get(VALE1).get(0);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L),
                List.of(s.packetsReceived(), s.bytesReceived(), s.packetsRxDropped(), s.packetsSent(), s.bytesSent(), s.packetsTxDropped()));
        assertEquals(PortNumber.portNumber(1), s.portNumber());
    }

    @Test
    void aSwitchThatIsGoneIsNoDeviceAndNeitherIsOneWithoutTheModule() throws Exception {
        manager.create("vale1");
        manager.create("vale2");
        look(() -> devices.keySet().equals(Set.of(VALE1, DeviceId.deviceId("vale:vale2"))));
        manager.remove("vale1");
        look(() -> events.containsAll(List.of("removed vale:vale1", "purged vale:vale1")));
        assertFalse(provider.isReachable(VALE1));
        kernel.module = false;
        look(() -> events.contains("removed vale:vale2"));
    }

    @Test
    void aDeviceThatTheOperatorRemovesConnectsAgain() {
        kernel.create("vale1");
        look(() -> devices.containsKey(VALE1));
        devices.clear();
        provider.triggerDisconnect(VALE1);
        Await.until("the device", () -> devices.containsKey(VALE1));
        assertTrue(events.contains("disconnected vale:vale1"));
    }

    @Test
    void rulesAreRefusedWithTheReasonAndForgottenWhenTheyAreTakenBack() {
        FlowRule rule = DefaultFlowRule.builder().forDevice(VALE1).fromApp(TestManager.APP).withPriority(5).makePermanent()
                .withSelector(DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).build())
                .withTreatment(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build()).build();
        rules.executeBatch(batch(FlowRuleOperation.ADD, rule));
        assertFalse(completed.isSuccess());
        assertEquals(Set.of(rule), completed.failedItems());
        Refusal r = t.manager.refusals().get(0);
        assertEquals(VALE1, r.deviceId());
        assertTrue(r.reason().contains("forwards by learnt addresses and has no tables"), r.reason());
        DefaultFlowEntry stored = new DefaultFlowEntry(rule, FlowEntry.FlowEntryState.PENDING_ADD);
        rules.applyFlowRule(stored);
        assertEquals(FlowEntry.FlowEntryState.FAILED, stored.state(), "the core asks no more");
        rules.executeBatch(batch(FlowRuleOperation.REMOVE, rule));
        assertTrue(completed.isSuccess());
        assertEquals(List.of(), t.manager.refusals());
    }

    @Test
    void groupsAreRefusedWithTheReasonAndForgottenWhenTheyAreTakenBack() {
        GroupId id = new GroupId(7);
        GroupBuckets buckets = new GroupBuckets(List.of(DefaultGroupBucket.createAllGroupBucket(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build())));
        groups.performGroupOperation(VALE1, new GroupOperations(List.of(GroupOperation.createAddGroupOperation(id, GroupDescription.Type.ALL, buckets))));
        Await.until("the core is told", () -> events.contains("group 7 OUT_OF_GROUPS"));
        Refusal r = t.manager.refusals().get(0);
        assertEquals(VALE1, r.deviceId());
        assertTrue(r.reason().contains("forwards by learnt addresses and has no groups"), r.reason());
        groups.performGroupOperation(VALE1, new GroupOperations(List.of(GroupOperation.createDeleteGroupOperation(id, GroupDescription.Type.ALL))));
        Await.until("a report without it", () -> events.contains("groups of vale:vale1 []"));
        assertEquals(List.of(), t.manager.refusals());
    }

    @Test
    void metersAreRefusedWithTheReasonAndForgottenWhenTheyAreTakenBack() {
        Meter meter = DefaultMeter.builder().forDevice(VALE1).fromApp(TestManager.APP).withCellId(MeterId.meterId(3)).withUnit(Meter.Unit.KB_PER_SEC)
                .withBands(Set.of(DefaultBand.builder().ofType(Band.Type.DROP).withRate(100).build())).build();
        meters.performMeterOperation(VALE1, new MeterOperation(meter, MeterOperation.Type.ADD));
        Await.until("the core is told", () -> events.contains("meter 3 OUT_OF_METERS"));
        Refusal r = t.manager.refusals().get(0);
        assertEquals(VALE1, r.deviceId());
        assertTrue(r.reason().contains("forwards by learnt addresses and has no meters"), r.reason());
        meters.performMeterOperation(VALE1, new MeterOperation(meter, MeterOperation.Type.REMOVE));
        Await.until("a report without it", () -> events.contains("meters of vale:vale1 []"));
        assertEquals(List.of(), t.manager.refusals());
    }

    @Test
    void theCoreGetsReportsOfNoGroupsAndMetersWithoutWhichItWouldHoldThemBack() throws Exception {
        manager.create("vale1");
        look(() -> events.containsAll(List.of("groups of vale:vale1 []", "meters of vale:vale1 []")));
    }

    private static FlowRuleBatchOperation batch(FlowRuleOperation operation, FlowRule rule) {
        return new FlowRuleBatchOperation(Set.of(new FlowRuleBatchEntry(operation, rule)), VALE1, 1);
    }

    @Test
    void errorsOfTheKernelAreErrorsOfTheService() throws Exception {
        assertEquals(NetmapException.Kind.NOT_FOUND, assertThrows(NetmapException.class, () -> manager.remove("vale9")).kind());
        assertEquals(NetmapException.Kind.NOT_FOUND, assertThrows(NetmapException.class, () -> manager.detach("vale1", "eth0")).kind());
        assertEquals(NetmapException.Kind.CONFLICT, assertThrows(NetmapException.class, () -> manager.addInterface("eth0")).kind());
        assertEquals(NetmapException.Kind.BAD_INPUT, assertThrows(NetmapException.class, () -> manager.removeInterface("a b")).kind());
        kernel.module = false;
        NetmapException e = assertThrows(NetmapException.class, manager::switches);
        assertEquals(NetmapException.Kind.FAILED, e.kind());
        assertTrue(e.getMessage().contains("modprobe netmap"), e.getMessage());
    }

    @Test
    void inAClusterTheDeviceIsNamedAfterTheNodeToo() throws Exception {
        t.nodes.add(new DefaultControllerNode(NodeId.nodeId("n2"), IpAddress.valueOf("127.0.0.2")));
        manager.create("vale1");
        assertEquals(new HashSet<>(Arrays.asList(DeviceId.deviceId("vale:vale1@n1"))), manager.switches().stream().map(KernelSwitchStatus::deviceId).collect(Collectors.toSet()));
    }
}

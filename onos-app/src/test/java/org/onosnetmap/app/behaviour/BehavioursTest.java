package org.onosnetmap.app.behaviour;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IPv4;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onlab.util.Bandwidth;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosproject.cluster.ClusterService;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DataPlaneEntity;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PipelineTraceableHitChain;
import org.onosproject.net.PipelineTraceableInput;
import org.onosproject.net.PipelineTraceableOutput;
import org.onosproject.net.PipelineTraceablePacket;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.BridgeDescription;
import org.onosproject.net.behaviour.BridgeName;
import org.onosproject.net.behaviour.DefaultBridgeDescription;
import org.onosproject.net.behaviour.DefaultMirroringDescription;
import org.onosproject.net.behaviour.DefaultQosDescription;
import org.onosproject.net.behaviour.DefaultQueueDescription;
import org.onosproject.net.behaviour.MirroringDescription;
import org.onosproject.net.behaviour.MirroringName;
import org.onosproject.net.behaviour.MirroringStatistics;
import org.onosproject.net.behaviour.PortAdmin;
import org.onosproject.net.behaviour.QosDescription;
import org.onosproject.net.behaviour.QosId;
import org.onosproject.net.behaviour.QueueDescription;
import org.onosproject.net.behaviour.QueueId;
import org.onosproject.net.device.DefaultPortDescription;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.driver.AbstractHandlerBehaviour;
import org.onosproject.net.driver.Behaviour;
import org.onosproject.net.driver.DefaultDriverData;
import org.onosproject.net.driver.Driver;
import org.onosproject.net.driver.DriverData;
import org.onosproject.net.driver.DriverHandler;
import org.onosproject.net.driver.XmlDriverLoader;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.EthCriterion;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;

class BehavioursTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:vale0");
    private static final PortNumber P1 = PortNumber.portNumber(1);
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final TestManager t = TestManager.start();
    private final QosDefinitions definitions = new QosDefinitions();

    @BeforeEach
    void addDatapath() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("vale0")
                .withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2), PortDeclaration.of("vale0:c", 3))));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private <T extends AbstractHandlerBehaviour> T on(DeviceId device, T behaviour) {
        behaviour.setHandler(new Handler(device));
        return behaviour;
    }

    private <T extends AbstractHandlerBehaviour> T on(T behaviour) {
        return on(DEVICE, behaviour);
    }

    /** The core's part: finds services. */
    private final class Handler implements DriverHandler {
        private final DriverData data;

        Handler(DeviceId device) {
            this.data = new DefaultDriverData(null, device);
        }

        @Override
        public Driver driver() {
            return null;
        }

        @Override
        public DriverData data() {
            return data;
        }

        @Override
        public <T extends Behaviour> T behaviour(Class<T> type) {
            throw new AssertionError(type);
        }

        @Override
        public <T> T get(Class<T> type) {
            Object service = type == QosDefinitions.class ? definitions : type == ClusterService.class ? t.cluster() : t.manager;
            assertTrue(Set.of(QosDefinitions.class, ClusterService.class, NetmapService.class, DatapathRegistry.class).contains(type), type::toString);
            return type.cast(service);
        }
    }

    @Test
    void theDriverHasThemAndTheyAreWhatTheySay() throws Exception {
        try (InputStream xml = getClass().getResourceAsStream("/netmap-drivers.xml")) {
            Driver driver = new XmlDriverLoader(getClass().getClassLoader(), null).loadDrivers(xml, null).getDrivers().iterator().next();
            assertEquals("true", driver.getProperty("supportPacketRequest"));
            assertEquals(17, driver.behaviours().size());
            assertTrue(driver.hasBehaviour(PortAdmin.class));
            for (Class<? extends Behaviour> b : driver.behaviours()) {
                assertTrue(b.isInstance(driver.implementation(b).getDeclaredConstructor().newInstance()), b::toString);
            }
        }
    }

    private static FlowEntry entry(int table, int priority, TrafficSelector selector, TrafficTreatment treatment) {
        return new DefaultFlowEntry(DefaultFlowRule.builder().forDevice(DEVICE).forTable(table).withPriority(priority).withSelector(selector)
                .withTreatment(treatment).fromApp(new DefaultApplicationId(1, "test")).makePermanent().build());
    }

    private PipelineTraceableOutput trace(TrafficSelector packet, Map<GroupId, Group> groups, FlowEntry... flows) {
        List<DataPlaneEntity> state = Arrays.stream(flows).map(DataPlaneEntity::new).collect(Collectors.toCollection(ArrayList::new));
        groups.values().forEach(g -> state.add(new DataPlaneEntity(g)));
        return on(new NetmapPipelineTraceable()).apply(new PipelineTraceableInput(new PipelineTraceablePacket(packet), new ConnectPoint(DEVICE, P1), state));
    }

    @Test
    void aPacketIsTracedThroughTheRulesAndGroupsThatAreGiven() {
        TrafficSelector http = DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_IPV4).matchIPProtocol(IPv4.PROTOCOL_TCP)
                .matchIPDst(IpPrefix.valueOf("10.0.0.2/32")).matchTcpDst(TpPort.tpPort(80)).build();
        TrafficSelector ip = DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_IPV4).build();
        FlowEntry first = entry(0, 10, ip, DefaultTrafficTreatment.builder().transition(1).build());
        FlowEntry second = entry(1, 10, http, DefaultTrafficTreatment.builder().group(new GroupId(5)).setOutput(PortNumber.portNumber(3)).build());
        FlowEntry other = entry(1, 5, ip, DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(9)).build());
        Group group = new DefaultGroup(new GroupId(5), DEVICE, GroupDescription.Type.INDIRECT, new GroupBuckets(List.of(
                DefaultGroupBucket.createIndirectGroupBucket(DefaultTrafficTreatment.builder().setEthDst(MacAddress.valueOf(B)).setOutput(PortNumber.portNumber(2)).build()))));
        PipelineTraceableOutput out = trace(http, Map.of(group.id(), group), first, second, other);
        assertEquals(PipelineTraceableOutput.PipelineTraceableResult.SUCCESS, out.result(), out.log());
        List<PipelineTraceableHitChain> chains = out.hitChains();
        assertEquals(2, chains.size(), out.log());
        assertEquals(List.of(2L, 3L), chains.stream().map(c -> c.outputPort().port().toLong()).collect(Collectors.toList()));
        assertEquals(List.of(new DataPlaneEntity(first), new DataPlaneEntity(second), new DataPlaneEntity(group)), chains.get(0).hitChain());
        assertEquals(List.of(new DataPlaneEntity(first), new DataPlaneEntity(second)), chains.get(1).hitChain());
        assertEquals(MacAddress.valueOf(B), ((EthCriterion) chains.get(0).egressPacket().packet().getCriterion(Criterion.Type.ETH_DST)).mac());
        assertFalse(chains.get(0).isDropped());
        assertTrue(out.log().contains("group 5 (INDIRECT)"), out.log());
    }

    @Test
    void aPacketThatNoRuleOfAValeSwitchTakesGoesToTheLearningSwitch() {
        TrafficSelector arp = DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_ARP).build();
        TrafficSelector ip = DefaultTrafficSelector.builder().matchEthType(Ethernet.TYPE_IPV4).build();
        FlowEntry broken = entry(0, 10, ip, DefaultTrafficTreatment.builder().setOutput(PortNumber.LOCAL).build());
        PipelineTraceableOutput out = trace(arp, Map.of(), broken);
        assertTrue(out.log().contains("left out"), out.log());
        assertEquals(List.of(PortNumber.NORMAL), out.hitChains().stream().map(c -> c.outputPort().port()).collect(Collectors.toList()), out.log());
        assertEquals(List.of(), out.hitChains().get(0).hitChain());
    }

    @Test
    void portsAreSwitchedAndTheSwitchIsDeclared() throws Exception {
        NetmapPortAdmin admin = on(new NetmapPortAdmin());
        assertTrue(admin.isEnabled(P1).get());
        assertTrue(admin.disable(P1).get());
        assertFalse(admin.isEnabled(P1).get());
        assertFalse(t.manager.datapath("vale0").get().ports().get(0).enabled());
        assertTrue(admin.enable(P1).get());
        assertTrue(admin.isEnabled(P1).get());
        assertFalse(admin.enable(PortNumber.portNumber(9)).get());
        assertFalse(on(DeviceId.deviceId("netmap:nosuch"), new NetmapPortAdmin()).enable(P1).get());
    }

    @Test
    void datapathsAreBridges() throws Exception {
        NetmapBridgeConfig bridges = on(new NetmapBridgeConfig());
        BridgeDescription br0 = DefaultBridgeDescription.builder().name("br0").build();
        assertTrue(bridges.addBridge(br0));
        assertFalse(bridges.addBridge(br0), "it exists");
        assertEquals(List.of("br0", "vale0"), bridges.getBridges().stream().map(BridgeDescription::name).collect(Collectors.toList()));
        bridges.addPort(BridgeName.bridgeName("br0"), "null:x");
        bridges.addPort(BridgeName.bridgeName("br0"), "nonsense");
        NetmapBridgeConfig other = on(DeviceId.deviceId("netmap:br0"), new NetmapBridgeConfig());
        assertEquals(Set.of(P1), other.getPortNumbers());
        assertEquals(List.of(P1), other.getLocalPorts(List.of("x", "y")));
        assertEquals(P1, other.getPorts().iterator().next().portNumber());
        bridges.deletePort(BridgeName.bridgeName("br0"), "null:x");
        assertEquals(Set.of(), other.getPortNumbers());
        bridges.deleteBridge(BridgeName.bridgeName("br0"));
        assertTrue(t.manager.datapath("br0").isEmpty());
    }

    private static MirroringDescription mirror(String name, List<String> from, List<VlanId> vlans, String to) {
        return new DefaultMirroringDescription(MirroringName.mirroringName(name), from, List.of(), vlans, Optional.ofNullable(to), Optional.empty());
    }

    @Test
    void aMirrorCopiesAndCounts() throws Exception {
        NetmapMirroringConfig mirrors = on(new NetmapMirroringConfig());
        BridgeName bridge = BridgeName.bridgeName("vale0");
        assertTrue(mirrors.addMirroring(bridge, mirror("m", List.of("vale0:a"), List.of(VlanId.NONE), "3")));
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b"); FrameClient c = t.client("vale0:c")) {
            a.send(FrameClient.frame(B, A, 60));
            assertArrayEquals(FrameClient.frame(B, A, 60), b.receive());
            assertArrayEquals(FrameClient.frame(B, A, 60), c.receive());
        }
        MirroringStatistics s = mirrors.getMirroringStatistics().iterator().next();
        assertEquals("m", s.name().name());
        assertEquals(1, s.packets());
        assertEquals(60, s.bytes());
        mirrors.deleteMirroring(MirroringName.mirroringName("m"));
        mirrors.deleteMirroring(MirroringName.mirroringName("m"));
        assertTrue(mirrors.getMirroringStatistics().isEmpty());
    }

    @Test
    void mirrorsThatCannotBeAreRefused() {
        NetmapMirroringConfig mirrors = on(new NetmapMirroringConfig());
        BridgeName bridge = BridgeName.bridgeName("vale0");
        assertFalse(mirrors.addMirroring(BridgeName.bridgeName("br9"), mirror("m", List.of("1"), List.of(), "3")), "another bridge");
        assertFalse(mirrors.addMirroring(bridge, mirror("m", List.of("9"), List.of(), "3")), "no such port");
        assertFalse(mirrors.addMirroring(bridge, mirror("m", List.of("3"), List.of(), "3")), "to itself");
        assertFalse(mirrors.addMirroring(bridge, mirror("m", List.of(), List.of(), "3")), "of nothing");
        assertFalse(mirrors.addMirroring(bridge, mirror("m", List.of("1"), List.of(), null)), "to nowhere");
        assertFalse(mirrors.addMirroring(bridge,
                new DefaultMirroringDescription(MirroringName.mirroringName("m"), List.of("1"), List.of(), List.of(), Optional.empty(), Optional.of(VlanId.vlanId((short) 5)))), "to a VLAN");
        assertTrue(mirrors.getMirroringStatistics().isEmpty());
    }

    private static QueueDescription queue(String id, long max) {
        return DefaultQueueDescription.builder().queueId(QueueId.queueId(id)).maxRate(Bandwidth.bps(max)).minRate(Bandwidth.bps(max / 2)).burst(3000L).priority(1L).build();
    }

    private static QosDescription qos(QosDescription.Type type, Map<Long, QueueDescription> queues) {
        return DefaultQosDescription.builder().qosId(QosId.qosId("gold")).type(type).maxRate(Bandwidth.mbps(100)).queues(queues).build();
    }

    private static PortDescription port(PortNumber n) {
        return DefaultPortDescription.builder().withPortNumber(n).isEnabled(true).build();
    }

    @Test
    void aQosShapesThePortsThatGoByItAsItChanges() throws Exception {
        NetmapQosConfig qoses = on(new NetmapQosConfig());
        NetmapPortConfig ports = on(new NetmapPortConfig());
        QosDescription gold = qos(QosDescription.Type.HTB, Map.of(7L, queue("q7", 4000)));
        assertTrue(qoses.addQoS(gold));
        assertEquals(gold, qoses.getQos(gold));
        assertEquals(PortShape.NONE, t.manager.shape("vale0", "1"), "not applied yet");
        ports.applyQoS(port(P1), gold);
        QueueDeclaration seven = new QueueDeclaration(7, 2000, 4000, 3000, 1);
        assertEquals(new PortShape(100_000_000, List.of(seven)), t.manager.shape("vale0", "1"));
        qoses.insertQueues(QosId.qosId("gold"), Map.of(8L, queue("q8", 6000)));
        assertEquals(List.of(seven, new QueueDeclaration(8, 3000, 6000, 3000, 1)), t.manager.shape("vale0", "1").queues());
        assertEquals(3, t.manager.queues("vale0", "1").size());
        qoses.deleteQueues(QosId.qosId("gold"), List.of(7L));
        assertEquals(List.of(8L), t.manager.shape("vale0", "1").queues().stream().map(QueueDeclaration::id).collect(Collectors.toList()));
        ports.removeQoS(P1);
        assertEquals(PortShape.NONE, t.manager.shape("vale0", "1"));
        qoses.insertQueues(QosId.qosId("gold"), Map.of(9L, queue("q9", 6000)));
        assertEquals(PortShape.NONE, t.manager.shape("vale0", "1"), "it goes by none any more");
        ports.applyQoS(port(P1), gold);
        qoses.deleteQoS(QosId.qosId("gold"));
        assertEquals(PortShape.NONE, t.manager.shape("vale0", "1"));
        assertNull(qoses.getQos(gold));
    }

    @Test
    void queuesAreDefinedAndForgotten() {
        NetmapQueueConfig queues = on(new NetmapQueueConfig());
        assertTrue(queues.addQueue(queue("a", 10)));
        assertEquals(1, queues.getQueues().size());
        assertNotNull(queues.getQueue(queue("a", 99)));
        queues.deleteQueue(QueueId.queueId("a"));
        assertNull(queues.getQueue(queue("a", 99)));
    }

    @Test
    void whatPortsCannotDoIsRefused() throws Exception {
        NetmapQosConfig qoses = on(new NetmapQosConfig());
        assertFalse(qoses.addQoS(qos(QosDescription.Type.CODEL, Map.of())));
        assertFalse(qoses.addQoS(DefaultQosDescription.builder().qosId(QosId.qosId("p")).type(QosDescription.Type.EGRESS_POLICER).cir(5L).cbs(5L).build()));
        QueueDescription marks = DefaultQueueDescription.builder().queueId(QueueId.queueId("m")).dscp(10).build();
        assertFalse(on(new NetmapQueueConfig()).addQueue(marks));
        assertFalse(qoses.addQoS(qos(QosDescription.Type.HTB, Map.of(1L, marks))));
        assertTrue(qoses.getQoses().isEmpty());
        qoses.insertQueues(QosId.qosId("nosuch"), Map.of());
        qoses.deleteQoS(QosId.qosId("nosuch"));
        on(new NetmapPortConfig()).applyQoS(port(PortNumber.portNumber(9)), qos(QosDescription.Type.HTB, Map.of()));
        assertEquals(PortShape.NONE, t.manager.shape("vale0", "1"));
    }

    @Test
    void deviceTablesAndPortsAreFoundAsTheProvidersReportThem() {
        NetmapDiscovery d = on(new NetmapDiscovery());
        assertEquals("netmap:vale0", d.discoverDeviceDetails().deviceUri().toString());
        assertEquals(3, d.discoverPortDetails().size());
        assertEquals(3, d.discoverPortStatistics().size());
        assertNotNull(d.getTableStatistics());
        NetmapDiscovery absent = on(DeviceId.deviceId("netmap:nosuch"), new NetmapDiscovery());
        assertNull(absent.discoverDeviceDetails());
        assertTrue(absent.discoverPortDetails().isEmpty() && absent.discoverPortStatistics().isEmpty() && absent.getTableStatistics().isEmpty());
        assertEquals(4094, on(new NetmapVlanQuery()).queryVlanIds(P1).size());
        assertEquals(65_536, on(new NetmapMeterQuery()).getMaxMeters());
    }
}

package org.onosnetmap.embedded.testapp;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.onlab.packet.ChassisId;
import org.onosproject.core.CoreService;
import org.onosproject.core.GroupId;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.Port;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DefaultDeviceDescription;
import org.onosproject.net.device.DefaultPortDescription;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowId;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.DefaultMeterFeatures;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterCellId;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterOperations;
import org.onosproject.net.meter.MeterProvider;
import org.onosproject.net.meter.MeterProviderRegistry;
import org.onosproject.net.meter.MeterProviderService;
import org.onosproject.net.meter.MeterState;
import org.onosproject.net.provider.ProviderId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device {@code test:1}, with two ports and no packets. All fields are set by the component runtime (OSGI-INF/device.xml). */
public final class TestDevice implements DeviceProvider, FlowRuleProvider, GroupProvider, MeterProvider {
    static final String APP = "org.onosnetmap.testapp";
    static final DeviceId ID = DeviceId.deviceId("test:1");
    private static final Logger LOG = LoggerFactory.getLogger(TestDevice.class);
    private static final ProviderId PROVIDER = new ProviderId("test", APP);

    private CoreService coreService;
    private DeviceProviderRegistry deviceRegistry;
    private FlowRuleProviderRegistry flowRegistry;
    private GroupProviderRegistry groupRegistry;
    private MeterProviderRegistry meterRegistry;

    private final Map<FlowId, FlowRule> flows = new ConcurrentHashMap<>();
    private final Map<GroupId, Group> groups = new ConcurrentHashMap<>();
    private final Map<MeterCellId, Meter> meters = new ConcurrentHashMap<>();
    private ScheduledExecutorService statistics;
    private DeviceProviderService devices;
    private FlowRuleProviderService flowService;
    private GroupProviderService groupService;
    private MeterProviderService meterService;

    void activate() {
        coreService.registerApplication(APP);
        flowService = flowRegistry.register(this);
        groupService = groupRegistry.register(this);
        meterService = meterRegistry.register(this);
        devices = deviceRegistry.register(this);
        devices.deviceConnected(ID, new DefaultDeviceDescription(URI.create(ID.toString()), Device.Type.SWITCH,
                "test", "1", "1", "1", new ChassisId(1)));
        devices.updatePorts(ID, List.of(port(1), port(2)));
        meterService.pushMeterFeatures(ID, Set.of(DefaultMeterFeatures.builder().forDevice(ID).withStartIndex(1).withEndIndex(2)
                .withMaxBands((byte) 1).withMaxColors((byte) 0).withBandTypes(Set.of(Band.Type.DROP))
                .withUnits(Set.of(Meter.Unit.KB_PER_SEC)).hasBurst(true).hasStats(true).build()));
        statistics = Executors.newSingleThreadScheduledExecutor();
        statistics.scheduleWithFixedDelay(this::pushStatistics, 200, 200, TimeUnit.MILLISECONDS);
    }

    void deactivate() throws InterruptedException {
        // No interruption: the stores do not like it.
        statistics.shutdown();
        statistics.awaitTermination(10, TimeUnit.SECONDS);
        devices.deviceDisconnected(ID);
        deviceRegistry.unregister(this);
        meterRegistry.unregister(this);
        groupRegistry.unregister(this);
        flowRegistry.unregister(this);
    }

    private static DefaultPortDescription port(long number) {
        return DefaultPortDescription.builder().withPortNumber(PortNumber.portNumber(number)).isEnabled(true)
                .type(Port.Type.COPPER).portSpeed(1000).build();
    }

    private void pushStatistics() {
        List<FlowEntry> entries = new ArrayList<>();
        flows.values().forEach(rule -> entries.add(new DefaultFlowEntry(rule, FlowEntry.FlowEntryState.ADDED, 1, 7, 420)));
        try {
            flowService.pushFlowMetrics(ID, entries);
            groupService.pushGroupMetrics(ID, List.copyOf(groups.values()));
            meterService.pushMeterMetrics(ID, List.copyOf(meters.values()));
        } catch (RuntimeException e) {
            // A store that is slow to answer. The executor would keep it to itself, and never call again.
            LOG.warn("Statistics of {} refused", ID, e);
        }
    }

    @Override
    public ProviderId id() {
        return PROVIDER;
    }

    @Override
    public void triggerProbe(DeviceId deviceId) {
        // Nothing changes by itself.
    }

    @Override
    public void roleChanged(DeviceId deviceId, MastershipRole role) {
        devices.receivedRoleReply(deviceId, role, role);
    }

    @Override
    public boolean isReachable(DeviceId deviceId) {
        return true;
    }

    @Override
    public void changePortState(DeviceId deviceId, PortNumber number, boolean enable) {
        // Ports stay as they are.
    }

    @Override
    public void applyFlowRule(FlowRule... rules) {
        for (FlowRule rule : rules) {
            flows.put(rule.id(), rule);
        }
    }

    @Override
    public void removeFlowRule(FlowRule... rules) {
        for (FlowRule rule : rules) {
            flows.remove(rule.id());
        }
    }

    @Override
    @SuppressWarnings("deprecation") // ONOS's own name for it; there is no other.
    public void executeBatch(FlowRuleBatchOperation batch) {
        for (FlowRuleBatchEntry entry : batch.getOperations()) {
            if (entry.operator() == FlowRuleBatchEntry.FlowRuleOperation.REMOVE) {
                removeFlowRule(entry.target());
            } else {
                applyFlowRule(entry.target());
            }
        }
        flowService.batchOperationCompleted(batch.id(), new CompletedBatchOperation(true, Set.of(), batch.deviceId()));
    }

    @Override
    public void performGroupOperation(DeviceId deviceId, GroupOperations operations) {
        for (GroupOperation operation : operations.operations()) {
            if (operation.opType() == GroupOperation.Type.DELETE) {
                groups.remove(operation.groupId());
            } else {
                DefaultGroup group = new DefaultGroup(operation.groupId(), deviceId, operation.groupType(), operation.buckets());
                group.setState(Group.GroupState.ADDED);
                groups.put(operation.groupId(), group);
            }
        }
    }

    @Override
    public void performMeterOperation(DeviceId deviceId, MeterOperations operations) {
        for (MeterOperation operation : operations.operations()) {
            performMeterOperation(deviceId, operation);
        }
    }

    @Override
    public void performMeterOperation(DeviceId deviceId, MeterOperation operation) {
        Meter asked = operation.meter();
        if (operation.type() == MeterOperation.Type.REMOVE) {
            meters.remove(asked.meterCellId());
        } else {
            DefaultMeter meter = (DefaultMeter) DefaultMeter.builder().forDevice(deviceId).fromApp(asked.appId()).withUnit(asked.unit())
                    .withBands(asked.bands().stream().collect(Collectors.toList())).withCellId(asked.meterCellId()).burst().build();
            meter.setState(MeterState.ADDED);
            meters.put(asked.meterCellId(), meter);
        }
    }
}

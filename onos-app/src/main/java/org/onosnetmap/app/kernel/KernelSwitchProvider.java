package org.onosnetmap.app.kernel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onlab.util.Tools.groupedThreads;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.provider.Descriptions;
import org.onosproject.cluster.ClusterService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DefaultDeviceDescription;
import org.onosproject.net.device.DefaultPortStatistics;
import org.onosproject.net.device.DeviceAdminService;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces the kernel's VALE switches as devices of type SWITCH, their ports, and port statistics. */
@Component(immediate = true, service = KernelSwitchProvider.class)
public class KernelSwitchProvider extends AbstractProvider implements DeviceProvider {

    private static final Logger LOG = LoggerFactory.getLogger(KernelSwitchProvider.class);
    /** Seconds between two looks at what there is. */
    private static final long PERIOD = 2;
    private static final long STOP_SECONDS = 20;
    /** Not that of datapaths, whose driver can do what these cannot. */
    private static final String MANUFACTURER = "onos-netmap kernel";

    @Reference
    protected KernelSwitchService switches;

    @Reference
    protected DeviceProviderRegistry providerRegistry;

    @Reference
    protected DeviceAdminService deviceService;

    @Reference
    protected FlowRuleService flowRuleService;

    @Reference
    protected MastershipService mastershipService;

    @Reference
    protected ClusterService clusterService;

    @Reference
    protected DatapathRegistry datapaths;

    // a device appears only where its rules, groups and meters are refused
    @Reference
    protected KernelRuleProvider ruleProvider;

    @Reference
    protected KernelGroupProvider groupProvider;

    @Reference
    protected KernelMeterProvider meterProvider;

    /** Devices that are announced, with what was said of their ports. Changed by our thread only. */
    private final Map<DeviceId, List<PortDescription>> known = new ConcurrentHashMap<>();
    private DeviceProviderService service;
    private ScheduledExecutorService thread;

    public KernelSwitchProvider() {
        super(new ProviderId(KernelSwitchManager.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate() {
        service = providerRegistry.register(this);
        thread = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "kernel-switches-%d", LOG));
        thread.scheduleWithFixedDelay(this::look, 0, PERIOD, SECONDS);
        LOG.info("Started");
    }

    /** Takes the devices back; the switches themselves stay. */
    @Deactivate
    protected void deactivate() {
        inOrder(() -> new ArrayList<>(known.keySet()).forEach(this::forget));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, SECONDS)) {
                LOG.warn("Devices could not be taken back within {} s: the core does not answer", STOP_SECONDS);
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        providerRegistry.unregister(this);
        LOG.info("Stopped");
    }

    private void inOrder(Runnable r) {
        try {
            thread.execute(r);
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    /** Makes the devices what there is in the kernel. */
    private void look() {
        try {
            Map<DeviceId, KernelSwitchStatus> now = new HashMap<>();
            there().forEach(s -> now.put(s.deviceId(), s));
            new ArrayList<>(known.keySet()).stream().filter(d -> !now.containsKey(d)).forEach(this::forget);
            now.values().forEach(this::report);
        } catch (RuntimeException e) {
            LOG.error("Unexpected error; the next look goes on", e);
        }
    }

    private List<KernelSwitchStatus> there() {
        try {
            return switches.switches();
        } catch (NetmapException e) {
            LOG.debug("No switches of the kernel", e); // netmap-doctor tells why
            return List.of();
        }
    }

    private void report(KernelSwitchStatus s) {
        List<PortDescription> ports = s.ports().stream().map(Descriptions::port).collect(Collectors.toList());
        List<PortDescription> before = known.put(s.deviceId(), ports);
        if (before == null) {
            LOG.info("VALE switch {} of the kernel is device {}", s.name(), s.deviceId());
            service.deviceConnected(s.deviceId(), description(s));
        }
        if (!ports.equals(before)) {
            service.updatePorts(s.deviceId(), ports);
        }
        if (mastershipService.isLocalMaster(s.deviceId())) {
            service.updatePortStatistics(s.deviceId(), s.ports().stream().map(p -> statistics(s.deviceId(), p)).collect(Collectors.toList()));
            groupProvider.report(s.deviceId());
            meterProvider.report(s.deviceId());
        }
    }

    private void forget(DeviceId id) {
        known.remove(id);
        deviceService.removeDevice(id);
        mastershipService.relinquishMastership(id);
        flowRuleService.purgeFlowRules(id);
        datapaths.refusalLog().forget(id);
        LOG.info("Device {} is gone", id);
    }

    private DeviceDescription description(KernelSwitchStatus s) {
        DefaultAnnotations annotations = DefaultAnnotations.builder()
                .set(AnnotationKeys.NAME, s.name())
                .set(AnnotationKeys.PROTOCOL, "netmap")
                .set(AnnotationKeys.MANAGEMENT_ADDRESS, clusterService.getLocalNode().ip().toString())
                .set("datapathType", "kernel-vale")
                .build();
        return new DefaultDeviceDescription(URI.create(s.deviceId().toString()), Device.Type.SWITCH, MANUFACTURER, "VALE switch of the kernel", "NETMAP_API 14",
                clusterService.getLocalNode().id() + "/" + s.name(), Descriptions.chassis(s.deviceId()), annotations);
    }

    private static PortStatistics statistics(DeviceId id, PortStatus p) {
        PortCounters c = p.counters();
        return DefaultPortStatistics.builder().setDeviceId(id).setPort(PortNumber.portNumber(p.number()))
                .setPacketsReceived(c.rxPackets()).setBytesReceived(c.rxBytes()).setPacketsRxDropped(c.rxDropped())
                .setPacketsSent(c.txPackets()).setBytesSent(c.txBytes()).setPacketsTxDropped(c.txDropped())
                .build();
    }

    // ---- from the core

    @Override
    public void triggerProbe(DeviceId deviceId) {
        inOrder(this::look);
    }

    /** Every role is accepted at once. */
    @Override
    public void roleChanged(DeviceId deviceId, MastershipRole newRole) {
        service.receivedRoleReply(deviceId, newRole, newRole);
    }

    @Override
    public boolean isReachable(DeviceId deviceId) {
        return known.containsKey(deviceId);
    }

    @Override
    public void changePortState(DeviceId deviceId, PortNumber portNumber, boolean enable) {
        LOG.warn("{}: port {} is not switched {}: ports of the kernel's switches have no such state; detach the interface, or set it down", deviceId, portNumber, enable ? "on" : "off");
    }

    /** The operator has removed the device; as its switch is still there, it connects again. */
    @Override
    public void triggerDisconnect(DeviceId deviceId) {
        inOrder(() -> {
            if (known.remove(deviceId) != null) {
                service.deviceDisconnected(deviceId);
                look();
            }
        });
    }
}

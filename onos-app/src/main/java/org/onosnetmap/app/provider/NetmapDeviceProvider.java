package org.onosnetmap.app.provider;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onlab.util.Tools.groupedThreads;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.PORT_POLL_SECONDS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.PORT_POLL_SECONDS_DEFAULT;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.DatapathWatcher;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.cluster.ClusterService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DeviceAdminService;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.group.GroupService;
import org.onosproject.net.meter.MeterService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces datapaths as devices of type SWITCH, their ports, and port statistics. */
@Component(immediate = true, service = NetmapDeviceProvider.class, property = {PORT_POLL_SECONDS + ":Integer=" + PORT_POLL_SECONDS_DEFAULT})
public class NetmapDeviceProvider extends AbstractProvider implements DeviceProvider {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapDeviceProvider.class);
    private static final long STOP_SECONDS = 20;

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected NetmapService netmapService;

    @Reference
    protected DeviceProviderRegistry providerRegistry;

    @Reference
    protected DeviceAdminService deviceService;

    @Reference
    protected FlowRuleService flowRuleService;

    @Reference
    protected GroupService groupService;

    @Reference
    protected MeterService meterService;

    @Reference
    protected ClusterService clusterService;

    @Reference
    protected MastershipService mastershipService;

    @Reference
    protected ComponentConfigService cfgService;

    // a device appears only where rules, groups, meters, packets and hosts are looked after
    @Reference
    protected NetmapFlowRuleProvider flowRuleProvider;

    @Reference
    protected NetmapGroupProvider groupProvider;

    @Reference
    protected NetmapMeterProvider meterProvider;

    @Reference
    protected NetmapPacketProvider packetProvider;

    @Reference
    protected NetmapHostProvider hostProvider;

    /** Seconds between two reports of port statistics, 1 to 60. */
    private int portPollSeconds = PORT_POLL_SECONDS_DEFAULT;

    /** Devices that are announced and in order. */
    private final Set<DeviceId> connected = ConcurrentHashMap.newKeySet();
    /** Devices that are ours, announced or not. Changed by our thread only. */
    private final Map<DeviceId, ManagedDatapath> known = new ConcurrentHashMap<>();
    private final DatapathWatcher watcher = new Watcher();
    private final DatapathListener ports = new PortEvents();

    private DeviceProviderService service;
    private ScheduledExecutorService thread;
    private Future<?> polling;

    public NetmapDeviceProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate(ComponentContext context) {
        cfgService.registerProperties(getClass());
        thread = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "devices-%d", LOG));
        service = providerRegistry.register(this);
        modified(context);
        datapaths.addWatcher(watcher);
        thread.scheduleWithFixedDelay(() -> logged(this::checkWorkers), 1, 1, SECONDS);
        LOG.info("Started");
    }

    /** Takes the devices back: a device that nobody runs must not stay. */
    @Deactivate
    protected void deactivate() {
        cfgService.unregisterProperties(getClass(), false);
        datapaths.removeWatcher(watcher);
        datapaths.running().forEach(m -> m.datapath().removeListener(ports));
        inOrder(() -> new HashSet<>(known.values()).forEach(m -> forget(m, false)));
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
        connected.clear();
        known.clear();
        LOG.info("Stopped");
    }

    @Modified
    protected void modified(ComponentContext context) {
        portPollSeconds = Properties.seconds(context, PORT_POLL_SECONDS, portPollSeconds);
        if (polling != null) {
            polling.cancel(false);
        }
        polling = thread.scheduleAtFixedRate(() -> logged(() -> known.values().forEach(this::reportStatistics)), portPollSeconds, portPollSeconds, SECONDS);
    }

    // ---- from the core

    @Override
    public void triggerProbe(DeviceId deviceId) {
        inOrder(() -> reportPorts(deviceId));
    }

    /** Every role is accepted at once: there is one data plane, in this process, and it obeys whoever is its master. */
    @Override
    public void roleChanged(DeviceId deviceId, MastershipRole newRole) {
        service.receivedRoleReply(deviceId, newRole, newRole);
        if (newRole == MastershipRole.MASTER) {
            inOrder(() -> reportPorts(deviceId));
            flowRuleProvider.reportSoon(deviceId);
        }
    }

    @Override
    public boolean isReachable(DeviceId deviceId) {
        return connected.contains(deviceId);
    }

    @Override
    public void changePortState(DeviceId deviceId, PortNumber portNumber, boolean enable) {
        Optional<ManagedDatapath> m = datapaths.running(deviceId);
        if (m.isEmpty()) {
            LOG.warn("{}: port {} is not switched {}: the datapath does not run on this node", deviceId, portNumber, enable ? "on" : "off");
            return;
        }
        try {
            netmapService.enablePort(m.get().datapath().name(), Long.toString(portNumber.toLong()), enable);
        } catch (NetmapException e) {
            LOG.warn("{}: port {} is not switched {}", deviceId, portNumber, enable ? "on" : "off", e);
        }
    }

    /** The operator has removed the device; as its datapath still runs, it connects again, as a hardware switch would. */
    @Override
    public void triggerDisconnect(DeviceId deviceId) {
        inOrder(() -> {
            ManagedDatapath m = known.get(deviceId);
            if (m != null) {
                service.deviceDisconnected(deviceId);
                connect(m);
            }
        });
    }

    // ---- to the core, on our thread

    private void connect(ManagedDatapath m) {
        connected.add(m.deviceId());
        meterProvider.announce(m.deviceId());
        service.deviceConnected(m.deviceId(), Descriptions.device(m, clusterService.getLocalNode()));
        reportPorts(m.deviceId());
        groupProvider.startReports(m.deviceId());
        meterProvider.startReports(m.deviceId());
        flowRuleProvider.startReports(m.deviceId());
    }

    /**
     * Takes a device out of the core, its ports with it. It is removed while this node is its master: if it were disconnected before, the
     * core would elect a master for what is going, and tell applications of a device that is not there when they look.
     */
    private void forget(ManagedDatapath m, boolean rulesToo) {
        known.remove(m.deviceId());
        connected.remove(m.deviceId());
        flowRuleProvider.stopReports(m.deviceId());
        groupProvider.stopReports(m.deviceId());
        meterProvider.stopReports(m.deviceId());
        deviceService.removeDevice(m.deviceId());
        mastershipService.relinquishMastership(m.deviceId());
        if (rulesToo) {
            flowRuleService.purgeFlowRules(m.deviceId());
            groupService.purgeGroupEntries(m.deviceId());
            meterService.purgeMeters(m.deviceId());
        }
    }

    private void reportPorts(DeviceId deviceId) {
        ManagedDatapath m = known.get(deviceId);
        if (m != null && connected.contains(deviceId)) {
            service.updatePorts(deviceId, m.ports().stream().map(Descriptions::port).collect(Collectors.toList()));
        }
    }

    private void reportStatistics(ManagedDatapath m) {
        if (connected.contains(m.deviceId()) && mastershipService.isLocalMaster(m.deviceId())) {
            service.updatePortStatistics(m.deviceId(), m.datapath().ports().stream().map(p -> Descriptions.statistics(m.deviceId(), p)).collect(Collectors.toList()));
        }
    }

    /** A datapath whose forwarding threads have ended is no switch any more. */
    private void checkWorkers() {
        boolean alive = datapaths.workersAlive();
        for (ManagedDatapath m : known.values()) {
            if (!alive && connected.remove(m.deviceId())) {
                LOG.error("{} is not available: a forwarding thread has ended; see netmap-stats", m.deviceId());
                service.deviceDisconnected(m.deviceId());
            } else if (alive && !connected.contains(m.deviceId())) {
                connect(m);
            }
        }
    }

    private void inOrder(Runnable r) {
        try {
            thread.execute(() -> logged(r));
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    private static void logged(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            LOG.error("Unexpected error; the next event or second goes on", e);
        }
    }

    private final class Watcher implements DatapathWatcher {
        @Override
        public void started(ManagedDatapath d) {
            d.datapath().addListener(ports);
            inOrder(() -> {
                known.put(d.deviceId(), d);
                connect(d);
            });
        }

        @Override
        public void absentPortsChanged(ManagedDatapath d) {
            inOrder(() -> reportPorts(d.deviceId()));
        }

        @Override
        public void stopped(ManagedDatapath d, boolean removed) {
            d.datapath().removeListener(ports);
            inOrder(() -> forget(d, removed));
        }
    }

    private final class PortEvents implements DatapathListener {
        @Override
        public void portAdded(Datapath d, PortInfo port) {
            changed(d);
        }

        @Override
        public void portRemoved(Datapath d, PortInfo port) {
            changed(d);
        }

        @Override
        public void portChanged(Datapath d, PortInfo port) {
            changed(d);
        }

        /** All ports at once: the core finds out what is different, and a lost or late event does no harm. */
        private void changed(Datapath d) {
            inOrder(() -> reportPorts(ManagedDatapath.deviceId(d.name())));
        }
    }

    /** For tests. */
    List<DeviceId> announced() {
        return List.copyOf(connected);
    }
}

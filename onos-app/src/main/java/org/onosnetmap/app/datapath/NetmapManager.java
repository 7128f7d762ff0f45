package org.onosnetmap.app.datapath;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onlab.util.Tools.groupedThreads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathCounters;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosnetmap.app.config.NetmapConfig;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.DatapathStats;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosproject.cluster.ClusterService;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.config.ConfigFactory;
import org.onosproject.net.config.InvalidConfigException;
import org.onosproject.net.config.InvalidFieldException;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.NetworkConfigRegistry;
import org.onosproject.net.config.basics.SubjectFactories;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the engine and keeps it as the network configuration wants it; see the package. */
@Component(immediate = true, service = {NetmapService.class, DatapathRegistry.class})
public class NetmapManager implements NetmapService, DatapathRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapManager.class);

    @Reference
    protected CoreService coreService;

    @Reference
    protected ClusterService clusterService;

    @Reference
    protected NetworkConfigRegistry configRegistry;

    private final Refusals refusals = new Refusals();
    private final List<DatapathWatcher> watchers = new CopyOnWriteArrayList<>();
    private final NetworkConfigListener configListener = new ConfigListener();
    private final DatapathListener datapathListener = new VanishedPorts();
    private final ConfigFactory<ApplicationId, NetmapConfig> factory = new ConfigFactory<>(SubjectFactories.APP_SUBJECT_FACTORY, NetmapConfig.class, NetmapConfig.KEY) {
        @Override
        public NetmapConfig createConfig() {
            return new NetmapConfig();
        }
    };

    private ApplicationId appId;
    private ScheduledExecutorService control;

    /** Changed under the lock of this; providers look things up in it without, so that they never wait for a port that is being attached. */
    private final Map<String, ManagedDatapath> running = new ConcurrentSkipListMap<>();

    // guarded by this
    private boolean active;
    private Engine engine;
    private int workers;
    /** Declared datapaths that do not run here, and why. */
    private final Map<String, Idle> idle = new TreeMap<>();

    @Activate
    protected void activate() {
        appId = coreService.registerApplication(APP_NAME);
        control = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "control-%d", LOG));
        configRegistry.registerConfigFactory(factory);
        configRegistry.addListener(configListener);
        synchronized (this) {
            active = true;
            settle();
        }
        control.scheduleWithFixedDelay(() -> logged(this::retryAbsentPorts), 1, 1, SECONDS);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        configRegistry.removeListener(configListener);
        synchronized (this) {
            // a change that waits on the control thread must not start anything again
            active = false;
            stopEngine();
            idle.clear();
        }
        control.shutdownNow();
        configRegistry.unregisterConfigFactory(factory);
        LOG.info("Stopped");
    }

    // ---- configuration to engine

    /** Makes the engine what the configuration wants. */
    private synchronized void settle() {
        if (!active) {
            return;
        }
        NetmapConfig config = configRegistry.getConfig(appId, NetmapConfig.class);
        settle(config == null ? 1 : config.workers(), config == null ? List.of() : config.datapaths());
    }

    private void settle(int wantedWorkers, List<DatapathDeclaration> declared) {
        if (engine == null || workers != wantedWorkers) {
            stopEngine();
            engine = Engine.start(new EngineConfig().workers(wantedWorkers).idleTimeouts(false));
            workers = wantedWorkers;
        }
        Map<String, DatapathDeclaration> wanted = new LinkedHashMap<>();
        declared.forEach(d -> wanted.put(d.name(), d));
        for (ManagedDatapath m : new ArrayList<>(running.values())) {
            DatapathDeclaration w = wanted.get(m.datapath().name());
            if (w == null || !w.sameSettings(m.declaration()) || !notHere(w).isEmpty()) {
                stop(m, w == null);
            }
        }
        idle.clear();
        for (DatapathDeclaration d : wanted.values()) {
            String why = notHere(d);
            if (why.isEmpty() && !running.containsKey(d.name())) {
                why = start(d);
            }
            if (!why.isEmpty()) {
                idle.put(d.name(), new Idle(d, why));
                continue;
            }
            ManagedDatapath m = running.get(d.name());
            if (m.settle(d)) {
                watchers.forEach(w -> w.absentPortsChanged(m));
            }
        }
    }

    /** Why a datapath does not belong to this node; empty if it does. */
    private String notHere(DatapathDeclaration d) {
        String local = clusterService.getLocalNode().id().toString();
        if (d.node().isEmpty()) {
            return clusterService.getNodes().size() <= 1 ? "" : "the cluster has several nodes; say by 'node' which one has the ports of datapath '" + d.name() + "'";
        }
        return d.node().equals(local) ? "" : "belongs to node " + d.node();
    }

    private String start(DatapathDeclaration d) {
        try {
            Datapath datapath = engine.addDatapath(DeclarationReader.spec(d));
            ManagedDatapath m = new ManagedDatapath(datapath, d);
            running.put(d.name(), m);
            datapath.addListener(datapathListener);
            watchers.forEach(w -> w.started(m));
            LOG.info("{} started", datapath.spec());
            return "";
        } catch (DatapathException e) {
            LOG.warn("{} cannot start", d, e);
            return e.getMessage();
        }
    }

    private void stop(ManagedDatapath m, boolean removed) {
        watchers.forEach(w -> w.stopped(m, removed));
        running.remove(m.datapath().name());
        if (removed) {
            refusals.forget(m.deviceId());
        }
        m.datapath().removeListener(datapathListener);
        try {
            engine.removeDatapath(m.datapath().name());
            LOG.info("{} stopped", m.datapath().spec());
        } catch (DatapathException e) {
            LOG.warn("{} was stopped by someone else", m.datapath().spec(), e);
        }
    }

    private void stopEngine() {
        if (engine != null) {
            new ArrayList<>(running.values()).forEach(m -> stop(m, false));
            engine.close();
            engine = null;
        }
    }

    private synchronized void retryAbsentPorts() {
        long now = System.nanoTime();
        for (ManagedDatapath m : running.values()) {
            if (m.retry(now)) {
                watchers.forEach(w -> w.absentPortsChanged(m));
            }
        }
    }

    private synchronized void detachVanished(Datapath d, int number) {
        ManagedDatapath m = running.get(d.name());
        if (m != null && m.datapath() == d && m.detachVanished(number)) {
            watchers.forEach(w -> w.absentPortsChanged(m));
        }
    }

    private static void logged(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            LOG.error("Unexpected error; the next change or second tries again", e);
        }
    }

    /** On the control thread; forgotten if the component is going down. */
    private void later(Runnable r) {
        try {
            control.execute(() -> logged(r));
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    /** The configuration has changed, by whomever; what is there now counts, not what the event says. */
    private final class ConfigListener implements NetworkConfigListener {
        @Override
        public boolean isRelevant(NetworkConfigEvent event) {
            return NetmapConfig.class.equals(event.configClass()) && appId.equals(event.subject());
        }

        @Override
        public void event(NetworkConfigEvent event) {
            later(NetmapManager.this::settle);
        }
    }

    private final class VanishedPorts implements DatapathListener {
        @Override
        public void portChanged(Datapath d, PortInfo port) {
            if (port.link() == LinkState.GONE) {
                later(() -> detachVanished(d, port.number()));
            }
        }
    }

    // ---- service: changes

    @Override
    public synchronized DatapathStatus addDatapath(DatapathDeclaration declaration) throws NetmapException {
        DatapathDeclaration d = checked(declaration);
        List<DatapathDeclaration> all = declared();
        if (all.stream().anyMatch(o -> o.name().equals(d.name()))) {
            throw new NetmapException(NetmapException.Kind.CONFLICT, (d.vale() ? "VALE switch '" : "datapath '") + d.name() + "' exists; remove it first, or take another name");
        }
        all.add(d.node().isEmpty() && clusterService.getNodes().size() > 1 ? d.withNode(clusterService.getLocalNode().id().toString()) : d);
        write(all);
        settle(workers, all);
        return find(d.name());
    }

    @Override
    public synchronized void removeDatapath(String name) throws NetmapException {
        find(name);
        List<DatapathDeclaration> all = declared();
        all.removeIf(d -> d.name().equals(name));
        write(all);
        settle(workers, all);
    }

    @Override
    public synchronized PortStatus addPort(String datapath, PortDeclaration port) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        checked(port);
        for (PortDeclaration p : m.declaration().ports()) {
            if (p.name().equals(port.name())) {
                throw new NetmapException(NetmapException.Kind.CONFLICT, "datapath '" + datapath + "' has the port '" + port.name() + "' already, as number " + p.number());
            }
            if (p.number() == port.number()) {
                throw new NetmapException(NetmapException.Kind.CONFLICT, "number " + port.number() + " of datapath '" + datapath + "' belongs to port '" + p.name()
                        + "'; take another one, or none for the lowest that is free");
            }
        }
        // first the port, so that one which cannot be attached is not declared
        PortDeclaration added = m.attach(port);
        try {
            writePorts(m, m.declaration().ports());
        } catch (NetmapException e) {
            m.settle(m.declaration().withPorts(without(m.declaration().ports(), added.name())));
            throw e;
        }
        return m.port(added.name()).orElseThrow(() -> new NetmapException(NetmapException.Kind.CONFLICT, "port '" + added.name() + "' vanished while it was attached; see the log"));
    }

    @Override
    public synchronized void removePort(String datapath, String port) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        PortStatus p = findPort(m, port);
        List<PortDeclaration> rest = without(m.declaration().ports(), p.name());
        writePorts(m, rest);
        if (m.settle(m.declaration().withPorts(rest))) {
            watchers.forEach(w -> w.absentPortsChanged(m));
        }
    }

    @Override
    public synchronized PortStatus enablePort(String datapath, String port, boolean enabled) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        PortStatus p = findPort(m, port);
        List<PortDeclaration> ports = m.declaration().ports().stream().map(d -> d.name().equals(p.name()) ? d.withEnabled(enabled) : d).collect(Collectors.toList());
        writePorts(m, ports);
        if (m.settle(m.declaration().withPorts(ports))) {
            watchers.forEach(w -> w.absentPortsChanged(m));
        }
        return findPort(m, port);
    }

    @Override
    public synchronized void flushMacs(String datapath) throws NetmapException {
        findRunning(datapath).datapath().flushMacTable();
    }

    private static List<PortDeclaration> without(List<PortDeclaration> ports, String name) {
        return ports.stream().filter(p -> !p.name().equals(name)).collect(Collectors.toList());
    }

    private static DatapathDeclaration checked(DatapathDeclaration d) throws NetmapException {
        try {
            return DeclarationReader.datapath("", DeclarationWriter.datapath(d));
        } catch (InvalidFieldException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static void checked(PortDeclaration p) throws NetmapException {
        try {
            DeclarationReader.port("", DeclarationWriter.port(p));
        } catch (InvalidFieldException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
    }

    /** What the configuration declares, to be changed. */
    private List<DatapathDeclaration> declared() {
        NetmapConfig config = configRegistry.getConfig(appId, NetmapConfig.class);
        return config == null ? new ArrayList<>() : new ArrayList<>(config.datapaths());
    }

    private void writePorts(ManagedDatapath m, List<PortDeclaration> ports) throws NetmapException {
        List<DatapathDeclaration> all = declared();
        all.replaceAll(d -> d.name().equals(m.datapath().name()) ? d.withPorts(ports) : d);
        write(all);
    }

    private void write(List<DatapathDeclaration> all) throws NetmapException {
        NetmapConfig config = configRegistry.getConfig(appId, NetmapConfig.class);
        JsonNode before = config == null ? null : config.node();
        ObjectNode after = DeclarationWriter.withDatapaths(before, all);
        try {
            configRegistry.applyConfig(appId, NetmapConfig.class, after);
        } catch (InvalidConfigException | InvalidFieldException e) {
            Throwable cause = e.getCause() instanceof InvalidFieldException ? e.getCause() : e;
            throw new NetmapException(NetmapException.Kind.CONFLICT, cause.getMessage(), e);
        }
    }

    // ---- service: looking

    @Override
    public synchronized List<DatapathStatus> datapaths() {
        List<DatapathStatus> all = new ArrayList<>();
        running.values().forEach(m -> all.add(status(m)));
        idle.values().forEach(i -> all.add(new DatapathStatus(i.declaration, ManagedDatapath.deviceId(i.declaration.name()), false, i.reason, List.of(), 0, 0, DatapathCounters.NONE)));
        all.sort(Comparator.comparing(DatapathStatus::name));
        return all;
    }

    @Override
    public Optional<DatapathStatus> datapath(String name) {
        return datapaths().stream().filter(d -> d.name().equals(name)).findFirst();
    }

    @Override
    public Optional<DatapathStatus> datapath(DeviceId deviceId) {
        return datapaths().stream().filter(d -> d.deviceId().equals(deviceId)).findFirst();
    }

    @Override
    public synchronized List<MacStatus> macs(String datapath) throws NetmapException {
        return findRunning(datapath).datapath().macTable().stream()
                .map(e -> new MacStatus(MacAddress.valueOf(e.mac()), e.vlan(), e.port(), e.ageNanos()))
                .sorted(Comparator.comparing((MacStatus s) -> s.mac().toLong()).thenComparing(MacStatus::vlan))
                .collect(Collectors.toList());
    }

    @Override
    public synchronized List<WorkerStatus> workers() {
        return engine == null ? List.of() : engine.workers().stream().map(NetmapManager::status).collect(Collectors.toList());
    }

    @Override
    public List<Refusal> refusals() {
        return refusals.all();
    }

    private static DatapathStatus status(ManagedDatapath m) {
        Datapath d = m.datapath();
        DatapathStats s = d.stats();
        DatapathCounters counters = new DatapathCounters(d.packetInsDropped(), s.packetOutsDropped(), s.noSuchPort(), s.noRoom(), s.ttlExpired(), s.malformed());
        return new DatapathStatus(m.declaration(), m.deviceId(), true, "", m.ports(), d.flowCount(), d.macTable().size(), counters);
    }

    private static WorkerStatus status(WorkerStats w) {
        return new WorkerStatus(w.worker(), w.alive(), w.rings(), w.packets(), w.rounds(), w.sleeps(), w.busyNanos(), w.upNanos(), w.failure());
    }

    private DatapathStatus find(String name) throws NetmapException {
        return datapath(name).orElseThrow(() -> new NetmapException(NetmapException.Kind.NOT_FOUND, "there is no datapath '" + name + "'; known are "
                + datapaths().stream().map(DatapathStatus::name).collect(Collectors.toList())));
    }

    private ManagedDatapath findRunning(String name) throws NetmapException {
        ManagedDatapath m = running.get(name);
        if (m == null) {
            throw new NetmapException(NetmapException.Kind.CONFLICT, "datapath '" + name + "' does not run here: " + find(name).reason());
        }
        return m;
    }

    private static PortStatus findPort(ManagedDatapath m, String port) throws NetmapException {
        return m.port(port).orElseThrow(() -> new NetmapException(NetmapException.Kind.NOT_FOUND, "datapath '" + m.datapath().name() + "' has no port '" + port + "'; it has "
                + m.ports().stream().map(p -> p.number() + " " + p.name()).collect(Collectors.toList())));
    }

    // ---- registry

    @Override
    public List<ManagedDatapath> running() {
        return new ArrayList<>(running.values());
    }

    @Override
    public Optional<ManagedDatapath> running(DeviceId deviceId) {
        return running.values().stream().filter(m -> m.deviceId().equals(deviceId)).findFirst();
    }

    @Override
    public synchronized boolean workersAlive() {
        return engine != null && engine.workers().stream().allMatch(WorkerStats::alive);
    }

    /** For tests, which send packets through it. */
    synchronized Engine engine() {
        return engine;
    }

    @Override
    public Refusals refusalLog() {
        return refusals;
    }

    @Override
    public synchronized void addWatcher(DatapathWatcher w) {
        watchers.add(w);
        running.values().forEach(w::started);
    }

    @Override
    public synchronized void removeWatcher(DatapathWatcher w) {
        watchers.remove(w);
    }

    private static final class Idle {
        final DatapathDeclaration declaration;
        final String reason;

        Idle(DatapathDeclaration declaration, String reason) {
            this.declaration = declaration;
            this.reason = reason;
        }
    }
}

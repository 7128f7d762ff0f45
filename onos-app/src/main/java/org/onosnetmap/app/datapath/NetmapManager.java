package org.onosnetmap.app.datapath;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onlab.util.Tools.groupedThreads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.Diagnosis;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueStatus;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.api.TraceStep;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.WarmUp;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.kernel.doctor.Doctor;
import org.onosproject.cluster.ClusterService;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.config.NetworkConfigRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service, and the lock under which declarations and what runs are brought together; see the package. */
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
    private ScheduledExecutorService control;
    private DeclarationStore declared;
    private Placement placement;
    private WarmUp warmUp;
    private RunningDatapaths datapaths;
    /** Guarded by this, as are all changes. */
    private boolean active;

    @Activate
    protected void activate() {
        ApplicationId appId = coreService.registerApplication(APP_NAME);
        control = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "control-%d", LOG));
        placement = new Placement(clusterService);
        datapaths = new RunningDatapaths(placement, refusals, (d, port) -> later(() -> detachVanished(d, port)));
        declared = new DeclarationStore(configRegistry, appId, () -> later(this::settle));
        declared.open();
        synchronized (this) {
            active = true;
            settle();
        }
        control.scheduleWithFixedDelay(() -> logged(this::retryAbsentPorts), 1, 1, SECONDS);
        warmUp = WarmUp.start();
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        warmUp.close();
        declared.mute();
        synchronized (this) {
            // a change that waits on the control thread must not start anything again
            active = false;
            datapaths.stopAll();
        }
        control.shutdownNow();
        declared.close();
        LOG.info("Stopped");
    }

    // ---- what goes on by itself

    private synchronized void settle() {
        if (active) {
            datapaths.settle(declared.workers(), declared.datapaths());
        }
    }

    private synchronized void retryAbsentPorts() {
        datapaths.retryAbsentPorts();
    }

    private synchronized void detachVanished(Datapath d, int number) {
        datapaths.detachVanished(d, number);
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

    // ---- service: changes

    @Override
    public synchronized DatapathStatus addDatapath(DatapathDeclaration wanted) throws NetmapException {
        requireActive();
        List<DatapathDeclaration> others = declared.datapaths();
        DirectChecks.wellFormed(wanted);
        DirectChecks.newDatapath(wanted, others);
        DatapathDeclaration d = placement.here(wanted);
        if (!placement.whyNotHere(d).isEmpty()) {
            // another node has the ports: it will see whether they can be attached
            declared.add(d);
            settle();
            return existing(d.name());
        }
        // first the ports, so that a datapath which cannot have them is not declared
        ManagedDatapath m = datapaths.make(d);
        try {
            declared.add(d);
        } catch (NetmapException | RuntimeException e) {
            datapaths.discard(m);
            throw e;
        }
        datapaths.announce(m);
        return Statuses.of(m);
    }

    @Override
    public synchronized void removeDatapath(String name) throws NetmapException {
        existing(name);
        declared.remove(name);
        settle();
    }

    @Override
    public synchronized PortStatus addPort(String datapath, PortDeclaration wanted) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        DirectChecks.wellFormed(wanted);
        DirectChecks.newPort(wanted, m, declared.datapaths());
        // first the port, so that one which cannot be attached is not declared
        PortDeclaration added = m.attach(wanted);
        try {
            declared.replacePorts(datapath, m.declaration().ports());
        } catch (NetmapException | RuntimeException e) {
            datapaths.settlePorts(m, m.declaration().withPorts(without(m.declaration().ports(), added.name())));
            throw e;
        }
        return findPort(m, added.name());
    }

    @Override
    public synchronized void removePort(String datapath, String port) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        String name = findPort(m, port).name();
        DirectChecks.unmirrored(name, m.declaration());
        changePorts(m, without(m.declaration().ports(), name));
    }

    @Override
    public synchronized PortStatus enablePort(String datapath, String port, boolean enabled) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        String name = findPort(m, port).name();
        changePorts(m, m.declaration().ports().stream().map(p -> p.name().equals(name) ? p.withEnabled(enabled) : p).collect(Collectors.toList()));
        return findPort(m, name);
    }

    @Override
    public synchronized void shapePort(String datapath, String port, UnaryOperator<PortShape> change) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        String name = findPort(m, port).name();
        List<PortDeclaration> ports = new ArrayList<>();
        for (PortDeclaration p : m.declaration().ports()) {
            PortDeclaration changed = p.name().equals(name) ? p.withShape(change.apply(p.shape())) : p;
            DirectChecks.wellFormed(changed);
            ports.add(changed);
        }
        changePorts(m, ports);
    }

    @Override
    public synchronized MirrorStatus setMirror(String datapath, MirrorDeclaration wanted) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        MirrorDeclaration named = new MirrorDeclaration(wanted.name(), portNames(m, wanted.in()), portNames(m, wanted.out()), wanted.vlans(), findPort(m, wanted.port()).name());
        List<MirrorDeclaration> all = new ArrayList<>(m.declaration().mirrors());
        int at = IntStream.range(0, all.size()).filter(i -> all.get(i).name().equals(named.name())).findFirst().orElse(all.size());
        if (at < all.size()) {
            all.set(at, named);
        } else {
            all.add(named);
        }
        DirectChecks.wellFormed(m.declaration().withMirrors(all));
        changeMirrors(m, all);
        return m.mirrors().get(at);
    }

    private static List<String> portNames(ManagedDatapath m, List<String> ports) throws NetmapException {
        List<String> names = new ArrayList<>();
        for (String p : ports) {
            names.add(findPort(m, p).name());
        }
        return names;
    }

    @Override
    public synchronized void removeMirror(String datapath, String mirror) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        existingMirror(datapath, mirror);
        changeMirrors(m, m.declaration().mirrors().stream().filter(x -> !x.name().equals(mirror)).collect(Collectors.toList()));
    }

    private void changeMirrors(ManagedDatapath m, List<MirrorDeclaration> mirrors) throws NetmapException {
        declared.replaceMirrors(m.datapath().name(), mirrors);
        datapaths.settlePorts(m, m.declaration().withMirrors(mirrors));
    }

    private void changePorts(ManagedDatapath m, List<PortDeclaration> ports) throws NetmapException {
        declared.replacePorts(m.datapath().name(), ports);
        datapaths.settlePorts(m, m.declaration().withPorts(ports));
    }

    private static List<PortDeclaration> without(List<PortDeclaration> ports, String name) {
        return ports.stream().filter(p -> !p.name().equals(name)).collect(Collectors.toList());
    }

    @Override
    public synchronized void flushMacs(String datapath) throws NetmapException {
        findRunning(datapath).datapath().flushMacTable();
    }

    private void requireActive() throws NetmapException {
        if (!active) {
            throw new NetmapException(NetmapException.Kind.CONFLICT, "application " + APP_NAME + " is being deactivated; activate it first");
        }
    }

    // ---- service: looking

    @Override
    public synchronized List<DatapathStatus> datapaths() {
        List<DatapathStatus> all = new ArrayList<>();
        datapaths.all().forEach(m -> all.add(Statuses.of(m)));
        datapaths.idle().forEach((d, why) -> all.add(Statuses.idle(d, why)));
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
        return findRunning(datapath).datapath().macTable().stream().map(Statuses::of)
                .sorted(Comparator.comparing((MacStatus s) -> s.mac().toLong()).thenComparing(MacStatus::vlan))
                .collect(Collectors.toList());
    }

    @Override
    public synchronized List<TraceStep> trace(String datapath, String port, String packet) throws NetmapException {
        Optional<ManagedDatapath> byDevice = datapaths.all().stream().filter(d -> d.deviceId().toString().equals(datapath)).findFirst();
        ManagedDatapath m = byDevice.isPresent() ? byDevice.get() : findRunning(datapath);
        return PacketTraces.trace(m.datapath(), findPort(m, port).number(), packet);
    }

    @Override
    public synchronized List<QueueStatus> queues(String datapath, String port) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        PortStatus p = findPort(m, port);
        if (p.state() == PortStatus.State.ABSENT) {
            throw new NetmapException(NetmapException.Kind.CONFLICT, "port '" + p.name() + "' of datapath '" + datapath + "' is absent: " + p.reason());
        }
        try {
            return m.datapath().queues(p.number()).stream().map(Statuses::of).collect(Collectors.toList());
        } catch (DatapathException e) {
            throw DataplaneErrors.of(e);
        }
    }

    @Override
    public synchronized List<MirrorStatus> mirrors(String datapath) throws NetmapException {
        return findRunning(datapath).mirrors();
    }

    @Override
    public synchronized PortShape shape(String datapath, String port) throws NetmapException {
        ManagedDatapath m = findRunning(datapath);
        String name = findPort(m, port).name();
        return m.declaration().ports().stream().filter(p -> p.name().equals(name)).map(PortDeclaration::shape).findFirst().orElse(PortShape.NONE);
    }

    @Override
    public synchronized List<WorkerStatus> workers() {
        return datapaths.workers().stream().map(Statuses::of).collect(Collectors.toList());
    }

    @Override
    public List<Refusal> refusals() {
        return refusals.all();
    }

    @Override
    public List<Diagnosis> doctor(List<String> interfaces) {
        return new Doctor().examine(interfaces).stream().map(Statuses::of).collect(Collectors.toList());
    }

    private ManagedDatapath findRunning(String name) throws NetmapException {
        requireActive();
        Optional<ManagedDatapath> m = datapaths.find(name);
        if (m.isEmpty()) {
            throw new NetmapException(NetmapException.Kind.CONFLICT, "datapath '" + name + "' does not run here: " + existing(name).reason());
        }
        return m.get();
    }

    private static PortStatus findPort(ManagedDatapath m, String port) throws NetmapException {
        return Statuses.of(m).existingPort(port);
    }

    // ---- registry

    @Override
    public List<ManagedDatapath> running() {
        return new ArrayList<>(datapaths.all());
    }

    @Override
    public Optional<ManagedDatapath> running(DeviceId deviceId) {
        return datapaths.all().stream().filter(m -> m.deviceId().equals(deviceId)).findFirst();
    }

    @Override
    public synchronized boolean workersAlive() {
        return datapaths.engine() != null && datapaths.workers().stream().allMatch(WorkerStats::alive);
    }

    /** For tests, which send packets through it. */
    synchronized Engine engine() {
        return datapaths.engine();
    }

    @Override
    public Refusals refusalLog() {
        return refusals;
    }

    @Override
    public synchronized void addWatcher(DatapathWatcher w) {
        datapaths.addWatcher(w);
    }

    @Override
    public synchronized void removeWatcher(DatapathWatcher w) {
        datapaths.removeWatcher(w);
    }
}

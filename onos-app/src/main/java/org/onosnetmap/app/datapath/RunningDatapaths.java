package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine and the datapaths in it: starts, changes and stops them, and tells the watchers. Used by {@link NetmapManager} under its
 * lock, but for what says that any thread may call it.
 */
final class RunningDatapaths {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDatapaths.class);

    private final Placement placement;
    private final Refusals refusals;
    private final DatapathListener listener;
    private final List<DatapathWatcher> watchers = new CopyOnWriteArrayList<>();
    /** Providers look things up in it without the lock, so that they never wait for a port that is being attached. */
    private final Map<String, ManagedDatapath> running = new ConcurrentSkipListMap<>();
    /** Declared datapaths that do not run here, and why. */
    private final Map<DatapathDeclaration, String> idle = new LinkedHashMap<>();
    private Engine engine;
    private int workers;

    /**
     * No engine yet.
     *
     * @param vanished called when the interface of a port is gone, with datapath and port number, on a thread of the data plane that must
     *                 not be held up
     */
    RunningDatapaths(Placement placement, Refusals refusals, BiConsumer<Datapath, Integer> vanished) {
        this.placement = placement;
        this.refusals = refusals;
        this.listener = new DatapathListener() {
            @Override
            public void portChanged(Datapath d, PortInfo port) {
                if (port.link() == LinkState.GONE) {
                    vanished.accept(d, port.number());
                }
            }
        };
    }

    /** Makes what runs what is declared, by changing the difference. */
    void settle(int wantedWorkers, List<DatapathDeclaration> declared) {
        if (engine == null || workers != wantedWorkers) {
            stopEngine();
            engine = Engine.start(new EngineConfig().workers(wantedWorkers).idleTimeouts(false));
            workers = wantedWorkers;
        }
        Map<String, DatapathDeclaration> wanted = new TreeMap<>();
        declared.forEach(d -> wanted.put(d.name(), d));
        for (ManagedDatapath m : new ArrayList<>(running.values())) {
            DatapathDeclaration w = wanted.get(m.datapath().name());
            if (w == null || !w.sameSettings(m.declaration()) || !placement.whyNotHere(w).isEmpty()) {
                stop(m, w == null);
            }
        }
        idle.clear();
        for (DatapathDeclaration d : declared) {
            String why = placement.whyNotHere(d);
            if (why.isEmpty() && !running.containsKey(d.name())) {
                why = start(d);
            }
            if (why.isEmpty()) {
                settlePorts(running.get(d.name()), d);
            } else {
                idle.put(d, why);
            }
        }
    }

    /** Makes the ports of a datapath what is declared. */
    void settlePorts(ManagedDatapath m, DatapathDeclaration declared) {
        if (m.settle(declared)) {
            watchers.forEach(w -> w.absentPortsChanged(m));
        }
    }

    /** Starts a datapath; returns why that is not possible, or an empty text: one that cannot start must not keep the others from it. */
    private String start(DatapathDeclaration d) {
        String why;
        try {
            announce(open(d));
            return "";
        } catch (DatapathException e) {
            why = e.getMessage();
        } catch (SystemCallException e) {
            why = noMemory(d, e);
        } catch (RuntimeException e) {
            LOG.error("{}: unexpected error", d, e);
            why = "unexpected error, see the log: " + e;
        }
        LOG.warn("{} cannot start: {}", d, why);
        return why;
    }

    /** The one system call that a datapath without ports makes reserves its memory. */
    private static String noMemory(DatapathDeclaration d, SystemCallException e) {
        return "datapath '" + d.name() + "' gets no memory for its packet buffers (" + e.getMessage() + "); take a smaller maxPorts or bufSize, or raise the limit of the process's address space";
    }

    private ManagedDatapath open(DatapathDeclaration d) throws DatapathException {
        return new ManagedDatapath(engine.addDatapath(DeclarationReader.spec(d)), d);
    }

    /**
     * Makes a datapath and attaches all of its ports, or fails and leaves nothing behind. It is not seen by anybody before
     * {@link #announce}.
     *
     * @throws NetmapException as adding a port does; CONFLICT if the datapath exists; FAILED if there is no memory for it
     */
    ManagedDatapath make(DatapathDeclaration d) throws NetmapException {
        ManagedDatapath m;
        try {
            m = open(d);
        } catch (DatapathException e) {
            throw DataplaneErrors.of(e);
        } catch (SystemCallException e) {
            throw new NetmapException(NetmapException.Kind.FAILED, noMemory(d, e), e);
        }
        try {
            m.attachAll(d.ports());
            return m;
        } catch (NetmapException | RuntimeException e) {
            discard(m);
            throw e;
        }
    }

    /** Shows a datapath to the watchers and to all who ask. */
    void announce(ManagedDatapath m) {
        running.put(m.datapath().name(), m);
        m.datapath().addListener(listener);
        watchers.forEach(w -> w.started(m));
        LOG.info("{} started", m.datapath().spec());
    }

    /** Stops a datapath that was made and not announced. */
    void discard(ManagedDatapath m) {
        try {
            engine.removeDatapath(m.datapath().name());
        } catch (DatapathException e) {
            LOG.warn("{} was stopped by someone else", m.datapath().spec(), e);
        }
    }

    private void stop(ManagedDatapath m, boolean removed) {
        watchers.forEach(w -> w.stopped(m, removed));
        running.remove(m.datapath().name());
        if (removed) {
            refusals.forget(m.deviceId());
        }
        m.datapath().removeListener(listener);
        discard(m);
        LOG.info("{} stopped", m.datapath().spec());
    }

    /** Stops everything; the datapaths may come back with the rules they had. */
    void stopAll() {
        stopEngine();
        idle.clear();
    }

    private void stopEngine() {
        if (engine != null) {
            new ArrayList<>(running.values()).forEach(m -> stop(m, false));
            engine.close();
            engine = null;
        }
    }

    /** Tries absent ports again whose time has come. */
    void retryAbsentPorts() {
        long now = System.nanoTime();
        for (ManagedDatapath m : running.values()) {
            if (m.retry(now)) {
                watchers.forEach(w -> w.absentPortsChanged(m));
            }
        }
    }

    /** Detaches a port whose interface is gone, if it still is. */
    void detachVanished(Datapath d, int number) {
        ManagedDatapath m = running.get(d.name());
        if (m != null && m.datapath() == d && m.detachVanished(number)) {
            watchers.forEach(w -> w.absentPortsChanged(m));
        }
    }

    /** Those that run, by name. Any thread. */
    Collection<ManagedDatapath> all() {
        return running.values();
    }

    /** One that runs. Any thread. */
    Optional<ManagedDatapath> find(String name) {
        return Optional.ofNullable(running.get(name));
    }

    /** Those that are declared and do not run here, and why. */
    Map<DatapathDeclaration, String> idle() {
        return idle;
    }

    /** The forwarding threads; none without an engine. */
    List<WorkerStats> workers() {
        return engine == null ? List.of() : engine.workers();
    }

    /** Null before the first {@link #settle} and after {@link #stopAll}. */
    Engine engine() {
        return engine;
    }

    /** Adds a watcher and tells it about those that run. */
    void addWatcher(DatapathWatcher w) {
        watchers.add(w);
        running.values().forEach(w::started);
    }

    void removeWatcher(DatapathWatcher w) {
        watchers.remove(w);
    }
}

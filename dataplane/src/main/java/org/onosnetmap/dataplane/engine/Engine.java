package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Ports;
import org.onosnetmap.dataplane.port.device.LinkWatch;
import org.onosnetmap.dataplane.worker.Signal;
import org.onosnetmap.dataplane.worker.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All datapaths of a process, with the workers that forward for them, a control thread for what goes by the clock (timeouts, ageing,
 * link states, events) and a thread that carries packets to the controller. Thread-safe.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** The control thread's period. */
    static final long TICK_MILLIS = 100;

    private final EngineConfig config;
    private final Ports ports = new Ports();
    private final WorkerPool pool;
    private final Signal packetInSignal = new Signal();
    private final ScheduledExecutorService control;
    /** Its thread ends when there is nothing to do for a while. */
    private final ThreadPoolExecutor compiler = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), r -> daemon(r, "netmap-compiler"));
    private final Thread packetInThread;
    private final AtomicBoolean linksChanged = new AtomicBoolean();
    private final Optional<LinkWatch> links;
    private final Map<String, Datapath> datapaths = new TreeMap<>();
    private volatile List<Datapath> serving = List.of();
    private volatile boolean closed;

    private Engine(EngineConfig config) {
        this.config = config;
        config.openers().forEach(ports::use);
        compiler.allowCoreThreadTimeOut(true);
        this.pool = new WorkerPool(config.workers(), config.threads());
        this.control = Executors.newSingleThreadScheduledExecutor(r -> daemon(r, "netmap-control"));
        this.packetInThread = daemon(this::carryPacketIns, "netmap-packet-in");
        this.links = config.threads() ? LinkWatch.start(this::linksChanged) : Optional.empty();
    }

    private static Thread daemon(Runnable r, String name) {
        Thread t = new Thread(r, name);
        t.setDaemon(true);
        return t;
    }

    /** An engine with its threads running and no datapath. */
    public static Engine start(EngineConfig config) {
        Engine e = new Engine(config);
        e.packetInThread.start();
        e.control.scheduleWithFixedDelay(e::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return e;
    }

    /**
     * Makes a datapath without ports.
     *
     * @throws DatapathException {@link DatapathException.Kind#EXISTS} if the name is taken
     */
    public synchronized Datapath addDatapath(DatapathSpec spec) throws DatapathException {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        if (datapaths.containsKey(spec.name())) {
            throw new DatapathException(DatapathException.Kind.EXISTS, spec + " exists already; remove it first or choose another name");
        }
        Datapath d = new Datapath(this, spec, pool, ports, packetInSignal, config);
        datapaths.put(spec.name(), d);
        serving = List.copyOf(datapaths.values());
        return d;
    }

    /**
     * Removes a datapath: its ports are detached and put back as they were, its rules are gone.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    public void removeDatapath(String name) throws DatapathException {
        Datapath d;
        synchronized (this) {
            d = datapaths.remove(name);
            serving = List.copyOf(datapaths.values());
        }
        if (d == null) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, "there is no datapath '" + name + "'");
        }
        d.close();
    }

    public Optional<Datapath> datapath(String name) {
        return serving.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    /** All datapaths, by name. */
    public List<Datapath> datapaths() {
        return serving;
    }

    /** All workers, by number. */
    public List<WorkerStats> workers() {
        List<WorkerStats> all = new ArrayList<>();
        for (WorkerPool.Stats s : pool.stats()) {
            all.add(new WorkerStats(s));
        }
        return all;
    }

    /**
     * Opens a program's own end of a VALE port or pipe in this engine. The VALE switch must exist; a port that it does not have yet is
     * added to it first.
     *
     * @param portName as {@code vale0:p1} or <code>netmap:x}1</code>
     */
    public Port openClient(String portName) throws PortException {
        return openClient(portName, 1);
    }

    /** As {@link #openClient(String)}, for a program with several threads that send: a port of the switch has then at least as many receive rings. */
    public Port openClient(String portName, int txRings) throws PortException {
        PortName name = PortName.parse(portName);
        if (name.type() == PortName.Type.VALE) {
            Datapath d = datapath(name.device()).orElseThrow(() -> new PortException(PortException.Kind.NOT_FOUND,
                    portName + ": there is no VALE switch " + name.device() + "; add it first"));
            d.ensurePort(name);
        }
        return ports.virtual().openClient(PortSpec.of(portName), null, txRings);
    }

    /**
     * An engine without forwarding threads ({@link EngineConfig#threads}): forwards what is there, on the thread of the caller, which is
     * always the same and the one that adds and removes ports.
     *
     * @return the number of frames handled; 0 if there was nothing to do
     */
    public int drive() {
        return pool.drive();
    }

    /** Runs on the control thread, after what was handed to it before. */
    void onControlThread(Runnable r) {
        if (!closed) {
            control.execute(guarded(r));
        }
    }

    private static Runnable guarded(Runnable r) {
        return () -> {
            try {
                r.run();
            } catch (RuntimeException e) {
                LOG.error("a listener of the data plane failed", e);
            }
        };
    }

    private void tick() {
        long now = System.nanoTime();
        for (Datapath d : serving) {
            try {
                d.tick(now, compiler);
            } catch (RuntimeException e) {
                LOG.error("{}: housekeeping failed; it is tried again", d.name(), e);
            }
        }
    }

    /** The kernel tells of interfaces one by one, and the control thread looks at all of them. */
    private void linksChanged() {
        if (linksChanged.compareAndSet(false, true)) {
            onControlThread(() -> {
                linksChanged.set(false);
                serving.forEach(Datapath::refreshLinks);
            });
        }
    }

    private void carryPacketIns() {
        while (!closed) {
            packetInSignal.await(TimeUnit.SECONDS.toNanos(1));
            for (Datapath d : serving) {
                d.deliverPacketIns();
            }
        }
    }

    /** Detaches all ports and ends all threads. */
    @Override
    public void close() {
        List<Datapath> last;
        synchronized (this) {
            if (closed) {
                return;
            }
            last = serving;
            datapaths.clear();
            serving = List.of();
        }
        links.ifPresent(LinkWatch::close);
        last.forEach(Datapath::close);
        closed = true;
        pool.close();
        control.shutdown();
        compiler.shutdownNow();
        packetInSignal.wake();
        join(packetInThread);
        try {
            if (!control.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a listener of the data plane does not return; its thread is left behind");
            }
            compiler.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread t) {
        try {
            t.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.MirrorStats;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.pipeline.Expired;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Ports;
import org.onosnetmap.dataplane.queue.PortQueues;
import org.onosnetmap.dataplane.trace.Trace;
import org.onosnetmap.dataplane.trace.Tracer;
import org.onosnetmap.dataplane.vale.MacTable;
import org.onosnetmap.dataplane.worker.DatapathContext;
import org.onosnetmap.dataplane.worker.Forwarder;
import org.onosnetmap.dataplane.worker.Signal;
import org.onosnetmap.dataplane.worker.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports, a pipeline and what the learning switch knows: one switch. Thread-safe. Calls that change something return when the change is
 * in force at every worker; that takes a fraction of a millisecond.
 */
public final class Datapath {

    private static final Logger LOG = LoggerFactory.getLogger(Datapath.class);

    private static final int MAX_PORT = 0xfeff;
    private static final int MAC_CAPACITY = 131_072;
    private static final int MAX_RINGS = 4096;
    private static final int MAX_SLOTS = 4096;
    private static final long SECOND = 1_000_000_000L;
    /** Link states are asked for this often, in nanoseconds. */
    private static final long REFRESH = SECOND / 4;

    /** A port that is attached. Guarded by the datapath, as all that is not final. */
    private static final class Attached {
        final int number;
        final PortSpec spec;
        final Port port;
        final long since = System.nanoTime();
        boolean enabled = true;
        LinkState link;
        String reason;

        Attached(int number, PortSpec spec, Port port) {
            this.number = number;
            this.spec = spec;
            this.port = port;
            this.link = port.link();
            this.reason = port.linkReason();
        }
    }

    private final Engine engine;
    private final DatapathSpec spec;
    private final WorkerPool pool;
    private final Ports opener;
    private final boolean idleTimeouts;
    private final NetmapMemory memory;
    private final FlowTables tables;
    private final MacTable macs = new MacTable(MAC_CAPACITY);
    private final MacWatch macWatch = new MacWatch(macs);
    private final GroupWatch groupWatch = new GroupWatch();
    private final Forwarder forwarder;
    private final Map<Integer, Attached> ports = new TreeMap<>();
    private final List<DatapathListener> listeners = new CopyOnWriteArrayList<>();
    private long lastRefresh = System.nanoTime();
    private boolean closed;

    Datapath(Engine engine, DatapathSpec spec, WorkerPool pool, Ports opener, Signal packetInSignal, EngineConfig config) {
        this.engine = engine;
        this.spec = spec;
        this.pool = pool;
        this.opener = opener;
        this.idleTimeouts = config.idleTimeouts();
        this.memory = region(spec, config.workers());
        this.tables = new FlowTables(config.workers(), spec.isVale() ? FlowTables.Miss.NORMAL : FlowTables.Miss.DROP);
        this.forwarder = pool.add(new DatapathContext(spec.name(), tables, macs, spec.bufSize(), packetInSignal));
    }

    /** Room for each port's transmit rings, one for a worker, and receive rings, of both ends where the port is a pipe; as far as 2 GiB go. */
    private static NetmapMemory region(DatapathSpec spec, int workers) {
        int ports = 2 * spec.maxPorts();
        int rings = Math.min(4 * spec.maxPorts() * Math.max(1, workers), MAX_RINGS);
        int bufSize = NetmapMemory.spread(spec.bufSize());
        int buffers = Math.min(1024 * rings, NetmapMemory.maxBuffers(ports, rings, MAX_SLOTS, bufSize));
        return new NetmapMemory(ports, rings, MAX_SLOTS, buffers, bufSize);
    }

    public String name() {
        return spec.name();
    }

    public DatapathSpec spec() {
        return spec;
    }

    /** Whether what no rule matches goes to the learning switch. */
    public boolean isVale() {
        return spec.isVale();
    }

    /**
     * Opens a port and begins to forward from and to it.
     *
     * @throws PortException     if it cannot be opened; nothing has changed then
     * @throws DatapathException {@link DatapathException.Kind#EXISTS} if its number is taken or it is a port here already
     */
    public PortInfo addPort(PortSpec wanted) throws PortException, DatapathException {
        PortInfo info;
        synchronized (this) {
            requireOpen();
            if (wanted.name().type() == PortName.Type.VALE && !wanted.name().device().equals(name())) {
                throw new PortException(PortException.Kind.BAD_NAME, wanted.name() + " is a port of VALE switch " + wanted.name().device() + " and cannot be one of " + name());
            }
            for (Attached a : ports.values()) {
                if (a.spec.name().equals(wanted.name()) && wanted.name().type() != PortName.Type.NULL) {
                    throw new DatapathException(DatapathException.Kind.EXISTS, wanted.name() + " is attached to " + name() + " already, as port " + a.number);
                }
            }
            int number = number(wanted);
            Port port;
            try {
                port = opener.open(wanted, memory, pool.size());
            } catch (NetmapMemory.OutOfMemoryException e) {
                throw new PortException(PortException.Kind.FAILED, e.getMessage() + " (option maxPorts of the datapath)", e);
            }
            Attached a = new Attached(number, wanted, port);
            ports.put(number, a);
            forwarder.attach(number, port);
            carry(a);
            info = info(a);
            tell(l -> l.portAdded(this, info));
            portsChanged();
        }
        LOG.info("{}: port {} is {}", name(), info.number(), info.name());
        if (!info.reason().isEmpty()) {
            tellLink(info);
        }
        return info;
    }

    /** A link that is not as it should be is for the operator to see; one that has come up is good to know. */
    private void tellLink(PortInfo p) {
        if (p.reason().isEmpty()) {
            LOG.info("{}: port {} ({}) is {}", name(), p.number(), p.name(), p.link());
        } else {
            LOG.warn("{}: port {} ({}) is {}: {}", name(), p.number(), p.name(), p.link(), p.reason());
        }
    }

    private void requireOpen() throws DatapathException {
        if (closed) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, spec + " has been removed");
        }
    }

    private int number(PortSpec wanted) throws DatapathException {
        int n = wanted.number();
        if (n != 0) {
            Attached a = ports.get(n);
            if (a != null) {
                throw new DatapathException(DatapathException.Kind.EXISTS, name() + ": port number " + n + " belongs to " + a.spec.name() + "; choose another, or 0 for the next free one");
            }
            return n;
        }
        for (n = 1; ports.containsKey(n); n++) {
            if (n == MAX_PORT) {
                throw new DatapathException(DatapathException.Kind.EXISTS, name() + ": all port numbers are taken");
            }
        }
        return n;
    }

    /** Adds the switch's end of a VALE port unless it is there. */
    void ensurePort(PortName vale) throws PortException {
        synchronized (this) {
            try {
                if (port(vale.toString()).isEmpty()) {
                    addPort(PortSpec.of(vale.toString()));
                }
            } catch (DatapathException e) {
                throw new PortException(PortException.Kind.NOT_FOUND, e.getMessage(), e);
            }
        }
    }

    /**
     * Detaches a port and puts its interface back as it was.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    public void removePort(int number) throws DatapathException {
        synchronized (this) {
            Attached a = require(number);
            detach(a);
        }
    }

    private void detach(Attached a) {
        PortInfo info = info(a);
        forwarder.detach(a.number);
        ports.remove(a.number);
        macs.forgetPort(a.number);
        try {
            a.port.close();
        } catch (RuntimeException e) {
            LOG.error("{}: {} could not be put back as it was", name(), a.spec.name(), e);
        }
        tell(l -> l.portRemoved(this, info));
        portsChanged();
        LOG.info("{}: port {} ({}) is detached", name(), a.number, a.spec.name());
    }

    private Attached require(int number) throws DatapathException {
        Attached a = ports.get(number);
        if (a == null) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, name() + " has no port " + Integer.toUnsignedString(number));
        }
        return a;
    }

    /** All ports by number, with their counters as of now. */
    public synchronized List<PortInfo> ports() {
        List<PortInfo> all = new ArrayList<>();
        for (Attached a : ports.values()) {
            all.add(info(a));
        }
        return all;
    }

    public synchronized Optional<PortInfo> port(int number) {
        return Optional.ofNullable(ports.get(number)).map(this::info);
    }

    /** The port of that name, as {@code packet:eth1}. */
    public synchronized Optional<PortInfo> port(String name) {
        return ports.values().stream().filter(a -> a.spec.name().toString().equals(name)).findFirst().map(this::info);
    }

    /**
     * Lets a port carry packets, or not. A disabled port stays attached; what it receives is thrown away and counted.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    public void enablePort(int number, boolean enabled) throws DatapathException {
        synchronized (this) {
            Attached a = require(number);
            if (a.enabled != enabled) {
                a.enabled = enabled;
                changed(a);
            }
        }
    }

    private void changed(Attached a) {
        carry(a);
        PortInfo info = info(a);
        tell(l -> l.portChanged(this, info));
        portsChanged();
    }

    private void carry(Attached a) {
        boolean up = a.enabled && a.link == LinkState.UP;
        forwarder.enable(a.number, a.enabled, up);
        if (!up) {
            macs.forgetPort(a.number);
        }
    }

    /**
     * Adds an egress queue to a port, or changes the one of that number; frames that wait in it stay. The first queue of a port takes 512 KiB
     * of address space for each worker, and so does each further one. Every port has queue {@link QueueSpec#DEFAULT}, without limits
     * unless they are set here.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port; {@link DatapathException.Kind#BAD_NAME}
     *                           if a value is out of range or the port has {@link PortQueues#MAX_QUEUES} queues
     */
    public void setQueue(int port, QueueSpec queue) throws DatapathException {
        QueueChecks.check(queue);
        synchronized (this) {
            require(port);
            if (!forwarder.setQueue(port, queue)) {
                throw new DatapathException(DatapathException.Kind.BAD_NAME, name() + ": port " + port + " has " + PortQueues.MAX_QUEUES + " queues already; remove one first");
            }
        }
    }

    /**
     * Removes an egress queue; frames that wait in it are dropped. Queue {@link QueueSpec#DEFAULT} stays and loses its limits.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port or queue
     */
    public void removeQueue(int port, int queueId) throws DatapathException {
        synchronized (this) {
            require(port);
            if (!forwarder.hasQueue(port, queueId)) {
                throw new DatapathException(DatapathException.Kind.NOT_FOUND, name() + ": port " + port + " has no queue " + Integer.toUnsignedString(queueId));
            }
            forwarder.removeQueue(port, queueId);
        }
    }

    /**
     * Egress queues of a port with their counters, the default queue first; none if nothing is limited at this port.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port
     */
    public synchronized List<QueueStats> queues(int port) throws DatapathException {
        require(port);
        return forwarder.queueStats(port);
    }

    /**
     * Limits what leaves by a port, all its queues together. Without, a port sends as fast as it can.
     *
     * @param maxBps bits per second of frames without FCS, up to {@link QueueSpec#MAX_RATE}; 0 for no limit
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port; {@link DatapathException.Kind#BAD_NAME}
     *                           if the rate is out of range
     */
    public void setPortRate(int port, long maxBps) throws DatapathException {
        QueueChecks.checkRate("port " + port + ": maximum rate", maxBps);
        synchronized (this) {
            require(port);
            forwarder.setRate(port, maxBps);
        }
    }

    /**
     * What {@link #setPortRate} has set, in bits per second; 0 for no limit.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port
     */
    public synchronized long portRate(int port) throws DatapathException {
        require(port);
        return forwarder.rate(port);
    }

    private PortInfo info(Attached a) {
        PortInfo i = new PortInfo();
        i.number = a.number;
        i.spec = a.spec;
        i.enabled = a.enabled;
        i.link = a.link;
        i.reason = a.reason;
        i.mac = a.port.mac();
        i.speedMbps = a.port.speedMbps();
        i.maxFrame = a.port.maxFrame();
        i.ageNanos = System.nanoTime() - a.since;
        i.details = a.port.details();
        Forwarder.PortCounts c = forwarder.counts(a.number);
        i.rxPackets = c.rxPackets;
        i.rxBytes = c.rxBytes;
        i.txPackets = c.txPackets;
        i.txBytes = c.txBytes;
        i.rxDropped = c.rxDropped + a.port.counters().rxDropped;
        i.txDropped = c.txDropped;
        i.rxErrors = c.rxErrors + a.port.counters().rxErrors;
        i.txErrors = c.txErrors + a.port.counters().txErrors;
        i.rxRepaired = a.port.counters().rxRepaired;
        return i;
    }

    /**
     * Adds a mirror, or replaces the one of that name; its counters begin anew then. It stays when ports go, and goes on when ports of these
     * numbers come back. Floods do not go to a mirror's port (only rules that output to ALL or to its number do), so that it gets frames once.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no port to copy to; {@link DatapathException.Kind#BAD_NAME}
     *                           if a value is out of range or there are {@link Forwarder#MAX_MIRRORS} mirrors
     */
    public void setMirror(MirrorSpec mirror) throws DatapathException {
        synchronized (this) {
            MirrorChecks.check(name(), mirror, ports::containsKey);
            if (!forwarder.setMirror(mirror)) {
                throw new DatapathException(DatapathException.Kind.BAD_NAME, name() + " has " + Forwarder.MAX_MIRRORS + " mirrors already; remove one first");
            }
        }
        LOG.info("{}: {}", name(), mirror);
    }

    /**
     * Removes a mirror.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is none of that name
     */
    public void removeMirror(String mirror) throws DatapathException {
        if (!forwarder.removeMirror(mirror)) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, name() + " has no mirror '" + mirror + "'");
        }
        LOG.info("{}: mirror {} is removed", name(), mirror);
    }

    /** The mirrors with their counters, the oldest first. */
    public List<MirrorStats> mirrors() {
        return forwarder.mirrorStats();
    }

    /**
     * Changes the flow tables. All changes that are taken come into force together, between two batches of each worker.
     *
     * @return for each change null, or why it was refused; those before and after it are not affected
     */
    public List<FlowException> apply(List<FlowMod> mods) {
        List<FlowException> result = tables.apply(mods);
        pool.awaitAll();
        return result;
    }

    /** All rules with their counters. */
    public List<FlowStats> flows() {
        return tables.flows();
    }

    public int flowCount() {
        return tables.size();
    }

    /** Counters of the tables in use. */
    public List<TableStats> tables() {
        return tables.tables();
    }

    /**
     * Changes the groups, in this order. Those that are taken come into force together, between two batches of each worker. Rules that point
     * to a group that is deleted go with it, and are reported to {@link DatapathListener#rulesRemoved}.
     *
     * @return for each change null, or why it was refused; those before and after it are not affected
     */
    public List<FlowException> applyGroups(List<GroupMod> mods) {
        List<FlowStats> removed = new ArrayList<>();
        List<FlowException> result = tables.applyGroups(mods, removed);
        synchronized (this) {
            groupWatch.look(tables.groups(this::isLive));
        }
        pool.awaitAll();
        tellRemoved(removed, DatapathListener.RemovalCause.GROUP_DELETED);
        return result;
    }

    /** All groups with their counters and the state of their buckets, the oldest first. */
    public synchronized List<GroupStats> groups() {
        return tables.groups(this::isLive);
    }

    /**
     * Changes the meters, in this order. Those that are taken come into force together, between two batches of each worker. Rules that point
     * to a meter that is deleted go with it, and are reported to {@link DatapathListener#rulesRemoved}.
     *
     * @return for each change null, or why it was refused; those before and after it are not affected
     */
    public List<FlowException> applyMeters(List<MeterMod> mods) {
        List<FlowStats> removed = new ArrayList<>();
        List<FlowException> result = tables.applyMeters(mods, removed);
        pool.awaitAll();
        tellRemoved(removed, DatapathListener.RemovalCause.METER_DELETED);
        return result;
    }

    /** All meters with their counters, the oldest first. */
    public List<MeterStats> meters() {
        return tables.meters();
    }

    private void tellRemoved(List<FlowStats> removed, DatapathListener.RemovalCause cause) {
        if (!removed.isEmpty()) {
            tell(l -> l.rulesRemoved(this, removed, cause));
        }
    }

    private boolean isLive(int port) {
        Attached a = ports.get(port);
        return a != null && a.enabled && a.link == LinkState.UP;
    }

    /** After a port has come, gone or changed: reports the groups that use other buckets now. */
    private void portsChanged() {
        List<GroupStats> changed = groupWatch.look(tables.groups(this::isLive));
        if (!changed.isEmpty()) {
            tell(l -> l.groupsChanged(this, changed));
        }
    }

    /**
     * Sends a frame through the datapath. Returns before it has left; a frame that finds too many waiting is dropped.
     *
     * @param inPort  the port it seems to come from; {@link org.onosnetmap.dataplane.flow.PortNo#CONTROLLER} for none
     * @param actions the whole treatment, in this order
     * @param frame   from the Ethernet header on, without FCS; copied by nobody, so not to be changed afterwards
     * @throws FlowException if an action is not possible, or the frame is shorter than 14 bytes or longer than a buffer
     */
    public void packetOut(int inPort, List<Action> actions, byte[] frame) throws FlowException {
        if (frame.length < 14 || frame.length > spec.bufSize()) {
            throw new FlowException("OFPBRC_BAD_LEN", "packet-out of " + frame.length + " bytes on " + name() + "; take 14 to " + spec.bufSize());
        }
        forwarder.packetOut(tables.compile(actions), inPort, frame);
    }

    /**
     * Explains what would happen to a frame now. Nothing is sent, and no counter moves.
     *
     * @param inPort number of the port that it seems to come in by, which need not exist
     * @param frame  from the Ethernet header on, without FCS
     * @throws FlowException if the frame is longer than a buffer
     */
    public Trace trace(int inPort, byte[] frame) throws FlowException {
        if (frame.length > spec.bufSize()) {
            throw new FlowException("OFPBRC_BAD_LEN", "a frame of " + frame.length + " bytes does not fit a buffer of " + name() + "; take at most " + spec.bufSize());
        }
        Map<Integer, PortInfo> now = new TreeMap<>();
        ports().forEach(p -> now.put(p.number(), p));
        Tracer tracer = new Tracer(tables, spec.isVale() ? FlowTables.Miss.NORMAL : FlowTables.Miss.DROP, p -> now.containsKey(p) && trouble(now.get(p)) == null,
                p -> trouble(now.get(p)));
        return tracer.trace(inPort, frame, spec.bufSize());
    }

    private static String trouble(PortInfo p) {
        if (p == null) {
            return "does not exist";
        }
        return !p.enabled() ? "is disabled" : p.link() == LinkState.UP ? null : ("is " + p.link() + " " + p.reason()).trim();
    }

    /** What the learning switch knows, in no order. */
    public List<MacEntry> macTable() {
        List<MacEntry> all = new ArrayList<>();
        long now = System.nanoTime();
        macs.forEach((mac, vlan, port, tick) -> all.add(new MacEntry(mac, vlan, port, Math.max(0, now - tick * SECOND))));
        return all;
    }

    /** Makes the learning switch forget everything. */
    public void flushMacTable() {
        macs.clear();
    }

    /** Packets for the controller that were dropped because it did not keep up. */
    public long packetInsDropped() {
        return forwarder.packetInsDropped();
    }

    /** What is counted beside the counters of ports, rules and tables, as of now. */
    public DatapathStats stats() {
        return new DatapathStats(forwarder, tables);
    }

    /**
     * Adds a listener. What it may have missed of the MAC table it hears as {@link DatapathListener#macsChanged}, so that it is told of every
     * address that it will be told to forget.
     */
    public void addListener(DatapathListener l) {
        listeners.add(l);
        engine.onControlThread(() -> {
            List<MacEntry> known = macWatch.known();
            if (!known.isEmpty()) {
                l.macsChanged(this, known, List.of(), List.of());
            }
        });
    }

    public void removeListener(DatapathListener l) {
        listeners.remove(l);
    }

    private void tell(Consumer<DatapathListener> event) {
        for (DatapathListener l : listeners) {
            engine.onControlThread(() -> event.accept(l));
        }
    }

    /** Packet-in thread: hands the waiting packets to the listeners. */
    void deliverPacketIns() {
        forwarder.drainPacketIns((inPort, reason, table, cookie, total, data) -> {
            PacketIn p = new PacketIn(inPort, reason, table, cookie, total, data);
            for (DatapathListener l : listeners) {
                try {
                    l.packetIn(this, p);
                } catch (RuntimeException e) {
                    LOG.error("{}: a listener failed on a packet-in", name(), e);
                }
            }
        });
    }

    /** Control thread: what goes by the clock. */
    void tick(long now) {
        List<Expired> expired = tables.expire(now, idleTimeouts);
        if (!expired.isEmpty()) {
            tellExpired(expired);
        }
        List<FlowStats> triggered = tables.triggered(now);
        if (!triggered.isEmpty()) {
            tell(l -> l.statTriggered(this, triggered));
        }
        if (now - lastRefresh >= REFRESH) {
            lastRefresh = now;
            tables.settleMeters(now);
            refreshPorts();
            macs.forgetBefore((int) (now / SECOND) - spec.macAgeSeconds());
            macWatch.look(now, (learnt, moved, forgotten) -> {
                for (DatapathListener l : listeners) {
                    l.macsChanged(this, learnt, moved, forgotten);
                }
            });
        }
    }

    private void tellExpired(List<Expired> expired) {
        for (boolean hard : new boolean[] {true, false}) {
            List<FlowStats> rules = new ArrayList<>();
            for (Expired e : expired) {
                if (e.hard() == hard) {
                    rules.add(e.stats());
                }
            }
            if (!rules.isEmpty()) {
                tell(l -> l.rulesExpired(this, rules, hard));
            }
        }
    }

    private synchronized void refreshPorts() {
        for (Attached a : ports.values()) {
            a.port.refresh();
            LinkState link = a.port.link();
            String reason = a.port.linkReason();
            if (link != a.link || !reason.equals(a.reason)) {
                a.link = link;
                a.reason = reason;
                tellLink(info(a));
                changed(a);
            }
            if (link != LinkState.GONE) {
                forwarder.unmute(a.number);
            }
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
            for (Attached a : new ArrayList<>(ports.values())) {
                detach(a);
            }
        }
        pool.remove(forwarder);
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}

package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.TreeMap;
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
import org.onosnetmap.dataplane.pipeline.QuietTables;
import org.onosnetmap.dataplane.port.LinkState;
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

    private static final int MAC_CAPACITY = 131_072;
    private static final int MAX_RINGS = 4096;
    private static final int MAX_SLOTS = 4096;
    private static final long SECOND = 1_000_000_000L;

    private final DatapathSpec spec;
    private final WorkerPool pool;
    private final boolean idleTimeouts;
    private final long refreshNanos;
    private final FlowTables tables;
    private final QuietTables quiet;
    private final MacTable macs = new MacTable(MAC_CAPACITY);
    private final MacWatch macWatch = new MacWatch(macs);
    private final GroupWatch groupWatch = new GroupWatch();
    private final Forwarder forwarder;
    private final DatapathPorts ports;
    private final DatapathListeners listeners;
    private long lastRefresh = System.nanoTime();
    private boolean closed;

    Datapath(Engine engine, DatapathSpec spec, WorkerPool pool, Ports opener, Signal packetInSignal, EngineConfig config) {
        this.spec = spec;
        this.pool = pool;
        this.idleTimeouts = config.idleTimeouts();
        this.refreshNanos = config.refreshNanos();
        NetmapMemory memory = region(spec, pool.size());
        this.tables = new FlowTables(config.workers(), spec.isVale() ? FlowTables.Miss.NORMAL : FlowTables.Miss.DROP);
        this.quiet = new QuietTables(tables);
        this.forwarder = pool.add(new DatapathContext(spec.name(), tables, macs, spec.bufSize(), packetInSignal));
        this.listeners = new DatapathListeners(engine);
        this.ports = new DatapathPorts(spec.name(), opener, memory, pool.size(), forwarder, macs, new PortEvents());
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
    public synchronized PortInfo addPort(PortSpec wanted) throws PortException, DatapathException {
        if (closed) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, spec + " has been removed");
        }
        return ports.add(wanted);
    }

    /** Adds the switch's end of a VALE port unless it is there. */
    synchronized void ensurePort(PortName vale) throws PortException {
        try {
            if (port(vale.toString()).isEmpty()) {
                addPort(PortSpec.of(vale.toString()));
            }
        } catch (DatapathException e) {
            throw new PortException(PortException.Kind.NOT_FOUND, e.getMessage(), e);
        }
    }

    /**
     * Detaches a port and puts its interface back as it was.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    public synchronized void removePort(int number) throws DatapathException {
        ports.remove(number);
    }

    /** All ports by number, with their counters as of now. */
    public synchronized List<PortInfo> ports() {
        return ports.all();
    }

    public synchronized Optional<PortInfo> port(int number) {
        return ports.byNumber(number);
    }

    /** The port of that name, as {@code packet:eth1}. */
    public synchronized Optional<PortInfo> port(String name) {
        return ports.byName(name);
    }

    /**
     * Lets a port carry packets, or not. A disabled port stays attached; what it receives is thrown away and counted.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    public synchronized void enablePort(int number, boolean enabled) throws DatapathException {
        ports.enable(number, enabled);
    }

    /**
     * Adds an egress queue to a port, or changes the one of that number; frames that wait in it stay. The first queue of a port takes 512 KiB
     * of address space for each worker, and so does each further one. Every port has queue {@link QueueSpec#DEFAULT}, without limits
     * unless they are set here.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port; {@link DatapathException.Kind#BAD_NAME}
     *                           if a value is out of range or the port has {@link PortQueues#MAX_QUEUES} queues
     */
    public synchronized void setQueue(int port, QueueSpec queue) throws DatapathException {
        QueueChecks.check(queue);
        ports.require(port);
        if (!forwarder.setQueue(port, queue)) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, name() + ": port " + port + " has " + PortQueues.MAX_QUEUES + " queues already; remove one first");
        }
    }

    /**
     * Removes an egress queue; frames that wait in it are dropped. Queue {@link QueueSpec#DEFAULT} stays and loses its limits.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port or queue
     */
    public synchronized void removeQueue(int port, int queueId) throws DatapathException {
        ports.require(port);
        if (!forwarder.hasQueue(port, queueId)) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, name() + ": port " + port + " has no queue " + Integer.toUnsignedString(queueId));
        }
        forwarder.removeQueue(port, queueId);
    }

    /**
     * Egress queues of a port with their counters, the default queue first; none if nothing is limited at this port.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port
     */
    public synchronized List<QueueStats> queues(int port) throws DatapathException {
        ports.require(port);
        return forwarder.queueStats(port);
    }

    /**
     * Limits what leaves by a port, all its queues together. Without, a port sends as fast as it can.
     *
     * @param maxBps bits per second of frames without FCS, up to {@link QueueSpec#MAX_RATE}; 0 for no limit
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port; {@link DatapathException.Kind#BAD_NAME}
     *                           if the rate is out of range
     */
    public synchronized void setPortRate(int port, long maxBps) throws DatapathException {
        QueueChecks.checkRate("port " + port + ": maximum rate", maxBps);
        ports.require(port);
        forwarder.setRate(port, maxBps);
    }

    /**
     * What {@link #setPortRate} has set, in bits per second; 0 for no limit.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no such port
     */
    public synchronized long portRate(int port) throws DatapathException {
        ports.require(port);
        return forwarder.rate(port);
    }

    /**
     * Adds a mirror, or replaces the one of that name; its counters begin anew then. It stays when ports go, and goes on when ports of these
     * numbers come back. Floods do not go to a mirror's port (only rules that output to ALL or to its number do), so that it gets frames once.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND} if there is no port to copy to; {@link DatapathException.Kind#BAD_NAME}
     *                           if a value is out of range or there are {@link Forwarder#MAX_MIRRORS} mirrors
     */
    public synchronized void setMirror(MirrorSpec mirror) throws DatapathException {
        MirrorChecks.check(name(), mirror, ports::contains);
        if (!forwarder.setMirror(mirror)) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, name() + " has " + Forwarder.MAX_MIRRORS + " mirrors already; remove one first");
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
            groupWatch.look(tables.groups(ports::isLive));
        }
        pool.awaitAll();
        tellRemoved(removed, DatapathListener.RemovalCause.GROUP_DELETED);
        return result;
    }

    /** All groups with their counters and the state of their buckets, the oldest first. */
    public synchronized List<GroupStats> groups() {
        return tables.groups(ports::isLive);
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
            listeners.tell(l -> l.rulesRemoved(this, removed, cause));
        }
    }

    /** Passes on what happens to ports, and with it to groups. */
    private final class PortEvents implements DatapathPorts.Events {
        @Override
        public void added(PortInfo port) {
            listeners.tell(l -> l.portAdded(Datapath.this, port));
            lookAtGroups();
        }

        @Override
        public void removed(PortInfo port) {
            listeners.tell(l -> l.portRemoved(Datapath.this, port));
            lookAtGroups();
        }

        @Override
        public void changed(PortInfo port) {
            listeners.tell(l -> l.portChanged(Datapath.this, port));
            lookAtGroups();
        }

        private void lookAtGroups() {
            List<GroupStats> changed = groupWatch.look(tables.groups(ports::isLive));
            if (!changed.isEmpty()) {
                listeners.tell(l -> l.groupsChanged(Datapath.this, changed));
            }
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
        listeners.tell(l, to -> {
            List<MacEntry> known = macWatch.known();
            if (!known.isEmpty()) {
                to.macsChanged(this, known, List.of(), List.of());
            }
        });
    }

    public void removeListener(DatapathListener l) {
        listeners.remove(l);
    }

    /** Packet-in thread: hands the waiting packets to the listeners. */
    void deliverPacketIns() {
        forwarder.drainPacketIns((inPort, reason, table, cookie, total, data) -> listeners.packetIn(this, new PacketIn(inPort, reason, table, cookie, total, data)));
    }

    /** Control thread: what goes by the clock. */
    void tick(long now, Executor background) {
        quiet.look(now, background);
        List<Expired> expired = tables.expire(now, idleTimeouts);
        if (!expired.isEmpty()) {
            tellExpired(expired);
        }
        List<FlowStats> triggered = tables.triggered(now);
        if (!triggered.isEmpty()) {
            listeners.tell(l -> l.statTriggered(this, triggered));
        }
        if (now - lastRefresh >= refreshNanos) {
            lastRefresh = now;
            tables.settleMeters(now);
            refreshLinks();
            macs.forgetBefore((int) (now / SECOND) - spec.macAgeSeconds());
            macWatch.look(now, (learnt, moved, forgotten) -> listeners.tellNow(l -> l.macsChanged(this, learnt, moved, forgotten)));
        }
    }

    /** Control thread: asks all ports how they are. */
    synchronized void refreshLinks() {
        ports.refresh();
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
                listeners.tell(l -> l.rulesExpired(this, rules, hard));
            }
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
            ports.removeAll();
        }
        pool.remove(forwarder);
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}

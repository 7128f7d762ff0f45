package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Ports;
import org.onosnetmap.dataplane.vale.MacTable;
import org.onosnetmap.dataplane.worker.Forwarder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ports of a datapath: opened, numbered, switched, looked after, and closed. Not thread-safe: the datapath is its lock. */
final class DatapathPorts {

    private static final Logger LOG = LoggerFactory.getLogger(DatapathPorts.class);

    private static final int MAX_PORT = 0xfeff;

    /** Hears what happens to ports, with the lock held. */
    interface Events {
        void added(PortInfo port);

        void removed(PortInfo port);

        void changed(PortInfo port);
    }

    /** A port that is attached. */
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

        boolean isUp() {
            return enabled && link == LinkState.UP;
        }
    }

    private final String datapath;
    private final Ports opener;
    private final NetmapMemory memory;
    private final int workers;
    private final Forwarder forwarder;
    private final MacTable macs;
    private final Events events;
    private final Map<Integer, Attached> ports = new TreeMap<>();

    /**
     * Without ports.
     *
     * @param memory  region for their rings
     * @param workers transmit rings that each of them gets
     * @param macs    forgets what was learnt at a port that does not carry packets
     */
    DatapathPorts(String datapath, Ports opener, NetmapMemory memory, int workers, Forwarder forwarder, MacTable macs, Events events) {
        this.datapath = datapath;
        this.opener = opener;
        this.memory = memory;
        this.workers = workers;
        this.forwarder = forwarder;
        this.macs = macs;
        this.events = events;
    }

    /** See {@link Datapath#addPort}. */
    PortInfo add(PortSpec wanted) throws PortException, DatapathException {
        PortName name = wanted.name();
        if (name.type() == PortName.Type.VALE && !name.device().equals(datapath)) {
            throw new PortException(PortException.Kind.BAD_NAME, name + " is a port of VALE switch " + name.device() + " and cannot be one of " + datapath);
        }
        for (Attached a : ports.values()) {
            if (a.spec.name().equals(name) && name.type() != PortName.Type.NULL) {
                throw new DatapathException(DatapathException.Kind.EXISTS, name + " is attached to " + datapath + " already, as port " + a.number);
            }
        }
        int number = number(wanted);
        Attached a = new Attached(number, wanted, open(wanted));
        ports.put(number, a);
        forwarder.attach(number, a.port);
        carry(a);
        PortInfo info = info(a);
        LOG.info("{}: port {} is {}", datapath, number, name);
        if (!info.reason().isEmpty()) {
            logLink(info);
        }
        events.added(info);
        return info;
    }

    private int number(PortSpec wanted) throws DatapathException {
        int n = wanted.number();
        if (n != 0) {
            Attached a = ports.get(n);
            if (a != null) {
                throw new DatapathException(DatapathException.Kind.EXISTS, datapath + ": port number " + n + " belongs to " + a.spec.name() + "; choose another, or 0 for the next free one");
            }
            return n;
        }
        for (n = 1; ports.containsKey(n); n++) {
            if (n == MAX_PORT) {
                throw new DatapathException(DatapathException.Kind.EXISTS, datapath + ": all port numbers are taken");
            }
        }
        return n;
    }

    private Port open(PortSpec wanted) throws PortException {
        try {
            return opener.open(wanted, memory, workers);
        } catch (NetmapMemory.OutOfMemoryException e) {
            throw new PortException(PortException.Kind.FAILED, e.getMessage() + " (option maxPorts of the datapath)", e);
        }
    }

    /** See {@link Datapath#removePort}. */
    void remove(int number) throws DatapathException {
        detach(attached(number));
    }

    /** Detaches all. */
    void removeAll() {
        new ArrayList<>(ports.values()).forEach(this::detach);
    }

    private void detach(Attached a) {
        PortInfo info = info(a);
        forwarder.detach(a.number);
        ports.remove(a.number);
        macs.forgetPort(a.number);
        try {
            a.port.close();
        } catch (RuntimeException e) {
            LOG.error("{}: {} could not be put back as it was", datapath, a.spec.name(), e);
        }
        LOG.info("{}: port {} ({}) is detached", datapath, a.number, a.spec.name());
        events.removed(info);
    }

    /**
     * Does nothing if there is such a port.
     *
     * @throws DatapathException {@link DatapathException.Kind#NOT_FOUND}
     */
    void require(int number) throws DatapathException {
        attached(number);
    }

    private Attached attached(int number) throws DatapathException {
        Attached a = ports.get(number);
        if (a == null) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, datapath + " has no port " + Integer.toUnsignedString(number));
        }
        return a;
    }

    boolean contains(int number) {
        return ports.containsKey(number);
    }

    /** Whether packets may leave by a port. */
    boolean isLive(int number) {
        Attached a = ports.get(number);
        return a != null && a.isUp();
    }

    /** All by number, with their counters as of now. */
    List<PortInfo> all() {
        List<PortInfo> all = new ArrayList<>();
        ports.values().forEach(a -> all.add(info(a)));
        return all;
    }

    Optional<PortInfo> byNumber(int number) {
        return Optional.ofNullable(ports.get(number)).map(this::info);
    }

    Optional<PortInfo> byName(String name) {
        return ports.values().stream().filter(a -> a.spec.name().toString().equals(name)).findFirst().map(this::info);
    }

    /** See {@link Datapath#enablePort}. */
    void enable(int number, boolean enabled) throws DatapathException {
        Attached a = attached(number);
        if (a.enabled != enabled) {
            a.enabled = enabled;
            changed(a);
        }
    }

    /** Asks all ports how they are. */
    void refresh() {
        for (Attached a : ports.values()) {
            a.port.refresh();
            LinkState link = a.port.link();
            String reason = a.port.linkReason();
            if (link != a.link || !reason.equals(a.reason)) {
                a.link = link;
                a.reason = reason;
                logLink(info(a));
                changed(a);
            }
            if (link != LinkState.GONE) {
                forwarder.unmute(a.number);
            }
        }
    }

    private void changed(Attached a) {
        carry(a);
        events.changed(info(a));
    }

    private void carry(Attached a) {
        forwarder.enable(a.number, a.enabled, a.isUp());
        if (!a.isUp()) {
            macs.forgetPort(a.number);
        }
    }

    /** A link that is not as it should be is for the operator to see; one that has come up is good to know. */
    private void logLink(PortInfo p) {
        if (p.reason().isEmpty()) {
            LOG.info("{}: port {} ({}) is {}", datapath, p.number(), p.name(), p.link());
        } else {
            LOG.warn("{}: port {} ({}) is {}: {}", datapath, p.number(), p.name(), p.link(), p.reason());
        }
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
}

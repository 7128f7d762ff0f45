package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosproject.net.DeviceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A datapath that runs, what it was declared to be, and the declared ports that it lacks. Changed by {@link RunningDatapaths} under the
 * lock of {@link NetmapManager}, read by any thread.
 */
public final class ManagedDatapath {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedDatapath.class);
    private static final long SECOND = 1_000_000_000L;

    private final Datapath datapath;
    private final DeviceId deviceId;
    private final AtomicLong rulesRequestedAgain = new AtomicLong();
    private final PortShaper shaper;
    private final MirrorKeeper mirrors;
    private volatile DatapathDeclaration declaration;
    /** Replaced as a whole, so that readers see one state. */
    private volatile Map<String, Absent> absent = Map.of();

    ManagedDatapath(Datapath datapath, DatapathDeclaration declaration) {
        this.datapath = datapath;
        this.deviceId = deviceId(datapath.name());
        this.shaper = new PortShaper(datapath);
        this.mirrors = new MirrorKeeper(datapath);
        this.declaration = declaration.withPorts(List.of());
    }

    /** The device of a datapath's name. */
    public static DeviceId deviceId(String name) {
        return DeviceId.deviceId(DatapathRegistry.SCHEME + ":" + name);
    }

    public Datapath datapath() {
        return datapath;
    }

    public DeviceId deviceId() {
        return deviceId;
    }

    /** Rules that the core missed in a report and asked for again. */
    public long rulesRequestedAgain() {
        return rulesRequestedAgain.get();
    }

    /** The core misses so many rules and asks for them again. */
    public void countRequestedAgain(int rules) {
        rulesRequestedAgain.addAndGet(rules);
    }

    /** What was asked for, with the numbers of ports that were given out. */
    public DatapathDeclaration declaration() {
        return declaration;
    }

    /** All declared ports by number, absent ones included. */
    public List<PortStatus> ports() {
        Map<String, Absent> lacking = absent;
        List<PortStatus> all = new ArrayList<>();
        for (PortInfo p : datapath.ports()) {
            if (!lacking.containsKey(p.name())) {
                all.add(Statuses.of(p));
            }
        }
        lacking.values().forEach(a -> all.add(a.status()));
        all.sort(Comparator.comparingInt(PortStatus::number));
        return all;
    }

    /** All declared mirrors. */
    List<MirrorStatus> mirrors() {
        return mirrors.statuses(declaration);
    }

    /** Makes ports and mirrors what the declaration wants; returns whether the absent ones have changed. */
    boolean settle(DatapathDeclaration wanted) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, PortShape> shapes = new HashMap<>();
        declaration.ports().forEach(p -> {
            numbers.put(p.name(), p.number());
            shapes.put(p.name(), p.shape());
        });
        List<PortDeclaration> ports = PortNumbers.assign(wanted.ports(), numbers);
        declaration = wanted.withPorts(ports);

        Map<String, PortDeclaration> byName = new HashMap<>();
        ports.forEach(p -> byName.put(p.name(), p));
        Map<String, Absent> lacking = new TreeMap<>();
        absent.forEach((name, a) -> {
            if (a.declaration.equals(byName.get(name))) {
                lacking.put(name, a);
            }
        });
        for (PortInfo p : datapath.ports()) {
            PortDeclaration w = byName.get(p.name());
            if (w == null || w.number() != p.number() || !w.options().equals(p.spec().options())) {
                detach(p);
            } else {
                if (p.enabled() != w.enabled()) {
                    enable(w);
                }
                shaper.change(w, shapes.getOrDefault(w.name(), PortShape.NONE));
            }
        }
        for (PortDeclaration w : ports) {
            if (!lacking.containsKey(w.name()) && datapath.port(w.name()).isEmpty()) {
                tryAttach(w, null).ifPresent(a -> lacking.put(w.name(), a));
            }
        }
        mirrors.settle(declaration);
        return replaceAbsent(lacking);
    }

    /** Tries absent ports again whose time has come; returns whether something has changed. */
    boolean retry(long nowNanos) {
        if (absent.isEmpty()) {
            return false;
        }
        Map<String, Absent> lacking = new TreeMap<>(absent);
        for (Absent a : absent.values()) {
            if (a.isDue(nowNanos)) {
                Optional<Absent> still = tryAttach(a.declaration, a);
                lacking.remove(a.declaration.name());
                still.ifPresent(s -> lacking.put(s.declaration.name(), s));
            }
        }
        mirrors.settle(declaration);
        return replaceAbsent(lacking);
    }

    /** Detaches a network interface that has vanished, so that it is attached again when it comes back. */
    boolean detachVanished(int number) {
        Optional<PortInfo> port = datapath.port(number).filter(p -> p.link() == LinkState.GONE && comesBack(p.spec().name()));
        Optional<PortDeclaration> declared = port.flatMap(p -> declaration.ports().stream().filter(w -> w.name().equals(p.name())).findFirst());
        if (declared.isEmpty()) {
            return false;
        }
        String reason = port.get().reason();
        detach(port.get());
        Map<String, Absent> lacking = new TreeMap<>(absent);
        lacking.put(declared.get().name(), new Absent(declared.get(), reason, System.nanoTime() + SECOND));
        LOG.info("{}: port {} is attached again when it comes back", deviceId, declared.get().name());
        return replaceAbsent(lacking);
    }

    private static boolean comesBack(PortName name) {
        switch (name.type()) {
            case PACKET:
            case XDP:
            case TAP:
                return true;
            case NETMAP:
                return name.netmap().isInterface();
            default:
                return false;
        }
    }

    /**
     * Attaches one more port now, or fails and changes nothing.
     *
     * @throws NetmapException as the port or the datapath refuses it
     */
    PortDeclaration attach(PortDeclaration wanted) throws NetmapException {
        List<PortDeclaration> ports = new ArrayList<>(declaration.ports());
        ports.add(wanted);
        PortDeclaration numbered = PortNumbers.assign(ports, Map.of()).get(ports.size() - 1);
        openOrFail(numbered);
        ports.set(ports.size() - 1, numbered);
        declaration = declaration.withPorts(ports);
        return numbered;
    }

    /**
     * Attaches the first ports of a datapath now, or fails at the one that cannot be attached.
     *
     * @throws NetmapException as the port or the datapath refuses it
     */
    void attachAll(List<PortDeclaration> wanted) throws NetmapException {
        List<PortDeclaration> numbered = PortNumbers.assign(wanted, Map.of());
        for (PortDeclaration p : numbered) {
            openOrFail(p);
        }
        declaration = declaration.withPorts(numbered);
        mirrors.settle(declaration);
    }

    private void openOrFail(PortDeclaration w) throws NetmapException {
        try {
            open(w);
        } catch (PortException e) {
            throw DataplaneErrors.of(e);
        } catch (DatapathException e) {
            throw DataplaneErrors.of(e);
        }
    }

    private Optional<Absent> tryAttach(PortDeclaration w, Absent before) {
        try {
            open(w);
            LOG.info("{}: port {} attached as number {}", deviceId, w.name(), w.number());
            return Optional.empty();
        } catch (PortException e) {
            return Optional.of(absent(w, before, e.getMessage(), retryNanos(e.kind())));
        } catch (DatapathException e) {
            return Optional.of(absent(w, before, e.getMessage(), Long.MAX_VALUE));
        } catch (RuntimeException e) {
            // one port in unforeseen trouble must not keep the others from being attached
            if (before == null) {
                LOG.error("{}: port {}: unexpected error", deviceId, w.name(), e);
            }
            return Optional.of(absent(w, before, w.name() + ": unexpected error, see the log: " + e, 10 * SECOND));
        }
    }

    private Absent absent(PortDeclaration w, Absent before, String reason, long delayNanos) {
        if (before == null || !before.reason.equals(reason)) {
            LOG.warn("{}: port {} is not attached: {}", deviceId, w.name(), reason);
        }
        return new Absent(w, reason, delayNanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + delayNanos);
    }

    /** What is wrong by name stays wrong; what the state of the system forbids may change soon; what fails is not tried too often. */
    private static long retryNanos(PortException.Kind kind) {
        switch (kind) {
            case BAD_NAME:
                return Long.MAX_VALUE;
            case NOT_FOUND:
            case IN_USE:
            case REFUSED:
                return SECOND / 2;
            default:
                return 10 * SECOND;
        }
    }

    private void open(PortDeclaration w) throws PortException, DatapathException {
        datapath.addPort(PortSpec.of(w.name(), w.number(), w.options()));
        if (!w.enabled()) {
            enable(w);
        }
        shaper.change(w, PortShape.NONE);
    }

    private void enable(PortDeclaration w) {
        try {
            datapath.enablePort(w.number(), w.enabled());
        } catch (DatapathException e) {
            LOG.warn("{}: port {} vanished while it was switched {}", deviceId, w.name(), w.enabled() ? "on" : "off", e);
        }
    }

    private void detach(PortInfo p) {
        try {
            datapath.removePort(p.number());
            LOG.info("{}: port {} (number {}) detached", deviceId, p.name(), p.number());
        } catch (DatapathException e) {
            LOG.warn("{}: port {} was detached by someone else", deviceId, p.name(), e);
        }
    }

    private boolean replaceAbsent(Map<String, Absent> lacking) {
        boolean changed = !lacking.equals(absent);
        absent = lacking;
        return changed;
    }

    /** A declared port that is not attached. Equal if it shows the same. */
    private static final class Absent {
        final PortDeclaration declaration;
        final String reason;
        final long nextNanos;

        Absent(PortDeclaration declaration, String reason, long nextNanos) {
            this.declaration = declaration;
            this.reason = reason;
            this.nextNanos = nextNanos;
        }

        boolean isDue(long nowNanos) {
            return nextNanos != Long.MAX_VALUE && nowNanos - nextNanos >= 0;
        }

        PortStatus status() {
            return Statuses.absent(declaration, reason);
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Absent && ((Absent) o).declaration.equals(declaration) && ((Absent) o).reason.equals(reason);
        }

        @Override
        public int hashCode() {
            return declaration.hashCode();
        }
    }
}

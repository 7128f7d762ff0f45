package org.onosnetmap.dataplane.port.netmap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.onosnetmap.dataplane.kernel.KernelRegion;
import org.onosnetmap.dataplane.kernel.KernelTables;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.RegisterRequest;
import org.onosnetmap.dataplane.kernel.RegisterRequest.Mode;
import org.onosnetmap.dataplane.kernel.Registration;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.NetmapName;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.Admission;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.port.device.SharedInterface;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** Opens one port of the kernel module: asks what there is, binds ring by ring, maps the region, and undoes it all if a step fails. */
final class NetmapPortOpener {

    /** The most rings each way that a port of a switch can have, net/netmap.h and the kernel agreeing. */
    private static final int MAX_VALE_RINGS = 16;
    /** Slots of a ring that shares a ring of the kernel's. */
    private static final int SHARED_SLOTS = 512;
    private static final int MIN_SHARED_SLOTS = 16;

    private final PortSpec spec;
    private final NetmapName name;
    private final NetmapMemory memory;
    private final int workers;
    private final int rxRings;
    private final int slots;
    private final boolean keepGro;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<String, String> details = new TreeMap<>();

    private KernelRegion region;
    /** Extra buffers to ask for with the first ring, until they were asked for. */
    private int extraWanted;
    private NetmapIf extraOwner;
    private int extraGot;

    NetmapPortOpener(PortSpec spec, NetmapMemory memory, int workers) throws PortException {
        PortOptions.check(spec, Set.of("gro"));
        String gro = spec.option("gro", "off");
        if (!gro.equals("off") && !gro.equals("keep")) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": option gro is '" + gro + "'; take off or keep");
        }
        this.keepGro = gro.equals("keep");
        this.spec = spec;
        this.name = spec.name().netmap();
        this.memory = memory;
        this.workers = workers;
        this.rxRings = PortOptions.rxRings(spec);
        this.slots = PortOptions.slots(spec);
    }

    NetmapPort open() throws PortException {
        try {
            return opened();
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw KernelErrors.explain(spec, e);
        } catch (IllegalArgumentException e) {
            undo.forEach(Runnable::run);
            throw new PortException(Kind.FAILED, spec.name() + ": " + e.getMessage(), e);
        } catch (PortException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    private NetmapPort opened() throws PortException {
        NetDevice device;
        Registration there;
        try (NetmapDevice d = NetmapDevice.open()) { // first of all: without the module there is nothing to say of the name
            device = device();
            there = ask(d);
        }
        if (device != null && !name.isMonitor()) {
            SharedInterface shared = SharedInterface.use(spec, keepGro);
            undo.push(shared::release);
            details.put("offloads", shared.offloads().isEmpty() ? "unchanged" : shared.offloads());
        }
        if (name.isMonitor()) {
            return monitor(device);
        }
        List<RegisterRequest> rx = name.txOnly() ? List.of() : requests(there, false);
        List<RegisterRequest> tx = name.rxOnly() ? List.of() : requests(there, true);
        int shared = tx.size() < workers && !tx.isEmpty() ? workers : 0;
        extraWanted = shared * SHARED_SLOTS;
        tx = tx.subList(0, Math.min(tx.size(), workers));
        KernelRing[] rxRings = bind(rx, false);
        KernelRing[] txRings = bind(tx, true);
        TransmitRings transmit = tx.isEmpty() ? nothing(own(0)) : shared > 0 ? shared(txRings) : TransmitRings.direct(txRings);
        details.put("driver", "netmap");
        details.put("mode", mode());
        details.put("memory", "region " + region.id());
        details.put("rings", rxRings.length + " receive, " + txRings.length + " transmit" + (shared > 0 ? " shared by " + workers + " workers" : ""));
        return new NetmapPort(spec, views(rxRings), rxRings, null, transmit, device, details, undo);
    }

    /** What the kernel says of the port, with all that can be said against the name before anything is bound. */
    private Registration ask(NetmapDevice d) throws PortException {
        if (name.memory() > 0) {
            requireRegion(d);
        }
        if (name.isMonitor()) {
            return null;
        }
        Registration there = d.portInfo(wanted());
        refuseOptions(there);
        return there;
    }

    private void requireRegion(NetmapDevice d) throws PortException {
        try {
            d.pools(name.memory());
        } catch (SystemCallException e) {
            throw new PortException(Kind.REFUSED, spec.name() + ": there is no memory region " + name.memory()
                    + "; write @1 for the one that interfaces share, or leave it out for a region of its own", e);
        }
    }

    /** The port as it is to be made if the kernel makes it. */
    private RegisterRequest wanted() {
        int tx = Math.min(workers, MAX_VALE_RINGS);
        return new RegisterRequest(name.kernelName()).memory(name.memory())
                .rings(name.isVale() ? tx : 0, name.isVale() ? rxRings : 0)
                .slots(spec.options().containsKey("slots") ? slots : 0);
    }

    /** Slots and rings were given, and the port has others. */
    private void refuseOptions(Registration there) throws PortException {
        if (spec.options().containsKey("slots") && (there.rxSlots != slots || there.txSlots != slots)) {
            throw new PortException(Kind.REFUSED, spec.name() + ": has " + there.rxSlots + " receive and " + there.txSlots
                    + " transmit slots; leave option slots out" + (name.isInterface() ? ", or set the module's parameter generic_ringsize" : ""));
        }
        int all = count(there, false);
        if (spec.options().containsKey("rxRings") && all != rxRings) {
            throw new PortException(Kind.REFUSED, spec.name() + ": has " + all + " receive rings, all of which are used; leave option rxRings out");
        }
    }

    private int count(Registration r, boolean tx) {
        int nic = tx ? r.txRings : r.rxRings;
        int host = tx ? r.hostTxRings : r.hostRxRings;
        switch (name.rings()) {
            case NIC:
                return nic;
            case HOST:
                return host;
            case NIC_AND_HOST:
                return tx ? nic : nic + host;
            case ONE_NIC:
                return name.ring() < nic ? 1 : 0;
            default:
                return name.ring() < host ? 1 : 0;
        }
    }

    /** The network interface, if that is what it is. */
    private NetDevice device() throws PortException {
        if (!name.isInterface()) {
            return null;
        }
        NetDevice device = NetDevice.open(name.parent());
        undo.push(device::close);
        Admission.check(spec, device);
        return device;
    }

    /** A request for each ring of one direction. What is sent to both sides of an interface goes to the wire. */
    private List<RegisterRequest> requests(Registration there, boolean tx) throws PortException {
        int nic = tx ? there.txRings : there.rxRings;
        int host = tx ? there.hostTxRings : there.hostRxRings;
        List<RegisterRequest> all = new ArrayList<>();
        switch (name.rings()) {
            case ONE_NIC:
                requireRing(name.ring(), nic, "ring pairs");
                all.add(one(Mode.ONE_NIC, name.ring(), tx));
                break;
            case ONE_HOST:
                requireRing(name.ring(), host, "host rings");
                all.add(one(Mode.ONE_HOST, name.ring(), tx));
                break;
            default:
                for (int i = 0; i < nic && name.rings() != NetmapName.Rings.HOST; i++) {
                    all.add(one(Mode.ONE_NIC, i, tx));
                }
                if (name.rings() != NetmapName.Rings.NIC) {
                    requireRing(0, host, "host rings");
                }
                for (int i = 0; i < host && (name.rings() == NetmapName.Rings.HOST || name.rings() == NetmapName.Rings.NIC_AND_HOST && !tx); i++) {
                    all.add(one(Mode.ONE_HOST, i, tx));
                }
        }
        return all;
    }

    private void requireRing(int ring, int there, String what) throws PortException {
        if (ring >= there) {
            throw new PortException(Kind.NOT_FOUND, spec.name() + ": " + name.kernelName() + " has " + (there == 0 ? "no " : there + " ") + what
                    + (there > 0 ? ", numbered from 0" : "") + "; an interface whose name itself ends in - and digits has to be renamed");
        }
    }

    private RegisterRequest one(Mode mode, int ring, boolean tx) {
        return wanted().mode(mode, ring).flags(RegisterRequest.EXCLUSIVE | (tx ? RegisterRequest.TX_RINGS_ONLY | RegisterRequest.NO_TX_POLL : RegisterRequest.RX_RINGS_ONLY));
    }

    private KernelRing[] bind(List<RegisterRequest> requests, boolean tx) throws PortException {
        KernelRing[] rings = new KernelRing[requests.size()];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = bind(requests.get(i).extraBufs(extraWanted), tx);
        }
        return rings;
    }

    private KernelRing bind(RegisterRequest request, boolean tx) throws PortException {
        NetmapDevice d = NetmapDevice.open();
        undo.push(d::close);
        Registration got = d.register(request);
        if (region == null) {
            region = KernelRegion.use(got.memId);
            undo.push(region::release);
        }
        if (got.memId != region.id()) {
            throw new IllegalArgumentException("the rings are in regions " + region.id() + " and " + got.memId + "; was the port made anew this moment? Try again");
        }
        NetmapIf nif = region.netmapIf(got);
        NetmapRing ring = only(nif, tx);
        if (ring.hasOffsets()) {
            throw new PortException(Kind.REFUSED, spec.name() + ": another program has asked for packets at offsets in their buffers, which a datapath does not read; close it first");
        }
        if (extraWanted > 0) {
            extraGot = got.extraBufs;
            extraOwner = nif;
            extraWanted = 0;
        }
        return new KernelRing(d, nif, ring);
    }

    /** The one ring of a direction that the descriptor has. */
    private static NetmapRing only(NetmapIf nif, boolean tx) {
        for (int i = 0; i < (tx ? nif.txRings() : nif.rxRings()); i++) {
            NetmapRing r = tx ? nif.txRing(i) : nif.rxRing(i);
            if (r != null) {
                return r;
            }
        }
        for (int i = 0; i < (tx ? nif.hostTxRings() : nif.hostRxRings()); i++) {
            NetmapRing r = tx ? nif.hostTxRing(i) : nif.hostRxRing(i);
            if (r != null) {
                return r;
            }
        }
        throw new IllegalArgumentException("the kernel has bound no ring");
    }

    private TransmitRings shared(KernelRing[] kernel) throws PortException {
        int[] extra = ExtraBuffers.take(extraOwner, kernel[0].ring, extraGot);
        if (extra.length < workers * MIN_SHARED_SLOTS) {
            throw new PortException(Kind.FAILED, spec.name() + ": " + kernel.length + " transmit rings for " + workers + " workers need at least "
                    + workers * MIN_SHARED_SLOTS + " extra buffers, and the kernel gave " + extra.length + "; load netmap with a larger buf_num, or run fewer workers");
        }
        SharedTransmit shared = new SharedTransmit(kernel, workers, extraOwner, extra, region.bufCount());
        undo.push(shared::close);
        return TransmitRings.shared(shared);
    }

    /** Rings in the datapath's own memory: a transmit ring for each worker, of a port that cannot send, and receive rings. */
    private NetmapIf own(int rx) throws PortException {
        NetmapIf nif = PortRings.allocate(() -> memory.allocate(spec.name().toString(), workers, rx, slots, slots));
        undo.push(() -> memory.free(nif));
        return nif;
    }

    private static TransmitRings nothing(NetmapIf own) {
        NetmapRing[] rings = new NetmapRing[own.txRings()];
        Arrays.setAll(rings, own::txRing);
        return TransmitRings.none(rings);
    }

    private NetmapPort monitor(NetDevice device) throws PortException {
        RegisterRequest r = new RegisterRequest(name.kernelName()).memory(name.memory()).mode(mode(name.rings()), name.ring())
                .flags((name.monitorsTx() ? RegisterRequest.MONITOR_TX : 0) | (name.monitorsRx() ? RegisterRequest.MONITOR_RX : 0)
                        | (name.zeroCopy() ? RegisterRequest.ZCOPY_MON : 0));
        KernelRing[] rx = {bind(r, false)};
        details.put("driver", "netmap");
        details.put("mode", "monitor of " + name.kernelName() + (name.monitorsTx() ? ", what it sends" : "") + (name.monitorsRx() ? ", what it receives" : ""));
        details.put("memory", "region " + region.id());
        NetmapIf own = own(name.zeroCopy() ? 1 : 0);
        if (!name.zeroCopy()) {
            return new NetmapPort(spec, views(rx), rx, null, nothing(own), device, details, undo);
        }
        NetmapRing copy = own.rxRing(0);
        return new NetmapPort(spec, new NetmapRing[] {copy}, rx, new MonitorCopy[] {new MonitorCopy(rx[0], copy)}, nothing(own), device, details, undo);
    }

    private static Mode mode(NetmapName.Rings rings) {
        switch (rings) {
            case NIC:
                return Mode.ALL_NIC;
            case HOST:
                return Mode.HOST;
            case NIC_AND_HOST:
                return Mode.NIC_AND_HOST;
            case ONE_NIC:
                return Mode.ONE_NIC;
            default:
                return Mode.ONE_HOST;
        }
    }

    private static NetmapRing[] views(KernelRing[] rings) {
        NetmapRing[] views = new NetmapRing[rings.length];
        Arrays.setAll(views, i -> rings[i].ring);
        return views;
    }

    private String mode() {
        String kind = KernelTables.kind(name.kernelName());
        String what = kind.isEmpty() ? name.isPipe() ? "pipe" : name.isVale() ? "VALE port" : "interface" : kind;
        return what + (name.rings() == NetmapName.Rings.NIC ? "" : ", " + (name.rings() == NetmapName.Rings.HOST || name.rings() == NetmapName.Rings.ONE_HOST ? "host rings"
                : name.rings() == NetmapName.Rings.NIC_AND_HOST ? "both sides" : "one ring pair"));
    }
}

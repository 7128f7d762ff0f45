package org.onosnetmap.dataplane.port.xdp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.Admission;
import org.onosnetmap.dataplane.port.device.AttachLock;
import org.onosnetmap.dataplane.port.device.Link;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.port.device.PromiscuousMode;
import org.onosnetmap.dataplane.port.device.SavedSettings;
import org.onosnetmap.dataplane.port.device.SavedSettings.Offload;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * {@code xdp:IFNAME}, a network interface through AF_XDP.
 *
 * <p>Options beyond the common ones: {@code mode} ({@code auto}: the best that interface and kernel can; {@code zerocopy}, {@code copy} or
 * {@code generic}: that, or the port is refused). {@code rxRings} is the number of the interface's receive queues, which is the default; another
 * number is refused. {@code force} also takes off an XDP program that somebody else has attached.
 */
public final class XdpPort extends Port {

    private static final int MAX_QUEUES = 16;
    /** Frames of each transmit socket to copy other buffers into. */
    private static final int SPARE = 256;
    private static final String VETH = "veth";
    private static final String VLAN_FUNCTION = "bpf_xdp_metadata_rx_vlan_tag";

    private enum Mode { AUTO, ZEROCOPY, COPY, GENERIC }

    private final NetDevice device;
    private final NetmapMemory memory;
    private final Link link;
    private final String driver;
    /** One for each receive queue; the first of them send, too. */
    private final Umems.Bound[] sockets;
    private final XdpReceiver[] receivers;
    /** Transmit ring {@code i} goes through sender {@code i} modulo their number. */
    private final XdpSender[] senders;
    private final XdpSender.Lane[] lanes;
    /** What {@link #close} does; what was opened last comes first. */
    private final Deque<Runnable> undo;
    private final long[][] statistics;

    private boolean generic;
    private SavedSettings saved;
    private String vlan = "";
    /** Descriptor that keeps the program attached; -1 for none. */
    private int program = -1;
    private boolean closed;

    private XdpPort(PortSpec spec, NetmapIf nif, NetmapMemory memory, NetDevice device, boolean generic, Deque<Runnable> undo) {
        super(spec.name(), nif);
        this.device = device;
        this.memory = memory;
        this.driver = device.driver();
        this.link = new Link(device, Umem.room(memory.bufSize()));
        this.generic = generic;
        int queues = nif.rxRings();
        this.sockets = new Umems.Bound[queues];
        this.receivers = new XdpReceiver[queues];
        this.senders = new XdpSender[Math.min(Math.min(device.txQueues(), queues), nif.txRings())];
        this.lanes = new XdpSender.Lane[nif.txRings()];
        this.statistics = new long[queues][6];
        this.undo = undo;
    }

    /** Attaches an interface; see {@link XdpPorts#open}. */
    static XdpPort open(PortSpec spec, NetmapMemory memory, int txRings, Umems umems) throws PortException {
        PortOptions.check(spec, Set.of("mode"));
        Mode mode = mode(spec);
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            NetDevice device = NetDevice.open(spec.name().device());
            undo.push(device::close);
            Admission.check(spec, device);
            AttachLock lock = Admission.lock(spec, device);
            undo.push(lock::close);
            int queues = queues(spec, device);
            int slots = PortOptions.slots(spec);
            NetmapIf nif = PortRings.allocate(() -> memory.allocate(spec.name().toString(), txRings, queues, slots, slots));
            undo.push(() -> memory.free(nif));
            XdpPort port = new XdpPort(spec, nif, memory, device, mode == Mode.GENERIC, undo);
            port.requireRoom();
            port.requireNoProgram(spec);
            port.start(slots, mode, umems);
            return port;
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw explained(spec, e);
        } catch (PortException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    private static Mode mode(PortSpec spec) throws PortException {
        String s = spec.option("mode", "auto");
        for (Mode m : Mode.values()) {
            if (m.name().equalsIgnoreCase(s)) {
                return m;
            }
        }
        throw new PortException(Kind.BAD_NAME, spec.name() + ": option mode is '" + s + "'; take auto, zerocopy, copy or generic");
    }

    private static int queues(PortSpec spec, NetDevice device) throws PortException {
        int queues = device.rxQueues();
        int wanted = spec.intOption("rxRings", queues, 1, Math.max(queues, MAX_QUEUES));
        if (queues > MAX_QUEUES || wanted != queues) {
            int n = Math.min(wanted, MAX_QUEUES);
            throw new PortException(Kind.REFUSED, spec.name() + ": the interface receives through " + queues + " queues, and a port needs a ring for each, at most " + MAX_QUEUES
                    + "; ethtool -L " + device.name() + " combined " + n + " (or rx " + n + ")" + (wanted != queues ? ", or leave option rxRings out" : ""));
        }
        return queues;
    }

    private void requireRoom() throws PortException {
        int room = Umem.room(memory.bufSize());
        if (link.longest() > room) {
            throw new PortException(Kind.REFUSED, name() + ": frames of the interface are up to " + link.longest() + " bytes long, and AF_XDP's here have room for " + room
                    + "; ip link set dev " + device.name() + " mtu " + (room - 14) + " (and the same at its peer), or packet:" + device.name());
        }
    }

    private void requireNoProgram(PortSpec spec) throws PortException {
        int id = AttachedProgram.id(device.index());
        if (id == 0) {
            return;
        }
        if (!spec.force()) {
            throw new PortException(Kind.IN_USE, name() + ": another XDP program (id " + id + ") is attached; ip link set dev " + device.name()
                    + " xdp off, end the program that attached it, or set option force=true to have it taken off");
        }
        for (int mode : new int[] {Bpf.NATIVE, Bpf.GENERIC}) {
            try {
                AttachedProgram.set(device.index(), -1, mode);
            } catch (SystemCallException e) {
                if (e.errno() == Errno.EBUSY) {
                    throw new PortException(Kind.IN_USE, name() + ": the XDP program (id " + id + ") belongs to a process and goes with it; end that one", e);
                }
                if (AttachedProgram.id(device.index()) != 0 && mode == Bpf.GENERIC) {
                    throw e;
                }
            }
        }
    }

    private static PortException explained(PortSpec spec, SystemCallException e) {
        String name = spec.name().device();
        String instead = ", or use packet:" + name;
        switch (e.errno()) {
            case Errno.ENODEV:
            case Errno.ENXIO:
                return new PortException(Kind.NOT_FOUND, spec.name() + ": there is no such network interface here; 'ip link' lists those there are", e);
            case Errno.EPERM:
            case Errno.EACCES:
                return new PortException(Kind.NO_PERMISSION, spec.name() + ": " + e.getMessage()
                        + "; run as root, or give the process CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF" + instead, e);
            case Errno.EAFNOSUPPORT:
            case Errno.ENOSYS:
                return new PortException(Kind.REFUSED, spec.name() + ": this kernel has no AF_XDP (" + e.getMessage()
                        + "); take Linux 5.9 or later with CONFIG_XDP_SOCKETS and CONFIG_BPF_SYSCALL" + instead, e);
            case Errno.EBUSY:
                return new PortException(Kind.IN_USE, spec.name() + ": " + e.getMessage() + "; another program uses the interface's queues or XDP hook; end it" + instead, e);
            case Errno.ENOBUFS:
                return new PortException(Kind.REFUSED, spec.name() + ": " + e.getMessage()
                        + "; the process may not keep so much in memory: raise ulimit -l, or give it CAP_IPC_LOCK", e);
            default:
                return new PortException(Kind.FAILED, spec.name() + ": " + e.getMessage(), e);
        }
    }

    /** Makes the sockets, then changes the interface, then lets packets in. */
    private void start(int slots, Mode mode, Umems umems) throws PortException {
        bind(slots, mode, umems);
        switchOff(generic);
        undo.push(() -> saved.close());
        undo.push(PromiscuousMode.of(device)::close);
        attach(mode);
        undo.push(this::detach);
        refresh();
    }

    private void bind(int slots, Mode mode, Umems umems) throws PortException {
        int ring = powerOfTwo(slots);
        int lanesOfOne = (lanes.length + senders.length - 1) / senders.length;
        int tx = powerOfTwo(lanesOfOne * ring);
        Umems.Sizes sizes = new Umems.Sizes(2 * ring, tx, 2 * ring, 2 * tx);
        int reserve = sockets.length * sizes.filled + senders.length * SPARE;
        int how = mode == Mode.AUTO ? 0 : mode == Mode.ZEROCOPY ? XdpSocket.ZERO_COPY : XdpSocket.COPY;
        undo.push(this::giveBack);
        for (int q = 0; q < sockets.length; q++) {
            Umems.Bound b;
            try {
                b = umems.bind(memory, reserve, device.index(), q, sizes, how);
            } catch (SystemCallException e) {
                if (e.errno() == Errno.EOPNOTSUPP && mode == Mode.ZEROCOPY) {
                    throw new PortException(Kind.REFUSED, name() + ": the driver " + driver + " has no AF_XDP without copies; leave option mode out for what it can", e);
                }
                throw e;
            }
            undo.push(b::close);
            sockets[q] = b;
            how = b.umem.zeroCopy ? XdpSocket.ZERO_COPY : XdpSocket.COPY; // the same for all queues
            int[] frames = frames(b.umem, sizes.filled);
            receivers[q] = new XdpReceiver(b.socket, b.umem, rxRing(q), counters(), completes(), frames);
            reserve -= sizes.filled;
        }
        for (int i = 0; i < senders.length; i++) {
            senders[i] = new XdpSender(sockets[i].socket, sockets[i].umem, frames(sockets[i].umem, SPARE));
        }
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new XdpSender.Lane(txRing(i));
        }
    }

    /** The least power of two that is not below {@code n}. */
    private static int powerOfTwo(int n) {
        return Integer.highestOneBit(2 * n - 1);
    }

    /** Takes buffers out of the region that are frames. */
    private int[] frames(Umem umem, int n) throws PortException {
        int[] frames = new int[n];
        int have = 0;
        List<int[]> others = new ArrayList<>();
        try {
            while (have < n) {
                int missing = n - have;
                int[] more = PortRings.allocate(() -> memory.takeExtra(name().toString(), missing));
                int other = 0;
                for (int b : more) {
                    if (umem.isFrame(b)) {
                        frames[have++] = b;
                    } else {
                        more[other++] = b;
                    }
                }
                others.add(Arrays.copyOf(more, other));
            }
            return frames;
        } catch (PortException e) {
            memory.giveBack(Arrays.copyOf(frames, have));
            throw e;
        } finally {
            others.forEach(memory::giveBack);
        }
    }

    /** After the sockets are closed: all buffers that are in no slot. */
    private void giveBack() {
        for (XdpReceiver r : receivers) {
            if (r != null) {
                memory.giveBack(r.held());
            }
        }
        for (XdpSender s : senders) {
            if (s != null) {
                memory.giveBack(s.held());
            }
        }
    }

    /** Whether frames come with checksums that the sender left to the hardware: from virtual links, and all that passes the kernel's stack. */
    private boolean completes() {
        return generic || driver.equals(VETH) || driver.equals("tun");
    }

    /**
     * Switches off what keeps frames from being what they were on the wire. Generic receive offload comes after a program in the driver, and
     * before one in the stack.
     */
    private void switchOff(boolean beforeStack) {
        Set<Offload> unwanted = EnumSet.of(Offload.LRO, Offload.RXVLAN);
        if (beforeStack) {
            unwanted.add(Offload.GRO);
        } else if (driver.equals(VETH)) {
            unwanted.clear(); // has no hardware; the program puts tags back
        }
        saved = SavedSettings.switchOff(device, unwanted);
    }

    /** Attaches the program: in the driver if it can, else in the stack. */
    private void attach(Mode mode) throws PortException {
        int map = Bpf.socketMap(sockets.length);
        try {
            for (int q = 0; q < sockets.length; q++) {
                Bpf.put(map, q, sockets[q].socket.fd());
            }
            if (!generic) {
                try {
                    program = link(map, Bpf.NATIVE);
                    return;
                } catch (SystemCallException e) {
                    if (e.errno() != Errno.EOPNOTSUPP || mode != Mode.AUTO) {
                        throw refusedByDriver(e);
                    }
                    generic = true;
                }
                saved.close();
                switchOff(true);
            }
            program = link(map, Bpf.GENERIC);
        } finally {
            Libc.close(map); // the program has it
        }
    }

    private PortException refusedByDriver(SystemCallException e) throws PortException {
        String hint;
        switch (e.errno()) {
            case Errno.EOPNOTSUPP:
                hint = "it has no XDP, or not with the offloads that are on; leave option mode out";
                break;
            case Errno.ERANGE:
                hint = "frames are too long for it; lower the MTU of the interface and of its peer, or set option mode=generic";
                break;
            case Errno.ENOSPC:
                hint = "it has fewer receive queues than its peer sends through; ethtool -L " + device.name() + " rx N, or option mode=generic";
                break;
            case Errno.EINVAL:
                hint = "Linux before 5.9, an MTU that is too large, or too few queues are the usual reasons; set option mode=generic, or use packet:" + device.name();
                break;
            default:
                throw e;
        }
        return new PortException(Kind.REFUSED, name() + ": driver " + driver + " does not take the XDP program (" + e.getMessage() + "): " + hint, e);
    }

    private int link(int map, int mode) {
        int p = load(map, mode);
        try {
            return Bpf.link(p, device.index(), mode);
        } finally {
            Libc.close(p); // the link has it
        }
    }

    private int load(int map, int mode) {
        if (!driver.equals(VETH)) {
            return Bpf.load(Program.redirect(map), 0, 0);
        }
        String lost = "this kernel does not tell programs of them (Linux 6.8 does)";
        int function = mode == Bpf.NATIVE ? KernelFunctions.find(VLAN_FUNCTION) : 0;
        if (function != 0) {
            try {
                int p = Bpf.load(Program.redirectTagged(map, function), Bpf.DEVICE_BOUND, device.index());
                vlan = "put back";
                return p;
            } catch (SystemCallException e) {
                lost = e.getMessage();
            }
        }
        vlan = "lost: " + (mode == Bpf.NATIVE ? lost : "in generic mode") + "; ethtool -K PEER txvlan off tx-vlan-stag-hw-insert off, at the peer";
        return Bpf.load(Program.redirect(map), 0, 0);
    }

    private void detach() {
        if (program >= 0) {
            Libc.close(program);
            program = -1;
        }
    }

    @Override
    public void rxsync(int ring) {
        if (link.state() != LinkState.GONE) {
            receivers[ring].sync();
        }
    }

    @Override
    public void txsync(int ring) {
        LinkState state = link.state();
        if (state == LinkState.GONE) {
            Link.refuse(txRing(ring), counters());
            return;
        }
        int refused = senders[ring % senders.length].sync(lanes[ring], state == LinkState.UP ? link.maxFrame() : -1);
        if (refused > 0) {
            counters().addTxErrors(refused);
        }
    }

    @Override
    public int pollFd(int ring) {
        return sockets[ring].socket.fd();
    }

    @Override
    public boolean txBacklog(int ring) {
        return link.state() != LinkState.GONE && senders[ring % senders.length].hasBacklog(lanes[ring]);
    }

    @Override
    public LinkState link() {
        return link.state();
    }

    @Override
    public String linkReason() {
        return link.reason();
    }

    @Override
    public synchronized void refresh() {
        if (closed || link.state() == LinkState.GONE) {
            return;
        }
        for (int q = 0; q < sockets.length; q++) {
            long[] before = statistics[q];
            long[] now = new long[before.length];
            sockets[q].socket.statistics(now);
            counters().addRxDropped(now[0] - before[0] + now[3] - before[3]);
            counters().addRxErrors(now[1] - before[1]);
            counters().addTxErrors(now[2] - before[2]);
            statistics[q] = now;
        }
        link.refresh();
        if (link.state() == LinkState.GONE) {
            detach(); // an interface that was moved to another namespace would keep the program
        }
    }

    @Override
    public long mac() {
        return link.mac();
    }

    @Override
    public int maxFrame() {
        return link.maxFrame();
    }

    @Override
    public long speedMbps() {
        return link.speedMbps();
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        Umem u = sockets[0].umem;
        d.put("driver", driver);
        d.put("mode", "AF_XDP, " + (generic ? "generic, in the kernel's stack" : "native, in the driver") + (u.zeroCopy ? ", zero-copy" : ", copy"));
        d.put("queues", sockets.length + " received, " + senders.length + " sent through");
        d.put("memory", (u.bytes() >> 20) + " MiB of frames, for " + u.sockets.size() + " sockets");
        d.put("offloads", (saved.describe().isEmpty() ? "unchanged" : saved.describe()) + (completes() ? "; received checksums are completed" : "")
                + (vlan.isEmpty() ? "" : "; VLAN tags that the peer leaves to the hardware are " + vlan));
        d.put("mtu", link.describeMtu());
        return d;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            link.gone("closed");
            undo.forEach(Runnable::run);
        }
    }
}

package org.onosnetmap.dataplane.port.packet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.AttachLock;
import org.onosnetmap.dataplane.port.device.DefaultRoute;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.port.device.SavedSettings;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * {@code packet:IFNAME}, a network interface through AF_PACKET.
 *
 * <p>Options beyond the common ones: {@code gro} ({@code off}, or {@code keep} for an interface whose kernel may merge received TCP
 * segments; they are cut again, those of tunnels are lost), {@code merge} ({@code true}: consecutive TCP segments go to the kernel as one
 * large frame, which is cut by the card, or not at all on the way to a peer in this machine; {@code false}: each by itself), {@code qdiscBypass} ({@code false}; {@code true} sends past the interface's
 * queueing discipline, and past packet captures on it).
 */
public final class PacketPort extends Port {

    private static final int PACKET_FANOUT_HASH = 0;
    private static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;

    private final NetDevice device;
    private final PacketReceiver[] receivers;
    private final PacketSender[] senders;
    private final String driver;
    private final boolean merge;
    /** What {@link #close} does; what was opened last comes first. */
    private final Deque<Runnable> undo;

    private volatile LinkState link = LinkState.UP;
    private volatile String reason = "";
    private volatile long mac;
    private volatile int mtu;
    private volatile long speed;
    private volatile String offloads = "";
    private boolean closed;

    private PacketPort(PortSpec spec, NetmapIf nif, NetDevice device, boolean merge, Deque<Runnable> undo) {
        super(spec.name(), nif);
        this.device = device;
        this.receivers = new PacketReceiver[nif.rxRings()];
        this.senders = new PacketSender[nif.txRings()];
        this.driver = device.driver();
        this.merge = merge;
        this.undo = undo;
        this.mtu = device.mtu();
    }

    /**
     * Attaches an interface. One that is down is attached too; its link is DOWN until it is up. A {@link
     * org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @throws PortException if it is missing, no Ethernet, attached already, the loopback or carries the default route (both can be
     *                       forced), or this process may not
     */
    public static PacketPort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOptions.check(spec, Set.of("gro", "merge", "qdiscBypass"));
        boolean bypass = spec.boolOption("qdiscBypass", false);
        boolean merge = spec.boolOption("merge", true);
        String gro = spec.option("gro", "off");
        if (!gro.equals("off") && !gro.equals("keep")) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": option gro is '" + gro + "'; take off or keep");
        }
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            NetDevice device = NetDevice.open(spec.name().device());
            undo.push(device::close);
            admit(spec, device);
            AttachLock lock = lock(spec, device);
            undo.push(lock::close);
            NetmapIf nif = PortRings.allocate(spec, memory, txRings);
            undo.push(() -> memory.free(nif));
            PacketPort port = new PacketPort(spec, nif, device, merge, undo);
            port.start(memory, bypass, gro.equals("keep"));
            return port;
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw explained(spec, e);
        } catch (PortException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** Refuses interfaces that are not for a switch. */
    private static void admit(PortSpec spec, NetDevice device) throws PortException {
        int flags = device.flags();
        boolean loopback = (flags & NetDevice.LOOPBACK) != 0;
        if (!loopback && device.hardwareType() != NetDevice.ETHERNET) {
            throw new PortException(Kind.REFUSED, spec.name() + ": is no Ethernet interface (hardware type " + device.hardwareType() + "); attach one that is");
        }
        if (spec.force()) {
            return;
        }
        if (loopback) {
            throw new PortException(Kind.REFUSED, spec.name() + ": what is sent to the loopback interface comes straight back; set option force=true if that is wanted");
        }
        if (DefaultRoute.through(device.name())) {
            throw new PortException(Kind.REFUSED, spec.name() + ": the interface carries the default route, and this machine may become unreachable; set option force=true if that is wanted");
        }
    }

    private static AttachLock lock(PortSpec spec, NetDevice device) throws PortException {
        AttachLock lock = AttachLock.take(device.index());
        if (lock == null) {
            int pid = AttachLock.holder(device.index());
            String who = pid == ProcessHandle.current().pid() ? "this process" : pid == 0 ? "another process" : "process " + pid;
            throw new PortException(Kind.IN_USE, spec.name() + ": the interface is attached already, by " + who + "; detach it there first");
        }
        return lock;
    }

    private static PortException explained(PortSpec spec, SystemCallException e) {
        switch (e.errno()) {
            case Errno.ENODEV:
            case Errno.ENXIO:
                return new PortException(Kind.NOT_FOUND, spec.name() + ": there is no such network interface here; 'ip link' lists those there are", e);
            case Errno.EPERM:
            case Errno.EACCES:
                return new PortException(Kind.NO_PERMISSION, spec.name() + ": " + e.getMessage()
                        + "; run as root, or give the process CAP_NET_RAW, and CAP_NET_ADMIN to switch receive offloads off (or set option gro=keep)", e);
            default:
                return new PortException(Kind.FAILED, spec.name() + ": " + e.getMessage(), e);
        }
    }

    /** Makes the sockets, then changes the interface, then lets packets in. */
    private void start(NetmapMemory memory, boolean qdiscBypass, boolean keepGro) throws PortException {
        for (int i = 0; i < receivers.length; i++) {
            PacketReceiver r = new PacketReceiver(rxRing(i), counters(), device.index(), mtu + ETHERNET_HEADER + 2 * VLAN_TAG);
            receivers[i] = r;
            undo.push(r::close);
        }
        for (int i = 0; i < senders.length; i++) {
            PacketSender s = new PacketSender(txRing(i), memory.address(), counters(), device.index(), qdiscBypass);
            senders[i] = s;
            undo.push(s::close);
        }
        SavedSettings saved = SavedSettings.switchOffMerging(device, keepGro);
        undo.push(saved::close);
        offloads = saved.describe();
        receivers[0].socket().promiscuous(device.index());
        if (receivers.length > 1) {
            fanOut();
        }
        for (PacketReceiver r : receivers) {
            r.socket().open();
        }
        refresh();
    }

    /** Spreads the flows over the receive rings. */
    private void fanOut() throws PortException {
        try {
            receivers[0].socket().set(PacketSocket.PACKET_FANOUT, (PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_UNIQUEID) << 16);
            int group = receivers[0].socket().fanout() & 0xffff;
            for (int i = 1; i < receivers.length; i++) {
                receivers[i].socket().set(PacketSocket.PACKET_FANOUT, PACKET_FANOUT_HASH << 16 | group);
            }
        } catch (SystemCallException e) {
            if ((device.flags() & NetDevice.UP) == 0) { // older kernels do not let such a socket into a group
                throw new PortException(Kind.REFUSED, name() + ": the interface is down, and this kernel spreads its packets over several rings only if it is up; ip link set dev "
                        + device.name() + " up, or option rxRings=1", e);
            }
            throw e;
        }
    }

    @Override
    public void rxsync(int ring) {
        if (link != LinkState.GONE && !receivers[ring].sync() && link == LinkState.UP) {
            down("the interface went down"); // or away: refresh() will tell
        }
    }

    @Override
    public void txsync(int ring) {
        if (link != LinkState.GONE) {
            senders[ring].sync();
            return;
        }
        NetmapRing r = txRing(ring);
        int first = r.next(r.tail());
        if (r.headWithin(first) && r.head() != first) {
            int n = r.head() - first;
            counters().addTxErrors(n < 0 ? n + r.numSlots() : n);
            r.tail(r.head() == 0 ? r.numSlots() - 1 : r.head() - 1);
        }
    }

    @Override
    public int pollFd(int ring) {
        return receivers[ring].fd();
    }

    @Override
    public LinkState link() {
        return link;
    }

    @Override
    public String linkReason() {
        return reason;
    }

    /** What the operator should know of an interface that is up: its longest frames would not fit. Empty if they do. */
    private String tooLong() {
        int room = netmapIf().rxRing(0).bufSize();
        return mtu + ETHERNET_HEADER <= room ? "" : "the MTU of " + mtu + " is more than this datapath's buffers of " + room
                + " bytes hold, and longer frames are lost; ip link set dev " + device.name() + " mtu " + (room - ETHERNET_HEADER) + ", or a larger bufSize";
    }

    private void down(String why) {
        reason = why;
        link = LinkState.DOWN;
    }

    @Override
    public synchronized void refresh() {
        if (closed || link == LinkState.GONE) {
            return;
        }
        for (PacketReceiver r : receivers) {
            counters().addRxDropped(r.socket().drops());
        }
        try {
            int flags = device.flags();
            mac = device.mac();
            mtu = device.mtu();
            for (PacketSender s : senders) {
                s.maxSegment(merge ? mtu + ETHERNET_HEADER : 0);
            }
            speed = device.speedMbps();
            if ((flags & NetDevice.UP) == 0) {
                down("the interface is down; ip link set dev " + device.name() + " up");
            } else if ((flags & NetDevice.RUNNING) == 0) {
                down("no carrier on " + device.name() + ": is the cable in, and the peer up?");
            } else {
                reason = tooLong();
                link = LinkState.UP;
            }
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENODEV || e.errno() == Errno.ENXIO) {
                reason = "the interface was deleted or moved to another network namespace; once it is back it can be attached again";
                link = LinkState.GONE;
            } else {
                down(e.getMessage());
            }
        }
    }

    @Override
    public long mac() {
        return mac;
    }

    @Override
    public int maxFrame() {
        return Math.min(mtu + ETHERNET_HEADER + VLAN_TAG, super.maxFrame());
    }

    @Override
    public long speedMbps() {
        return speed;
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        d.put("driver", driver);
        d.put("mode", "AF_PACKET, TPACKET_V2 ring, sendmmsg");
        d.put("offloads", (offloads.isEmpty() ? "unchanged" : offloads) + "; received checksums, segments and VLAN tags are repaired");
        int longest = mtu + ETHERNET_HEADER;
        d.put("mtu", mtu + (longest > super.maxFrame() ? "; frames longer than " + super.maxFrame() + " bytes are dropped, the datapath's buffers are no larger" : ""));
        return d;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            link = LinkState.GONE;
            reason = "closed";
            undo.forEach(Runnable::run);
        }
    }
}

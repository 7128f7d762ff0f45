package org.onosnetmap.dataplane.port.packet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
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
    private static final int VLAN_TAG = 4;

    private final NetDevice device;
    private final Link link;
    private final PacketReceiver[] receivers;
    private final PacketSender[] senders;
    private final String driver;
    private final boolean merge;
    /** What {@link #close} does; what was opened last comes first. */
    private final Deque<Runnable> undo;

    private volatile String offloads = "";
    private boolean closed;

    private PacketPort(PortSpec spec, NetmapIf nif, NetDevice device, boolean merge, Deque<Runnable> undo) {
        super(spec.name(), nif);
        this.device = device;
        this.link = new Link(device, nif.rxRing(0).bufSize());
        this.receivers = new PacketReceiver[nif.rxRings()];
        this.senders = new PacketSender[nif.txRings()];
        this.driver = device.driver();
        this.merge = merge;
        this.undo = undo;
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
            Admission.check(spec, device);
            AttachLock lock = Admission.lock(spec, device);
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
            PacketReceiver r = new PacketReceiver(rxRing(i), counters(), device.index(), link.longest() + 2 * VLAN_TAG);
            receivers[i] = r;
            undo.push(r::close);
        }
        for (int i = 0; i < senders.length; i++) {
            PacketSender s = new PacketSender(txRing(i), memory.address(), counters(), device.index(), qdiscBypass);
            senders[i] = s;
            undo.push(s::close);
        }
        SavedSettings saved = SavedSettings.switchOff(device, keepGro ? EnumSet.of(Offload.LRO) : EnumSet.of(Offload.GRO, Offload.LRO));
        undo.push(saved::close);
        offloads = saved.describe();
        undo.push(PromiscuousMode.of(device)::close);
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
        if (link.state() != LinkState.GONE && !receivers[ring].sync() && link.state() == LinkState.UP) {
            link.down("the interface went down"); // or away: refresh() will tell
        }
    }

    @Override
    public void txsync(int ring) {
        if (link.state() != LinkState.GONE) {
            senders[ring].sync();
        } else {
            Link.refuse(txRing(ring), counters());
        }
    }

    @Override
    public int pollFd(int ring) {
        return receivers[ring].fd();
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
        for (PacketReceiver r : receivers) {
            counters().addRxDropped(r.socket().drops());
        }
        link.refresh();
        for (PacketSender s : senders) {
            s.maxSegment(merge ? link.longest() : 0);
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
        d.put("driver", driver);
        d.put("mode", "AF_PACKET, TPACKET_V2 ring, sendmmsg");
        d.put("offloads", (offloads.isEmpty() ? "unchanged" : offloads) + "; received checksums, segments and VLAN tags are repaired");
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

package org.onosnetmap.dataplane.port.netmap;

import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.onosnetmap.dataplane.kernel.KernelTables;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NetmapName;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.Link;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;

/**
 * {@code netmap:}…, a port of the netmap kernel module. Options beyond the common ones: {@code gro}, for interfaces, as for {@code packet:}.
 */
public final class NetmapPort extends Port {

    /** Syncs without progress after which a ring that still holds slots is left alone until the next {@link #refresh}. */
    private static final int PATIENCE = 64;

    private final KernelRing[] rx;
    /** What receive rings that show the kernel's own buffers are copied with; else null. */
    private final MonitorCopy[] copies;
    private final TransmitRings transmit;
    /** Null for what is no network interface, and never down. */
    private final Link link;
    /** Not of a monitor, whose losses are in no table. */
    private final boolean countsDrops;
    private final Map<String, String> details;
    /** What {@link #close} does; what was opened last comes first. */
    private final Deque<Runnable> undo;

    private final int[] lastTail;
    private final int[] stalled;
    private final int[] seenRefresh;
    private volatile int refreshes;

    private long lostInKernel;
    private volatile boolean closed;

    NetmapPort(PortSpec spec, NetmapRing[] rxView, KernelRing[] rx, MonitorCopy[] copies, TransmitRings transmit, NetDevice device, Map<String, String> details,
            Deque<Runnable> undo) {
        super(spec.name(), rxView, transmit.rings());
        this.rx = rx;
        this.copies = copies;
        this.transmit = transmit;
        this.link = device == null ? null : new Link(device, super.maxFrame());
        this.countsDrops = !spec.name().netmap().isMonitor();
        this.details = details;
        this.undo = undo;
        int n = transmit.rings().length;
        this.lastTail = new int[n];
        this.stalled = new int[n];
        this.seenRefresh = new int[n];
        refresh();
    }

    /**
     * Opens a port of the kernel module. A {@link org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @throws PortException if the module, the port or the memory is not there, others have the rings, or this process may not
     */
    public static NetmapPort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        return new NetmapPortOpener(spec, memory, txRings).open();
    }

    @Override
    public void rxsync(int ring) {
        if (link() == LinkState.GONE) {
            return;
        }
        if (copies == null) {
            if (rx[ring].device.rxsync() < 0) {
                failed(Libc.errno());
            }
            return;
        }
        int bad = copies[ring].rxsync();
        if (bad < 0) {
            failed(Libc.errno());
        } else if (bad > 0) {
            counters().addRxErrors(bad);
        }
    }

    @Override
    public void txsync(int ring) {
        if (link() == LinkState.GONE) {
            Link.refuse(txRing(ring), counters());
            return;
        }
        int lost = transmit.txsync(ring);
        if (lost > 0) {
            counters().addTxErrors(lost);
        } else if (lost < 0) {
            failed(Libc.errno());
        }
        int tail = txRing(ring).tail();
        stalled[ring] = tail == lastTail[ring] ? stalled[ring] + 1 : 0;
        lastTail[ring] = tail;
    }

    /** Whether transmit rings are shared: what is sent is then one slot a packet, and no flag goes with it. */
    public boolean sharesRings() {
        return transmit.isShared();
    }

    /**
     * Slots that the last sync left in the ring: the kernel gives them back when the hardware, or the receiver of a pipe, is done with
     * them. A ring without progress is asked again only now and then.
     */
    @Override
    public boolean txBacklog(int ring) {
        int now = refreshes;
        if (seenRefresh[ring] != now) {
            seenRefresh[ring] = now;
            stalled[ring] = Math.min(stalled[ring], PATIENCE - 1);
        }
        return link() != LinkState.GONE && stalled[ring] < PATIENCE && txRing(ring).txPending();
    }

    private void failed(int errno) {
        if (errno == Errno.ENXIO && link != null) {
            link.vanished();
        }
    }

    @Override
    public int pollFd(int ring) {
        return rx[ring].device.fd();
    }

    @Override
    public LinkState link() {
        return closed ? LinkState.GONE : link == null ? LinkState.UP : link.state();
    }

    @Override
    public String linkReason() {
        return closed ? "closed" : link == null ? "" : link.reason();
    }

    @Override
    public synchronized void refresh() {
        if (link() == LinkState.GONE) {
            return;
        }
        refreshes++; // by the control side alone
        long lost = countsDrops ? KernelTables.receiveDrops(name().netmap().kernelName(), side(name().netmap())) : 0;
        if (lost > lostInKernel) {
            counters().addRxDropped(lost - lostInKernel);
        }
        lostInKernel = lost;
        if (link != null) {
            link.refresh();
        }
    }

    /** As the module's tables have it. */
    private static String side(NetmapName n) {
        switch (n.rings()) {
            case HOST:
            case ONE_HOST:
                return "host";
            case NIC_AND_HOST:
                return "";
            default:
                return "nic";
        }
    }

    @Override
    public long mac() {
        return link == null ? 0 : link.mac();
    }

    @Override
    public int maxFrame() {
        return link == null ? super.maxFrame() : link.maxFrame();
    }

    @Override
    public long speedMbps() {
        return link == null ? 0 : link.speedMbps();
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>(details);
        if (link != null) {
            d.put("mtu", link.describeMtu());
        }
        return d;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            undo.forEach(Runnable::run);
        }
    }
}

package org.onosnetmap.dataplane.port.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** {@code tap:NAME}, a TAP interface. No options of its own. */
public final class TapPort extends Port {

    private static final String DEVICE = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 04000 | 02000000;
    private static final int O_CLOEXEC = 02000000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETOFFLOAD = 0x400454d0L;
    private static final int IFF_TAP_NO_PI = 0x0002 | 0x1000;
    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;

    private final NetDevice device;
    private final int fd;
    private final long region;
    private final boolean made;
    private final Deque<Runnable> undo;

    private int released;
    private volatile LinkState link = LinkState.UP;
    private volatile String reason = "";
    private volatile long mac;
    private volatile int mtu;
    private boolean closed;

    private TapPort(PortSpec spec, NetmapIf nif, long region, NetDevice device, int fd, boolean made, Deque<Runnable> undo) {
        super(spec.name(), nif);
        this.region = region;
        this.device = device;
        this.fd = fd;
        this.made = made;
        this.undo = undo;
        refresh();
    }

    /**
     * Attaches a TAP interface, and makes it if it is missing. A {@link org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @throws PortException if a program has it, the name is another interface's, or this process may not
     */
    public static TapPort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOptions.check(spec, Set.of());
        if (PortOptions.rxRings(spec) != 1) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": a TAP interface is received by one ring; leave option rxRings out");
        }
        if (spec.name().device().indexOf('%') >= 0) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": the kernel takes % for a pattern; take a name without");
        }
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            NetmapIf nif = PortRings.allocate(spec, memory, txRings);
            undo.push(() -> memory.free(nif));
            int fd = Libc.open(DEVICE, O_RDWR_NONBLOCK_CLOEXEC);
            if (fd < 0) {
                throw new SystemCallException(DEVICE, Libc.errno());
            }
            undo.push(() -> Libc.close(fd));
            String name = spec.name().device();
            boolean made = !NetDevice.exists(name);
            attach(fd, name);
            NetDevice device = NetDevice.open(name);
            undo.push(device::close);
            if (made) {
                device.up(true);
            }
            return new TapPort(spec, nif, memory.address(), device, fd, made, undo);
        } catch (SystemCallException e) {
            undo.forEach(Runnable::run);
            throw explained(spec, e);
        } catch (PortException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    /** Makes the descriptor that of the interface. */
    private static void attach(int fd, String name) {
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        try {
            ByteBuffer ifreq = page.buffer().order(ByteOrder.nativeOrder());
            ifreq.put(name.getBytes(StandardCharsets.UTF_8));
            ifreq.putShort(16, (short) IFF_TAP_NO_PI);
            if (Libc.ioctl(fd, TUNSETIFF, page.address()) < 0) {
                throw new SystemCallException("TAP interface " + name, Libc.errno());
            }
            Libc.ioctl(fd, TUNSETOFFLOAD, 0); // what a program asked for that had a persistent interface before
        } finally {
            page.release();
        }
    }

    private static PortException explained(PortSpec spec, SystemCallException e) {
        String name = spec.name().device();
        switch (e.errno()) {
            case Errno.EBUSY:
                return new PortException(Kind.IN_USE, spec.name() + ": another program (or port) has the interface; stop it, or take another name", e);
            case Errno.EINVAL:
                return new PortException(Kind.REFUSED, spec.name() + ": " + name
                        + " exists and is no plain TAP interface; take another name, or packet:" + name, e);
            case Errno.ENOENT:
            case Errno.ENODEV:
            case Errno.ENXIO:
                return new PortException(Kind.FAILED, spec.name() + ": this kernel has no TAP driver at hand (" + e.getMessage() + "); modprobe tun", e);
            case Errno.EPERM:
            case Errno.EACCES:
                return new PortException(Kind.NO_PERMISSION, spec.name() + ": " + e.getMessage()
                        + "; run as root, give the process CAP_NET_ADMIN, or make the interface for this user: ip tuntap add dev " + name + " mode tap user NAME", e);
            default:
                return new PortException(Kind.FAILED, spec.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void rxsync(int ring) {
        NetmapRing r = rxRing(0);
        if (link == LinkState.GONE || !r.headWithin(released)) {
            return;
        }
        released = r.head();
        int start = r.tail();
        int fill = start;
        int full = released == 0 ? r.numSlots() - 1 : released - 1;
        int bad = 0;
        int room = r.bufSize();
        while (fill != full) {
            int to = r.bufferAt(fill);
            if (to < 0) { // the client spoilt the slot: it gets it back empty
                bad++;
                r.len(fill, 0);
                fill = r.next(fill);
                continue;
            }
            long n = Libc.read(fd, region + to, room);
            if (n < 0) {
                failed(Libc.errno());
                break;
            }
            if (n < ETHERNET_HEADER || n == room) { // read(2) cuts what is longer without a word
                bad++;
                continue;
            }
            r.len(fill, (int) n);
            r.flags(fill, 0);
            fill = r.next(fill);
        }
        if (fill != start) {
            r.tail(fill);
        }
        if (bad > 0) {
            counters().addRxErrors(bad);
        }
    }

    @Override
    public void txsync(int ring) {
        NetmapRing r = txRing(ring);
        int at = r.next(r.tail());
        if (!r.headWithin(at)) {
            return;
        }
        int start = at;
        int lost = 0;
        for (int head = r.head(); at != head; at = r.next(at)) {
            int from = r.bufferAt(at);
            int len = r.checkedLength(at);
            if (from < 0 || len < ETHERNET_HEADER || link == LinkState.GONE) {
                lost++;
            } else if (Libc.write(fd, region + from, len) < 0) {
                int errno = Libc.errno();
                if (errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.ENOMEM || errno == Errno.EINTR) {
                    break;
                }
                lost++; // EIO: the interface is down
                failed(errno);
            }
        }
        if (at != start) {
            r.tail(at == 0 ? r.numSlots() - 1 : at - 1);
        }
        if (lost > 0) {
            counters().addTxErrors(lost);
        }
    }

    private void failed(int errno) {
        if (errno == Errno.EBADFD) { // the interface was deleted under the descriptor
            gone();
        }
    }

    private synchronized void gone() {
        if (!closed && link != LinkState.GONE) {
            reason = "the interface was deleted; the port can be attached again";
            link = LinkState.GONE;
            // The descriptor would be ready with an error for ever, and keep the worker awake: make it one that is never ready.
            int quiet = Libc.eventfd(0, O_CLOEXEC);
            if (quiet >= 0) {
                Libc.dup3(quiet, fd, O_CLOEXEC);
                Libc.close(quiet);
            }
        }
    }

    @Override
    public int pollFd(int ring) {
        return fd;
    }

    @Override
    public LinkState link() {
        return link;
    }

    @Override
    public String linkReason() {
        return reason;
    }

    @Override
    public synchronized void refresh() {
        if (closed || link == LinkState.GONE) {
            return;
        }
        try {
            int flags = device.flags();
            mac = device.mac();
            mtu = device.mtu();
            boolean up = (flags & NetDevice.UP) != 0;
            reason = up ? "" : "the interface is down; ip link set dev " + device.name() + " up";
            link = up ? LinkState.UP : LinkState.DOWN;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENODEV || e.errno() == Errno.ENXIO) {
                gone();
            } else {
                reason = e.getMessage();
                link = LinkState.DOWN;
            }
        }
    }

    @Override
    public long mac() {
        return mac;
    }

    @Override
    public int maxFrame() {
        return Math.min(mtu + ETHERNET_HEADER + VLAN_TAG, super.maxFrame() - 1);
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        d.put("driver", "tun");
        d.put("mode", made ? "TAP, made by this port" : "TAP, persistent");
        d.put("mtu", Integer.toString(mtu));
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

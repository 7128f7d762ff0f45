package org.onosnetmap.dataplane.port.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * A network interface, by index, in the network namespace of the thread that opened it. Follows the interface when it is renamed.
 *
 * <p>Sources: netdevice(7); {@code linux/ethtool.h} for the {@code SIOCETHTOOL} commands. Not thread-safe: control side.
 */
public final class NetDevice implements AutoCloseable {

    /** {@code IFF_UP}: administratively up. */
    public static final int UP = 0x1;
    /** {@code IFF_LOOPBACK}. */
    public static final int LOOPBACK = 0x8;
    /** {@code IFF_RUNNING}: has carrier. */
    public static final int RUNNING = 0x40;
    /** {@code IFF_PROMISC}: set by an administrator (ip link set promisc on); programs that ask by socket do not show here. */
    public static final int PROMISC = 0x100;

    /** Hardware type of Ethernet, {@code ARPHRD_ETHER}. */
    public static final int ETHERNET = 1;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int SIOCGIFMTU = 0x8921;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int SIOCETHTOOL = 0x8946;

    private static final int ETHTOOL_GSET = 0x01;
    private static final int ETHTOOL_GDRVINFO = 0x03;
    private static final int ETHTOOL_GFLAGS = 0x25;
    private static final int ETHTOOL_SFLAGS = 0x26;
    private static final int ETHTOOL_GGRO = 0x2b;
    private static final int ETHTOOL_SGRO = 0x2c;
    private static final int ETHTOOL_GCHANNELS = 0x3c;
    private static final int ETH_FLAG_RXVLAN = 1 << 8;
    private static final int ETH_FLAG_LRO = 1 << 15;

    private static final int NAME = 16;
    /** Where the argument of SIOCETHTOOL stands in the scratch page, behind {@code struct ifreq}. */
    private static final int ARGUMENT = 64;

    private final AnonymousMemory page;
    private final ByteBuffer mem;
    private final int fd;
    private final int index;
    private String name;
    private boolean closed;

    private NetDevice(AnonymousMemory page, ByteBuffer mem, int fd, String name) {
        this.page = page;
        this.mem = mem;
        this.fd = fd;
        this.name = name;
        putName();
        call(SIOCGIFINDEX, "index");
        this.index = mem.getInt(NAME);
    }

    /**
     * Finds an interface.
     *
     * @throws SystemCallException {@link Errno#ENODEV} if there is none of that name
     */
    public static NetDevice open(String name) {
        int fd = Libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        if (fd < 0) {
            throw new SystemCallException("socket", Libc.errno());
        }
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        try {
            return new NetDevice(page, page.buffer().order(ByteOrder.nativeOrder()), fd, name);
        } catch (RuntimeException e) {
            page.release();
            Libc.close(fd);
            throw e;
        }
    }

    /** Whether an interface of that name exists. */
    public static boolean exists(String name) {
        try (NetDevice d = open(name)) {
            return d.index() > 0;
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    /**
     * The interface of an index, or null if there is none.
     */
    public static NetDevice ofIndex(int index) {
        try (NetDevice any = open("lo")) {
            any.mem.putInt(NAME, index);
            if (Libc.ioctl(any.fd, SIOCGIFNAME, any.page.address()) < 0) {
                return null;
            }
            return open(any.nameInRequest());
        }
    }

    public int index() {
        return index;
    }

    /** Its name, as of the last {@link #flags}. */
    public String name() {
        return name;
    }

    /**
     * {@code IFF_*} flags.
     *
     * @throws SystemCallException {@link Errno#ENODEV} when the interface is gone
     */
    public int flags() {
        mem.putInt(NAME, index);
        call(SIOCGIFNAME, "name");
        name = nameInRequest();
        call(SIOCGIFFLAGS, "flags");
        return mem.getShort(NAME) & 0xffff;
    }

    /** Sets or clears {@code IFF_UP}. */
    public void up(boolean up) {
        flag(UP, up);
    }

    /** Sets or clears {@code IFF_PROMISC} as an administrator does; for what is to outlast this process. See {@link PromiscuousMode} for all else. */
    public void promiscuous(boolean on) {
        flag(PROMISC, on);
    }

    private void flag(int flag, boolean on) {
        int flags = flags();
        mem.putShort(NAME, (short) (on ? flags | flag : flags & ~flag));
        call(SIOCSIFFLAGS, "flags");
    }

    /** Largest payload in bytes: a frame is 14 bytes longer, and 4 more for each VLAN tag. */
    public int mtu() {
        putName();
        call(SIOCGIFMTU, "MTU");
        return mem.getInt(NAME);
    }

    /** Ethernet address as 48 low bits. */
    public long mac() {
        hardware();
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | mem.get(NAME + 2 + i) & 0xff;
        }
        return mac;
    }

    /** {@code ARPHRD_*}: {@link #ETHERNET} or another. */
    public int hardwareType() {
        hardware();
        return mem.getShort(NAME) & 0xffff;
    }

    private void hardware() {
        putName();
        call(SIOCGIFHWADDR, "hardware address");
    }

    /** Mbit/s, 0 if unknown. */
    public long speedMbps() {
        for (int i = 0; i < 64; i += 8) {
            mem.putLong(ARGUMENT + i, 0);
        }
        if (!ethtool(ETHTOOL_GSET)) {
            return 0;
        }
        long speed = mem.getShort(ARGUMENT + 12) & 0xffff | (mem.getShort(ARGUMENT + 28) & 0xffffL) << 16;
        return speed == 0xffff || speed == 0xffff_ffffL ? 0 : speed;
    }

    /** Name of the driver, empty if unknown. */
    public String driver() {
        for (int i = 0; i < 256; i += 8) {
            mem.putLong(ARGUMENT + i, 0);
        }
        return ethtool(ETHTOOL_GDRVINFO) ? text(ARGUMENT + 4, 32) : "";
    }

    /** Whether generic receive offload is on: the kernel merges received segments. */
    public boolean gro() {
        mem.putInt(ARGUMENT + 4, 0);
        return ethtool(ETHTOOL_GGRO) && mem.getInt(ARGUMENT + 4) != 0;
    }

    /** Switches generic receive offload. Needs CAP_NET_ADMIN. */
    public void gro(boolean on) {
        mem.putInt(ARGUMENT + 4, on ? 1 : 0);
        if (!ethtool(ETHTOOL_SGRO)) {
            throw failed("generic receive offload", Libc.errno());
        }
    }

    /** Whether large receive offload is on: the hardware merges received segments. */
    public boolean lro() {
        return (ethtoolFlags() & ETH_FLAG_LRO) != 0;
    }

    /** Switches large receive offload. Needs CAP_NET_ADMIN. */
    public void lro(boolean on) {
        ethtoolFlag(ETH_FLAG_LRO, on, "large receive offload");
    }

    /** Whether the hardware takes VLAN tags out of received frames and puts them beside. */
    public boolean rxVlan() {
        return (ethtoolFlags() & ETH_FLAG_RXVLAN) != 0;
    }

    /** Switches the removal of VLAN tags from received frames. Needs CAP_NET_ADMIN. */
    public void rxVlan(boolean on) {
        ethtoolFlag(ETH_FLAG_RXVLAN, on, "removal of VLAN tags on receipt");
    }

    /** How many receive queues are in use; 1 if the driver does not tell. */
    public int rxQueues() {
        return channels(20);
    }

    /** How many transmit queues are in use; 1 if the driver does not tell. */
    public int txQueues() {
        return channels(24);
    }

    /** {@code struct ethtool_channels}: command, maximum of rx, tx, other and combined queues, and how many there are of each. */
    private int channels(int field) {
        for (int i = 0; i < 40; i += 8) {
            mem.putLong(ARGUMENT + i, 0);
        }
        return ethtool(ETHTOOL_GCHANNELS) ? Math.max(1, mem.getInt(ARGUMENT + field) + mem.getInt(ARGUMENT + 32)) : 1;
    }

    private void ethtoolFlag(int flag, boolean on, String what) {
        int flags = ethtoolFlags();
        mem.putInt(ARGUMENT + 4, on ? flags | flag : flags & ~flag);
        if (!ethtool(ETHTOOL_SFLAGS)) {
            throw failed(what, Libc.errno());
        }
    }

    private int ethtoolFlags() {
        mem.putInt(ARGUMENT + 4, 0);
        return ethtool(ETHTOOL_GFLAGS) ? mem.getInt(ARGUMENT + 4) : 0;
    }

    /** Runs a command whose argument, but for the command itself, is in place. False if the driver does not know it, or it fails. */
    private boolean ethtool(int command) {
        putName();
        mem.putLong(NAME, page.address() + ARGUMENT);
        mem.putInt(ARGUMENT, command);
        return Libc.ioctl(fd, SIOCETHTOOL, page.address()) == 0;
    }

    private void putName() {
        byte[] b = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 40; i++) {
            mem.put(i, i < b.length && i < NAME - 1 ? b[i] : 0);
        }
    }

    private String nameInRequest() {
        return text(0, NAME);
    }

    private String text(int at, int max) {
        byte[] b = new byte[max];
        int n = 0;
        for (byte c; n < max && (c = mem.get(at + n)) != 0; n++) {
            b[n] = c;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8);
    }

    private void call(int request, String what) {
        if (Libc.ioctl(fd, request, page.address()) < 0) {
            throw failed(what, Libc.errno());
        }
    }

    private SystemCallException failed(String what, int errno) {
        return new SystemCallException("interface " + name + ", " + what, errno);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            page.release();
        }
    }
}

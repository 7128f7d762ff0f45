package org.onosnetmap.dataplane.kernel;

import java.util.function.ObjIntConsumer;
import org.onosnetmap.dataplane.sys.DeviceMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * A descriptor of {@code /dev/netmap}. It belongs to the network namespace of the thread that opened it. Syncs are for the one thread that
 * owns its rings; the rest is control side.
 */
public final class NetmapDevice implements AutoCloseable {

    /** Where the device is. */
    public static final String PATH = "/dev/netmap";

    private static final int O_RDWR_CLOEXEC = 2 | 02000000;
    private static final IoctlCodes CODES = IoctlCodes.here();
    // Unsigned: the C library's argument is an unsigned long.
    private static final long TXSYNC = Integer.toUnsignedLong(CODES.txsync());
    private static final long RXSYNC = Integer.toUnsignedLong(CODES.rxsync());
    private static final long CONTROL = Integer.toUnsignedLong(CODES.control());

    // NETMAP_POLLING_MODE_*
    private static final int SINGLE_CPU = 1;
    private static final int MULTI_CPU = 2;

    private int fd;

    private NetmapDevice(int fd) {
        this.fd = fd;
    }

    /**
     * Opens the device.
     *
     * @throws SystemCallException ENOENT or ENXIO without the module, EACCES for who may not
     */
    public static NetmapDevice open() {
        int fd = Libc.open(PATH, O_RDWR_CLOEXEC);
        if (fd < 0) {
            throw new SystemCallException(PATH, Libc.errno());
        }
        return new NetmapDevice(fd);
    }

    /** The error number by which the module says that it does not have something. */
    public static int notSupported() {
        return CODES.notSupported();
    }

    /** For poll(2). */
    public int fd() {
        return fd;
    }

    /** Transmits; -1 with errno if the port is gone. */
    public int txsync() {
        return Libc.ioctl(fd, TXSYNC, 0);
    }

    /** Receives; -1 with errno if the port is gone. */
    public int rxsync() {
        return Libc.ioctl(fd, RXSYNC, 0);
    }

    /** Binds this descriptor, which must not be bound yet. */
    public Registration register(RegisterRequest r) {
        try (ControlRequest c = new ControlRequest(ControlRequest.REGISTER, r.name)) {
            putRegister(c, r);
            control(c, "REGISTER of " + r.name);
            int[] sizes = {c.getInt(16), c.getInt(20), c.getShort(24), c.getShort(26), c.getShort(28), c.getShort(30)};
            return new Registration(c.getLong(0), c.getLong(8), sizes, c.getShort(32), c.getInt(40));
        }
    }

    /** Writes {@code struct nmreq_register}. */
    static void putRegister(ControlRequest c, RegisterRequest r) {
        c.putInt(16, r.txSlots).putInt(20, r.rxSlots).putShort(24, r.txRings).putShort(26, r.rxRings).putShort(32, r.memId)
                .putShort(34, r.ringId).putInt(36, r.mode.code).putInt(40, r.extraBufs).putLong(48, r.flags);
    }

    /** What {@link #register} would find. A port that the kernel makes on demand is made for the question, and goes again. */
    public Registration portInfo(RegisterRequest r) {
        try (ControlRequest c = new ControlRequest(ControlRequest.PORT_INFO_GET, r.name)) {
            c.putInt(8, r.txSlots).putInt(12, r.rxSlots).putShort(16, r.txRings).putShort(18, r.rxRings).putShort(24, r.memId);
            control(c, "PORT_INFO_GET of " + r.name);
            int[] sizes = {c.getInt(8), c.getInt(12), c.getShort(16), c.getShort(18), c.getShort(20), c.getShort(22)};
            return new Registration(0, c.getLong(0), sizes, c.getShort(24), 0);
        }
    }

    /** The pools of a region. */
    public Pools pools(int memId) {
        try (ControlRequest c = new ControlRequest(ControlRequest.POOLS_INFO_GET, "")) {
            c.putShort(8, memId);
            control(c, "POOLS_INFO_GET of region " + memId);
            return new Pools(c);
        }
    }

    /**
     * All ports of all VALE switches in this network namespace, by switch and number.
     *
     * @param each is given {@code valeS:P} and the port's number
     */
    public void valePorts(ObjIntConsumer<String> each) {
        int bridge = 0;
        int port = 0;
        while (true) {
            try (ControlRequest c = new ControlRequest(ControlRequest.VALE_LIST, "")) {
                c.putShort(0, bridge).putInt(4, port);
                if (Libc.ioctl(fd, CONTROL, c.address()) < 0) {
                    int errno = Libc.errno();
                    if (errno == Errno.ENOENT) {
                        return;
                    }
                    throw new SystemCallException("VALE_LIST", errno);
                }
                each.accept(c.name(), c.getInt(4));
                bridge = c.getShort(0);
                port = c.getInt(4) + 1;
            }
        }
    }

    /** What the module answers for a port that a switch does not have. */
    private static final int NO_PORT = 255;

    /**
     * Where a port of a switch is.
     *
     * @param port {@code valeS:P}
     * @return number of the switch and of the port; null if there is no such port
     */
    public int[] valePort(String port) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_LIST, port)) {
            control(c, "VALE_LIST of " + port);
            return c.getInt(4) >= NO_PORT ? null : new int[] {c.getShort(0), c.getInt(4)};
        }
    }

    /**
     * Lets threads of the kernel poll the rings of an attached interface.
     *
     * @param port     {@code valeS:IF}
     * @param eachRing false: one processor polls all rings; true: ring i is polled by processor i
     * @param first    that processor, or the first ring and processor
     * @param count    rings that are polled so; 1 if one processor polls all
     */
    public void valePolling(String port, boolean eachRing, int first, int count) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_POLLING_ENABLE, port)) {
            c.putInt(0, eachRing ? MULTI_CPU : SINGLE_CPU).putInt(4, first).putInt(8, count);
            control(c, "VALE_POLLING_ENABLE of " + port);
        }
    }

    /** Ends what {@link #valePolling} began. */
    public void valeNoPolling(String port) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_POLLING_DISABLE, port)) {
            control(c, "VALE_POLLING_DISABLE of " + port);
        }
    }

    /**
     * Makes a persistent port of that name; zeroes stand for what is usual.
     *
     * @param memId region to use; 0 for one of its own
     */
    public void valeNewInterface(String name, int txSlots, int rxSlots, int txRings, int rxRings, int memId) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_NEWIF, name)) {
            c.putInt(0, txSlots).putInt(4, rxSlots).putShort(8, txRings).putShort(10, rxRings).putShort(12, memId);
            control(c, "VALE_NEWIF of " + name);
        }
    }

    /**
     * Makes an interface a port of a switch.
     *
     * @param port {@code valeS:IF}
     * @param host with the interface's host side as another port
     * @return the port's number
     */
    public int valeAttach(String port, boolean host) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_ATTACH, port)) {
            putRegister(c, new RegisterRequest(port).mode(host ? RegisterRequest.Mode.NIC_AND_HOST : RegisterRequest.Mode.ALL_NIC, 0));
            control(c, "VALE_ATTACH of " + port);
            return c.getInt(56);
        }
    }

    /** The reverse. Returns the number that the port had. */
    public int valeDetach(String port) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_DETACH, port)) {
            control(c, "VALE_DETACH of " + port);
            return c.getInt(0);
        }
    }

    /** Makes a persistent port of that name, with the usual rings. */
    public void valeNewInterface(String name) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_NEWIF, name)) {
            control(c, "VALE_NEWIF of " + name);
        }
    }

    /** Removes a persistent port. */
    public void valeDeleteInterface(String name) {
        try (ControlRequest c = new ControlRequest(ControlRequest.VALE_DELIF, name)) {
            control(c, "VALE_DELIF of " + name);
        }
    }

    /** Memory of the region that this bound descriptor uses. */
    DeviceMemory map(long size) {
        return DeviceMemory.map(fd, size);
    }

    void control(ControlRequest c, String what) {
        if (Libc.ioctl(fd, CONTROL, c.address()) < 0) {
            throw new SystemCallException(what, Libc.errno());
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }

    /** Answer to POOLS_INFO_GET: {@code struct nmreq_pools_info}. */
    public static final class Pools {
        /** Bytes of the region. */
        public final long memSize;
        /** Bytes from the start of the region to its buffers. */
        public final long bufOffset;
        /** Buffers, with the two that are nobody's. */
        public final int bufCount;
        /** Bytes of a buffer. */
        public final int bufSize;

        private Pools(ControlRequest c) {
            memSize = c.getLong(0);
            bufOffset = c.getLong(48);
            bufCount = c.getInt(56);
            bufSize = c.getInt(60);
        }
    }
}

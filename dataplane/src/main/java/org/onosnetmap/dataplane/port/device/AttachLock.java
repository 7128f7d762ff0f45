package org.onosnetmap.dataplane.port.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * One holder per interface on the machine. The lock is a socket bound to an abstract unix(7) address: such addresses belong to a network
 * namespace, as interfaces do, and the kernel frees them with the process, however that ends.
 */
public final class AttachLock implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC_NONBLOCK = 1 | 02000000 | 04000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    private int fd;

    private AttachLock(int fd) {
        this.fd = fd;
    }

    /**
     * Takes the lock of an interface.
     *
     * @return null if it is held
     */
    public static AttachLock take(int interfaceIndex) {
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        try {
            int length = address(page, interfaceIndex);
            int fd = socket();
            if (Libc.bind(fd, page.address(), length) == 0) {
                Libc.listen(fd, 1); // whoever finds the lock held can ask the kernel who holds it
                return new AttachLock(fd);
            }
            int errno = Libc.errno();
            Libc.close(fd);
            if (errno == Errno.EADDRINUSE) {
                return null;
            }
            throw new SystemCallException("lock of interface " + interfaceIndex, errno);
        } finally {
            page.release();
        }
    }

    /** Process that holds the lock of an interface; 0 if nobody does, or it cannot be told. */
    public static int holder(int interfaceIndex) {
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        int fd = socket();
        try {
            if (Libc.connect(fd, page.address(), address(page, interfaceIndex)) != 0) {
                return 0;
            }
            ByteBuffer mem = page.buffer().order(ByteOrder.nativeOrder());
            mem.putInt(0, 12);
            return Libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, page.address() + 16, page.address()) == 0 ? mem.getInt(16) : 0;
        } finally {
            Libc.close(fd);
            page.release();
        }
    }

    private static int socket() {
        int fd = Libc.socket(AF_UNIX, SOCK_STREAM_CLOEXEC_NONBLOCK, 0);
        if (fd < 0) {
            throw new SystemCallException("unix socket", Libc.errno());
        }
        return fd;
    }

    /** Writes the {@code sockaddr_un} at the start of the page and returns its length. */
    private static int address(AnonymousMemory page, int interfaceIndex) {
        ByteBuffer mem = page.buffer().order(ByteOrder.nativeOrder());
        byte[] name = ("onos-netmap/port/" + interfaceIndex).getBytes(StandardCharsets.US_ASCII);
        mem.putShort((short) AF_UNIX).put((byte) 0).put(name);
        return 3 + name.length;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}

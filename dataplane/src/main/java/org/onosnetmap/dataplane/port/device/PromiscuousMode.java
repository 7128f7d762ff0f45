package org.onosnetmap.dataplane.port.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * An interface takes frames for others, too, until this is closed. By the membership of a socket (packet(7)), which the kernel ends with the
 * process, however that ends.
 */
public final class PromiscuousMode implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final short PACKET_MR_PROMISC = 1;

    private int fd;

    private PromiscuousMode(int fd) {
        this.fd = fd;
    }

    /** Begins. Needs CAP_NET_RAW. */
    public static PromiscuousMode of(NetDevice device) {
        int fd = Libc.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0); // of protocol 0, which receives nothing
        if (fd < 0) {
            throw new SystemCallException("AF_PACKET socket", Libc.errno());
        }
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        try {
            ByteBuffer membership = page.buffer().order(ByteOrder.nativeOrder());
            membership.putInt(device.index()).putShort(PACKET_MR_PROMISC);
            if (Libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, page.address(), 16) < 0) {
                int errno = Libc.errno();
                Libc.close(fd);
                throw new SystemCallException("promiscuous mode of " + device.name(), errno);
            }
            return new PromiscuousMode(fd);
        } finally {
            page.release();
        }
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}

package org.onosnetmap.dataplane.port.xdp;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Binds sockets to queues with frames: those that another socket of the same region has already, where the kernel lets them be shared (Linux
 * 5.10, and both with or both without zero copy), else frames of their own over the same memory, which packets change between just as well. One
 * for an engine. Thread-safe.
 */
final class Umems {

    /** A bound socket and its frames. */
    static final class Bound {
        final XdpSocket socket;
        final Umem umem;
        private final Umems owner;

        Bound(XdpSocket socket, Umem umem, Umems owner) {
            this.socket = socket;
            this.umem = umem;
            this.owner = owner;
            umem.sockets.add(socket);
        }

        void close() {
            owner.closed(this);
        }
    }

    /** Sizes of a socket's rings, powers of two. */
    static final class Sizes {
        /** Frames that wait to be received. */
        final int rx;
        /** Frames that wait to be sent. */
        final int tx;
        /** Frames that the kernel may have to receive into. */
        final int filled;
        /** Frames that were sent and not taken back yet. */
        final int sent;

        Sizes(int rx, int tx, int filled, int sent) {
            this.rx = rx;
            this.tx = tx;
            this.filled = filled;
            this.sent = sent;
        }
    }

    private final List<Umem> umems = new ArrayList<>();

    /**
     * Makes a socket and binds it.
     *
     * @param mode    {@link XdpSocket#COPY}, {@link XdpSocket#ZERO_COPY}, or 0 for what the driver can
     * @param reserve buffers that the socket will need beside those in use
     */
    synchronized Bound bind(NetmapMemory memory, int reserve, int interfaceIndex, int queue, Sizes sizes, int mode) {
        Bound b = null;
        if (mode == 0) { // what the driver can shows when it is bound
            b = alone(memory, reserve, interfaceIndex, queue, sizes, mode);
            mode = b.umem.zeroCopy ? XdpSocket.ZERO_COPY : XdpSocket.COPY;
        }
        for (Umem u : List.copyOf(umems)) {
            if (u.memory == memory && !u.sockets.isEmpty() && u.zeroCopy == (mode == XdpSocket.ZERO_COPY) && (b == null || u != b.umem) && u.covers(reserve)) {
                if (b != null) {
                    closed(b);
                    b = null;
                }
                XdpSocket s = new XdpSocket(queue);
                try {
                    s.rings(sizes);
                    s.bindSharing(interfaceIndex, u.sockets.get(0));
                    return new Bound(s, u, this);
                } catch (SystemCallException e) { // an older kernel; or another reason, which binding alone will tell
                    s.close();
                }
            }
        }
        return b != null ? b : alone(memory, reserve, interfaceIndex, queue, sizes, mode);
    }

    private Bound alone(NetmapMemory memory, int reserve, int interfaceIndex, int queue, Sizes sizes, int mode) {
        XdpSocket s = new XdpSocket(queue);
        try {
            int frames = Umem.enough(memory, reserve);
            Umem.register(s, memory, frames);
            s.rings(sizes);
            s.bind(interfaceIndex, mode);
            Umem u = new Umem(memory, s.zeroCopy(), frames);
            umems.add(u);
            return new Bound(s, u, this);
        } catch (RuntimeException e) {
            s.close();
            throw e;
        }
    }

    private synchronized void closed(Bound b) {
        b.umem.sockets.remove(b.socket);
        if (b.umem.sockets.isEmpty()) {
            umems.remove(b.umem);
        }
        b.socket.close();
    }
}

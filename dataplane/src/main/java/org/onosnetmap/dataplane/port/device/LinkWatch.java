package org.onosnetmap.dataplane.port.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the kernel (rtnetlink(7), group RTMGRP_LINK) that an interface of this network namespace came, went or changed, and says so. What has changed is
 * not read from the messages: who is told looks at the interfaces that it cares for, so that a message that was lost costs nothing.
 *
 * <p>{@code struct sockaddr_nl} is family (u16), padding (u16), port id (u32), groups (u32); {@code struct pollfd} is fd (i32), events (i16), revents (i16).
 */
public final class LinkWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);

    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int RTMGRP_LINK = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final int POLLFDS = 0;
    private static final int ADDRESS = 16;
    private static final int ADDRESS_BYTES = 12;
    private static final int ONE = 32;
    private static final int MESSAGE = 64;
    private static final int MESSAGE_BYTES = 8192;

    private final Runnable changed;
    private final AnonymousMemory memory = AnonymousMemory.reserve(MESSAGE + MESSAGE_BYTES);
    private final ByteBuffer buffer = memory.buffer().order(ByteOrder.nativeOrder());
    private final Thread thread = new Thread(this::listen, "netmap-links");
    private int socket = -1;
    private int wakeUp = -1;
    private volatile boolean closed;

    private LinkWatch(Runnable changed) {
        this.changed = changed;
        try {
            socket = check(Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE), "socket");
            wakeUp = check(Libc.eventfd(0, EFD_CLOEXEC), "eventfd");
            buffer.putShort(ADDRESS, (short) AF_NETLINK);
            buffer.putInt(ADDRESS + 8, RTMGRP_LINK);
            check(Libc.bind(socket, memory.address() + ADDRESS, ADDRESS_BYTES), "bind");
        } catch (SystemCallException e) {
            release();
            throw e;
        }
        buffer.putInt(POLLFDS, socket).putShort(POLLFDS + 4, POLLIN);
        buffer.putInt(POLLFDS + 8, wakeUp).putShort(POLLFDS + 12, POLLIN);
        buffer.putLong(ONE, 1);
    }

    /**
     * Begins to listen, on a thread of its own.
     *
     * @param changed called on that thread: interfaces may have changed
     * @return empty if this kernel, or a filter of system calls, does not let us; who wants to know then has to look from time to time
     */
    public static Optional<LinkWatch> start(Runnable changed) {
        try {
            LinkWatch w = new LinkWatch(changed);
            w.thread.setDaemon(true);
            w.thread.start();
            return Optional.of(w);
        } catch (SystemCallException e) {
            LOG.debug("No messages about links from the kernel; they are looked at from time to time", e);
            return Optional.empty();
        }
    }

    private static int check(int result, String call) {
        if (result < 0) {
            throw new SystemCallException(call + " for messages about links", Libc.errno());
        }
        return result;
    }

    private void listen() {
        while (!closed) {
            int n = Libc.poll(memory.address() + POLLFDS, 2, -1);
            if (closed || n < 0 && Libc.errno() != Errno.EINTR) {
                break;
            }
            if (n > 0) {
                drain();
                changed.run();
            }
        }
        release();
    }

    /** Several messages are one change; that some were lost (ENOBUFS) is one, too. */
    private void drain() {
        long got;
        do {
            got = Libc.recv(socket, memory.address() + MESSAGE, MESSAGE_BYTES, MSG_DONTWAIT);
        } while (got > 0);
    }

    private void release() {
        if (socket >= 0) {
            Libc.close(socket);
        }
        if (wakeUp >= 0) {
            Libc.close(wakeUp);
        }
        memory.release();
    }

    /** Ends the thread and waits for it; nobody is told anything after this. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (thread.isAlive()) {
            Libc.write(wakeUp, memory.address() + ONE, 8);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

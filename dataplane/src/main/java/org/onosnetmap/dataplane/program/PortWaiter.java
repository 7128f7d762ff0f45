package org.onosnetmap.dataplane.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.port.Doorbell;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Where a thread sleeps until one of its receive rings has something, whatever is behind it: ppoll(2) over the descriptors of ports that
 * have one, and an eventfd(2) that the others ring.
 *
 * <p>After {@link #await} the thread calls {@code rxsync} on its rings; only when all were empty it waits again. What comes in between the
 * last {@code rxsync} and {@link #await} ends the wait at once. One thread waits; any may {@link #wake} it.
 */
public final class PortWaiter implements AutoCloseable {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final short POLLIN = 0x1;
    private static final int POLLERR_HUP_NVAL = 0x38;
    private static final int MAX_FDS = 255;
    /** After the pollfds: struct timespec, and the eight bytes of the eventfd. */
    private static final int TIMESPEC = 8 * (MAX_FDS + 1);
    private static final int EVENT = TIMESPEC + 16;
    private static final long SECOND = 1_000_000_000L;

    private final AnonymousMemory memory = AnonymousMemory.reserve(4096);
    private final ByteBuffer mem = memory.buffer().order(ByteOrder.nativeOrder());
    private final int eventFd;
    private final Doorbell bell = this::wake;
    private int count = 1;
    private volatile boolean rung;
    private volatile boolean armed;

    public PortWaiter() {
        eventFd = Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (eventFd < 0) {
            memory.release();
            throw new SystemCallException("eventfd", Libc.errno());
        }
        mem.putInt(0, eventFd);
        mem.putShort(4, POLLIN);
    }

    /** Waits for this receive ring, too. Called before the ring is first synced. */
    public void add(Port port, int rxRing) {
        int fd = port.pollFd(rxRing);
        if (fd < 0) {
            port.doorbell(rxRing, bell);
            return;
        }
        if (count > MAX_FDS) {
            throw new IllegalStateException("more than " + MAX_FDS + " rings to wait for");
        }
        mem.putInt(8 * count, fd);
        mem.putShort(8 * count + 4, POLLIN);
        count++;
    }

    /** Any thread: ends the sleep, or keeps the next one from starting. Cheap while the thread is awake. */
    public void wake() {
        if (!rung) {
            rung = true;
        }
        if (armed) {
            armed = false;
            mem.putLong(EVENT, 1);
            Libc.write(eventFd, memory.address() + EVENT, 8);
        }
    }

    /**
     * Sleeps until a ring may have something, {@link #wake}, or the time is over. A descriptor that reports an error (its interface went
     * down) is looked at once a second from then on, so that it does not keep the thread awake.
     *
     * @param nanos longest sleep
     */
    public void await(long nanos) {
        armed = true;
        if (!rung && nanos > 0) {
            long most = Math.min(nanos, SECOND);
            mem.putLong(TIMESPEC, most / SECOND);
            mem.putLong(TIMESPEC + 8, most % SECOND);
            int n = Libc.ppoll(memory.address(), count, memory.address() + TIMESPEC, 0);
            if (n == 0 && most == SECOND) {
                listenToAll();
            }
            for (int i = 0; i < count && n > 0; i++) {
                int events = mem.getShort(8 * i + 6);
                if (events == 0) {
                    continue;
                }
                n--;
                if (i == 0) {
                    Libc.read(eventFd, memory.address() + EVENT + 8, 8);
                } else if ((events & POLLERR_HUP_NVAL) != 0) {
                    mem.putInt(8 * i, ~mem.getInt(8 * i)); // poll(2) ignores negative descriptors
                }
            }
        }
        armed = false;
        rung = false;
    }

    private void listenToAll() {
        for (int i = 1; i < count; i++) {
            int fd = mem.getInt(8 * i);
            mem.putInt(8 * i, fd < 0 ? ~fd : fd);
        }
    }

    @Override
    public void close() {
        armed = false;
        Libc.close(eventFd);
        memory.release();
    }
}

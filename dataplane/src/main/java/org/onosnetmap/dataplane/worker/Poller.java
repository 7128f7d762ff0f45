package org.onosnetmap.dataplane.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * Where an idle worker sleeps: poll(2) over the descriptors of its ports and one eventfd(2) by which others wake it.
 *
 * <p>The worker arms the poller, looks a last time for work, and sleeps; {@link #wake} writes to the eventfd only while it is armed, so
 * that a busy worker costs those who wake it a fence and a read. {@code struct pollfd} is fd (i32), events (i16), revents (i16).
 */
final class Poller implements AutoCloseable {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final short POLLIN = 0x1;
    private static final int POLLERR_HUP_NVAL = 0x38;
    private static final int MAX_FDS = 8192;

    private final AnonymousMemory memory = AnonymousMemory.reserve(8L * MAX_FDS + 64);
    private final ByteBuffer fds = memory.buffer().order(ByteOrder.nativeOrder());
    private final long eight = memory.address() + 8L * MAX_FDS;
    private final int eventFd;
    private final Rx[] rx = new Rx[MAX_FDS];
    private int count = 1;
    private volatile boolean armed;

    Poller() {
        eventFd = Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (eventFd < 0) {
            memory.release();
            throw new SystemCallException("eventfd for a worker", Libc.errno());
        }
        fds.putLong(8 * MAX_FDS, 1);
        fds.putInt(0, eventFd);
        fds.putShort(4, POLLIN);
    }

    /** The worker: starts a new list of descriptors. */
    void clear() {
        count = 1;
    }

    /** The worker: adds the descriptor of a receive ring, if it has one. */
    void add(Rx r) {
        int fd = r.port.pollFd(r.ringNo);
        if (fd >= 0 && count < MAX_FDS) {
            rx[count] = r;
            fds.putInt(8 * count, fd);
            fds.putShort(8 * count + 4, POLLIN);
            count++;
        }
    }

    /** The worker: from here on {@link #wake} is heard. Look for work once more before {@link #sleep}. */
    void arm() {
        armed = true;
    }

    void disarm() {
        armed = false;
    }

    /** Any thread: ends the worker's sleep, or keeps it from starting. */
    void wake() {
        java.lang.invoke.VarHandle.fullFence(); // what the caller published must be seen by a worker that this read misses
        if (armed) {
            armed = false;
            Libc.write(eventFd, eight, 8);
        }
    }

    /**
     * The worker: sleeps until a descriptor is readable, {@link #wake}, or the time is over. A ring whose descriptor reports an error
     * is muted, so that a broken interface does not keep the worker awake; the control side looks into it.
     *
     * @param millis longest sleep
     */
    void sleep(int millis) {
        for (int i = 1; i < count; i++) {
            // poll(2) ignores negative descriptors.
            int fd = fds.getInt(8 * i);
            if (rx[i].muted != fd < 0) {
                fds.putInt(8 * i, ~fd);
            }
        }
        int n = Libc.poll(memory.address(), count, millis);
        armed = false;
        if (n <= 0) {
            return;
        }
        if (fds.getShort(6) != 0) {
            Libc.read(eventFd, memory.address() + 8L * MAX_FDS + 8, 8);
        }
        for (int i = 1; i < count; i++) {
            if ((fds.getShort(8 * i + 6) & POLLERR_HUP_NVAL) != 0) {
                rx[i].muted = true;
            }
        }
    }

    @Override
    public void close() {
        Libc.close(eventFd);
        memory.release();
    }
}

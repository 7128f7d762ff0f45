package org.onosnetmap.dataplane.port;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;

/** A forwarding loop for tests: everything that comes into one of two ports goes out of the other, by swapping buffers. Sleeps in poll(2). */
public final class Wire implements AutoCloseable {

    /** Rounds without a packet before the loop sleeps. */
    private static final int IDLE_ROUNDS = 10;

    private final Port a;
    private final Port b;
    private final Thread thread;
    private volatile boolean stop;
    private volatile Throwable failure;
    /** Frames that went through; the packets without room are not among them. */
    public volatile long forwarded;
    public volatile long dropped;
    /** How often packets ended a sleep. */
    public volatile long woken;
    /** How often packets were there after a sleep that had lasted to its end: nobody woke the loop. */
    public volatile long late;

    public Wire(Port a, Port b) {
        this.a = a;
        this.b = b;
        this.thread = new Thread(this::run, "wire");
        thread.start();
    }

    private void run() {
        AnonymousMemory page = AnonymousMemory.reserve(4096);
        try {
            ByteBuffer fds = page.buffer().order(ByteOrder.nativeOrder());
            fds.putInt(0, a.pollFd(0)).putShort(4, (short) 1);
            fds.putInt(8, b.pollFd(0)).putShort(12, (short) 1);
            int idle = 0;
            int ready = 0;
            while (!stop) {
                if (move(a, b) + move(b, a) > 0) {
                    if (idle > IDLE_ROUNDS) {
                        woken += ready > 0 ? 1 : 0;
                        late += ready > 0 ? 0 : 1;
                    }
                    idle = 0;
                } else if (++idle > IDLE_ROUNDS) {
                    ready = Libc.poll(page.address(), 2, 100);
                }
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            page.release();
        }
    }

    private int move(Port from, Port to) {
        from.rxsync(0);
        NetmapRing rx = from.rxRing(0);
        NetmapRing tx = to.txRing(0);
        int i = rx.head();
        int k = tx.head();
        int n = 0;
        for (; i != rx.tail(); i = rx.next(i), n++) {
            if (k == tx.tail()) {
                tx.advanceTo(k);
                to.txsync(0);
                if (k == tx.tail()) {
                    dropped++;
                    continue;
                }
            }
            long in = rx.word(i);
            rx.word(i, tx.word(k));
            tx.word(k, in);
            k = tx.next(k);
        }
        rx.advanceTo(i);
        tx.advanceTo(k);
        if (n > 0 || tx.txPending()) {
            to.txsync(0);
            forwarded += n;
        }
        return n;
    }

    /** Bytes that the loop's thread has allocated since it began. */
    public long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread.getId());
    }

    @Override
    public void close() {
        stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the wire ends", e);
        }
        if (failure != null) {
            throw new AssertionError("the wire failed", failure);
        }
    }
}

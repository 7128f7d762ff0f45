package org.onosnetmap.tools.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.onosnetmap.dataplane.filter.PacketFilter;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortWaiter;

/** Takes packets out of a port's receive rings until it is told to stop, has enough, or the disk fails. */
final class Recorder implements Runnable {

    private static final int BATCH = 256;
    private static final long FLUSH = 200_000_000;

    private final Port port;
    private final PacketFilter filter;
    private final Files files;
    private final int snapLen;
    private final long count;
    private final ByteBuffer[] views;
    private final long epoch;
    private final Counter received = new Counter();
    private final Counter recorded = new Counter();
    private final PortWaiter waiter = new PortWaiter();
    private volatile boolean stopping;
    private volatile boolean exhausted;
    private volatile IOException failure;
    private volatile Throwable defect;

    Recorder(Port port, PacketFilter filter, Files files, int snapLen, long count) {
        this.port = port;
        this.filter = filter;
        this.files = files;
        this.snapLen = snapLen;
        this.count = count == 0 ? Long.MAX_VALUE : count;
        this.views = new ByteBuffer[port.rxRings()];
        for (int i = 0; i < views.length; i++) {
            views[i] = port.rxRing(i).memory().duplicate();
            waiter.add(port, i);
        }
        Instant now = Instant.now();
        this.epoch = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }

    @Override
    public void run() {
        try (waiter) {
            loop();
            files.counters(received.get(), port.counters().rxDropped);
            files.end();
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            defect = e;
        }
    }

    private void loop() throws IOException {
        long flushed = System.nanoTime();
        boolean dirty = false;
        while (!stopping && recorded.get() < count) {
            int n = 0;
            for (int i = 0; i < views.length; i++) {
                n += receive(i);
            }
            long now = System.nanoTime();
            dirty |= n > 0;
            if (dirty && now - flushed > FLUSH) {
                files.flush();
                flushed = now;
                dirty = false;
            }
            if (n == 0) {
                long next = Long.MAX_VALUE;
                for (int i = 0; i < views.length; i++) {
                    next = Math.min(next, port.nextRxNanos(i));
                }
                exhausted = next == Long.MAX_VALUE;
                waiter.await(Math.min(next, dirty ? FLUSH : 500_000_000));
            }
        }
    }

    private int receive(int ring) throws IOException {
        NetmapRing r = port.rxRing(ring);
        port.rxsync(ring);
        int n = Math.min(r.available(), BATCH);
        if (n == 0) {
            return 0;
        }
        long time = epoch + System.nanoTime();
        files.counters(received.get(), port.counters().rxDropped);
        int i = r.head();
        try {
            for (int k = 0; k < n && recorded.get() < count; k++) {
                int at = r.bufferAt(i);
                int len = r.checkedLength(i);
                i = r.next(i);
                received.increment();
                if (at >= 0 && len >= 0 && filter.matches(views[ring], at, len, len)) {
                    views[ring].limit(at + Math.min(len, snapLen)).position(at);
                    files.write(time, views[ring], len);
                    views[ring].clear();
                    recorded.increment();
                }
            }
        } finally {
            r.advanceTo(i);
        }
        return n;
    }

    void stop() {
        stopping = true;
        waiter.wake();
    }

    /** Whether, when the rings were empty the last time, nothing was to come by the clock: a file had ended. */
    boolean isExhausted() {
        return exhausted;
    }

    long received() {
        return received.get();
    }

    long recorded() {
        return recorded.get();
    }

    /** Why the file could not be written; null if it could. */
    IOException failure() {
        return failure;
    }

    Throwable defect() {
        return defect;
    }

    /** Whether nothing waits in the rings, as far as another thread can tell. */
    boolean isEmpty() {
        return java.util.stream.IntStream.range(0, views.length).allMatch(i -> port.rxRing(i).available() == 0);
    }
}

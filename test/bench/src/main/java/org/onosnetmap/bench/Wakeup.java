package org.onosnetmap.bench;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.WarmUp;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/**
 * How long the first packet after idle takes through a VALE switch, from the sender's txsync to the receiver's ring, and what an idle
 * engine costs. In the same run, turn by turn: how long a bare thread takes to wake up, which no forwarding loop that sleeps can be faster
 * than, and which shows the pauses of the machine itself. Prints one line of JSON.
 *
 * <p>The end of either wait is stamped by the thread that was woken, and who sends sleeps meanwhile: a sender that waits in a loop keeps a
 * processor busy that the scheduler may have given to the woken thread, which is then late by a slice of time, some milliseconds.
 */
public final class Wakeup {

    private static final int SAMPLES = 1000;
    private static final long IDLE_MILLIS = 20;
    private static final long QUIET_MILLIS = 5000;
    private static final long TARGET_NANOS = 1_000_000;

    /** When the frame was put into the receiver's ring, by the clock of {@link System#nanoTime}. */
    private static volatile long arrived;

    private Wakeup() {
    }

    public static void main(String[] args) throws Exception {
        WarmUp.start().await(); // as the app does
        try (Engine engine = Engine.start(new EngineConfig())) {
            engine.addDatapath(DatapathSpec.vale("vale0"));
            long[] nanos = new long[SAMPLES];
            long[] bare = new long[SAMPLES];
            Sleeper sleeper = new Sleeper();
            try (Port from = engine.openClient("vale0:from"); Port to = engine.openClient("vale0:to")) {
                to.doorbell(0, () -> arrived = System.nanoTime());
                for (int i = 0; i < SAMPLES; i++) {
                    Thread.sleep(IDLE_MILLIS);
                    nanos[i] = broadcast(from, to);
                    Thread.sleep(IDLE_MILLIS);
                    bare[i] = sleeper.wake();
                }
            }
            sleeper.interrupt();
            Arrays.sort(nanos);
            Arrays.sort(bare);
            long before = cpuNanos();
            Thread.sleep(QUIET_MILLIS);
            double idle = (cpuNanos() - before) / (QUIET_MILLIS * 1e6);
            System.out.printf("{\"firstPacketMicros\": %s, \"bareThreadMicros\": %s, \"idleCorePercent\": %.2f}%n", text(nanos), text(bare), 100 * idle);
        }
    }

    private static String text(long[] sorted) {
        long late = Arrays.stream(sorted).filter(n -> n > TARGET_NANOS).count();
        return String.format("{\"median\": %.1f, \"p95\": %.1f, \"p99\": %.1f, \"over1msPercent\": %.1f}", sorted[SAMPLES / 2] / 1e3, sorted[SAMPLES * 95 / 100] / 1e3,
                sorted[SAMPLES * 99 / 100] / 1e3, 100.0 * late / SAMPLES);
    }

    /** A thread that sleeps until it is woken, and says that it is awake. */
    private static final class Sleeper extends Thread {
        private final AtomicLong woken = new AtomicLong();
        private final AtomicLong seen = new AtomicLong();
        private volatile long awake;

        Sleeper() {
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            while (!isInterrupted()) {
                LockSupport.park(this);
                awake = System.nanoTime();
                seen.set(woken.get());
            }
        }

        /** Nanoseconds from the call to the first thing that the thread does. */
        long wake() throws InterruptedException {
            long start = System.nanoTime();
            long n = woken.incrementAndGet();
            LockSupport.unpark(this);
            while (seen.get() != n) {
                Thread.sleep(1);
            }
            return awake - start;
        }
    }

    private static long broadcast(Port from, Port to) throws InterruptedException {
        from.txsync(0);
        NetmapRing tx = from.txRing(0);
        int i = tx.head();
        ByteBuffer mem = tx.memory();
        int at = tx.bufferAt(i);
        for (int k = 0; k < 60; k++) {
            mem.put(at + k, (byte) (k < 6 ? 0xff : k == 6 ? 2 : 0));
        }
        tx.len(i, 60);
        NetmapRing rx = to.rxRing(0);
        long start = System.nanoTime();
        tx.advanceTo(tx.next(i));
        from.txsync(0);
        do {
            Thread.sleep(1);
            to.rxsync(0);
        } while (rx.available() == 0 || arrived - start < 0);
        rx.advanceTo(rx.tail());
        to.rxsync(0);
        return arrived - start;
    }

    /** Processor time of the whole process. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}

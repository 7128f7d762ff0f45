package org.onosnetmap.app.provider;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onlab.util.Tools.groupedThreads;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.onosproject.net.DeviceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports devices from one thread: each every so many seconds, and soon after a change. A report of many rules costs the core some tenths
 * of a second, so reports after changes take at most a tenth of the time, however many changes there are. Thread-safe.
 */
final class SnapshotSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSchedule.class);
    private static final long SOON_NANOS = MILLISECONDS.toNanos(100);
    private static final int REST_FACTOR = 9;

    private final ScheduledExecutorService thread;
    private final Consumer<DeviceId> report;
    private final Map<DeviceId, Slot> slots = new ConcurrentHashMap<>();
    private Future<?> periodic;

    SnapshotSchedule(String threadName, Consumer<DeviceId> report) {
        ScheduledThreadPoolExecutor t = new ScheduledThreadPoolExecutor(1, groupedThreads("onos/netmap", threadName, LOG));
        t.setRemoveOnCancelPolicy(true);
        t.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = Executors.unconfigurableScheduledExecutorService(t);
        this.report = report;
    }

    /** Changes the period. */
    synchronized void every(int seconds) {
        if (periodic != null) {
            periodic.cancel(false);
        }
        periodic = thread.scheduleAtFixedRate(() -> slots.keySet().forEach(this::run), seconds, seconds, SECONDS);
    }

    /** Reports a device from now on, unless it is reported already. */
    void add(DeviceId d) {
        slots.putIfAbsent(d, new Slot());
    }

    /** Reports a device no longer; a report that is under way is waited for, so that it does not bring back what is removed next. */
    void remove(DeviceId d) {
        Slot s = slots.remove(d);
        if (s != null) {
            synchronized (s.reporting) {
                s.removed = true;
            }
        }
    }

    /** Reports a device about a tenth of a second from now, or when the last report is long enough ago. */
    void soon(DeviceId d) {
        Slot s = slots.get(d);
        if (s != null && !thread.isShutdown() && s.claim()) {
            thread.schedule(() -> run(d), s.delayNanos(), NANOSECONDS);
        }
    }

    private void run(DeviceId d) {
        Slot s = slots.get(d);
        if (s == null) {
            return;
        }
        synchronized (s.reporting) {
            if (s.removed) {
                return;
            }
            s.begin();
            try {
                report.accept(d);
            } catch (RuntimeException e) {
                LOG.error("{}: report failed; the next one follows", d, e);
            } finally {
                s.end();
            }
        }
    }

    /** Ends all reports; those under way are waited for, not interrupted. */
    @Override
    public void close() {
        slots.keySet().forEach(this::remove);
        thread.shutdownNow();
    }

    /** When a device was reported, and whether it will be soon. */
    private static final class Slot {
        /** Held during a report, and to say that there shall be none. */
        final Object reporting = new Object();
        boolean removed;
        private boolean claimed;
        private long started = System.nanoTime();
        private long restUntil = started;

        synchronized boolean claim() {
            boolean free = !claimed;
            claimed = true;
            return free;
        }

        synchronized long delayNanos() {
            return Math.max(SOON_NANOS, restUntil - System.nanoTime());
        }

        /** Changes from here on are not in this report, and claim another one. */
        synchronized void begin() {
            claimed = false;
            started = System.nanoTime();
        }

        synchronized void end() {
            long now = System.nanoTime();
            restUntil = now + REST_FACTOR * (now - started);
        }
    }
}

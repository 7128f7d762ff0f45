package org.onosnetmap.app.provider;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.DatapathWatcher;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosproject.net.DeviceId;

/** The datapaths that run, as the devices of a provider: what it keeps of each, what it hears of each, and when it reports them. Thread-safe. */
final class ReportedDevices<D> implements DatapathWatcher, AutoCloseable {

    private final DatapathRegistry datapaths;
    private final Function<ManagedDatapath, D> maker;
    private final DatapathListener listener;
    private final SnapshotSchedule snapshots;
    private final Map<DeviceId, D> devices = new ConcurrentHashMap<>();

    /**
     * Without devices, until {@link #open}.
     *
     * @param threadName of the thread that reports
     * @param maker      makes what is kept of a device
     * @param listener   hears of each datapath
     * @param report     reports a device to the core
     */
    ReportedDevices(DatapathRegistry datapaths, String threadName, Function<ManagedDatapath, D> maker, DatapathListener listener, Consumer<DeviceId> report) {
        this.datapaths = datapaths;
        this.maker = maker;
        this.listener = listener;
        this.snapshots = new SnapshotSchedule(threadName, report);
    }

    /** Begins with the datapaths that run now. */
    void open() {
        datapaths.addWatcher(this);
    }

    /** Ends all reports; those under way are waited for. */
    @Override
    public void close() {
        datapaths.removeWatcher(this);
        datapaths.running().forEach(m -> m.datapath().removeListener(listener));
        snapshots.close();
        devices.clear();
    }

    /** Changes the period of reports. */
    void reportEvery(int seconds) {
        snapshots.every(seconds);
    }

    /** What is kept of a device; null if its datapath does not run here. */
    D get(DeviceId d) {
        return devices.get(d);
    }

    /** The device is there: it is reported, now and from now on. */
    void startReports(DeviceId d) {
        if (devices.containsKey(d)) {
            snapshots.add(d);
        }
        snapshots.soon(d);
    }

    /** The device is about to go: no report of it runs, or begins, when this returns. */
    void stopReports(DeviceId d) {
        snapshots.remove(d);
    }

    /** Reports a device at the next opportunity. */
    void reportSoon(DeviceId d) {
        snapshots.soon(d);
    }

    @Override
    public void started(ManagedDatapath d) {
        devices.put(d.deviceId(), maker.apply(d));
        d.datapath().addListener(listener);
        snapshots.add(d.deviceId());
    }

    @Override
    public void stopped(ManagedDatapath d, boolean removed) {
        d.datapath().removeListener(listener);
        snapshots.remove(d.deviceId());
        devices.remove(d.deviceId());
    }
}

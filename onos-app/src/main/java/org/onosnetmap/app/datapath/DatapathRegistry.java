package org.onosnetmap.app.datapath;

import java.util.List;
import java.util.Optional;
import org.onosproject.net.DeviceId;

/** The datapaths that run on this node, for the providers. Thread-safe. */
public interface DatapathRegistry {

    /** Scheme of device ids and of the providers. */
    String SCHEME = "netmap";

    /** Name of the application. */
    String APP_NAME = "org.onosnetmap";

    /** All that run. */
    List<ManagedDatapath> running();

    /** The datapath behind a device, if it runs on this node. */
    Optional<ManagedDatapath> running(DeviceId deviceId);

    /** Whether all forwarding threads live. */
    boolean workersAlive();

    /** Rules that were refused. */
    Refusals refusalLog();

    /** Adds a watcher and tells it about those that run. */
    void addWatcher(DatapathWatcher w);

    /** Takes a watcher off; no call is under way when this returns. */
    void removeWatcher(DatapathWatcher w);
}

package org.onosnetmap.app.datapath;

/**
 * Hears about datapaths that start and stop on this node. Calls come in order, one at a time, while changes are locked out: a watcher
 * hands over to a thread of its own and returns.
 */
public interface DatapathWatcher {

    /** A datapath runs; its first ports are not attached yet. Also called for those that ran before the watcher was added. */
    void started(ManagedDatapath d);

    /** The ports of a datapath that could not be attached, or the reasons, have changed. */
    default void absentPortsChanged(ManagedDatapath d) {
    }

    /**
     * A datapath is about to stop.
     *
     * @param removed whether it is no longer declared; else it may come back with the rules it had
     */
    void stopped(ManagedDatapath d, boolean removed);
}

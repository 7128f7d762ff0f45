/**
 * Keeps the data plane as the network configuration wants it.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.datapath.NetmapManager} owns the engine. It compares what is declared with what runs and
 * changes the difference only: a port is attached or detached singly, and the other ports go on forwarding. A port that cannot be
 * attached stays declared, is shown as absent with the reason, and is tried again
 * ({@link org.onosnetmap.app.datapath.ManagedDatapath}); an interface that vanishes is detached and comes back when it comes back.
 * Providers hear of datapaths through {@link org.onosnetmap.app.datapath.DatapathWatcher}.
 *
 * <p><b>Why so.</b> There is one truth, the network configuration; shell and REST write to it. Comparing wanted with present state makes
 * every way of changing it (netcfg upload, shell, REST, restart, a lost event) the same code.
 *
 * <p><b>Threads.</b> All changes happen under the lock of the manager, on the caller's thread or on the one control thread, which also
 * tries absent ports again every second. Watchers are called under that lock and must hand over to a thread of their own.
 *
 * <p><b>Limits.</b> Changing the number of workers starts the engine anew, and with it all ports. Changing settings of a datapath (buffer
 * size, maximum of ports) starts that datapath anew.
 */
package org.onosnetmap.app.datapath;

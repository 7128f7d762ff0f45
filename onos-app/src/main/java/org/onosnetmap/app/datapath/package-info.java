/**
 * Keeps the data plane as the network configuration wants it.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.datapath.DeclarationStore} says what there shall be and {@link
 * org.onosnetmap.app.datapath.RunningDatapaths}, which owns the engine, makes it so by changing the difference only: a port is attached or
 * detached singly, and the other ports go on forwarding. A declared port that cannot be attached stays declared, is shown as absent with
 * the reason, and is tried again ({@link org.onosnetmap.app.datapath.ManagedDatapath}); an interface that vanishes is detached and comes
 * back when it comes back. {@link org.onosnetmap.app.datapath.NetmapManager} is the service over both: a command is checked ({@link
 * org.onosnetmap.app.datapath.DirectChecks}), carried out, and then declared, so that what cannot be carried out is refused and not declared.
 * {@link org.onosnetmap.app.datapath.PortShaper} gives ports their rates and queues, {@link org.onosnetmap.app.datapath.MirrorKeeper} datapaths their mirrors.
 * Providers hear of datapaths through {@link org.onosnetmap.app.datapath.DatapathWatcher}; {@link org.onosnetmap.app.datapath.Statuses} puts
 * what the data plane tells into the words of the service.
 *
 * <p><b>Why so.</b> There is one truth, the network configuration; shell and REST write to it. Comparing wanted with present state makes
 * every way of changing it (netcfg upload, shell, REST, restart, a lost event) the same code. A person who types a command wants to know at
 * once that the interface is misspelt; a configuration that is read at the start of a machine has to wait for interfaces.
 *
 * <p><b>Threads.</b> All changes happen under the lock of the manager, on the caller's thread or on the one control thread, which also
 * tries absent ports again every second. Watchers are called under that lock and must hand over to a thread of their own.
 *
 * <p><b>Limits.</b> Changing the number of workers starts the engine anew, and with it all ports. Changing settings of a datapath (buffer
 * size, maximum of ports) starts that datapath anew.
 */
package org.onosnetmap.app.datapath;

/**
 * What the application offers to others: {@link org.onosnetmap.app.api.NetmapService} and the values it deals in.
 *
 * <p><b>What.</b> Shell commands, REST resources and other bundles change and read datapaths through this one interface, so that all of
 * them see the same checks and the same errors. No type of the data plane crosses it: the package is the only one the bundle exports.
 *
 * <p><b>Truth.</b> What datapaths and ports there shall be stands in ONOS's network configuration ({@code apps/org.onosnetmap/netmap}) and
 * nowhere else. Every change made through the service is written there, and a change made there is carried out. Declarations
 * ({@link org.onosnetmap.app.api.DatapathDeclaration}, {@link org.onosnetmap.app.api.PortDeclaration}) say what is wanted, the
 * {@code …Status} classes what there is.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Changes are carried out one at a time and have happened when the call
 * returns; they may block for some milliseconds.
 *
 * <p><b>Limits.</b> A datapath belongs to the one node of a cluster that its declaration names; other nodes neither show nor change it.
 */
package org.onosnetmap.app.api;

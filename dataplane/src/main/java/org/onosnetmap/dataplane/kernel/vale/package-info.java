/**
 * VALE switches of the kernel as things to look at and change: which there are, their ports and counters; interfaces come and go.
 *
 * <p>The kernel itself is the register: a switch exists while it has a port, and an attached interface stays attached whatever becomes of the
 * program that attached it. A switch that is made here without ports is kept by a port that nobody sees and that receives nothing, for as long as this
 * process lives.
 *
 * <p>They forward by learnt addresses and nothing else. Rules, groups, meters and queues are for the switches of the engine.
 *
 * <p>Names and attachments come from requests (vale(4)), in the network namespace of the calling thread. Kinds and counters come from the module's tables in
 * debugfs, which are for root; those of ports in other namespaces are left out.
 */
package org.onosnetmap.dataplane.kernel.vale;

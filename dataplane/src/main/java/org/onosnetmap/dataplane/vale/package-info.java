/**
 * The learning switch of VALE and of {@code OUTPUT:NORMAL}.
 *
 * <p>{@link org.onosnetmap.dataplane.vale.MacTable} is what it knows: addresses learn on every frame, move at once when they are seen
 * elsewhere, and are forgotten when they were silent for the datapath's MAC age. Learning is independent for each VLAN. A frame to an
 * unknown, multicast or broadcast address goes out of every other port; one to an address on its own port is dropped.
 *
 * <p><b>Threads.</b> All workers of a datapath share one table without locks; each has a {@link org.onosnetmap.dataplane.vale.LearningSwitch} of its
 * own in front of it, which remembers what it asked last for as long as the table does not change. <b>Limits.</b> The capacity is fixed when the table is made.
 */
package org.onosnetmap.dataplane.vale;

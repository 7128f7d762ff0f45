/**
 * Ports: network interfaces, files and memory behind netmap rings.
 *
 * <p><b>What.</b> A {@link org.onosnetmap.dataplane.port.Port} has rings in the datapath's region and plays the kernel's part in
 * {@code rxsync} and {@code txsync}. {@link org.onosnetmap.dataplane.port.PortName} says which type a name asks for,
 * {@link org.onosnetmap.dataplane.port.PortSpec} adds number and options.
 *
 * <p><b>Threads.</b> Opening, closing, {@code refresh} and {@code enable} happen on the control side, one at a time for a port; a ring is
 * synced by the one worker that owns it. Counters are written by one thread and read by any.
 *
 * <p><b>Limits.</b> A frame fits one buffer (2,048 bytes unless the datapath asks for more); longer frames are dropped and counted.
 */
package org.onosnetmap.dataplane.port;

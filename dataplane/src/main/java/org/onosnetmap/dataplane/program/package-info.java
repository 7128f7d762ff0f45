/**
 * For people who write a netmap program of their own: open ports by name, wait for packets, and read and write the rings.
 *
 * <p>{@link org.onosnetmap.dataplane.program.PortSet} opens every type of port that {@link org.onosnetmap.dataplane.port.PortName} knows,
 * and runs the VALE switches that are named; {@link org.onosnetmap.dataplane.program.PortWaiter} sleeps until one of them has something to
 * receive. In between a program works as any netmap program does:
 *
 * <pre>{@code
 * port.rxsync(0);                                        // new packets stand between head and tail
 * NetmapRing ring = port.rxRing(0);
 * for (int n = ring.available(), i = ring.head(); n > 0; n--, i = ring.next(i)) {
 *     int at = ring.bufferAt(i);                         // where the frame begins in ring.memory(), -1 for none
 *     int length = ring.checkedLength(i);
 * }
 * ring.advanceTo(ring.tail());                           // the slots go back at the next rxsync
 * }</pre>
 *
 * <p>Ports of one set whose rings have the same {@link org.onosnetmap.dataplane.netmap.NetmapRing#memory()} exchange packets by exchange of
 * two buffer indexes, as docs/api.md shows. Threads: one thread for each ring of a port; opening and closing by one thread.
 */
package org.onosnetmap.dataplane.program;

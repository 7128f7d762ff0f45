/**
 * {@code netmap bridge}: everything that one port receives leaves by another, in both directions, with the options of bridge(8).
 *
 * <p>A {@link org.onosnetmap.dataplane.traffic.Relay} for each receive ring, all on one thread, which sleeps while there is nothing to do.
 */
package org.onosnetmap.tools.bridge;

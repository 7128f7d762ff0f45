/**
 * {@code netmap replay}: the packets of a capture leave by a port, at the times of the file, some times as fast, at a fixed rate or as fast as
 * it goes.
 *
 * <p>The file is a {@code pcap:} port of the process, which knows about time stamps and passes; a {@link
 * org.onosnetmap.dataplane.traffic.Relay} takes its packets to the other port.
 */
package org.onosnetmap.tools.replay;

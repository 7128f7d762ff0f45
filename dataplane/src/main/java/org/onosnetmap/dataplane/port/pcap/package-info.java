/**
 * {@code pcap:FILE}: packets of a capture file as if an interface received them, and a capture of what is sent.
 *
 * <p>{@link org.onosnetmap.dataplane.port.pcap.PcapReader} reads the classic format (microseconds and nanoseconds, both byte orders;
 * draft-ietf-opsawg-pcap) and pcapng (section header, interface description, enhanced and simple packet blocks; draft-ietf-opsawg-pcapng).
 * {@link org.onosnetmap.dataplane.port.pcap.PcapWriter} writes the classic format with nanoseconds. Both are of use without a port.
 *
 * <p>{@link org.onosnetmap.dataplane.port.pcap.PcapPort} replays as fast as the receiver takes packets, or by the time stamps, once or
 * again and again. A packet that the capture cut short (snapped) is dropped and counted: a switch that passed on half a frame would be
 * wrong. A file that ends in the middle delivers what is whole; then the port is gone, with the reason.
 *
 * <p><b>Threads.</b> The reader is used by the worker of the receive ring; the writer is locked, once per batch, as several workers may
 * send. Files are read and written in large pieces within the syncs; nothing is allocated per packet.
 *
 * <p><b>Limits.</b> Ethernet only. A record holds at most 256 KiB.
 */
package org.onosnetmap.dataplane.port.pcap;

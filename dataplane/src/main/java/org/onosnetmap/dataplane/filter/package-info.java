/**
 * Packet filters in the language of pcap-filter(7): the part of it that means something on Ethernet.
 *
 * <p>{@link org.onosnetmap.dataplane.filter.PacketFilter#compile} makes a tree of tests of the text; {@link
 * org.onosnetmap.dataplane.filter.PacketFilter#matches} walks it over a frame in place. As in a program for the Berkeley Packet Filter, a test that would
 * read behind the end of the frame ends the whole filter, and the frame does not match.
 *
 * <p>Not there, and refused with a word why: names that a name server or a file would have to tell, link types other than Ethernet,
 * {@code gateway}, {@code protochain}, {@code ip broadcast}, and {@code inbound}/{@code outbound}.
 *
 * <p><b>Threads.</b> A filter is used by one thread at a time, for it keeps its place in the frame. <b>Limits.</b> Nothing is allocated per
 * packet. IPv6 extension headers are not passed over, as libpcap does not either.
 */
package org.onosnetmap.dataplane.filter;

/**
 * Headers in place: what of a packet rules can match, and how actions change it.
 *
 * <p>A {@link org.onosnetmap.dataplane.packet.PacketKey} holds the match fields of one packet as 17 longs in a fixed layout
 * ({@link org.onosnetmap.dataplane.packet.KeyLayout}), so that "does this rule match" is a handful of AND and compare, and a hash over
 * several fields is a hash over few words. It is filled on demand, layer by layer: a rule on the input port reads no byte of the frame,
 * one on Ethernet addresses reads 14. A {@link org.onosnetmap.dataplane.packet.HeaderEditor} writes fields where they lie, adjusts the
 * checksums by the difference (RFC 1624; SCTP's CRC32c by its linearity) and keeps the key in step, so that the next table sees the new
 * packet. For frames whose headers are known to lie at fixed places, {@link org.onosnetmap.dataplane.packet.ShapedKey} writes the same words without asking. Only what moves headers (push and pop of VLAN, MPLS and PBB) or says that they are others (EtherType, IP protocol, ICMPv6 type)
 * makes the key be read anew.
 *
 * <p>Frames come from networks, so nothing in them is believed. A read happens only after a comparison with the frame's end, and inside an
 * IP packet with the end that its length field gives, because what follows is padding. A header that is cut short or contradicts itself
 * (version, header length, total length, an option of length 0) is <em>not there</em>: its fields are absent, which is something else than
 * zero, and rules on them do not match. The same goes for the ports of later fragments. Damage never throws; it is counted, once a
 * packet, where somebody looked.
 *
 * <p>Memory is any {@link java.nio.ByteBuffer} at any offset, in whatever byte order it has. Threads: each worker has its own key and
 * editor. Nothing is allocated after construction. Limits: LLC/SNAP payloads and tunnels are not looked into, nor what lies behind an
 * MPLS label stack entry or an I-TAG (OpenFlow 1.3.5 figure 4); ESP ends the walk through IPv6's extension headers.
 */
package org.onosnetmap.dataplane.packet;

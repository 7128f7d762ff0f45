/**
 * Makes complete Ethernet frames of what the kernel hands over when a sender left work to the hardware.
 *
 * <p><b>Why.</b> A program behind a veth pair, a tap of a virtual machine or this machine's own stack sends with checksum and
 * segmentation offload: the frame has no checksum yet and is up to 64 KB long, and a header beside it says what the hardware is to
 * finish ({@code struct virtio_net_hdr}, Virtual I/O Device 1.2, 5.1.6). There is no hardware on a virtual link, so the port finishes
 * it in software: {@link org.onosnetmap.dataplane.port.repair.FrameRepair} completes the checksum, cuts TCP and UDP into segments, and
 * puts back the VLAN tag that the kernel keeps apart.
 *
 * <p><b>The other way.</b> {@link org.onosnetmap.dataplane.port.repair.SegmentRun} finds frames that were (or might have been) cut out of
 * a large one, to hand them to the kernel as such: what the kernel does for each frame costs it more than 64 KB of payload.
 *
 * <p><b>Limits.</b> Segments are cut for TCP and UDP over IPv4 and IPv6, behind any number of VLAN tags. A large frame of a tunnel (the
 * offload concerns an inner header) is refused and counted, as is one that contradicts itself.
 *
 * <p><b>Threads.</b> An object belongs to one receive ring and its thread. Nothing is allocated per frame.
 */
package org.onosnetmap.dataplane.port.repair;

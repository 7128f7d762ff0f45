/**
 * {@code packet:IFNAME}: an Ethernet interface through AF_PACKET sockets (packet(7)), on any Linux.
 *
 * <p><b>Receiving.</b> One socket per receive ring, with a memory-mapped ring in the TPACKET_V2 layout. (V3 hands over blocks that a
 * timer retires after a millisecond at best: a ping would wait for it.) The descriptor is readable as soon as a frame is in the ring. The
 * frames in the kernel's ring are as long as the interface's; a longer one, which a peer with segmentation offload sends, is marked and
 * waits whole in the socket's queue. Beside each frame the kernel writes what offloads left undone, and {@link
 * org.onosnetmap.dataplane.port.repair.FrameRepair} does it. Several receive rings share the interface by flow hash (PACKET_FANOUT).
 *
 * <p><b>Sending.</b> One socket per transmit ring; sendmmsg(2) from headers that were built once and point into the netmap buffers. The
 * kernel copies in the call, so that the slots are free when it returns. (PACKET_TX_RING would lend its pages to the receiver of a veth pair,
 * who may read them after they were written again.)
 *
 * <p><b>The interface.</b> Promiscuous through the membership of a socket, which ends with it. What merges received frames is switched off
 * and put back ({@link org.onosnetmap.dataplane.port.device.SavedSettings}). The machine's own protocol stack sees the frames too: an
 * interface that is given to a switch should have no address.
 *
 * <p><b>Threads.</b> A receiver or a sender is used by the worker that owns the ring; the rest is control side.
 */
package org.onosnetmap.dataplane.port.packet;

/**
 * {@code xdp:IFNAME}: an Ethernet interface through AF_XDP sockets (Linux, Documentation/networking/af_xdp.rst), made with system calls alone:
 * bpf(2) for map, program and link, socket options and memory-mapped rings for the rest. No native library.
 *
 * <p><b>Memory.</b> Netmap buffers are the frames: the kernel takes the beginning of the region's buffer pool as its UMEM, so that a packet
 * changes between two {@code xdp:} ports, or an {@code xdp:} and a VALE port, by an exchange of two buffer indexes ({@link
 * org.onosnetmap.dataplane.port.xdp.Umem} has the layout). All sockets of a region share one UMEM where the kernel allows; else they have several
 * over the same memory, which comes to the same.
 *
 * <p><b>Receiving.</b> One socket for each receive queue of the interface, each for one netmap ring. A program of a few instructions ({@link
 * org.onosnetmap.dataplane.port.xdp.Program}) runs in the driver, or in the kernel's stack if the driver cannot, and hands over all frames: the
 * machine's own stack sees none of them. Drivers that can put packets right into the frames (zero-copy); for others the kernel copies.
 *
 * <p><b>Sending.</b> The first sockets send as well, as many as there are transmit queues, each for one worker, or for several that take turns. A
 * system call tells the kernel of a batch, and only if it wants to be told (need-wakeup).
 *
 * <p><b>What a sender leaves to the hardware.</b> AF_XDP sees what is in the frame and nothing beside it. A card's removal of VLAN tags and merging
 * of segments are switched off ({@link org.onosnetmap.dataplane.port.device.SavedSettings}). A veth peer sends no large frames while a program
 * is attached (the kernel sees to it); its checksums are completed ({@link org.onosnetmap.dataplane.port.repair.PartialChecksum}); its tags are
 * put back by the program, which asks the driver for them (Linux 6.8).
 *
 * <p><b>The end.</b> The program hangs on a link, a descriptor: when the port is closed or the process ends, however that ends, the kernel takes
 * it off. So does promiscuity, and whatever else belongs to sockets.
 *
 * <p><b>Threads.</b> A receiver is used by the worker that owns the ring, a sender by its workers under a lock; the rest is control side.
 *
 * <p><b>Limits.</b> Linux 5.9. 16 receive queues. Frames of a buffer and at most 3,840 bytes. In generic mode, large frames of local senders are
 * lost, and so are VLAN tags that they leave to the hardware.
 */
package org.onosnetmap.dataplane.port.xdp;

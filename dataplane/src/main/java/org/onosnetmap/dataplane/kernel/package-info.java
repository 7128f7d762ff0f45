/**
 * The netmap kernel module as its programs see it: {@code /dev/netmap}, requests, memory regions, the VALE switches in it, and what may be wrong with all
 * that.
 *
 * <p><b>What.</b> {@link org.onosnetmap.dataplane.kernel.NetmapDevice} is a descriptor: bound to rings by REGISTER, synced by two ioctls.
 * {@link org.onosnetmap.dataplane.kernel.KernelRegion} is a region mapped once in this process. Requests are those of NETMAP_API 14 (netmap(4), vale(4), the
 * public header {@code net/netmap.h}), as upstream's module and netmap-kmod take them. How a system packs an ioctl's number is behind one
 * interface, with implementations for Linux and FreeBSD.
 *
 * <p><b>Memory is shared with others.</b> Whoever has the region open can write all of it. What is read there is checked: positions when a ring is
 * opened, indexes and lengths at each use ({@link org.onosnetmap.dataplane.netmap.NetmapRing}).
 *
 * <p><b>Threads.</b> Control side, but for the syncs. Descriptors belong to the network namespace of the thread that opens them.
 *
 * <p><b>Limits.</b> A region of 2 GiB. Linux: the rest of this data plane is, too.
 */
package org.onosnetmap.dataplane.kernel;

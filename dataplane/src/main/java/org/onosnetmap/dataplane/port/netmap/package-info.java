/**
 * {@code netmap:}…: ports of the netmap kernel module, that is interfaces, ports of the kernel's VALE switches, its pipes, and monitors
 * ({@link org.onosnetmap.dataplane.port.NetmapName} has the grammar).
 *
 * <p><b>Rings.</b> They are the kernel's, mapped into this process; a sync is an ioctl(2). Each ring that is used has a descriptor of
 * its own, bound to it exclusively and in one direction, so that a worker that syncs its ring touches no other's; the receive rings'
 * descriptors are what an idle worker polls. All receive rings are bound and spread over the workers. Worker w sends through transmit
 * ring w; rings beyond the number of workers are left alone. If there are fewer rings than workers, those that share one fill rings of
 * their own ({@link org.onosnetmap.dataplane.port.netmap.SharedTransmit}), whose slots go into the kernel's ring under a lock taken once a
 * batch.
 *
 * <p><b>Memory.</b> Regions are mapped once in a process ({@link org.onosnetmap.dataplane.kernel.KernelRegion}); the forwarding loop
 * exchanges buffers between ports in one region and copies between others. Interfaces share the kernel's region 1; a port of a switch or a
 * pipe is made in a region of its own unless the name says {@code @1}.
 *
 * <p><b>Threads.</b> As for all ports. An interface that goes while it is bound makes the port's link GONE: by the error of a sync, or at the next
 * refresh.
 *
 * <p><b>Limits.</b> A packet in several slots (NS_MOREFRAG) is dropped. Linux.
 */
package org.onosnetmap.dataplane.port.netmap;

/**
 * What ports need to know and change of a network interface: flags, addresses, offloads; who uses it; how it was before.
 *
 * <p>{@link org.onosnetmap.dataplane.port.device.NetDevice} asks the kernel by ioctl. {@link
 * org.onosnetmap.dataplane.port.device.AttachLock} keeps a second port, of this process or another, away from an interface. {@link
 * org.onosnetmap.dataplane.port.device.SavedSettings} writes down what is changed before it is changed, so that a process that was
 * killed leaves a note for the next one to put things back. {@link org.onosnetmap.dataplane.port.device.DefaultRoute} tells which
 * interface must not be taken unasked. {@link org.onosnetmap.dataplane.port.device.LinkWatch} hears from the kernel that interfaces changed.
 *
 * <p>Everything concerns the network namespace of the calling thread. Control side only; nothing here is on the packets' way.
 */
package org.onosnetmap.dataplane.port.device;

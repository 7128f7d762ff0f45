/**
 * {@code tap:NAME}: a TAP interface of the kernel (tuntap.rst in the kernel's documentation), for virtual machines and for this machine's
 * own protocol stack. What is sent to the port is received by the interface, and the other way round.
 *
 * <p>An interface that is missing is made, set up, and vanishes when the port is closed or the process ends. One that is there (made with
 * {@code ip tuntap add}) is used as it is, and stays as it was.
 *
 * <p>The port asks for no offloads, so that the kernel completes checksums and segments before it hands frames over, and no repair is
 * needed. A frame is one read(2) or write(2), straight from or to the netmap buffer.
 *
 * <p><b>Limits.</b> One receive ring. A frame that is longer than a buffer is dropped and counted.
 */
package org.onosnetmap.dataplane.port.tap;

/**
 * The netmap memory layout: {@code netmap_if}, {@code netmap_ring}, {@code netmap_slot} and buffers, read and written in place.
 *
 * <p><b>Why one layout.</b> Every port of the data plane, whether the kernel owns its memory or this process does, shows the same
 * structures. The forwarding loop reads slots and swaps buffer indexes and does not know the difference.
 *
 * <p><b>Access.</b> Absolute {@code ByteBuffer} access in native order. It is bounds-checked: a wild index out of shared memory becomes
 * an exception. Buffer indexes and lengths read from a slot are checked before use ({@link org.onosnetmap.dataplane.netmap.NetmapRing#bufferAt}).
 *
 * <p><b>Threads.</b> A ring is used by one thread at a time: the worker that owns it. {@link org.onosnetmap.dataplane.netmap.NetmapMemory}
 * locks its pools, as ports come and go on the control side.
 *
 * <p><b>Limits.</b> A region has at most 2 GiB (an {@code int} position); a port at most 121 rings; a packet fits one buffer.
 */
package org.onosnetmap.dataplane.netmap;

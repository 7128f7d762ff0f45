/**
 * Workers: the threads that forward.
 *
 * <p><b>One round.</b> A worker goes over the receive rings that are its own. From each it takes a batch of up to 256 frames, runs every
 * frame through the pipeline snapshot of its datapath, and fills its own transmit rings; then it syncs those that were filled.
 * <pre>
 *   rxsync ─▶ slots head..tail ─▶ pipeline ─▶ swap or copy into a tx slot ─▶ (end of batch) txsync
 * </pre>
 * Buffers are swapped where both rings lie in one region, and copied otherwise or when the frame is still needed.
 *
 * <p><b>Sharing.</b> Nothing is shared between workers but the MAC table, which is made for it: a port has one transmit ring for each worker, and
 * each receive ring belongs to one. The control side and the workers meet in four places: the pipeline snapshot and the port table, both
 * published whole and picked up at a batch boundary; the queue of packet-outs, which worker 0 serves; and the queues of packet-ins.
 * {@code awaitRound} makes a change certain: after it, everything published before is in force.
 *
 * <p><b>Idle.</b> A worker without work spins for 20 µs, then sleeps in poll(2) on the descriptors of its ports and an eventfd. Whoever
 * publishes something for it rings the eventfd if, and only if, it sleeps.
 *
 * <p><b>Overload.</b> A full transmit ring drops, with a counter; so does a full packet-in queue. Nothing waits for anything.
 *
 * <p><b>Mirrors.</b> What enters or leaves a port can be copied to another one. The mirrors and the ports they look at are published with the
 * port table; a datapath without mirrors tests one field for null a batch, and one for each frame that it sends.
 *
 * <p><b>Limits.</b> 64 mirrors a datapath. A frame fits one slot. 8,191 descriptors a worker.
 */
package org.onosnetmap.dataplane.worker;

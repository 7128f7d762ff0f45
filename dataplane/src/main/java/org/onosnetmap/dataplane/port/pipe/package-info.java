/**
 * Pipes and VALE ports in user memory: two ports of one process, back to back.
 *
 * <p><b>What.</b> The transmit ring {@code i} of one end and the receive ring {@code i} of the other are a {@link
 * org.onosnetmap.dataplane.port.pipe.PipeChannel}: slot {@code k} of both holds the same buffer, and nothing is copied. A sent slot
 * returns to the sender when the receiver has released it and both have synced; a pipe therefore never drops, the sender runs out of
 * room instead. The receiver may leave another buffer in a slot that it releases (the forwarding loop swaps buffers): the sender gets
 * that one. Ends in different regions cannot share buffers; {@link org.onosnetmap.dataplane.port.pipe.CopyingPipePort} copies the
 * frames for the end that was opened second.
 *
 * <p><b>Names.</b> {@link org.onosnetmap.dataplane.port.pipe.VirtualPorts} is where the two ends find each other. {@code
 * netmap:NAME{ID} and {@code netmap:NAME}ID} are opened in any order; what is sent to a closed end waits for it, as far as the ring
 * holds it. A VALE port {@code valeX:P} is a pipe between the datapath, which has the switch, and a program. The rings exist from the
 * first open until both ends are closed.
 *
 * <p><b>Threads.</b> One thread per ring and end. The two threads of a channel share two positions, each written by one of them on its
 * own cache lines; no locks. Opening and closing is synchronized and belongs to the control side.
 *
 * <p><b>Limits.</b> Ends in other processes do not exist. A ring has one sender and one receiver; the end that is opened first fixes
 * the number of rings.
 */
package org.onosnetmap.dataplane.port.pipe;

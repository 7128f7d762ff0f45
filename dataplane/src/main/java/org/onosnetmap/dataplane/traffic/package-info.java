/**
 * Packets for measuring: made, sent at a rate, received, checked and answered.
 *
 * <p>A {@link org.onosnetmap.dataplane.traffic.Task} is what one thread does with one ring of a port, a batch at a time and without ever
 * blocking: {@link org.onosnetmap.dataplane.traffic.Transmitter}, {@link org.onosnetmap.dataplane.traffic.Receiver}, {@link
 * org.onosnetmap.dataplane.traffic.Pinger}, {@link org.onosnetmap.dataplane.traffic.Ponger}. A {@link
 * org.onosnetmap.dataplane.traffic.TaskLoop} runs one or several of them in turn, and sleeps while none has anything to do.
 *
 * <p><b>Frames.</b> Ethernet, IPv4 or IPv6, UDP with a correct checksum, and a payload that says which stream a frame belongs to and which
 * of it it is ({@link org.onosnetmap.dataplane.traffic.FrameLayout}): a receiver finds what was lost, came twice or out of order
 * ({@link org.onosnetmap.dataplane.traffic.SequenceCheck}) without knowing the sender.
 *
 * <p><b>Threads.</b> A task belongs to one thread; its counters may be read by any. <b>Limits.</b> Nothing is allocated, and the clock is
 * not asked, per packet. Up to 65,536 streams; a frame is late if it is at most 65,536 behind.
 */
package org.onosnetmap.dataplane.traffic;

/**
 * Egress queues: frames that wait for their port, and who is next.
 *
 * <p><b>Why so.</b> A port has a transmit ring for each worker, but its rate and the shares of its queues are one thing. So one worker owns
 * the scheduling of a port: the others copy their frames into memory that the owner reads, and the owner puts them into its own ring.
 * No count of tokens is shared, and limits hold exactly however many workers send.
 * <pre>
 *   worker 0 ─▶ fifo ─┐
 *   worker 1 ─▶ fifo ─┴ queue 1 ─┐
 *   worker 0 ─▶ fifo ─┐          ├─ who is next ─▶ the owner's transmit ring
 *   worker 1 ─▶ fifo ─┴ queue 0 ─┘
 * </pre>
 *
 * <p><b>Rates</b> are schedules and not counts of tokens: a {@link org.onosnetmap.dataplane.queue.Pacer} says when the next frame may go, and each
 * frame moves that by its own time at the rate, to the remainder of the division. A worker that comes late (it sleeps in whole
 * milliseconds) catches up, by 50 ms at most; time in which a queue was empty is lost to it beyond its burst.
 *
 * <p><b>Who is next.</b> Nobody, while the port's own rate or the ring says so. Otherwise of those that are below their maximum: the queue
 * that is behind its minimum rate, and of several the one that is behind by the most time, so that minimums that add up to too much
 * shrink in proportion; else the queue of the lowest priority number, and of several the one that got the fewest bytes that way.
 *
 * <p><b>Threads.</b> A {@link org.onosnetmap.dataplane.queue.FrameFifo} has one producer and one consumer. The control side publishes the set of
 * queues and their settings; the owner takes them over when it next serves the port. Counters are written by one thread each.
 *
 * <p><b>Cost.</b> A port without queues has none of this. A frame through a queue is copied once more. The owner looks at a port's queues
 * when a worker has put something in, or when the frame that is next is due; empty queues are not looked at.
 *
 * <p><b>Limits.</b> 64 queues a port; 512 KiB for each queue and worker, which become memory as frames fill them. What finds no room is
 * dropped and counted.
 */
package org.onosnetmap.dataplane.queue;

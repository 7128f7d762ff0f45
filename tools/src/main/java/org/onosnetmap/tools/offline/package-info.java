/**
 * {@code netmap offline}: rules and captures in, captures, counters and packet-ins out.
 *
 * <p>The pipeline is the one that forwards, in one thread and without rings: packets of all captures are taken in the order of their time
 * stamps, and the time stamps are the clock of timeouts, meters and the learning switch. So the same input has the same output, on any
 * machine. Queues do not exist here, and nothing is dropped for want of speed.
 *
 * <p>Everything is in memory or streamed: a capture of any length needs none. A frame has 16 KiB at most.
 */
package org.onosnetmap.tools.offline;

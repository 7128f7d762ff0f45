/**
 * {@code netmap capture}: what a port receives goes to a pcapng file, or to a ring of files.
 *
 * <p>{@link org.onosnetmap.tools.capture.Recorder} takes packets out of a receive ring, asks the filter ({@link
 * org.onosnetmap.dataplane.filter}) and hands those that match to {@link org.onosnetmap.tools.capture.Files}, which knows when the next file begins. All on
 * one thread. Time stamps are those of the batch that a packet came in. Packets that came while the disk was busy wait in the port's ring;
 * what it has no room for it counts.
 */
package org.onosnetmap.tools.capture;

/**
 * Explains a packet: which tables it visits, which rule it matches in each and why rules of higher priority do not, what groups and
 * meters it passes, what leaves where and how it looks.
 *
 * <p>A {@link org.onosnetmap.dataplane.trace.Tracer} copies rules, groups and meters of a running datapath into a
 * {@link org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline} and watches one frame go through. The reference, and not the
 * forwarding path, because it can be watched at each step; that both do the same is what the differential test is for. Nothing is sent
 * and no counter moves. Meters are shown, but a traced packet finds each of them with room.
 *
 * <p>{@link org.onosnetmap.dataplane.trace.FrameBuilder} makes the frame where somebody gives field values instead of bytes.
 *
 * <p>Slow, and free to allocate: for people who ask, one packet at a time. Any thread.
 */
package org.onosnetmap.dataplane.trace;

/**
 * What was decided for a flow's frames before, so that tables need not be asked again.
 *
 * <p>A {@link org.onosnetmap.dataplane.cache.FlowCache} maps the bits of a frame that some rule of some table reads to an outcome. Bits that
 * no rule reads are no part of the key: a hundred thousand connections that no rule tells apart are one entry. In frames of the usual
 * {@link org.onosnetmap.dataplane.cache.FrameShape}s (untagged or with one tag; IPv4 without options, IPv6 without extension headers; nothing
 * cut, no fragment) every field has its fixed place, so that a key is a few words of the frame under masks
 * ({@link org.onosnetmap.dataplane.cache.KeyWindows}) and no header is parsed. Frames of other shapes are not cached.
 *
 * <p>A {@link org.onosnetmap.dataplane.cache.Batch} of frames is looked up at once: its loop has no calls and no dependency from frame to
 * frame, so that the processor waits for the memory of many frames at the same time.
 *
 * <p><b>Right or silent.</b> Keys are compared whole. Entries carry the generation of the rules that they were made by, and are not found once
 * rules have changed. <b>Bounded.</b> A look-up reads one bucket of two entries, seldom the others of its group of four; a table grows to 256 MiB and then new flows push out others.
 * Who keeps something may bound the growth more narrowly: {@code org.onosnetmap.dataplane.pipeline} does so under random headers, which never come again.
 *
 * <p><b>Threads.</b> Each worker has its own. <b>Limits.</b> Little-endian machines only; elsewhere nothing is cached.
 */
package org.onosnetmap.dataplane.cache;

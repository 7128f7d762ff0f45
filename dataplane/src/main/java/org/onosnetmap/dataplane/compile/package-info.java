/**
 * Byte code that is made for the rules of the moment.
 *
 * <p>A {@link org.onosnetmap.dataplane.cache.FlowCache} looks up frames by keys whose places and masks depend on the rules. Its own loops read them from variables, which are more than a
 * processor has registers for. Once the tables have read the same of packets for a second, {@link org.onosnetmap.dataplane.compile.LookupCompiler} writes a look-up (with
 * ASM) in which they are constants, together with the test of the frame's shape, and all factors of the hash. It runs
 * the look-up until the virtual machine has compiled it, and hands it to the workers. Until then, and for frames of shapes that are rare, they go on as before. Both give the same
 * answers: the test compares them on random frames, and the pipeline with its reference.
 *
 * <p>Of a few rules, in one table or several, {@link org.onosnetmap.dataplane.compile.DecisionCompiler} makes a {@link org.onosnetmap.dataplane.compile.BatchDecision}: code reads what they compare, and each is compared with all
 * frames of a batch at once. It answers where the flow cache is left alone.
 *
 * <p>Frames and buckets are read at their addresses ({@link org.onosnetmap.dataplane.compile.RawMemory}): where a frame lies was checked when it was taken from its ring, and a bucket's
 * number is under a mask. That saves a comparison or two for each of some ten loads a frame.
 *
 * <p><b>Threads.</b> Code is made on a thread of the engine that has nothing else to do; a look-up has no state and serves all workers. Each is a class with a class loader of its own,
 * unloaded when nobody holds it: when rules read other fields, or the datapath is gone.
 *
 * <p><b>Limits.</b> Little-endian machines, and a Java whose {@code sun.misc.Unsafe} reads memory without complaint: 11 to 23. Elsewhere nothing is compiled.
 */
package org.onosnetmap.dataplane.compile;

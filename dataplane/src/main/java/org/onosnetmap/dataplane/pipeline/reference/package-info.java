/**
 * The pipeline once more, as a direct reading of OpenFlow 1.3.5: the oracle that the fast pipeline is compared with.
 *
 * <p>It shares no code with the fast one beyond the values of {@link org.onosnetmap.dataplane.flow}: headers are cut into byte arrays and
 * read into a map from field to number, rules lie in a list sorted by priority and are tried one after the other, each action works on
 * the bytes of the frame and reads all headers anew. Where the specification leaves something open, both do the same, and
 * {@code docs/pipeline.md} says what.
 *
 * <p>It takes rules for valid; whoever feeds it asks {@link org.onosnetmap.dataplane.pipeline.FlowTables} first. One thread, no limits, and
 * slow: thousands of times slower than what it checks.
 */
package org.onosnetmap.dataplane.pipeline.reference;

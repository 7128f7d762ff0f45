/**
 * The pipeline once more, as a direct reading of OpenFlow 1.3.5: the oracle that the fast pipeline is compared with.
 *
 * <p>It shares no code with the fast one beyond the values of {@link org.onosnetmap.dataplane.flow}: headers are read
 * into a map from field to number and one from field to place, rules lie in a list and are tried one after the other, each action reads
 * all headers anew, writes single bits or puts the frame together from parts, and computes checksums in plain numbers. Where the specification leaves something open, both do the same, and
 * {@code docs/pipeline.md} says what.
 *
 * <p>It takes rules for valid; whoever feeds it asks {@link org.onosnetmap.dataplane.pipeline.FlowTables} first. One thread, no limits, and
 * slow: thousands of times slower than what it checks.
 */
package org.onosnetmap.dataplane.pipeline.reference;

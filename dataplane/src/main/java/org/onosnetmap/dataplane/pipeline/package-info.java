/**
 * Flow tables and the way of a packet through them, to the letter of OpenFlow 1.3.5 section 5.
 *
 * <p>The control side talks to {@link org.onosnetmap.dataplane.pipeline.FlowTables}. It refuses what the pipeline cannot honour exactly,
 * with OpenFlow's error name and a sentence for the operator; what it takes, it compiles and publishes as a
 * {@link org.onosnetmap.dataplane.pipeline.Snapshot}. A list of changes becomes visible at once or, rule by rule refused, not at all: no
 * packet sees half of it.
 *
 * <p>A worker takes the newest snapshot between batches and hands each batch to its {@link org.onosnetmap.dataplane.pipeline.FastPath},
 * which remembers what became of earlier packets ({@link org.onosnetmap.dataplane.cache}). The flows that it does not know are looked up in the tables together, and those that
 * meet the same rules as some packet before ({@code Resolver}, {@code Outcomes}) are then as good as known. What is left goes through the worker's
 * {@link org.onosnetmap.dataplane.pipeline.PipelineExecutor}, packet by packet and table by table. Results go to an {@link org.onosnetmap.dataplane.pipeline.Egress}, which the worker implements. For most rules it is known at
 * compile time which output is the last use of the frame; it is marked, so that the worker can give the buffer away instead of
 * copying it. A rule at the end of the way whose packet brings no action set runs its apply- and write-actions as one list; the action set
 * proper is only for packets that collected actions in several tables.
 *
 * <p>Threads: {@code FlowTables} is synchronized and may be slow; a worker never waits for it. An executor belongs to one worker. They
 * share the snapshot, which does not change, and counters: each rule and table has a pair for each worker, cache lines apart, which
 * that worker alone writes, without ever waiting, and the control side adds up; under load they are brought up to date once a millisecond or so. There is no clock in the forwarding path: idle timeouts
 * watch the counters.
 *
 * <p>Limits: the actions and fields in {@code docs/pipeline.md}, which also says what is left open by OpenFlow and decided here. The
 * {@linkplain org.onosnetmap.dataplane.pipeline.reference reference} does the same slowly, and tests hold the two against each other.
 */
package org.onosnetmap.dataplane.pipeline;

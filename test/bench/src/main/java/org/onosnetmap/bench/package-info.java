/**
 * What the data plane costs, and how soon it obeys: {@link org.onosnetmap.bench.DatapathRate}, {@link org.onosnetmap.bench.Wakeup} and
 * {@link org.onosnetmap.bench.Rest} are programs,
 * the others JMH benchmarks, one class a part. {@code java -jar test/bench/target/benchmarks.jar -prof gc} runs all, a
 * class name behind it only that one. The figures in the documents come from here; {@code gc.alloc.rate.norm} must be 0 for everything
 * that happens per packet.
 */
package org.onosnetmap.bench;

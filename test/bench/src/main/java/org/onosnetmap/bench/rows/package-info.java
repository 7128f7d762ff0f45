/**
 * What the rates are measured with: rules and packets, made from fixed seeds so that they are the same everywhere.
 *
 * <p>A {@link org.onosnetmap.bench.rows.Row} is one line of the table that {@code test/bench/run rows} prints; {@link
 * org.onosnetmap.bench.rows.Rows} has them all and writes their files: {@code NAME.flows} in the syntax of {@code ovs-ofctl add-flows},
 * {@code NAME.pcap} with the packets that port 1 receives again and again, and for learning switches {@code NAME.learn.pcap} with one packet
 * from each address behind port 2. Both sides of the comparison read the same files.
 *
 * <p>{@link org.onosnetmap.bench.rows.FilterSet} makes access lists, firewalls and IP chains with the structure that Taylor and Turner
 * describe in "ClassBench: A Packet Classification Benchmark" (IEEE/ACM Transactions on Networking 15(3), 2007): classes of port ranges,
 * few and unequally frequent pairs of prefix lengths, addresses drawn from a skewed binary tree so that prefixes nest, and correlated source and destination; with
 * distributions of our own, as the seed files of the paper are not ours to ship. The packets that go with a set are drawn as the paper does:
 * corners of randomly chosen filters, repeated by a Pareto distribution.
 */
package org.onosnetmap.bench.rows;

/**
 * {@code netmap pkt-gen}: sends, receives and reflects packets, with the options of pkt-gen(8).
 *
 * <p>{@link org.onosnetmap.tools.pktgen.FunctionOptions} are the options of one function on one port; {@code --with} adds another that runs
 * in the same process, as the ends of a pipe and the ports of a VALE switch of the process need it. {@link
 * org.onosnetmap.tools.pktgen.Function} makes tasks of them ({@link org.onosnetmap.dataplane.traffic}), a thread for each {@code -p}; {@code
 * -c 1} runs all of them and the switch on one thread in turn. {@link org.onosnetmap.tools.pktgen.Report} writes what they have done.
 */
package org.onosnetmap.tools.pktgen;

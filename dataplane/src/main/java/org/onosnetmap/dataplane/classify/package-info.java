/**
 * Which rule matches: tuple-space search (Srinivasan, Suri and Varghese, SIGCOMM 1999).
 *
 * <p>Rules that look at the same bits share a {@code Subtable}, which is a hash table over those bits: one probe finds the only rule of
 * thousands that can match. A table with <i>n</i> different masks costs at most <i>n</i> probes. Subtables are asked in the order of the
 * highest priority each holds, and the search stops when no later one can beat what is found; before a subtable is asked, the headers that
 * it needs are read, and no more. Words that a mask does not touch cost nothing, and a subtable with a single rule compares without
 * hashing.
 *
 * <p>Among rules of equal priority, where OpenFlow leaves the choice open, the one that was added first wins.
 *
 * <p>Threads: a {@link org.onosnetmap.dataplane.classify.Classifier} is immutable and all workers share it. The control side changes a
 * {@link org.onosnetmap.dataplane.classify.ClassifierBuilder} and takes a new classifier from it, which shares with the old one everything
 * that did not change: a subtable is an array of buckets of about 16 rules, so that a change among 10,000 rules copies an array of some
 * hundred references and one bucket. Of rules with equal mask and values only the best is in the table; the others wait in a list behind
 * it that only the control side reads.
 *
 * <p>Limits: rules with very many different masks (hundreds) in one table make lookups slow in proportion. Nothing is remembered from
 * packet to packet: that is for {@link org.onosnetmap.dataplane.cache}, to which a
 * {@link org.onosnetmap.dataplane.classify.MaskUnion} tells what all the rules read.
 */
package org.onosnetmap.dataplane.classify;

/**
 * Which rule matches: hash tables that many masks share, in the manner of TupleMerge (Daly et al., IEEE/ACM Transactions on Networking 27(4),
 * 2019), with special cases for few rules and for routes.
 *
 * <p><b>Tuples.</b> Rules are found by the hash of the packet's key under a mask. In tuple-space search (Srinivasan, Suri and Varghese, SIGCOMM
 * 1999) each mask has a table of its own, and a packet asks them all. Here a rule may be in a table of any mask that is within its own: a table
 * for the first 24 bits of two addresses takes rules on longer prefixes, with ports and without. What is found by hash is then compared whole.
 * So some hundred masks need some ten tables. When one key finds too many rules, these move to a table of all the bits that they have in common
 * ({@code ClassifierBuilder}). Rules with the same mask and nothing in common with others end up in a table of exactly their mask: one probe, as before.
 *
 * <p>Of many tables a packet asks only those that have entries for the first bits of both its IPv4 addresses ({@code AddressBits}), in about the
 * order of the highest priority each holds, and the search stops when no later one can beat what is found. Before a table is searched, two bits
 * for each rule's hash tell in most cases that there is nothing to find ({@code Filter}). What is compared then lies side by side in arrays of longs
 * ({@code Row}, {@code Buckets}): the search goes to no rule but the one that it finds.
 *
 * <p><b>Few rules</b> are compared one by one, best first. <b>Routes</b>, rules on prefixes of one IPv4 address and nothing else, are in a trie of
 * at most three steps as soon as they are many and of different lengths ({@code PrefixTrie}); priorities need not follow their lengths.
 *
 * <p><b>Quiet tables</b> can be frozen ({@code FrozenEntries}): to hash tables of whole values if masks are few, and prefixes to flat arrays ({@code FewMasks}), or to bit vectors
 * ({@code BitVectors}). These are quicker, most of all for many keys at once ({@code LookupBatch}), and cannot be changed; what is above goes on to take the changes,
 * and the classifier after a change is not frozen.
 *
 * <p>Among rules of equal priority, where OpenFlow leaves the choice open, the one that was added first wins. As long as tables are few, headers are
 * read no deeper than the rules need that are asked; if they are many, as deep as any of them needs.
 *
 * <p>Threads: a {@link org.onosnetmap.dataplane.classify.Classifier} is immutable, but for bits of filters that may be set too early and the frozen form, and all
 * workers share it. The control side changes a {@link org.onosnetmap.dataplane.classify.ClassifierBuilder} and takes a new classifier from it,
 * which shares with the old one everything that did not change: a change among 100,000 rules copies 16 buckets and two arrays of some thousand
 * references.
 *
 * <p>Limits: rules whose masks have little in common (1,000 random ones) need a table each, and each costs a packet a probe. Nothing is
 * remembered from packet to packet: that is for {@link org.onosnetmap.dataplane.cache}, to which a
 * {@link org.onosnetmap.dataplane.classify.MaskUnion} tells what all the rules read.
 */
package org.onosnetmap.dataplane.classify;

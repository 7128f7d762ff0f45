package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Entries found by the hash of the key under one mask, which is within the masks of all of them. Immutable, but for bits that are added to the
 * filter for later tables: in this one they cost a look into a group in vain.
 */
final class TupleTable {

    /** No entry here has a higher one. */
    final int maxPriority;
    private final Mask mask;
    private final int depth;
    private final int index0;
    private final int index1;
    private final int index2;
    private final long bits0;
    private final long bits1;
    private final long bits2;
    private final boolean wide;
    private final long[] filter;
    private final Group[] groups;

    TupleTable(Mask mask, int depth, long[] filter, Group[] groups, int maxPriority) {
        this.mask = mask;
        this.depth = depth;
        this.index0 = mask.index0;
        this.index1 = mask.index1;
        this.index2 = mask.index2;
        this.bits0 = mask.bits0;
        this.bits1 = mask.bits1;
        this.bits2 = mask.bits2;
        this.wide = mask.index.length > 3;
        this.filter = filter;
        this.groups = groups;
        this.maxPriority = maxPriority;
    }

    /** The best entry that the packet matches, or null. */
    Entry find(PacketKey packet, long[] key) {
        packet.need(depth);
        long sum = Hash.sum(key[index0] & bits0, key[index1] & bits1, key[index2] & bits2);
        if (wide) {
            sum += Hash.sumMore(mask, key);
        }
        long hash = Hash.finish(sum);
        long[] f = filter;
        if ((f[Hash.word(hash) & f.length - 1] & Hash.bit(hash)) == 0) {
            return null;
        }
        Group[] g = groups;
        return g[Hash.group(hash) & g.length - 1].find(Hash.tag(hash), packet);
    }
}

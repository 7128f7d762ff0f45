package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.PacketKey;

/** Entries on prefixes of one IPv4 address, and on nothing else but what makes a packet IPv4: four steps find the best, however many there are. Immutable. */
final class PrefixTable {

    static final int FIRST_SHIFT = 32 - PrefixNode.BITS;

    private final PrefixShape shape;
    private final PrefixNode root;

    PrefixTable(PrefixShape shape, PrefixNode root) {
        this.shape = shape;
        this.root = root;
    }

    /** The best entry that the packet matches, or null. */
    Entry find(PacketKey packet, long[] key) {
        packet.need(shape.depth);
        if (!shape.isIn(key)) {
            return null;
        }
        int address = (int) (key[KeyLayout.IPV4] >>> shape.addressShift);
        Entry best = null;
        int shift = FIRST_SHIFT;
        PrefixNode n = root;
        do {
            int value = address >>> shift & 0xff;
            Entry e = n.best(value);
            if (e != null && (best == null || e.beats(best))) {
                best = e;
            }
            n = n.next(value);
            shift -= PrefixNode.BITS;
        } while (n != null);
        return best;
    }
}

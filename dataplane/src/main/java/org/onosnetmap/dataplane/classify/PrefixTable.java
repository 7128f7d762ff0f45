package org.onosnetmap.dataplane.classify;

import java.util.function.Consumer;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Entries on prefixes of one IPv4 address, and on nothing else but what makes a packet IPv4: three steps find the best, however many there are.
 * The first takes 16 bits, of which it has both nodes of the trie flattened into one; the others take eight. Immutable.
 */
final class PrefixTable {

    static final int FIRST_SHIFT = 32 - PrefixNode.BITS;
    private static final int VALUES = 1 << PrefixNode.BITS;
    private static final int THIRD_SHIFT = FIRST_SHIFT - 2 * PrefixNode.BITS;

    private final PrefixShape shape;
    private final PrefixNode root;
    /** For the first and the second eight bits the best of the prefixes that end there. Where no prefix has more than eight, all of the second share one place. */
    private final Entry[][] best;
    /** In the same places the nodes of the next eight bits. */
    private final PrefixNode[][] next;

    /** @param earlier of the same shape, shares what did not change; null if there is none */
    PrefixTable(PrefixShape shape, PrefixNode root, PrefixTable earlier) {
        this.shape = shape;
        this.root = root;
        this.best = earlier == null ? new Entry[VALUES][] : earlier.best.clone();
        this.next = earlier == null ? new PrefixNode[VALUES][] : earlier.next.clone();
        for (int v = 0; v < VALUES; v++) {
            if (earlier == null || earlier.root.best(v) != root.best(v) || earlier.root.next(v) != root.next(v)) {
                flatten(v);
            }
        }
    }

    boolean isOlderThan(PrefixNode otherRoot) {
        return root != otherRoot;
    }

    private void flatten(int first) {
        PrefixNode node = root.next(first);
        int n = node == null ? 1 : VALUES;
        best[first] = new Entry[n];
        next[first] = new PrefixNode[n];
        for (int v = 0; v < n; v++) {
            best[first][v] = node == null ? root.best(first) : better(root.best(first), node.best(v));
            next[first][v] = node == null ? null : node.next(v);
        }
    }

    private static Entry better(Entry a, Entry b) {
        return a == null || b != null && b.beats(a) ? b : a;
    }

    void forEach(Consumer<Entry> action) {
        root.forEach(action);
    }

    /** The best entry that the packet matches, or null. */
    Entry find(PacketKey packet, long[] key) {
        packet.need(shape.depth);
        return shape.isIn(key, 0) ? find(key, 0) : null;
    }

    /** Of entries for keys that lie one behind the other makes better ones, where there are. */
    void find(long[] keys, int stride, int n, LookupBatch b) {
        for (int i = 0; i < n; i++) {
            if (shape.isIn(keys, i * stride)) {
                b.found[i] = better(b.found[i], find(keys, i * stride));
            }
        }
    }

    private Entry find(long[] keys, int at) {
        int address = (int) (keys[at + KeyLayout.IPV4] >>> shape.addressShift);
        Entry[] entries = best[address >>> FIRST_SHIFT];
        int second = address >>> FIRST_SHIFT - PrefixNode.BITS;
        Entry found = entries[second & entries.length - 1];
        PrefixNode[] nodes = next[address >>> FIRST_SHIFT];
        PrefixNode n = nodes[second & nodes.length - 1];
        for (int shift = THIRD_SHIFT; n != null; shift -= PrefixNode.BITS) {
            int value = address >>> shift & VALUES - 1;
            found = better(found, n.best(value));
            n = n.next(value);
        }
        return found;
    }
}

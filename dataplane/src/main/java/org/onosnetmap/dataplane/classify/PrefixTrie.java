package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Control side of a {@link PrefixTable}. As long as its entries are few or of few lengths it only keeps account of them: hashes find them as
 * quickly.
 */
final class PrefixTrie {

    private static final int MIN_ENTRIES = 64;
    private static final int MIN_LENGTHS = 4;

    private final PrefixShape shape;
    private final int[] lengths = new int[33];
    private PrefixNode root = PrefixNode.EMPTY;
    /** Entries that are not in the trie, as it does not yet pay; null once it does. */
    private Set<Entry> waiting = new LinkedHashSet<>();
    private int size;
    private PrefixTable published;

    PrefixTrie(PrefixShape shape) {
        this.shape = shape;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Whether entries are found here. */
    boolean isUsed() {
        return waiting == null;
    }

    /** Whether they should be: then all of {@link #use} are to be taken from elsewhere. */
    boolean pays() {
        int different = 0;
        for (int n : lengths) {
            different += n > 0 ? 1 : 0;
        }
        return size >= MIN_ENTRIES && different >= MIN_LENGTHS;
    }

    /** Takes in the entries of which it has only kept account, and returns them. */
    List<Entry> use() {
        List<Entry> all = new ArrayList<>(waiting);
        waiting = null;
        for (Entry e : all) {
            root = with(root, e, PrefixTable.FIRST_SHIFT);
        }
        return all;
    }

    void add(Entry e) {
        size++;
        lengths[shape.length(e)]++;
        if (isUsed()) {
            root = with(root, e, PrefixTable.FIRST_SHIFT);
        } else {
            waiting.add(e);
        }
    }

    void remove(Entry e) {
        size--;
        lengths[shape.length(e)]--;
        if (isUsed()) {
            root = without(root, e, PrefixTable.FIRST_SHIFT);
        } else {
            waiting.remove(e);
        }
    }

    PrefixTable publish() {
        if (published == null || published.isOlderThan(root)) {
            published = new PrefixTable(shape, root, published);
        }
        return published;
    }

    private PrefixNode with(PrefixNode n, Entry e, int shift) {
        PrefixNode node = n == null ? PrefixNode.EMPTY : n;
        int value = shape.address(e) >>> shift & 0xff;
        int length = shape.length(e) - (PrefixTable.FIRST_SHIFT - shift);
        if (length <= PrefixNode.BITS) {
            return node.with(e, value, length);
        }
        return node.with(value, with(node.next(value), e, shift - PrefixNode.BITS));
    }

    private PrefixNode without(PrefixNode node, Entry e, int shift) {
        int value = shape.address(e) >>> shift & 0xff;
        int length = shape.length(e) - (PrefixTable.FIRST_SHIFT - shift);
        if (length <= PrefixNode.BITS) {
            return node.without(e);
        }
        PrefixNode next = without(node.next(value), e, shift - PrefixNode.BITS);
        return node.with(value, next.isEmpty() ? null : next);
    }
}

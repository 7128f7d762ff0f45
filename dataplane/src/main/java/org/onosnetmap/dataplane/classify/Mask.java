package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Recent;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Bits of a packet's key, and how deep headers must be read for them. Only the words that have any are kept; the first three of them in
 * fields of their own, which are nearer than arrays: few masks have more.
 */
final class Mask {

    /** A million rules have few masks. */
    private static final Recent<Mask> RECENT = new Recent<>();

    /** Words of the key, ascending. */
    final int[] index;
    /** Bits of each of these words; none is 0. */
    final long[] bits;
    final int index0;
    final int index1;
    final int index2;
    /** 0 where there is no such word. */
    final long bits0;
    final long bits1;
    final long bits2;
    /** Depth of parsing, see {@link KeyLayout}. */
    final int depth;
    /** What share of the packets the fields can be of, see {@link MaskUnion}: the same bits of a key can be of different fields. */
    final int family;

    /**
     * @param all bits of each word of a key
     */
    Mask(long[] all, int depth, int family) {
        int n = 0;
        int[] someIndex = new int[all.length];
        long[] someBits = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            if (all[i] != 0) {
                someIndex[n] = i;
                someBits[n++] = all[i];
            }
        }
        this.index = Arrays.copyOf(someIndex, n);
        this.bits = Arrays.copyOf(someBits, n);
        this.index0 = n > 0 ? index[0] : 0;
        this.index1 = n > 1 ? index[1] : 0;
        this.index2 = n > 2 ? index[2] : 0;
        this.bits0 = n > 0 ? bits[0] : 0;
        this.bits1 = n > 1 ? bits[1] : 0;
        this.bits2 = n > 2 ? bits[2] : 0;
        this.depth = depth;
        this.family = family;
    }

    /** What a match looks at. */
    static Mask of(Match m) {
        long[] all = new long[KeyLayout.WORDS];
        int depth = KeyLayout.DEPTH_PORT;
        for (Field f : m.fields()) {
            int word = KeyLayout.word(f);
            all[word] |= m.mask(f) << KeyLayout.shift(f);
            if (f.bits() > 64) {
                all[word - 1] |= m.maskHi(f);
            }
            all[KeyLayout.presenceWord(f)] |= KeyLayout.presence(f, m);
            depth = Math.max(depth, KeyLayout.depth(f));
        }
        return RECENT.same(new Mask(all, depth, MaskUnion.family(m)));
    }

    /** What the match wants in these bits, in the order of {@link #index}. */
    long[] values(Match m) {
        long[] all = new long[KeyLayout.WORDS];
        for (Field f : m.fields()) {
            int word = KeyLayout.word(f);
            all[word] |= m.value(f) << KeyLayout.shift(f);
            if (f.bits() > 64) {
                all[word - 1] |= m.valueHi(f);
            }
            all[KeyLayout.presenceWord(f)] |= KeyLayout.presence(f, m);
        }
        long[] values = new long[index.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = all[index[i]];
        }
        return values;
    }

    /** Bits of a word of the key. */
    long at(int word) {
        for (int i = 0; i < index.length; i++) {
            if (index[i] == word) {
                return bits[i];
            }
        }
        return 0;
    }

    /** Number of bits. */
    int size() {
        int n = 0;
        for (long b : bits) {
            n += Long.bitCount(b);
        }
        return n;
    }

    /** Whether the other has all these bits. */
    boolean isWithin(Mask other) {
        for (int i = 0; i < index.length; i++) {
            if ((bits[i] & ~other.at(index[i])) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Bits that both have. */
    Mask and(Mask other) {
        long[] all = new long[KeyLayout.WORDS];
        for (int i = 0; i < index.length; i++) {
            all[index[i]] = bits[i] & other.at(index[i]);
        }
        return new Mask(all, Math.max(depth, other.depth), family);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Mask && Arrays.equals(((Mask) o).index, index) && Arrays.equals(((Mask) o).bits, bits) && ((Mask) o).depth == depth
                && ((Mask) o).family == family;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(index) + Arrays.hashCode(bits);
    }
}

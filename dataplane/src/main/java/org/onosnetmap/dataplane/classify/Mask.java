package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** Which bits of a packet's key a match looks at: only the words that have any, and how deep headers must be read for them. */
final class Mask {

    /** Words of the key, ascending. */
    final int[] index;
    /** Bits of each of these words; none is 0. */
    final long[] bits;
    /** Depth of parsing, see {@link KeyLayout}. */
    final int depth;
    /** What share of the packets the fields can be of, see {@link MaskUnion}: the same bits of a key can be of different fields. */
    final int family;

    private Mask(int[] index, long[] bits, int depth, int family) {
        this.index = index;
        this.bits = bits;
        this.depth = depth;
        this.family = family;
    }

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
        int n = 0;
        int[] index = new int[all.length];
        long[] bits = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            if (all[i] != 0) {
                index[n] = i;
                bits[n++] = all[i];
            }
        }
        return new Mask(Arrays.copyOf(index, n), Arrays.copyOf(bits, n), depth, MaskUnion.family(m));
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

package org.onosnetmap.dataplane.classify;

/** From each value of a {@link KeyField} of up to 16 bits to a number, its class: a table of all values, of bytes if that is enough. Immutable. */
final class FieldClasses {

    private static final int MAX_IN_BYTES = 256;

    private final KeyField field;
    private final int mask;
    /** One of them is null. */
    private final byte[] bytes;
    private final char[] chars;

    /**
     * @param starts  ascending, 0 first: where ranges of values begin
     * @param classOf class of each range, below 65,536
     * @param n       number of ranges
     */
    FieldClasses(KeyField field, long[] starts, int[] classOf, int n) {
        this.field = field;
        this.mask = (1 << field.bits) - 1;
        boolean few = true;
        for (int i = 0; i < n; i++) {
            few &= classOf[i] < MAX_IN_BYTES;
        }
        this.bytes = few ? new byte[1 << field.bits] : null;
        this.chars = few ? null : new char[1 << field.bits];
        for (int v = 0, range = 0; v <= mask; v++) {
            range += range + 1 < n && starts[range + 1] == v ? 1 : 0;
            if (few) {
                bytes[v] = (byte) classOf[range];
            } else {
                chars[v] = (char) classOf[range];
            }
        }
    }

    /** Class of what a key has in the field. */
    int of(long[] keys, int at) {
        int v = (int) (keys[at + field.word] >>> field.shift) & mask;
        return chars == null ? bytes[v] & 0xff : chars[v];
    }

    /** As {@link #of} for many keys: multiplies what is in an array, and adds the class. */
    void add(long[] keys, int stride, int n, int[] sums, int factor) {
        byte[] b = bytes;
        char[] c = chars;
        int shift = field.shift;
        int low = mask;
        int at = field.word;
        if (c == null) {
            for (int i = 0; i < n; i++, at += stride) {
                sums[i] = sums[i] * factor + (b[(int) (keys[at] >>> shift) & low] & 0xff);
            }
        } else {
            for (int i = 0; i < n; i++, at += stride) {
                sums[i] = sums[i] * factor + c[(int) (keys[at] >>> shift) & low];
            }
        }
    }
}

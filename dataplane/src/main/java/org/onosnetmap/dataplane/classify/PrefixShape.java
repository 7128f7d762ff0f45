package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;

/** What entries on prefixes have in common: which address, and what makes a packet one that has it. */
final class PrefixShape {

    private static final long ADDRESS = 0xffff_ffffL;

    /** Place of the address in word {@link KeyLayout#IPV4}: 32 for the source, 0 for the destination. */
    final int addressShift;
    final int depth;
    private final long typeBits;
    private final long type;
    private final long innerBits;
    private final long inner;

    private PrefixShape(int addressShift, Entry e) {
        this.addressShift = addressShift;
        this.depth = e.mask.depth;
        this.typeBits = e.mask.at(KeyLayout.DST_TYPE);
        this.type = typeBits == 0 ? 0 : e.value(KeyLayout.DST_TYPE);
        this.innerBits = e.mask.at(KeyLayout.INNER);
        this.inner = innerBits == 0 ? 0 : e.value(KeyLayout.INNER);
    }

    /** The shape of an entry; null if it is on more than a prefix. */
    static PrefixShape of(Entry e) {
        Mask m = e.mask;
        for (int word : m.index) {
            if (word != KeyLayout.IPV4 && word != KeyLayout.DST_TYPE && word != KeyLayout.INNER) {
                return null;
            }
        }
        long address = m.at(KeyLayout.IPV4);
        int shift = (address & ADDRESS) == 0 ? 32 : 0;
        if (address == 0 || (address & ADDRESS << 32 - shift) != 0) {
            return null; // none, or both
        }
        int bits = (int) (address >>> shift);
        return bits << length(bits) == 0 || bits == -1 ? new PrefixShape(shift, e) : null;
    }

    private static int length(int bits) {
        return Integer.numberOfLeadingZeros(~bits);
    }

    /** Length of an entry's prefix. */
    int length(Entry e) {
        return length((int) (e.mask.at(KeyLayout.IPV4) >>> addressShift));
    }

    /** An entry's prefix. */
    int address(Entry e) {
        return (int) (e.value(KeyLayout.IPV4) >>> addressShift);
    }

    /** The address. */
    KeyField field() {
        return addressShift == 0 ? KeyField.DESTINATION : KeyField.SOURCE;
    }

    /** Whether a packet has the address. */
    boolean isIn(long[] keys, int at) {
        return differences(keys, at) == 0;
    }

    /** Not 0 if a packet has not. */
    long differences(long[] keys, int at) {
        return keys[at + KeyLayout.DST_TYPE] & typeBits ^ type | keys[at + KeyLayout.INNER] & innerBits ^ inner;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof PrefixShape)) {
            return false;
        }
        PrefixShape s = (PrefixShape) o;
        return addressShift == s.addressShift && depth == s.depth && typeBits == s.typeBits && type == s.type && innerBits == s.innerBits && inner == s.inner;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(type * 31 + inner) + addressShift;
    }
}

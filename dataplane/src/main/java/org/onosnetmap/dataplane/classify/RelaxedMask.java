package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * The mask that a new tuple gets for an entry: within the entry's own, and coarse enough for many others. Addresses' prefixes are cut to
 * steps, and what narrows little beside addresses is left out.
 */
final class RelaxedMask {

    private static final int STEP = 8;
    /** Bits of addresses beside which ports, types and tags are left out. */
    private static final int ENOUGH = 24;

    private static final long HIGH = 0xffff_ffff_0000_0000L;
    private static final long LOW = 0x0000_0000_ffff_ffffL;
    private static final long MAC = 0xffff_ffff_ffff_0000L;

    private RelaxedMask() {
    }

    static Mask of(Mask m) {
        long[] all = new long[KeyLayout.WORDS];
        for (int i = 0; i < m.index.length; i++) {
            all[m.index[i]] = wide(m.index[i], m.bits[i]);
        }
        int bits = 0;
        for (long w : all) {
            bits += Long.bitCount(w);
        }
        if (bits < ENOUGH) {
            for (int i = 0; i < m.index.length; i++) {
                all[m.index[i]] |= narrow(m.index[i], m.bits[i]);
            }
        }
        return new Mask(all, m.depth, m.family);
    }

    /** Of the bits of a word those of addresses and other wide fields. */
    private static long wide(int word, long bits) {
        switch (word) {
            case KeyLayout.IPV4:
                return cut(bits & HIGH) | cut(bits << 32) >>> 32;
            case KeyLayout.DST_TYPE:
            case KeyLayout.SRC_VLAN:
                return bits & MAC;
            case KeyLayout.IN_PORT:
            case KeyLayout.INNER:
            case KeyLayout.FLABEL:
                return 0;
            default:
                return word == KeyLayout.WORDS - 1 ? 0 : cut(bits);
        }
    }

    /** A prefix of a word, cut to a multiple of the step; another mask as it is. */
    private static long cut(long bits) {
        int length = Long.numberOfLeadingZeros(~bits);
        boolean prefix = length == 64 || bits << length == 0;
        if (!prefix) {
            return bits;
        }
        length -= length % STEP;
        return length == 0 ? 0 : -1L << 64 - length;
    }

    private static long narrow(int word, long bits) {
        switch (word) {
            case KeyLayout.IPV4:
                return 0;
            case KeyLayout.INNER:
                return bits & ~LOW | port(bits >>> 16) << 16 | port(bits);
            default:
                return wide(word, bits) == bits ? 0 : bits;
        }
    }

    /** A port, or the like; its upper half for a range. */
    private static long port(long bits) {
        bits &= 0xffff;
        return bits == 0xffff ? bits : bits & 0xff00;
    }
}

package org.onosnetmap.dataplane.flow;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which packets a rule is for: a value and a bit mask for each field it looks at. Immutable. Two matches are equal if they look at the
 * same bits and want the same values; value bits outside of the mask are cleared when the match is built.
 *
 * <p>A datapath may hold a million of them, so only what a match says takes memory: a long for each field, a second one for a mask that
 * is not all ones, and twice as much for fields of 128 bits.
 */
public final class Match {

    private static final Field[] FIELDS = Field.values();
    /** Bit n: the field with ordinal n is wider than 64 bits. */
    private static final long WIDE = wide();

    /** Every packet. */
    public static final Match ANY = new Builder().build();

    /** Bit n: the match looks at the field with ordinal n. */
    private final long fields;
    /** Bit n: the field with ordinal n has a mask that is not all ones. */
    private final long masked;
    /** By rising ordinal; of each field: value hi (if wide), value lo, mask hi (if masked and wide), mask lo (if masked). */
    private final long[] bits;

    private Match(Builder b) {
        fields = b.fields;
        masked = b.masked;
        bits = new long[place(1L << FIELDS.length)];
        int at = 0;
        for (long left = fields; left != 0; left &= left - 1) {
            int f = Long.numberOfTrailingZeros(left);
            boolean wide = (WIDE >>> f & 1) != 0;
            boolean hasMask = (masked >>> f & 1) != 0;
            if (wide) {
                bits[at++] = b.bits[4 * f];
            }
            bits[at++] = b.bits[4 * f + 1];
            if (hasMask && wide) {
                bits[at++] = b.bits[4 * f + 2];
            }
            if (hasMask) {
                bits[at++] = b.bits[4 * f + 3];
            }
        }
    }

    private static long wide() {
        long wide = 0;
        for (Field f : FIELDS) {
            wide |= f.bits() > 64 ? bit(f) : 0;
        }
        return wide;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The fields the match looks at. */
    public Set<Field> fields() {
        EnumSet<Field> all = EnumSet.noneOf(Field.class);
        for (long left = fields; left != 0; left &= left - 1) {
            all.add(FIELDS[Long.numberOfTrailingZeros(left)]);
        }
        return all;
    }

    /** Whether the match looks at the field. */
    public boolean has(Field f) {
        return (fields & bit(f)) != 0;
    }

    /** Lower 64 bits of the wanted value; 0 where the field is not looked at. */
    public long value(Field f) {
        return has(f) ? bits[place(bit(f)) + (isWide(f) ? 1 : 0)] : 0;
    }

    /** Upper 64 bits of the wanted value. */
    public long valueHi(Field f) {
        return has(f) && isWide(f) ? bits[place(bit(f))] : 0;
    }

    /** Lower 64 bits of the mask; 0 where the field is not looked at. */
    public long mask(Field f) {
        if (!has(f)) {
            return 0;
        }
        return isExact(f) ? f.fullMaskLo() : bits[place(bit(f)) + (isWide(f) ? 3 : 1)];
    }

    /** Upper 64 bits of the mask. */
    public long maskHi(Field f) {
        if (!has(f) || !isWide(f)) {
            return 0;
        }
        return isExact(f) ? f.fullMaskHi() : bits[place(bit(f)) + 2];
    }

    /** Whether every bit of the field is wanted. */
    public boolean isExact(Field f) {
        return (fields & ~masked & bit(f)) != 0;
    }

    /** Whether a packet can match both: they want no different values of a bit. */
    public boolean overlaps(Match o) {
        for (long left = fields & o.fields; left != 0; left &= left - 1) {
            Field f = FIELDS[Long.numberOfTrailingZeros(left)];
            if (((value(f) ^ o.value(f)) & mask(f) & o.mask(f)) != 0 || ((valueHi(f) ^ o.valueHi(f)) & maskHi(f) & o.maskHi(f)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static long bit(Field f) {
        return 1L << f.ordinal();
    }

    private static boolean isWide(Field f) {
        return f.bits() > 64;
    }

    /** Where the longs of a field begin: behind those of all fields before it. */
    private int place(long bit) {
        long before = fields & bit - 1;
        return Long.bitCount(before) + Long.bitCount(before & masked) + Long.bitCount(before & WIDE) + Long.bitCount(before & WIDE & masked);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Match && ((Match) o).fields == fields && ((Match) o).masked == masked && Arrays.equals(((Match) o).bits, bits);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(fields) + Long.hashCode(masked)) + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        if (fields == 0) {
            return "any";
        }
        StringBuilder s = new StringBuilder();
        for (Field f : fields()) {
            s.append(s.length() == 0 ? "" : ",").append(f.name().toLowerCase(Locale.ROOT)).append('=').append(FieldText.format(f, valueHi(f), value(f)));
            if (!isExact(f)) {
                s.append('/').append(FieldText.format(f, maskHi(f), mask(f)));
            }
        }
        return s.toString();
    }

    /** Collects fields; a field set twice keeps the last setting. Out-of-range values are refused at once. */
    public static final class Builder {
        private long fields;
        private long masked;
        /** Four longs a field: value hi, value lo, mask hi, mask lo. */
        private final long[] bits = new long[4 * FIELDS.length];

        private Builder() {
        }

        /** All bits of a field. */
        public Builder set(Field f, long value) {
            return set(f, 0, value, f.fullMaskHi(), f.fullMaskLo());
        }

        /** Some bits of a field of up to 64 bits. */
        public Builder set(Field f, long value, long mask) {
            return set(f, 0, value, 0, mask);
        }

        /**
         * Some bits of any field. Bits of the value outside of the mask are cleared; a mask of 0 is the same as leaving the field out
         * (OpenFlow 1.3.5 section 7.2.3.5).
         *
         * @throws IllegalArgumentException if value or mask have bits beyond the field's width; the message names the field
         */
        public Builder set(Field f, long valueHi, long valueLo, long maskHi, long maskLo) {
            if ((valueLo & ~f.fullMaskLo()) != 0 || (valueHi & ~f.fullMaskHi()) != 0
                    || (maskLo & ~f.fullMaskLo()) != 0 || (maskHi & ~f.fullMaskHi()) != 0) {
                throw new IllegalArgumentException(f + ": value " + FieldText.format(f, valueHi, valueLo) + " or mask " + FieldText.format(f, maskHi, maskLo)
                        + " is wider than the field's " + f.bits() + " bits");
            }
            boolean any = (maskHi | maskLo) != 0;
            boolean all = maskHi == f.fullMaskHi() && maskLo == f.fullMaskLo();
            fields = any ? fields | bit(f) : fields & ~bit(f);
            masked = any && !all ? masked | bit(f) : masked & ~bit(f);
            int at = 4 * f.ordinal();
            bits[at] = valueHi & maskHi;
            bits[at + 1] = valueLo & maskLo;
            bits[at + 2] = maskHi;
            bits[at + 3] = maskLo;
            return this;
        }

        public Match build() {
            return new Match(this);
        }
    }
}

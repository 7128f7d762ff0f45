package org.onosnetmap.dataplane.flow;

import java.util.Arrays;
import java.util.Set;
import java.util.EnumSet;

/**
 * Which packets a rule is for: a value and a bit mask for each field it looks at. Immutable. Two matches are equal if they look at the
 * same bits and want the same values; value bits outside of the mask are cleared when the match is built.
 */
public final class Match {

    /** Every packet. */
    public static final Match ANY = new Builder().build();

    private final EnumSet<Field> fields;
    /** Four longs a field: value hi, value lo, mask hi, mask lo. */
    private final long[] bits;

    private Match(Builder b) {
        this.fields = b.fields.clone();
        this.bits = b.bits.clone();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The fields the match looks at. */
    public Set<Field> fields() {
        return EnumSet.copyOf(fields);
    }

    /** Whether the match looks at the field. */
    public boolean has(Field f) {
        return fields.contains(f);
    }

    /** Lower 64 bits of the wanted value; 0 where the field is not looked at. */
    public long value(Field f) {
        return bits[4 * f.ordinal() + 1];
    }

    /** Upper 64 bits of the wanted value. */
    public long valueHi(Field f) {
        return bits[4 * f.ordinal()];
    }

    /** Lower 64 bits of the mask; 0 where the field is not looked at. */
    public long mask(Field f) {
        return bits[4 * f.ordinal() + 3];
    }

    /** Upper 64 bits of the mask. */
    public long maskHi(Field f) {
        return bits[4 * f.ordinal() + 2];
    }

    /** Whether every bit of the field is wanted. */
    public boolean isExact(Field f) {
        return has(f) && mask(f) == f.fullMaskLo() && maskHi(f) == f.fullMaskHi();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Match && ((Match) o).fields.equals(fields) && Arrays.equals(((Match) o).bits, bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        if (fields.isEmpty()) {
            return "any";
        }
        StringBuilder s = new StringBuilder();
        for (Field f : fields) {
            s.append(s.length() == 0 ? "" : ",").append(f.name().toLowerCase(java.util.Locale.ROOT)).append('=').append(FieldText.format(f, valueHi(f), value(f)));
            if (!isExact(f)) {
                s.append('/').append(FieldText.format(f, maskHi(f), mask(f)));
            }
        }
        return s.toString();
    }

    /** Collects fields; a field set twice keeps the last setting. Out-of-range values are refused at once. */
    public static final class Builder {
        private final EnumSet<Field> fields = EnumSet.noneOf(Field.class);
        private final long[] bits = new long[4 * Field.values().length];

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
            int at = 4 * f.ordinal();
            if ((maskHi | maskLo) == 0) {
                fields.remove(f);
            } else {
                fields.add(f);
            }
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

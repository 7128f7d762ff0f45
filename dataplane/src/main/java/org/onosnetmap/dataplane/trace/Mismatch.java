package org.onosnetmap.dataplane.trace;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.Match;

/** Why a packet is not what a match wants. */
final class Mismatch {

    private Mismatch() {
    }

    /** The first field, in the order of {@link Field}, that differs. */
    static String of(Match m, Map<Field, BigInteger> packet) {
        for (Field f : m.fields()) {
            BigInteger has = packet.get(f);
            String name = f.name().toLowerCase(Locale.ROOT);
            if (has == null) {
                return "the packet has no " + name;
            }
            BigInteger mask = number(m.maskHi(f), m.mask(f));
            if (!has.and(mask).equals(number(m.valueHi(f), m.value(f)))) {
                return name + " is " + FieldText.format(f, has.shiftRight(64).longValue(), has.longValue());
            }
        }
        return "it would match, but a rule of the same priority is older";
    }

    private static BigInteger number(long hi, long lo) {
        return new BigInteger(1, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    }
}

package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

/** A rule of the reference, with its counters. */
final class ReferenceRule {

    FlowRule rule;
    long packets;
    long bytes;
    /** What the match wants: field, mask, value under the mask. */
    private final Map<Field, BigInteger> masks = new EnumMap<>(Field.class);
    private final Map<Field, BigInteger> values = new EnumMap<>(Field.class);

    ReferenceRule(FlowRule rule) {
        this.rule = rule;
        Match m = rule.match();
        for (Field f : m.fields()) {
            masks.put(f, number(m.maskHi(f), m.mask(f)));
            values.put(f, number(m.valueHi(f), m.value(f)));
        }
    }

    /** Every field of the match is there and equal under the mask (OpenFlow 1.3.5 section 7.2.3.5). */
    boolean matches(Map<Field, BigInteger> packet) {
        for (Map.Entry<Field, BigInteger> mask : masks.entrySet()) {
            BigInteger there = packet.get(mask.getKey());
            if (there == null || !there.and(mask.getValue()).equals(values.get(mask.getKey()))) {
                return false;
            }
        }
        return true;
    }

    boolean isTableMiss() {
        return rule.priority() == 0 && rule.match().fields().isEmpty();
    }

    private static BigInteger number(long hi, long lo) {
        return new BigInteger(1, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    }
}

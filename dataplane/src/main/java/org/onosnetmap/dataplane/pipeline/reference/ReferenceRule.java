package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

/** A rule of the reference, with its counters. */
final class ReferenceRule {

    FlowRule rule;
    long packets;
    long bytes;

    ReferenceRule(FlowRule rule) {
        this.rule = rule;
    }

    /** Every field of the match is there and equal under the mask (OpenFlow 1.3.5 section 7.2.3.5). */
    boolean matches(Map<Field, BigInteger> packet) {
        Match m = rule.match();
        for (Field f : m.fields()) {
            BigInteger mask = number(m.maskHi(f), m.mask(f));
            BigInteger wanted = number(m.valueHi(f), m.value(f));
            if (!packet.containsKey(f) || !packet.get(f).and(mask).equals(wanted)) {
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

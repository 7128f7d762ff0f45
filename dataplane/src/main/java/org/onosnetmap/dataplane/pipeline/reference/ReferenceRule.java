package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowFlag;
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

    /** Only instructions change (section 6.4); cookie, timeouts and flags stay, and counters unless they are to be reset. */
    void modify(FlowRule by) {
        FlowRule.Builder b = FlowRule.builder().table(rule.table()).priority(rule.priority()).match(rule.match()).cookie(rule.cookie())
                .idleTimeout(rule.idleTimeout()).hardTimeout(rule.hardTimeout()).flag(rule.flags().toArray(new FlowFlag[0]));
        by.meters().forEach(b::meter);
        by.apply().forEach(b::apply);
        if (by.clear()) {
            b.clear();
        }
        by.write().forEach(b::write);
        rule = b.metadata(by.metadata(), by.metadataMask()).gotoTable(by.gotoTable()).statTrigger(by.statTrigger()).tag(by.tag()).build();
        if (by.flags().contains(FlowFlag.RESET_COUNTS)) {
            packets = 0;
            bytes = 0;
        }
    }

    /** Takes the place of another: its counters are copied, unless they are to be reset (section 6.4). */
    ReferenceRule replacing(ReferenceRule old) {
        if (!rule.flags().contains(FlowFlag.RESET_COUNTS)) {
            packets = old.packets;
            bytes = old.bytes;
        }
        return this;
    }

    /** Whether one packet may match both, and they are not exactly the same match (section 6.4). */
    boolean overlaps(ReferenceRule o) {
        if (masks.equals(o.masks) && values.equals(o.values)) {
            return false;
        }
        for (Field f : masks.keySet()) {
            if (o.masks.containsKey(f)) {
                BigInteger both = masks.get(f).and(o.masks.get(f));
                if (!values.get(f).and(both).equals(o.values.get(f).and(both))) {
                    return false;
                }
            }
        }
        return true;
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

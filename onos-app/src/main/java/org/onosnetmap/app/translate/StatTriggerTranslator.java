package org.onosnetmap.app.translate;

import java.util.Map;
import org.onosnetmap.dataplane.flow.StatTrigger;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.instructions.Instructions.StatTriggerInstruction;

/** Thresholds of statistics. */
final class StatTriggerTranslator {

    private static final long SECOND = 1_000_000_000L;
    /** OpenFlow 1.5 gives durations 32 bits of seconds. */
    private static final long MAX_SECONDS = 0xffff_ffffL;

    private StatTriggerTranslator() {
    }

    /** PACKET_COUNT, BYTE_COUNT, and DURATION in seconds, as all durations of ONOS's rules are. */
    static StatTrigger trigger(StatTriggerInstruction i) throws UntranslatableException {
        Map<StatTriggerField, Long> fields = i.getStatTriggerFieldMap();
        if (fields.isEmpty()) {
            throw new UntranslatableException(i, "no threshold; take PACKET_COUNT, BYTE_COUNT or DURATION");
        }
        for (Map.Entry<StatTriggerField, Long> e : fields.entrySet()) {
            long max = e.getKey() == StatTriggerField.DURATION ? MAX_SECONDS : Long.MAX_VALUE;
            if (e.getKey() == StatTriggerField.FLOW_COUNT || e.getKey() == StatTriggerField.IDLE_TIME) {
                throw new UntranslatableException(i, e.getKey() + " does not grow with a rule's packets or age; take PACKET_COUNT, BYTE_COUNT or DURATION");
            }
            if (e.getValue() == null || e.getValue() < 1 || e.getValue() > max) {
                throw new UntranslatableException(i, e.getKey() + " is out of range; take 1 to " + max + (e.getKey() == StatTriggerField.DURATION ? " seconds" : ""));
            }
        }
        return new StatTrigger(fields.getOrDefault(StatTriggerField.PACKET_COUNT, 0L), fields.getOrDefault(StatTriggerField.BYTE_COUNT, 0L),
                fields.getOrDefault(StatTriggerField.DURATION, 0L) * SECOND, i.getStatTriggerFlag() == StatTriggerFlag.PERIODIC, i.getStatTriggerFlag() == StatTriggerFlag.ONLY_FIRST);
    }
}

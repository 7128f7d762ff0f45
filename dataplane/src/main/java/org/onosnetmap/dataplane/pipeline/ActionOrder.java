package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;

/** The order in which an action set runs (OpenFlow 1.3.5 section 5.10), and its rule that a later action replaces an earlier one of its type. */
final class ActionOrder {

    private ActionOrder() {
    }

    /**
     * What of a list of write-actions would run, in the order in which it would: copy TTL in, pop VLAN, MPLS, PBB, push MPLS, PBB, VLAN,
     * copy TTL out, decrement TTL, set TTL, set-field by field, queue, group, output. That is the order of {@link Action.Type}; fields are in that of {@link Field}.
     */
    static List<Action> of(List<Action> write) {
        Map<Action.Type, Action> byType = new EnumMap<>(Action.Type.class);
        Map<Field, Action> sets = new EnumMap<>(Field.class);
        for (Action a : write) {
            byType.put(a.type(), a);
            if (a.type() == Action.Type.SET_FIELD) {
                sets.put(((Action.SetField) a).field(), a);
            }
        }
        List<Action> ordered = new ArrayList<>();
        for (Action a : byType.values()) {
            if (a.type() == Action.Type.SET_FIELD) {
                ordered.addAll(sets.values());
            } else {
                ordered.add(a);
            }
        }
        return ordered;
    }
}

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

    /** What of a list of write-actions would run, in the order in which it would: pop, push, TTL, set-field, queue, output. */
    static List<Action> of(List<Action> write) {
        Map<Action.Type, Action> byType = new EnumMap<>(Action.Type.class);
        Map<Field, Action> sets = new EnumMap<>(Field.class);
        for (Action a : write) {
            if (a.type() == Action.Type.SET_FIELD) {
                sets.put(((Action.SetField) a).field(), a);
            } else {
                byType.put(a.type(), a);
            }
        }
        List<Action> ordered = new ArrayList<>();
        add(ordered, byType.get(Action.Type.POP_VLAN));
        add(ordered, byType.get(Action.Type.PUSH_VLAN));
        add(ordered, byType.get(Action.Type.DEC_NW_TTL));
        ordered.addAll(sets.values());
        add(ordered, byType.get(Action.Type.SET_QUEUE));
        add(ordered, byType.get(Action.Type.OUTPUT));
        return ordered;
    }

    private static void add(List<Action> list, Action a) {
        if (a != null) {
            list.add(a);
        }
    }
}

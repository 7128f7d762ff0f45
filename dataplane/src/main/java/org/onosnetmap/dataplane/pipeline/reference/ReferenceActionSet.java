package org.onosnetmap.dataplane.pipeline.reference;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;

/** OpenFlow 1.3.5 section 5.10: one action of each type, one set-field of each field; a bucket has such a set, too. */
final class ReferenceActionSet {

    /** In which the actions are done, whatever the order in which they were written. */
    private static final List<Action.Type> ORDER = List.of(
            Action.Type.COPY_TTL_IN,
            Action.Type.POP_VLAN, Action.Type.POP_MPLS, Action.Type.POP_PBB,
            Action.Type.PUSH_MPLS,
            Action.Type.PUSH_PBB,
            Action.Type.PUSH_VLAN,
            Action.Type.COPY_TTL_OUT,
            Action.Type.DEC_NW_TTL, Action.Type.DEC_MPLS_TTL,
            Action.Type.SET_NW_TTL, Action.Type.SET_MPLS_TTL, Action.Type.SET_FIELD,
            Action.Type.SET_QUEUE,
            Action.Type.GROUP,
            Action.Type.OUTPUT);

    /** An action, and the rule that it is there for. */
    static final class Written {
        final Action action;
        final ReferenceRule by;

        Written(Action action, ReferenceRule by) {
            this.action = action;
            this.by = by;
        }
    }

    private final Map<Action.Type, Written> actions = new EnumMap<>(Action.Type.class);
    private final Map<Field, Written> fields = new EnumMap<>(Field.class);

    void clear() {
        actions.clear();
        fields.clear();
    }

    void write(List<Action> all, ReferenceRule by) {
        for (Action a : all) {
            if (a.type() == Action.Type.SET_FIELD) {
                fields.put(((Action.SetField) a).field(), new Written(a, by));
            } else {
                actions.put(a.type(), new Written(a, by));
            }
        }
    }

    /** All as they are done; set-fields in the order of the fields. */
    List<Written> inOrder() {
        List<Written> all = new ArrayList<>();
        for (Action.Type t : ORDER) {
            if (t == Action.Type.SET_FIELD) {
                all.addAll(fields.values());
            } else if (actions.containsKey(t)) {
                all.add(actions.get(t));
            }
        }
        return all;
    }

    /** OpenFlow 1.5.1 section 7.2.3.8: the port to which the set would send the packet, OFPP_UNSET if it has no output. */
    int output() {
        Written output = actions.get(Action.Type.OUTPUT);
        return output == null || actions.containsKey(Action.Type.GROUP) ? PortNo.UNSET : ((Action.Output) output.action).port();
    }
}

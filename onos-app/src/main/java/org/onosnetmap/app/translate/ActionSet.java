package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Action;

/** The order in which an action set runs (OpenFlow 1.3.5 section 5.10), for treatments that meet no table. */
final class ActionSet {

    private ActionSet() {
    }

    /** One action of each type, and for set-field one of each field, the last one written; pop, push, decrement, set, output. */
    static List<Action> inOrder(List<Action> written) {
        Map<Object, Action> set = new LinkedHashMap<>();
        for (Action a : written) {
            set.put(a instanceof Action.SetField ? ((Action.SetField) a).field() : a.type(), a);
        }
        List<Action> ordered = new ArrayList<>(set.values());
        ordered.sort(Comparator.comparingInt(a -> rank(a.type())));
        return ordered;
    }

    private static int rank(Action.Type type) {
        switch (type) {
            case POP_VLAN:
                return 0;
            case PUSH_VLAN:
                return 1;
            case DEC_NW_TTL:
                return 2;
            case OUTPUT:
                return 4;
            default:
                return 3;
        }
    }
}

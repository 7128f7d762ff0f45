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

    /** What an action set holds one of: a kind of action, or a field that is set. */
    static Object place(Action a) {
        return a instanceof Action.SetField ? ((Action.SetField) a).field() : a.type();
    }

    /** One action of each kind, and for set-field one of each field, the last one written. */
    static List<Action> inOrder(List<Action> written) {
        Map<Object, Action> set = new LinkedHashMap<>();
        written.forEach(a -> set.put(place(a), a));
        List<Action> ordered = new ArrayList<>(set.values());
        // the kinds are declared in the order of section 5.10
        ordered.sort(Comparator.comparing(Action::type));
        return ordered;
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.List;
import org.onosnetmap.dataplane.flow.Action;

/** The groups that actions point to. */
final class GroupRefs {

    private static final int[] NONE = {};

    private GroupRefs() {
    }

    /** Numbers of the groups, in the order of the actions. */
    static int[] of(List<Action> actions) {
        int n = 0;
        for (Action a : actions) {
            n += a.type() == Action.Type.GROUP ? 1 : 0;
        }
        if (n == 0) {
            return NONE;
        }
        int[] ids = new int[n];
        for (Action a : actions) {
            if (a.type() == Action.Type.GROUP) {
                ids[ids.length - n--] = ((Action.ToGroup) a).group();
            }
        }
        return ids;
    }
}

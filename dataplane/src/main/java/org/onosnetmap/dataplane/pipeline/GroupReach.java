package org.onosnetmap.dataplane.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Limits;

/**
 * How far groups reach through the groups that they point to or watch: refuses loops, dangling references, and chains that would need
 * more room or time for one packet than a worker has (OpenFlow 1.3.5 section 6.5 makes such checks optional; without, forwarding would be
 * undefined). Remembers what it has found out, so it is to be made anew when a group changes or goes.
 */
final class GroupReach {

    private static final class Reach {
        int height = 1;
        long copies;
    }

    /** Stands for a group whose way is being followed. */
    private static final Reach UNDER_WAY = new Reach();

    private final IntFunction<Group> groups;
    private final Map<Integer, Reach> known = new HashMap<>();

    /** @param groups the groups as they would be; null for none of that number */
    GroupReach(IntFunction<Group> groups) {
        this.groups = groups;
    }

    /** Checks a group and all that it leads to. */
    void check(Group g) throws FlowException {
        of(g);
    }

    private Reach of(Group g) throws FlowException {
        Reach r = known.get(g.id());
        if (r == UNDER_WAY) {
            throw new FlowException("OFPGMFC_LOOP", GroupChecks.name(g.id()) + " would lead back to itself through other groups; point one of them elsewhere");
        }
        if (r != null) {
            return r;
        }
        known.put(g.id(), UNDER_WAY);
        r = new Reach();
        try {
            for (Bucket b : g.buckets()) {
                add(r, g, b);
            }
        } catch (FlowException e) {
            known.remove(g.id());
            throw e;
        }
        if (r.height > Limits.GROUP_CHAIN) {
            known.remove(g.id());
            throw new FlowException("OFPGMFC_CHAINING_UNSUPPORTED", "a chain of " + r.height + " groups would begin at " + GroupChecks.name(g.id())
                    + "; at most " + Limits.GROUP_CHAIN + " may follow one another");
        }
        if (r.copies > Limits.GROUP_COPIES) {
            known.remove(g.id());
            throw new FlowException("OFPGMFC_CHAINING_UNSUPPORTED", GroupChecks.name(g.id()) + " would make " + r.copies
                    + " copies of a packet, through the groups behind it; at most " + Limits.GROUP_COPIES + " are made");
        }
        known.put(g.id(), r);
        return r;
    }

    private void add(Reach r, Group g, Bucket b) throws FlowException {
        long copies = 1;
        for (int id : GroupRefs.of(b.actions())) {
            Group next = groups.apply(id);
            if (next == null) {
                throw unknown("a bucket of " + GroupChecks.name(g.id()), id);
            }
            Reach behind = of(next);
            r.height = Math.max(r.height, behind.height + 1);
            copies += behind.copies;
        }
        if (b.watchGroup() != Group.ANY) {
            Group watched = groups.apply(b.watchGroup());
            if (watched == null) {
                throw new FlowException("OFPGMFC_BAD_WATCH", "a bucket of " + GroupChecks.name(g.id()) + " watches " + GroupChecks.name(b.watchGroup())
                        + ", which does not exist; add that group first");
            }
            r.height = Math.max(r.height, of(watched).height + 1);
        }
        boolean each = g.type() == Group.Type.ALL || g.type() == Group.Type.CLONE;
        r.copies = each ? r.copies + copies : Math.max(r.copies, copies);
    }

    /** Who points to a group that does not exist. */
    static FlowException unknown(String who, int group) {
        return new FlowException("OFPBAC_BAD_OUT_GROUP", who + " points to " + GroupChecks.name(group) + ", which does not exist; add the group first");
    }
}

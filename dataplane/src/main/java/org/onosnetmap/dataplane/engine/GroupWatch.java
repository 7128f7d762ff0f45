package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupStats;

/** Remembers which buckets of FAILOVER and SELECT groups were in use, to say of which groups that has changed. Not thread-safe. */
final class GroupWatch {

    private Map<Integer, BitSet> inUse = new HashMap<>();

    /** Groups of which other buckets are in use than at the last look. Those that are new, or were modified in a way that shows, are not among them. */
    List<GroupStats> look(List<GroupStats> groups) {
        Map<Integer, BitSet> now = new HashMap<>();
        List<GroupStats> changed = new ArrayList<>();
        for (GroupStats g : groups) {
            if (g.group().type() == Group.Type.FAILOVER || g.group().type() == Group.Type.SELECT) {
                BitSet used = inUse(g);
                now.put(g.group().id(), used);
                BitSet before = inUse.get(g.group().id());
                if (before != null && !before.equals(used)) {
                    changed.add(g);
                }
            }
        }
        inUse = now;
        return changed;
    }

    private static BitSet inUse(GroupStats g) {
        BitSet used = new BitSet();
        for (int i = 0; i < g.group().buckets().size(); i++) {
            if (g.bucketLive(i) && (used.isEmpty() || g.group().type() == Group.Type.SELECT)) {
                used.set(i);
            }
        }
        return used;
    }
}

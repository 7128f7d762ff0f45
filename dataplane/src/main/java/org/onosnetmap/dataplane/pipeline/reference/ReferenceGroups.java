package org.onosnetmap.dataplane.pipeline.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.PortNo;

/** The group table (OpenFlow 1.3.5 sections 5.6 and 6.5). */
final class ReferenceGroups {

    /** A group and its counters. */
    static final class Entry {
        Group group;
        long packets;
        long bytes;
        /** Packets and bytes of each bucket. */
        List<long[]> buckets = new ArrayList<>();

        private void set(Group g) {
            group = g;
            buckets = new ArrayList<>();
            g.buckets().forEach(b -> buckets.add(new long[2]));
        }
    }

    private final Map<Integer, Entry> groups = new LinkedHashMap<>();

    Entry get(int id) {
        return groups.get(id);
    }

    Iterable<Entry> all() {
        return groups.values();
    }

    /** Makes a change that was found valid. */
    void apply(GroupMod mod) {
        int id = mod.group().id();
        switch (mod.command()) {
            case ADD:
                groups.put(id, new Entry());
                groups.get(id).set(mod.group());
                break;
            case MODIFY:
                groups.get(id).set(mod.group());
                break;
            default:
                groups.remove(id);
                groups.values().forEach(e -> removeBuckets(e, id));
                break;
        }
    }

    private static void removeBuckets(Entry e, int id) {
        List<Bucket> left = new ArrayList<>();
        List<long[]> counters = new ArrayList<>();
        for (int i = 0; i < e.buckets.size(); i++) {
            Bucket b = e.group.buckets().get(i);
            if (b.watchGroup() != id && !pointsTo(b.actions(), id)) {
                left.add(b);
                counters.add(e.buckets.get(i));
            }
        }
        e.group = new Group(e.group.id(), e.group.type(), left);
        e.buckets = counters;
    }

    static boolean pointsTo(List<Action> actions, int id) {
        return actions.contains(Action.group(id));
    }

    /** Section 5.6.1: a bucket lives by its port or by its group; one that watches nothing always does. */
    boolean isLive(Bucket b, IntPredicate ports) {
        boolean watchesNothing = b.watchPort() == PortNo.ANY && b.watchGroup() == Group.ANY;
        boolean byPort = b.watchPort() != PortNo.ANY && ports.test(b.watchPort());
        boolean byGroup = b.watchGroup() != Group.ANY && groups.get(b.watchGroup()).group.buckets().stream().anyMatch(w -> isLive(w, ports));
        return watchesNothing || byPort || byGroup;
    }
}

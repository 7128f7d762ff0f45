package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Limits;

/** Control side of the groups: checks changes and keeps what is in force. Guarded by its {@link FlowTables}. */
final class GroupTable {

    private final int workers;
    private final Map<Integer, CompiledGroup> groups = new LinkedHashMap<>();
    private GroupReach reach = new GroupReach(this::value);
    private IdTable<CompiledGroup> index = new IdTable<>(List.of(), CompiledGroup::id);

    GroupTable(int workers) {
        this.workers = workers;
    }

    boolean contains(int id) {
        return groups.containsKey(id);
    }

    Collection<CompiledGroup> all() {
        return groups.values();
    }

    /** What workers look groups up in; as of the last {@link #publish}. */
    IdTable<CompiledGroup> index() {
        return index;
    }

    void publish() {
        index = new IdTable<>(groups.values(), CompiledGroup::id);
    }

    /**
     * Makes a change (OpenFlow 1.3.5 section 6.5).
     *
     * @return numbers of the groups that are gone
     * @throws FlowException if it is refused; nothing has changed then
     */
    Set<Integer> apply(GroupMod mod, long now) throws FlowException {
        Group g = mod.group();
        switch (mod.command()) {
            case ADD:
                add(g, now);
                return Set.of();
            case MODIFY:
                modify(g);
                return Set.of();
            default:
                return delete(g.id());
        }
    }

    private Group value(int id) {
        CompiledGroup g = groups.get(id);
        return g == null ? null : g.group;
    }

    private void add(Group g, long now) throws FlowException {
        GroupChecks.check(g);
        if (groups.containsKey(g.id())) {
            throw new FlowException("OFPGMFC_GROUP_EXISTS", GroupChecks.name(g.id()) + " exists already; modify it, delete it first, or use another number");
        }
        if (groups.size() == Limits.GROUPS) {
            throw new FlowException("OFPGMFC_OUT_OF_GROUPS", GroupChecks.name(g.id()) + " finds no room, there are " + Limits.GROUPS + " groups; delete one first");
        }
        reach.check(g);
        groups.put(g.id(), new CompiledGroup(g, compile(g.buckets()), new WorkerCounters(workers), now));
    }

    private void modify(Group g) throws FlowException {
        GroupChecks.check(g);
        CompiledGroup old = groups.get(g.id());
        if (old == null) {
            throw new FlowException("OFPGMFC_UNKNOWN_GROUP", GroupChecks.name(g.id()) + " cannot be modified, because it does not exist; add it");
        }
        // Groups in front of this one reach farther now, or as far as never before: look at all.
        GroupReach after = new GroupReach(id -> id == g.id() ? g : value(id));
        after.check(g);
        for (CompiledGroup other : groups.values()) {
            after.check(other.id() == g.id() ? g : other.group);
        }
        groups.put(g.id(), new CompiledGroup(g, compile(g.buckets()), old.counters, old.addedNanos));
        reach = new GroupReach(this::value);
    }

    private CompiledBucket[] compile(List<Bucket> buckets) {
        CompiledBucket[] compiled = new CompiledBucket[buckets.size()];
        for (int i = 0; i < compiled.length; i++) {
            compiled[i] = new CompiledBucket(buckets.get(i), workers);
        }
        return compiled;
    }

    private Set<Integer> delete(int id) {
        Set<Integer> gone = new HashSet<>();
        if (id == Group.ALL_GROUPS) {
            gone.addAll(groups.keySet());
            groups.clear();
        } else if (groups.remove(id) != null) {
            gone.add(id);
            groups.replaceAll((n, g) -> g.pointers().anyMatch(p -> p == id) ? without(g, id) : g);
        }
        reach = new GroupReach(this::value);
        return gone;
    }

    /** The group without the buckets that point to another; those that stay go on counting. */
    private static CompiledGroup without(CompiledGroup g, int id) {
        List<Bucket> values = new ArrayList<>();
        List<CompiledBucket> buckets = new ArrayList<>();
        for (CompiledBucket b : g.buckets) {
            if (b.pointers().noneMatch(p -> p == id)) {
                values.add(b.bucket);
                buckets.add(b);
            }
        }
        return new CompiledGroup(new Group(g.id(), g.type, values, g.group.tag()), buckets.toArray(new CompiledBucket[0]), g.counters, g.addedNanos);
    }
}

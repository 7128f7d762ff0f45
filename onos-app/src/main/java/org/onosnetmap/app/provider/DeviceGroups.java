package org.onosnetmap.app.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.onosnetmap.app.translate.GroupTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosproject.core.GroupId;
import org.onosproject.net.group.Group.GroupState;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupOperation.GroupMsgErrorCode;

/**
 * The groups of one device: what ONOS has asked for and got. Thread-safe.
 *
 * <p>The core may ask in any order, and ask again. So a group that is there as asked for is not added twice, and the groups that a new one
 * points to are fetched from the core's store and added before it.
 */
final class DeviceGroups {

    private static final long FIRST_REPORT_MILLIS = 2000;

    private final Datapath datapath;
    private final CountDownLatch reported = new CountDownLatch(1);
    private final IntFunction<Optional<org.onosproject.net.group.Group>> store;
    /** As they were asked for; the data plane may have taken buckets out since. */
    private final Map<Integer, Group> wanted = new HashMap<>();
    /** Numbers of groups, and of the wanted groups that point to them. */
    private final Map<Integer, Set<Integer>> pointers = new HashMap<>();
    /** Numbers of groups that were deleted and not added since, until the core has had a report without them. */
    private final Set<Integer> deleted = new HashSet<>();

    /** @param store finds a group that the core wants on the device, by its number */
    DeviceGroups(Datapath datapath, IntFunction<Optional<org.onosproject.net.group.Group>> store) {
        this.datapath = datapath;
        this.store = store;
    }

    Datapath datapath() {
        return datapath;
    }

    /** Adds a group, unless it is there already. */
    synchronized void add(GroupId id, GroupDescription.Type type, GroupBuckets buckets) throws GroupFailure {
        Group g = translate(id, type, buckets);
        if (g.equals(wanted.get(g.id()))) {
            return;
        }
        Set<Integer> fetching = new HashSet<>(Set.of(g.id()));
        fetch(GroupTranslator.references(buckets), fetching);
        apply(GroupMod.add(g));
        remember(g);
        restoreBuckets(g.id());
    }

    /** Gives a group other buckets or another type. */
    synchronized void modify(GroupId id, GroupDescription.Type type, GroupBuckets buckets) throws GroupFailure {
        Group g = translate(id, type, buckets);
        fetch(GroupTranslator.references(buckets), new HashSet<>(Set.of(g.id())));
        apply(GroupMod.modify(g));
        remember(g);
    }

    /** Whether a group is here, and was asked for with exactly these buckets. */
    synchronized boolean has(GroupId id, GroupBuckets buckets) {
        Group g = wanted.get(id.id());
        return g != null && GroupTranslator.same(((GroupBuckets) g.tag()).buckets(), buckets.buckets());
    }

    /** Removes a group, and with it the rules and buckets that point to it. */
    synchronized void delete(GroupId id) throws GroupFailure {
        apply(GroupMod.delete(id.id()));
        forget(id.id());
        deleted.add(id.id());
    }

    /** Numbers of groups that the next report does not have because they were deleted. */
    synchronized Set<Integer> deleted() {
        return Set.copyOf(deleted);
    }

    /** Whether the core's store has lost that it wanted this group deleted: a group that is added anew is not ADDED before a report has it. */
    synchronized boolean hasLostItsDeletion(org.onosproject.net.group.Group stored) {
        return deleted.contains(stored.id().id()) && stored.state() == GroupState.ADDED;
    }

    /**
     * Adds those of the groups that are not here and that the core wants here. Others are left to whom points to them, which is refused then.
     * Before the first report the core holds groups back, so it is waited for, a little.
     */
    void require(Collection<Integer> ids) {
        if (!lacks(ids)) {
            return;
        }
        try {
            if (!reported.await(FIRST_REPORT_MILLIS, TimeUnit.MILLISECONDS)) {
                NetmapGroupProvider.LOG.debug("{}: rules do not wait any longer for the first report of groups", datapath.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            fetch(ids, new HashSet<>());
        }
    }

    private synchronized boolean lacks(Collection<Integer> ids) {
        return !wanted.keySet().containsAll(ids);
    }

    /** The core has got a report, which did not have these groups because they were deleted. */
    void reported(Set<Integer> without) {
        synchronized (this) {
            deleted.removeAll(without);
        }
        reported.countDown();
    }

    private void fetch(Collection<Integer> ids, Set<Integer> fetching) {
        for (int id : ids) {
            if (!wanted.containsKey(id) && fetching.add(id)) {
                store.apply(id).filter(g -> !hasLostItsDeletion(g)).ifPresent(g -> fetch(g, fetching));
            }
        }
    }

    private void fetch(org.onosproject.net.group.Group stored, Set<Integer> fetching) {
        fetch(GroupTranslator.references(stored.buckets()), fetching);
        try {
            Group g = translate(stored.id(), stored.type(), stored.buckets());
            apply(GroupMod.add(g));
            remember(g);
            restoreBuckets(g.id());
        } catch (GroupFailure e) {
            // the core asks for this group itself, and is told then
            NetmapGroupProvider.LOG.debug("{}: group {} is not there before what points to it", datapath.name(), stored.id(), e);
        }
    }

    /** A group is back, or new: buckets that pointed to it, and which the data plane took out when it went, work again. */
    private void restoreBuckets(int id) throws GroupFailure {
        for (int from : pointers.getOrDefault(id, Set.of())) {
            Group g = wanted.get(from);
            List<Bucket> possible = new ArrayList<>();
            for (Bucket b : g.buckets()) {
                if (isPossible(b)) {
                    possible.add(b);
                }
            }
            apply(GroupMod.modify(new Group(g.id(), g.type(), possible, g.tag())));
        }
    }

    private void remember(Group g) {
        forget(g.id());
        deleted.remove(g.id());
        wanted.put(g.id(), g);
        GroupTranslator.references((GroupBuckets) g.tag()).forEach(r -> pointers.computeIfAbsent(r, n -> new HashSet<>()).add(g.id()));
    }

    private void forget(int id) {
        Group g = wanted.remove(id);
        if (g != null) {
            GroupTranslator.references((GroupBuckets) g.tag()).forEach(r -> pointers.computeIfPresent(r, (n, from) -> from.remove(id) && from.isEmpty() ? null : from));
        }
    }

    private boolean isPossible(Bucket b) {
        boolean watched = b.watchGroup() == Group.ANY || wanted.containsKey(b.watchGroup());
        return watched && b.actions().stream().allMatch(a -> !(a instanceof Action.ToGroup) || wanted.containsKey(((Action.ToGroup) a).group()));
    }

    /** All groups as they were asked for, with the counters of the buckets at their places; a bucket that was taken out counts nothing. */
    List<GroupStats> stats() {
        return asWanted(datapath.groups());
    }

    /** The same of some groups. */
    synchronized List<GroupStats> asWanted(List<GroupStats> groups) {
        List<GroupStats> all = new ArrayList<>();
        for (GroupStats s : groups) {
            Group w = wanted.get(s.group().id());
            if (w != null) {
                all.add(atTheirPlaces(w, s));
            }
        }
        return all;
    }

    private static GroupStats atTheirPlaces(Group wanted, GroupStats s) {
        int n = wanted.buckets().size();
        long[] packets = new long[n];
        long[] bytes = new long[n];
        List<Bucket> present = s.group().buckets();
        for (int i = 0, k = 0; i < n && k < present.size(); i++) {
            // the same objects, in the same order
            if (present.get(k) == wanted.buckets().get(i)) {
                packets[i] = s.bucketPackets(k);
                bytes[i] = s.bucketBytes(k);
                k++;
            }
        }
        return new GroupStats(wanted, s.references(), s.packets(), s.bytes(), packets, bytes, s.ageNanos());
    }

    private static Group translate(GroupId id, GroupDescription.Type type, GroupBuckets buckets) throws GroupFailure {
        try {
            return GroupTranslator.group(id, type, buckets);
        } catch (UntranslatableException e) {
            throw new GroupFailure(Integer.compareUnsigned(id.id(), Group.MAX) > 0 ? GroupMsgErrorCode.INVALID_GROUP : GroupMsgErrorCode.BAD_BUCKET, e.getMessage(), e);
        }
    }

    private void apply(GroupMod mod) throws GroupFailure {
        FlowException e = datapath.applyGroups(List.of(mod)).get(0);
        if (e != null) {
            throw GroupFailure.of(e);
        }
    }
}

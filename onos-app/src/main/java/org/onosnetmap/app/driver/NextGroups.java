package org.onosnetmap.app.driver;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.onlab.util.Tools.groupedThreads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.onosnetmap.app.provider.NetmapGroupProvider;
import org.onosnetmap.app.translate.GroupTranslator;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveError;
import org.onosproject.net.group.DefaultGroupDescription;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupEvent;
import org.onosproject.net.group.GroupKey;
import org.onosproject.net.group.GroupListener;
import org.onosproject.net.group.GroupService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what next objectives ask for, with groups of the core. An objective is done when its group is in force in the data plane; then the
 * core's store of objectives has it, and its context hears so. Those with the same number wait for each other, others do not. All
 * work is done by one thread.
 */
@Component(immediate = true, service = NextGroups.class)
public class NextGroups {

    static final Logger LOG = LoggerFactory.getLogger(NextGroups.class);

    /** How long a group may take; the core holds groups back until it has the first report of a device. */
    private static final long PATIENCE_MILLIS = 20_000;
    /** Events may be lost, and some come before the data plane is ready: one looks again. */
    private static final long LOOK_MILLIS = 200;

    @Reference
    protected GroupService groupService;

    @Reference
    protected NetmapGroupProvider groupProvider;

    /** By the group's device and key: the first of each is under way. */
    private final Map<Place, Deque<Work>> queues = new HashMap<>();
    private final GroupListener listener = this::groupChanged;
    private ScheduledExecutorService thread;

    @Activate
    protected void activate() {
        thread = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "next-objectives-%d", LOG));
        groupService.addListener(listener);
    }

    @Deactivate
    protected void deactivate() {
        groupService.removeListener(listener);
        thread.shutdownNow();
    }

    /** Does what an objective asks for, and tells its context. */
    void perform(DeviceId device, NextObjective o, FlowObjectiveStore store) {
        run(() -> {
            Work w = new Work(device, o, store);
            Deque<Work> queue = queues.computeIfAbsent(w.place, p -> new ArrayDeque<>());
            queue.add(w);
            if (queue.size() == 1) {
                w.begin();
            }
        });
    }

    /** Removes what an application's next objectives have made on a device. */
    void purge(DeviceId device, ApplicationId app, FlowObjectiveStore store) {
        run(() -> new HashMap<>(store.getAllGroups()).forEach((id, data) -> {
            NextEntry e = NextEntry.decode(data);
            if (e.isOf(device, app)) {
                store.removeNextGroup(id);
                if (e.group() != null) {
                    groupService.removeGroup(device, NextEntry.key(id), app);
                }
            }
        }));
    }

    private void groupChanged(GroupEvent e) {
        Group g = e.subject();
        GroupEvent.Type type = e.type();
        run(() -> {
            Deque<Work> queue = queues.get(new Place(g.deviceId(), g.appCookie()));
            if (queue != null) {
                queue.peek().look(type);
            }
        });
    }

    private void run(Runnable r) {
        try {
            thread.execute(() -> logged(r));
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    private static void logged(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            LOG.error("Unexpected error with a next objective", e);
        }
    }

    /** One objective on its way. */
    private final class Work {
        final Place place;
        private final DeviceId device;
        private final NextObjective o;
        private final FlowObjectiveStore store;
        private final GroupKey key;
        private final long started = System.nanoTime();
        /** What the group's buckets shall be like. */
        private Predicate<List<GroupBucket>> wanted = now -> true;
        /** Whether the store has it already. */
        private boolean stored;
        private boolean done;

        Work(DeviceId device, NextObjective o, FlowObjectiveStore store) {
            this.device = device;
            this.o = o;
            this.store = store;
            this.key = NextEntry.key(o.id());
            this.place = new Place(device, key);
        }

        void begin() {
            try {
                if (ask()) {
                    succeed();
                } else {
                    lookLater();
                }
            } catch (NextFailure e) {
                fail(e.error(), e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("{}: next objective {}", device, o.id(), e);
                fail(ObjectiveError.UNKNOWN, e.toString());
            }
        }

        /** Asks the core; true if there is nothing to wait for. */
        private boolean ask() throws NextFailure {
            if (o.op() == Objective.Operation.ADD) {
                return add();
            }
            NextEntry entry = NextEntry.find(store, device, o.id());
            if (entry == null) {
                throw new NextFailure(ObjectiveError.GROUPMISSING, "there is no next objective " + o.id() + "; add it first");
            }
            if (entry.type() != o.type() && o.op() != Objective.Operation.REMOVE) {
                throw new NextFailure(ObjectiveError.BADPARAMS, "it is of type " + entry.type() + " and stays so; remove it, and add it as " + o.type());
            }
            if (entry.group() == null) {
                return withoutGroup(entry);
            }
            Group g = groupService.getGroup(device, key);
            if (o.op() == Objective.Operation.REMOVE) {
                if (g != null) {
                    groupService.removeGroup(device, key, o.appId());
                }
                return g == null;
            }
            if (g == null) {
                throw new NextFailure(ObjectiveError.GROUPMISSING, "its group is gone; remove it, and add it anew");
            }
            return change(g.buckets().buckets(), NextBuckets.of(device, o, store));
        }

        private boolean add() throws NextFailure {
            if (store.getNextGroup(o.id()) != null && !isLeftOver(NextEntry.find(store, device, o.id()))) {
                throw new NextFailure(ObjectiveError.GROUPEXISTS, "there is a next objective of that number; modify or remove it, or take another number");
            }
            TrafficTreatment treatment = NextBuckets.notForABucket(o);
            if (treatment != null) {
                NextEntry.of(device, o, treatment).put(store, o.id());
                stored = true;
                return true;
            }
            GroupBuckets buckets = NextBuckets.of(device, o, store);
            Group left = groupService.getGroup(device, key);
            if (left != null && !GroupTranslator.same(left.buckets().buckets(), buckets.buckets())) {
                throw new NextFailure(ObjectiveError.GROUPEXISTS, "group " + left.id() + " of an earlier objective of that number is there; remove it, or take another number");
            }
            groupService.addGroup(new DefaultGroupDescription(device, NextBuckets.type(o.type()), buckets, key, null, o.appId()));
            return false;
        }

        /** Of an objective whose group went with the device. */
        private boolean isLeftOver(NextEntry e) {
            return e != null && e.group() != null && groupService.getGroup(device, key) == null;
        }

        private boolean withoutGroup(NextEntry entry) throws NextFailure {
            switch (o.op()) {
                case REMOVE:
                    return true;
                case VERIFY:
                    if (!entry.treatment().equals(NextBuckets.notForABucket(o))) {
                        throw new NextFailure(ObjectiveError.GROUPMISSING, "it is " + entry);
                    }
                    return true;
                default:
                    throw new NextFailure(ObjectiveError.UNSUPPORTED, "its treatment is part of the rules that forward by it, because no bucket of a group can have it; "
                            + "remove it, and add it and what forwards by it anew");
            }
        }

        private boolean change(List<GroupBucket> present, GroupBuckets given) throws NextFailure {
            List<GroupBucket> buckets = given.buckets();
            switch (o.op()) {
                case VERIFY:
                    if (!GroupTranslator.same(present, buckets)) {
                        throw new NextFailure(ObjectiveError.GROUPMISSING, "its group has other buckets: " + present);
                    }
                    return true;
                case MODIFY:
                    if (GroupTranslator.same(present, buckets)) {
                        return true;
                    }
                    groupService.setBucketsForGroup(device, key, given, key, o.appId());
                    wanted = now -> now.size() == buckets.size() && now.stream().allMatch(b -> isIn(b, buckets));
                    return false;
                case ADD_TO_EXISTING:
                    if (o.type() == NextObjective.Type.SIMPLE) {
                        throw new NextFailure(ObjectiveError.BADPARAMS, "a next objective of type SIMPLE has one treatment; modify it");
                    }
                    List<GroupBucket> fresh = buckets.stream().filter(b -> !isIn(b, present)).collect(Collectors.toList());
                    if (fresh.isEmpty()) {
                        return true;
                    }
                    groupService.addBucketsToGroup(device, key, new GroupBuckets(fresh), key, o.appId());
                    wanted = now -> fresh.stream().allMatch(b -> isIn(b, now));
                    return false;
                case REMOVE_FROM_EXISTING:
                    List<GroupBucket> known = new ArrayList<>(present);
                    known.retainAll(buckets);
                    if (o.type() == NextObjective.Type.SIMPLE || known.isEmpty()) {
                        throw new NextFailure(ObjectiveError.BADPARAMS, "it has no such treatment that could be removed; it has " + present);
                    }
                    groupService.removeBucketsFromGroup(device, key, new GroupBuckets(known), key, o.appId());
                    wanted = now -> Collections.disjoint(now, known);
                    return false;
                default:
                    throw new NextFailure(ObjectiveError.UNSUPPORTED, "operation " + o.op() + " is not known for this kind of objective");
            }
        }

        private boolean isIn(GroupBucket b, List<GroupBucket> all) {
            return all.stream().anyMatch(x -> GroupTranslator.same(x, b));
        }

        private void lookLater() {
            thread.schedule(() -> logged(() -> {
                if (!done) {
                    look(null);
                }
                if (!done) {
                    lookLater();
                }
            }), LOOK_MILLIS, MILLISECONDS);
        }

        /** Sees whether it is done; {@code event} is what has happened to the group, or null. */
        void look(GroupEvent.Type event) {
            Group g = groupService.getGroup(device, key);
            boolean inForce = g != null && g.state() == Group.GroupState.ADDED && wanted.test(g.buckets().buckets()) && groupProvider.isInForce(g);
            if (o.op() == Objective.Operation.REMOVE ? g == null : inForce) {
                succeed();
            } else if (event == GroupEvent.Type.GROUP_ADD_FAILED || event == GroupEvent.Type.GROUP_UPDATE_FAILED || event == GroupEvent.Type.GROUP_REMOVE_FAILED) {
                fail(error(), "its group was refused; netmap-refusals says why");
            } else if (System.nanoTime() - started > MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                if (o.op() == Objective.Operation.ADD && g != null) {
                    groupService.removeGroup(device, key, o.appId());
                }
                fail(error(), "its group is not as it should be after " + PATIENCE_MILLIS / 1000 + " s: " + g);
            }
        }

        private ObjectiveError error() {
            return o.op() == Objective.Operation.REMOVE ? ObjectiveError.GROUPREMOVALFAILED : ObjectiveError.GROUPINSTALLATIONFAILED;
        }

        private void succeed() {
            if (o.op() == Objective.Operation.ADD && !stored) {
                NextEntry.of(device, o, groupService.getGroup(device, key).id()).put(store, o.id());
            } else if (o.op() == Objective.Operation.REMOVE) {
                store.removeNextGroup(o.id());
            }
            end();
            o.context().ifPresent(c -> c.onSuccess(o));
        }

        private void fail(ObjectiveError error, String why) {
            LOG.warn("{}: next objective {} of {} fails: {}: {}", device, o.id(), o.appId().name(), error, why);
            end();
            o.context().ifPresent(c -> c.onError(o, error));
        }

        private void end() {
            done = true;
            Deque<Work> queue = queues.get(place);
            queue.remove();
            if (queue.isEmpty()) {
                queues.remove(place);
            } else {
                run(queue.peek()::begin);
            }
        }
    }

    /** Where a group is, in the core. */
    private static final class Place {
        private final DeviceId device;
        private final GroupKey key;

        Place(DeviceId device, GroupKey key) {
            this.device = device;
            this.key = key;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Place && ((Place) o).device.equals(device) && ((Place) o).key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * device.hashCode() + key.hashCode();
        }
    }
}

package org.onosnetmap.app.driver;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.onosnetmap.app.translate.GroupTranslator;
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
import org.onosproject.net.group.GroupService;

/**
 * One next objective on its way: asks the core for a group, or a change of one, and waits until it is in force. Used by the thread of
 * {@link NextGroups} alone.
 */
final class NextWork {

    /** How long a group may take; the core holds groups back until it has the first report of a device. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final NextGroups owner;
    private final GroupService groupService;
    private final DeviceId device;
    private final NextObjective o;
    private final FlowObjectiveStore store;
    private final GroupKey key;
    /** What the group's buckets shall be like. */
    private Predicate<List<GroupBucket>> wanted = now -> true;
    /** Whether the store has it already. */
    private boolean stored;
    private boolean begun;
    private long begunNanos;
    private boolean done;

    NextWork(NextGroups owner, DeviceId device, NextObjective o, FlowObjectiveStore store) {
        this.owner = owner;
        this.groupService = owner.groupService;
        this.device = device;
        this.o = o;
        this.store = store;
        this.key = NextEntry.key(o.id());
    }

    void begin() {
        begun = true;
        begunNanos = System.nanoTime();
        try {
            if (ask()) {
                succeed();
            } else {
                lookLater();
            }
        } catch (NextFailure e) {
            fail(e.error(), e.getMessage());
        } catch (RuntimeException e) {
            NextGroups.LOG.error("{}: next objective {}", device, o.id(), e);
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

    private static boolean isIn(GroupBucket b, List<GroupBucket> all) {
        return all.stream().anyMatch(x -> GroupTranslator.same(x, b));
    }

    private void lookLater() {
        owner.lookLater(() -> {
            try {
                look(null);
            } finally {
                if (!done) {
                    lookLater();
                }
            }
        });
    }

    /** Sees whether it is done; {@code event} is what has happened to the group, or null. */
    void look(GroupEvent.Type event) {
        if (!begun || done) {
            return;
        }
        Group g = groupService.getGroup(device, key);
        boolean inForce = g != null && g.state() == Group.GroupState.ADDED && wanted.test(g.buckets().buckets()) && owner.groupProvider.isInForce(g);
        if (o.op() == Objective.Operation.REMOVE ? g == null : inForce) {
            succeed();
        } else if (event == GroupEvent.Type.GROUP_ADD_FAILED || event == GroupEvent.Type.GROUP_UPDATE_FAILED || event == GroupEvent.Type.GROUP_REMOVE_FAILED) {
            fail(error(), "its group was refused; netmap-refusals says why");
        } else if (System.nanoTime() - begunNanos > MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
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
        NextGroups.LOG.warn("{}: next objective {} of {} fails: {}: {}", device, o.id(), o.appId().name(), error, why);
        end();
        o.context().ifPresent(c -> c.onError(o, error));
    }

    private void end() {
        done = true;
        owner.ended(device, key);
    }
}

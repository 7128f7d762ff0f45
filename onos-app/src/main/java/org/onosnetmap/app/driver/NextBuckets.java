package org.onosnetmap.app.driver;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.app.translate.GroupTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.flow.Group;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.GroupInstruction;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flowobjective.DefaultNextTreatment;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.IdNextTreatment;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.NextTreatment;
import org.onosproject.net.flowobjective.ObjectiveError;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;

/** Next objectives as groups: which type, and which buckets. */
final class NextBuckets {

    private static final int MAX_WEIGHT = 0xffff;
    private static final GroupId NO_GROUP = GroupId.valueOf(Group.ANY);

    private NextBuckets() {
    }

    /** SIMPLE is INDIRECT, HASHED is SELECT, BROADCAST is ALL, FAILOVER is FAILOVER. */
    static GroupDescription.Type type(NextObjective.Type type) {
        switch (type) {
            case SIMPLE:
                return GroupDescription.Type.INDIRECT;
            case HASHED:
                return GroupDescription.Type.SELECT;
            case BROADCAST:
                return GroupDescription.Type.ALL;
            default:
                return GroupDescription.Type.FAILOVER;
        }
    }

    /**
     * The one treatment of a SIMPLE objective, if it can only be one of rules themselves: a bucket has neither meters nor tables, and one action of a kind.
     *
     * @return null if a bucket can have it
     */
    static TrafficTreatment notForABucket(NextObjective o) {
        if (o.type() != NextObjective.Type.SIMPLE || o.nextTreatments().size() != 1) {
            return null;
        }
        NextTreatment only = o.nextTreatments().iterator().next();
        if (only.type() != NextTreatment.Type.TREATMENT) {
            return null;
        }
        TrafficTreatment t = ((DefaultNextTreatment) only).treatment();
        try {
            GroupTranslator.group(GroupId.valueOf(0), GroupDescription.Type.INDIRECT, new GroupBuckets(List.of(DefaultGroupBucket.createIndirectGroupBucket(t))));
            return null;
        } catch (UntranslatableException e) {
            NextGroups.LOG.debug("next objective {} is no group: {}", o.id(), e.getMessage());
            return t;
        }
    }

    /**
     * The buckets, one for each treatment, in their order.
     *
     * @param store where the objectives are that it refers to
     */
    static GroupBuckets of(DeviceId device, NextObjective o, FlowObjectiveStore store) throws NextFailure {
        if (o.nextTreatments().isEmpty() || o.type() == NextObjective.Type.SIMPLE && o.nextTreatments().size() != 1) {
            throw new NextFailure(ObjectiveError.BADPARAMS, "a next objective of type " + o.type() + " has " + (o.type() == NextObjective.Type.SIMPLE ? "one treatment" : "treatments")
                    + ", not " + o.nextTreatments().size());
        }
        List<GroupBucket> buckets = new ArrayList<>();
        for (NextTreatment t : o.nextTreatments()) {
            buckets.add(bucket(device, o, t, store));
        }
        GroupBuckets all = new GroupBuckets(buckets);
        try {
            GroupTranslator.group(GroupId.valueOf(0), type(o.type()), all);
        } catch (UntranslatableException e) {
            throw new NextFailure(ObjectiveError.BADPARAMS, e.getMessage());
        }
        return all;
    }

    private static GroupBucket bucket(DeviceId device, NextObjective o, NextTreatment t, FlowObjectiveStore store) throws NextFailure {
        TrafficTreatment treatment = t.type() == NextTreatment.Type.ID ? chained(device, ((IdNextTreatment) t).nextId(), store) : ((DefaultNextTreatment) t).treatment();
        switch (o.type()) {
            case SIMPLE:
                return DefaultGroupBucket.createIndirectGroupBucket(treatment);
            case HASHED:
                if (t.weight() < 1 || t.weight() > MAX_WEIGHT) {
                    throw new NextFailure(ObjectiveError.BADPARAMS, "weight " + t.weight() + " is out of range; take 1 to " + MAX_WEIGHT);
                }
                return DefaultGroupBucket.createSelectGroupBucket(treatment, (short) t.weight());
            case BROADCAST:
                return DefaultGroupBucket.createAllGroupBucket(treatment);
            default:
                return failover(treatment);
        }
    }

    private static TrafficTreatment chained(DeviceId device, int nextId, FlowObjectiveStore store) throws NextFailure {
        NextEntry e = NextEntry.find(store, device, nextId);
        if (e == null) {
            throw new NextFailure(ObjectiveError.GROUPMISSING, "it refers to next objective " + nextId + ", which is not there; add that first");
        }
        return e.group() == null ? e.treatment() : DefaultTrafficTreatment.builder().group(e.group()).build();
    }

    /** Watches the port that it outputs to, or the group that it hands packets to. */
    private static GroupBucket failover(TrafficTreatment t) throws NextFailure {
        for (Instruction i : t.allInstructions()) {
            if (i.type() == Instruction.Type.OUTPUT && !((OutputInstruction) i).port().isLogical()) {
                return DefaultGroupBucket.createFailoverGroupBucket(t, ((OutputInstruction) i).port(), NO_GROUP);
            }
            if (i.type() == Instruction.Type.GROUP) {
                return DefaultGroupBucket.createFailoverGroupBucket(t, PortNumber.ANY, ((GroupInstruction) i).groupId());
            }
        }
        throw new NextFailure(ObjectiveError.BADPARAMS, "treatment " + t.allInstructions() + " of a FAILOVER objective has neither a port nor a group to watch; add an OUTPUT to a port, or a GROUP");
    }
}

package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.core.GroupId;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.GroupInstruction;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;

/** Groups of ONOS as groups of the data plane. */
public final class GroupTranslator {

    private static final int DEFAULT_WEIGHT = 1;

    private GroupTranslator() {
    }

    /**
     * A group, with ONOS's buckets as its tag.
     *
     * @throws UntranslatableException names the bucket and what the data plane does not do
     */
    public static Group group(GroupId id, GroupDescription.Type type, GroupBuckets buckets) throws UntranslatableException {
        List<Bucket> translated = new ArrayList<>();
        for (GroupBucket b : buckets.buckets()) {
            try {
                translated.add(bucket(b));
            } catch (UntranslatableException e) {
                throw new UntranslatableException("bucket " + translated.size() + " of group " + Integer.toUnsignedString(id.id()), e.getMessage());
            }
        }
        return new Group(number("group " + Integer.toUnsignedString(id.id()), id), type(type), translated, buckets);
    }

    /** The number of a group that can be there; the highest numbers mean "all" and "any". */
    static int number(Object what, GroupId id) throws UntranslatableException {
        if (Integer.compareUnsigned(id.id(), Group.MAX) > 0) {
            throw new UntranslatableException(what, "the number is reserved; take 0 to " + Integer.toUnsignedString(Group.MAX));
        }
        return id.id();
    }

    /** Whether buckets are the same and in the same order. To ONOS's {@code equals} those with other weights, or watching something else, are equal. */
    public static boolean same(List<GroupBucket> a, List<GroupBucket> b) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = same(a.get(i), b.get(i));
        }
        return same;
    }

    /** Whether two buckets are the same, as {@link #same(List, List)}. */
    public static boolean same(GroupBucket a, GroupBucket b) {
        return a.equals(b) && a.hasSameParameters(b);
    }

    /** Groups that the buckets of a group point to, or watch. */
    public static Set<Integer> references(GroupBuckets buckets) {
        Set<Integer> all = new HashSet<>();
        for (GroupBucket b : buckets.buckets()) {
            all.addAll(references(b.treatment()));
            if (b.watchGroup() != null && b.watchGroup().id() != Group.ANY) {
                all.add(b.watchGroup().id());
            }
        }
        return all;
    }

    /** Groups that a treatment points to. */
    public static Set<Integer> references(TrafficTreatment t) {
        Set<Integer> all = Set.of();
        for (Instruction i : t.allInstructions()) {
            Set<Integer> some = references(i);
            if (!some.isEmpty()) {
                // most treatments have none
                all = all.isEmpty() ? new HashSet<>() : all;
                all.addAll(some);
            }
        }
        return all;
    }

    private static Set<Integer> references(Instruction i) {
        if (i.type() == Instruction.Type.GROUP) {
            return Set.of(((GroupInstruction) i).groupId().id());
        }
        if (i.type() != Instruction.Type.EXTENSION) {
            return Set.of();
        }
        Set<Integer> all = new HashSet<>();
        try {
            for (Action a : ExtensionTranslator.actions(i)) {
                if (a.type() == Action.Type.GROUP) {
                    all.add(((Action.ToGroup) a).group());
                }
            }
        } catch (UntranslatableException e) {
            // no rule of ours: it is refused when it is translated
            return Set.of();
        }
        return all;
    }

    private static Group.Type type(GroupDescription.Type type) throws UntranslatableException {
        switch (type) {
            case ALL:
                return Group.Type.ALL;
            case SELECT:
                return Group.Type.SELECT;
            case INDIRECT:
                return Group.Type.INDIRECT;
            case FAILOVER:
                return Group.Type.FAILOVER;
            case CLONE:
                return Group.Type.CLONE;
            default:
                throw new UntranslatableException("group type " + type, "not known; take ALL, SELECT, INDIRECT, FAILOVER or CLONE");
        }
    }

    private static Bucket bucket(GroupBucket b) throws UntranslatableException {
        int watchPort = b.watchPort() == null ? PortNo.ANY : Ports.toDataplane(b.watchPort());
        int watchGroup = b.watchGroup() == null ? Group.ANY : b.watchGroup().id();
        // ONOS gives the buckets of all other types of groups the weight -1
        int weight = b.type() == GroupDescription.Type.SELECT ? b.weight() & 0xffff : DEFAULT_WEIGHT;
        return Bucket.of(weight, watchPort, watchGroup, actions(b.treatment()));
    }

    /** A bucket is an action set (OpenFlow 1.3.5 section 5.6.1): one action of each kind. A second one would be lost, so it is refused. */
    private static List<Action> actions(TrafficTreatment t) throws UntranslatableException {
        if (t.tableTransition() != null || t.writeMetadata() != null || !t.meters().isEmpty() || t.statTrigger() != null || t.clearedDeferred()) {
            throw new UntranslatableException("treatment " + t.allInstructions(), "a bucket has actions only; tables, metadata, meters, triggers and clearing belong to rules");
        }
        List<Action> actions = InstructionTranslator.actions(t.allInstructions(), InstructionTranslator.Place.SET);
        Set<Object> places = new HashSet<>();
        for (Action a : actions) {
            if (!places.add(ActionSet.place(a))) {
                throw new UntranslatableException(a, "a bucket is an action set and holds one action of a kind; take two buckets, or chain a group");
            }
        }
        return actions;
    }
}

package org.onosnetmap.app.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.Group.GroupState;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.StoredGroupBucketEntry;

/** Groups with their counters as the core wants to see them: equal to what it asked for, or it would take them for others. */
final class GroupEntries {

    private GroupEntries() {
    }

    /** Life is in seconds. The buckets are copies, as the core's store has the ones it asked with. */
    static org.onosproject.net.group.Group entry(DeviceId deviceId, GroupStats s) {
        GroupDescription.Type type = GroupDescription.Type.valueOf(s.group().type().name());
        List<GroupBucket> buckets = new ArrayList<>();
        for (GroupBucket b : ((GroupBuckets) s.group().tag()).buckets()) {
            GroupBucket copy = copy(b);
            if (copy instanceof StoredGroupBucketEntry) {
                ((StoredGroupBucketEntry) copy).setPackets(s.bucketPackets(buckets.size()));
                ((StoredGroupBucketEntry) copy).setBytes(s.bucketBytes(buckets.size()));
            }
            buckets.add(copy);
        }
        DefaultGroup g = new DefaultGroup(GroupId.valueOf(s.group().id()), deviceId, type, new GroupBuckets(buckets));
        g.setState(GroupState.ADDED);
        g.setLife(TimeUnit.NANOSECONDS.toSeconds(s.ageNanos()));
        g.setReferenceCount(s.references());
        g.setPackets(s.packets());
        g.setBytes(s.bytes());
        return g;
    }

    private static GroupBucket copy(GroupBucket b) {
        switch (b.type()) {
            case SELECT:
                return DefaultGroupBucket.createSelectGroupBucket(b.treatment(), b.weight());
            case INDIRECT:
                return DefaultGroupBucket.createIndirectGroupBucket(b.treatment());
            case FAILOVER:
                return DefaultGroupBucket.createFailoverGroupBucket(b.treatment(), b.watchPort(), b.watchGroup());
            case CLONE:
                return DefaultGroupBucket.createCloneGroupBucket(b.treatment());
            default:
                return DefaultGroupBucket.createAllGroupBucket(b.treatment());
        }
    }
}

package org.onosnetmap.app.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.DefaultGroup;
import org.onosproject.net.group.DefaultGroupDescription;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupBuckets;
import org.onosproject.net.group.GroupDescription;
import org.onosproject.net.group.GroupEvent;
import org.onosproject.net.group.GroupKey;
import org.onosproject.net.group.GroupListener;
import org.onosproject.net.group.GroupServiceAdapter;

/** Groups of one device in the core: each is asked for at once, and in force when the test says so. Thread-safe. */
final class FakeGroupService extends GroupServiceAdapter {

    private final Map<GroupKey, DefaultGroup> groups = new HashMap<>();
    private final List<GroupListener> listeners = new CopyOnWriteArrayList<>();
    /** What was asked for. */
    final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private int nextId = 1;

    @Override
    public void addListener(GroupListener l) {
        listeners.add(l);
    }

    @Override
    public void removeListener(GroupListener l) {
        listeners.remove(l);
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public synchronized void addGroup(GroupDescription d) {
        groups.put(d.appCookie(), state(new DefaultGroup(GroupId.valueOf(nextId++), d), Group.GroupState.PENDING_ADD));
        requests.add("add " + d.type() + " " + text(d.buckets().buckets()));
    }

    private static DefaultGroup state(DefaultGroup g, Group.GroupState s) {
        g.setState(s);
        return g;
    }

    private static String text(List<GroupBucket> buckets) {
        StringBuilder s = new StringBuilder();
        for (GroupBucket b : buckets) {
            s.append(b.treatment().allInstructions()).append(b.type() == GroupDescription.Type.SELECT ? "*" + b.weight() : "")
                    .append(b.type() == GroupDescription.Type.FAILOVER ? "?" + b.watchPort() + "," + b.watchGroup() : "");
        }
        return s.toString();
    }

    private void change(GroupKey key, List<GroupBucket> buckets) {
        DefaultGroup old = groups.get(key);
        GroupDescription d = new DefaultGroupDescription(old.deviceId(), old.type(), new GroupBuckets(buckets), key, null, old.appId());
        groups.put(key, state(new DefaultGroup(old.id(), d), Group.GroupState.PENDING_UPDATE));
        requests.add("now " + text(buckets));
    }

    @Override
    public synchronized void addBucketsToGroup(DeviceId device, GroupKey key, GroupBuckets buckets, GroupKey newKey, ApplicationId app) {
        List<GroupBucket> all = new ArrayList<>(groups.get(key).buckets().buckets());
        all.removeAll(buckets.buckets()); // of other weight
        all.addAll(buckets.buckets());
        change(key, all);
    }

    @Override
    public synchronized void removeBucketsFromGroup(DeviceId device, GroupKey key, GroupBuckets buckets, GroupKey newKey, ApplicationId app) {
        List<GroupBucket> all = new ArrayList<>(groups.get(key).buckets().buckets());
        all.removeAll(buckets.buckets());
        change(key, all);
    }

    @Override
    public synchronized void setBucketsForGroup(DeviceId device, GroupKey key, GroupBuckets buckets, GroupKey newKey, ApplicationId app) {
        change(key, buckets.buckets());
    }

    @Override
    public synchronized void removeGroup(DeviceId device, GroupKey key, ApplicationId app) {
        state(groups.get(key), Group.GroupState.PENDING_DELETE);
        requests.add("remove");
    }

    @Override
    public synchronized Group getGroup(DeviceId device, GroupKey key) {
        return groups.get(key);
    }

    /** The device is removed, and its groups with it. */
    synchronized void forget() {
        groups.clear();
    }

    /** The device has done what was asked for. */
    void confirm(GroupKey key) {
        Group g;
        GroupEvent.Type type;
        synchronized (this) {
            DefaultGroup d = groups.get(key);
            g = d;
            switch (d.state()) {
                case PENDING_ADD:
                    type = GroupEvent.Type.GROUP_ADDED;
                    break;
                case PENDING_DELETE:
                    type = GroupEvent.Type.GROUP_REMOVED;
                    groups.remove(key);
                    break;
                default:
                    type = GroupEvent.Type.GROUP_UPDATED;
                    break;
            }
            d.setState(Group.GroupState.ADDED);
        }
        listeners.forEach(l -> l.event(new GroupEvent(type, g)));
    }

    /** The device has refused it. */
    void refuse(GroupKey key, GroupEvent.Type type) {
        Group g;
        synchronized (this) {
            g = type == GroupEvent.Type.GROUP_ADD_FAILED ? groups.remove(key) : groups.get(key);
        }
        listeners.forEach(l -> l.event(new GroupEvent(type, g)));
    }
}

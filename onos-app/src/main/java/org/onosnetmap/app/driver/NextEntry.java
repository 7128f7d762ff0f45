package org.onosnetmap.app.driver;

import org.onlab.util.KryoNamespace;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.behaviour.NextGroup;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.group.DefaultGroupKey;
import org.onosproject.net.group.GroupKey;
import org.onosproject.store.serializers.KryoNamespaces;

/** What the core's store keeps of a next objective: whose it is, and the treatment that rules which forward by it get. Immutable. */
final class NextEntry {

    private static final KryoNamespace SERIALIZER = KryoNamespace.newBuilder().register(KryoNamespaces.API).register(DefaultTrafficTreatment.class).register(NextEntry.class)
            .build("netmap-next");

    private final DeviceId device;
    private final short app;
    private final String type;
    private final GroupId group;
    private final TrafficTreatment treatment;

    private NextEntry(DeviceId device, NextObjective o, GroupId group, TrafficTreatment treatment) {
        this.device = device;
        this.app = o.appId().id();
        this.type = o.type().name();
        this.group = group;
        this.treatment = treatment;
    }

    /** An objective that is a group. */
    static NextEntry of(DeviceId device, NextObjective o, GroupId group) {
        return new NextEntry(device, o, group, DefaultTrafficTreatment.builder().group(group).build());
    }

    /** An objective that is a treatment of the rules themselves. */
    static NextEntry of(DeviceId device, NextObjective o, TrafficTreatment treatment) {
        return new NextEntry(device, o, null, treatment);
    }

    /** Key of the group of a next objective. */
    static GroupKey key(int nextId) {
        return new DefaultGroupKey(KryoNamespaces.API.serialize("netmap-next-" + nextId));
    }

    static NextEntry decode(NextGroup data) {
        return SERIALIZER.deserialize(data.data());
    }

    /**
     * Looks for a next objective.
     *
     * @return null if the device has none of that number
     */
    static NextEntry find(FlowObjectiveStore store, DeviceId device, int nextId) {
        NextGroup data = store.getNextGroup(nextId);
        NextEntry e = data == null ? null : decode(data);
        return e == null || !e.device.equals(device) ? null : e;
    }

    void put(FlowObjectiveStore store, int nextId) {
        byte[] data = SERIALIZER.serialize(this);
        store.putNextGroup(nextId, () -> data);
    }

    boolean isOf(DeviceId d, ApplicationId a) {
        return device.equals(d) && app == a.id();
    }

    NextObjective.Type type() {
        return NextObjective.Type.valueOf(type);
    }

    /** Null if it is a treatment of the rules themselves. */
    GroupId group() {
        return group;
    }

    TrafficTreatment treatment() {
        return treatment;
    }

    @Override
    public String toString() {
        return device + ": " + type + " " + treatment.allInstructions();
    }
}

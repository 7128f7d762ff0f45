package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.PortNo;

/** Random changes of a few groups and meters; some of them are not possible. */
final class RandomGroups {

    /** Numbers of groups that rules and buckets point to. */
    static final int GROUPS = 6;
    /** Numbers of meters that rules point to. */
    static final int METERS = 3;
    /** Rates and bursts that make whole fractions of a nanosecond, so that the pipeline rounds nothing. */
    private static final int[] RATES = {1, 2, 5, 8, 10, 1000};

    private final Random r;
    private final RandomActions actions;

    RandomGroups(Random r, RandomActions actions) {
        this.r = r;
        this.actions = actions;
    }

    GroupMod nextGroup() {
        int id = 1 + r.nextInt(GROUPS);
        switch (r.nextInt(6)) {
            case 0:
                return GroupMod.delete(id);
            case 1:
            case 2:
                return GroupMod.modify(group(id));
            default:
                return GroupMod.add(group(id));
        }
    }

    private Group group(int id) {
        Group.Type type = Group.Type.values()[r.nextInt(Group.Type.values().length)];
        List<Bucket> buckets = new ArrayList<>();
        int n = type == Group.Type.INDIRECT ? 1 : r.nextInt(4);
        for (int i = 0; i < n; i++) {
            buckets.add(bucket(type));
        }
        return new Group(id, type, buckets);
    }

    private Bucket bucket(Group.Type type) {
        boolean watches = type == Group.Type.FAILOVER || type == Group.Type.SELECT && r.nextBoolean();
        boolean both = r.nextInt(8) == 0;
        boolean group = r.nextInt(4) == 0;
        int watchPort = watches && (both || !group) ? 1 + r.nextInt(4) : PortNo.ANY;
        int watchGroup = watches && (both || group) ? 1 + r.nextInt(GROUPS) : Group.ANY;
        List<Action> set = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) {
            set.add(actions.any());
        }
        set.add(r.nextInt(5) == 0 ? Action.group(1 + r.nextInt(GROUPS)) : Action.output(1 + r.nextInt(4)));
        return Bucket.of(type == Group.Type.SELECT ? r.nextInt(4) : 1, watchPort, watchGroup, set);
    }

    MeterMod nextMeter() {
        int id = 1 + r.nextInt(METERS);
        switch (r.nextInt(6)) {
            case 0:
                return MeterMod.delete(id);
            case 1:
                return MeterMod.modify(meter(id));
            default:
                return MeterMod.add(meter(id));
        }
    }

    private Meter meter(int id) {
        Meter.Unit unit = Meter.Unit.values()[r.nextInt(Meter.Unit.values().length)];
        List<Meter.Band> bands = new ArrayList<>();
        for (int i = r.nextInt(4); i > 0; i--) {
            long rate = RATES[r.nextInt(RATES.length)] * (unit == Meter.Unit.BYTES_PER_SECOND ? 100L : 1);
            long burst = r.nextInt(4) == 0 ? 0 : 1 + r.nextInt(unit == Meter.Unit.BYTES_PER_SECOND ? 500 : 5);
            bands.add(r.nextBoolean() ? Meter.Band.drop(rate, burst) : Meter.Band.remark(rate, burst, 1 + r.nextInt(2)));
        }
        return new Meter(id, unit, bands);
    }
}

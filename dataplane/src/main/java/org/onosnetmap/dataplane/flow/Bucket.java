package org.onosnetmap.dataplane.flow;

import java.util.List;
import java.util.Objects;

/** One choice of a group: an action set, and when or how often it is chosen (OpenFlow 1.3.5 section 5.6.1). Immutable. */
public final class Bucket {

    private final int weight;
    private final int watchPort;
    private final int watchGroup;
    private final List<Action> actions;

    private Bucket(int weight, int watchPort, int watchGroup, List<Action> actions) {
        this.weight = weight;
        this.watchPort = watchPort;
        this.watchGroup = watchGroup;
        this.actions = List.copyOf(actions);
    }

    /** For ALL, INDIRECT and CLONE groups; weight 1 and nothing watched. */
    public static Bucket of(Action... actions) {
        return new Bucket(1, PortNo.ANY, Group.ANY, List.of(actions));
    }

    /**
     * Any bucket.
     *
     * @param weight     share of a SELECT group's packets, relative to the other buckets; 0 for none. Other types have no weights: 0 or 1
     * @param watchPort  port whose link makes the bucket live; {@link PortNo#ANY} for none. FAILOVER buckets watch something, SELECT buckets
     *                   may, others may not
     * @param watchGroup group of which a live bucket makes this one live; {@link Group#ANY} for none. With both, one of them is enough
     *                   (OpenFlow 1.3.5 section 6.7)
     * @param actions    an action set: at most one of each kind counts, the last
     */
    public static Bucket of(int weight, int watchPort, int watchGroup, List<Action> actions) {
        return new Bucket(weight, watchPort, watchGroup, actions);
    }

    public int weight() {
        return weight;
    }

    public int watchPort() {
        return watchPort;
    }

    public int watchGroup() {
        return watchGroup;
    }

    public List<Action> actions() {
        return actions;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Bucket)) {
            return false;
        }
        Bucket o = (Bucket) other;
        return weight == o.weight && watchPort == o.watchPort && watchGroup == o.watchGroup && actions.equals(o.actions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(weight, watchPort, watchGroup, actions);
    }

    @Override
    public String toString() {
        return "bucket=weight:" + weight + (watchPort == PortNo.ANY ? "" : ",watch_port:" + PortNo.toString(watchPort))
                + (watchGroup == Group.ANY ? "" : ",watch_group:" + Integer.toUnsignedString(watchGroup)) + ",actions=" + actions;
    }
}

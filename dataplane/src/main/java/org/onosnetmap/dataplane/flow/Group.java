package org.onosnetmap.dataplane.flow;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** An entry of the group table (OpenFlow 1.3.5 section 5.6). Immutable. Its identity in a datapath is its number. */
public final class Group {

    /** Highest number of a group (OFPG_MAX), unsigned. */
    public static final int MAX = 0xffffff00;
    /** In deletions: all groups (OFPG_ALL). */
    public static final int ALL_GROUPS = 0xfffffffc;
    /** No group (OFPG_ANY). */
    public static final int ANY = 0xffffffff;

    /** What a group does with a packet. */
    public enum Type {
        /** A copy for each bucket. */
        ALL,
        /** One bucket, chosen by the weights and a hash over the flow. Buckets that are not live are left out. */
        SELECT,
        /** The one bucket. */
        INDIRECT,
        /** The first bucket that is live (OpenFlow's fast failover); no live bucket, no packet. */
        FAILOVER,
        /** A copy for each bucket, and the packet goes on as if the group had not been there: in an action set, output still happens. */
        CLONE
    }

    private final int id;
    private final Type type;
    private final List<Bucket> buckets;
    private final Object tag;

    public Group(int id, Type type, List<Bucket> buckets) {
        this(id, type, buckets, null);
    }

    /** With something that its owner wants to find again with it; not part of equality. */
    public Group(int id, Type type, List<Bucket> buckets, Object tag) {
        this.id = id;
        this.type = Objects.requireNonNull(type);
        this.buckets = List.copyOf(buckets);
        this.tag = tag;
    }

    /** Unsigned 32 bits, up to {@link #MAX}. */
    public int id() {
        return id;
    }

    public Type type() {
        return type;
    }

    public List<Bucket> buckets() {
        return buckets;
    }

    public Object tag() {
        return tag;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Group && ((Group) o).id == id && ((Group) o).type == type && ((Group) o).buckets.equals(buckets);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, type, buckets);
    }

    @Override
    public String toString() {
        return "group_id=" + Integer.toUnsignedString(id) + ",type=" + type.name().toLowerCase(Locale.ROOT) + "," + buckets;
    }
}

package org.onosnetmap.dataplane.flow;

/** A group in force and its counters at one moment (OpenFlow 1.3.5 section 5.8). */
public final class GroupStats {

    private final Group group;
    private final int references;
    private final long packets;
    private final long bytes;
    private final long[] bucketPackets;
    private final long[] bucketBytes;
    private final long ageNanos;

    public GroupStats(Group group, int references, long packets, long bytes, long[] bucketPackets, long[] bucketBytes, long ageNanos) {
        this.group = group;
        this.references = references;
        this.packets = packets;
        this.bytes = bytes;
        this.bucketPackets = bucketPackets.clone();
        this.bucketBytes = bucketBytes.clone();
        this.ageNanos = ageNanos;
    }

    public Group group() {
        return group;
    }

    /** Rules and groups that point to it. */
    public int references() {
        return references;
    }

    /** Packets handed to the group. */
    public long packets() {
        return packets;
    }

    /** Their bytes, without FCS. */
    public long bytes() {
        return bytes;
    }

    /** Packets that a bucket got. */
    public long bucketPackets(int bucket) {
        return bucketPackets[bucket];
    }

    /** Bytes that a bucket got. */
    public long bucketBytes(int bucket) {
        return bucketBytes[bucket];
    }

    /** Time since the group was added, in nanoseconds. */
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public String toString() {
        return group + " packets=" + packets + " bytes=" + bytes;
    }
}

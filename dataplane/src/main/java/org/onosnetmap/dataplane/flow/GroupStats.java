package org.onosnetmap.dataplane.flow;

import java.util.Arrays;

/** A group in force and its counters at one moment (OpenFlow 1.3.5 section 5.8). */
public final class GroupStats {

    private final Group group;
    private final int references;
    private final long packets;
    private final long bytes;
    private final long[] bucketPackets;
    private final long[] bucketBytes;
    private final boolean[] bucketLive;
    private final long ageNanos;

    /** With all buckets live. */
    public GroupStats(Group group, int references, long packets, long bytes, long[] bucketPackets, long[] bucketBytes, long ageNanos) {
        this(group, references, packets, bytes, bucketPackets, bucketBytes, allLive(group), ageNanos);
    }

    public GroupStats(Group group, int references, long packets, long bytes, long[] bucketPackets, long[] bucketBytes, boolean[] bucketLive, long ageNanos) {
        this.group = group;
        this.references = references;
        this.packets = packets;
        this.bytes = bytes;
        this.bucketPackets = bucketPackets.clone();
        this.bucketBytes = bucketBytes.clone();
        this.bucketLive = bucketLive.clone();
        this.ageNanos = ageNanos;
    }

    private static boolean[] allLive(Group group) {
        boolean[] live = new boolean[group.buckets().size()];
        Arrays.fill(live, true);
        return live;
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

    /** Whether a bucket can be chosen: what it watches is live, or it watches nothing. */
    public boolean bucketLive(int bucket) {
        return bucketLive[bucket];
    }

    /** Whether a bucket is live; others that watch the group ask for this (OpenFlow 1.3.5 section 6.7). */
    public boolean live() {
        for (boolean b : bucketLive) {
            if (b) {
                return true;
            }
        }
        return false;
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

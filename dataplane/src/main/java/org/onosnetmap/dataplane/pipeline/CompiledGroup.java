package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.onosnetmap.dataplane.flow.Group;

/** A group in the form in which workers run it. Immutable but for its counters. Groups behind it are looked up by number when a packet comes. */
final class CompiledGroup {

    final Group group;
    final Group.Type type;
    final CompiledBucket[] buckets;
    /** Packets and bytes; the same object in all compilations of a group that is modified. */
    final WorkerCounters counters;
    /** When it was added, on the clock of {@link System#nanoTime}. */
    final long addedNanos;
    /** Chooses the bucket; null unless the type is SELECT. */
    final WeightedChoice select;

    CompiledGroup(Group group, CompiledBucket[] buckets, WorkerCounters counters, long addedNanos) {
        this.group = group;
        this.type = group.type();
        this.buckets = buckets;
        this.counters = counters;
        this.addedNanos = addedNanos;
        this.select = type == Group.Type.SELECT ? new WeightedChoice(group.buckets()) : null;
    }

    int id() {
        return group.id();
    }

    /** Numbers of the groups that buckets point to or watch. */
    IntStream pointers() {
        return Arrays.stream(buckets).flatMapToInt(CompiledBucket::pointers);
    }
}

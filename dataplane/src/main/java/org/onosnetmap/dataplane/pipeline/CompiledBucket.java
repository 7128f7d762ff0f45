package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.PortNo;

/** A bucket in the form in which workers run it. Immutable but for its counters. */
final class CompiledBucket {

    final Bucket bucket;
    /** Packets and bytes. */
    final WorkerCounters counters;
    /** The action set, in the order in which it runs. */
    final CompiledActions actions;
    /** Whether the actions change the frame, so that they need a copy if it is used afterwards. */
    final boolean changesFrame;
    final int watchPort;
    final int watchGroup;
    final boolean watches;
    /** Groups that the actions point to. */
    private final int[] groups;

    CompiledBucket(Bucket bucket, int workers) {
        this.bucket = bucket;
        this.counters = new WorkerCounters(workers);
        this.actions = CompiledActions.atEnd(List.of(), ActionOrder.of(bucket.actions()));
        this.changesFrame = actions.changeFrame();
        this.watchPort = bucket.watchPort();
        this.watchGroup = bucket.watchGroup();
        this.groups = GroupRefs.of(bucket.actions());
        this.watches = watchPort != PortNo.ANY || watchGroup != Group.ANY;
    }

    /** Numbers of the groups that an action points to, or that the bucket watches. */
    IntStream pointers() {
        IntStream inActions = Arrays.stream(groups);
        return watchGroup == Group.ANY ? inActions : IntStream.concat(inActions, IntStream.of(watchGroup));
    }
}

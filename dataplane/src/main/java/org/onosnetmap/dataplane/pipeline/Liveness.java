package org.onosnetmap.dataplane.pipeline;

import java.util.function.IntPredicate;

/**
 * Which buckets can be chosen (OpenFlow 1.3.5 section 6.7): one that watches a port that is live, or a group that is live, that is, has a
 * live bucket. A bucket that watches nothing is live. Ports are asked each time, so that nothing has to be told when a link goes down.
 */
final class Liveness {

    private Liveness() {
    }

    static boolean isLive(CompiledBucket b, IdTable<CompiledGroup> groups, IntPredicate ports) {
        return !b.watches || ports.test(b.watchPort) || isLive(groups.get(b.watchGroup), groups, ports);
    }

    private static boolean isLive(CompiledGroup g, IdTable<CompiledGroup> groups, IntPredicate ports) {
        if (g != null) {
            for (CompiledBucket b : g.buckets) {
                if (isLive(b, groups, ports)) {
                    return true;
                }
            }
        }
        return false;
    }
}

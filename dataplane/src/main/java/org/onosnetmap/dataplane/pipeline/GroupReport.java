package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.GroupStats;

/** Groups as the controller hears of them: counters, references, and which buckets are live. */
final class GroupReport {

    private GroupReport() {
    }

    static List<GroupStats> of(GroupTable groups, Pointers rules, IntPredicate ports, long now) {
        Map<Integer, Integer> references = references(groups);
        List<GroupStats> all = new ArrayList<>();
        for (CompiledGroup g : groups.all()) {
            int n = g.buckets.length;
            long[] packets = new long[n];
            long[] bytes = new long[n];
            boolean[] live = new boolean[n];
            for (int i = 0; i < n; i++) {
                WorkerCounters.Sums sums = g.buckets[i].counters.both();
                packets[i] = sums.first;
                bytes[i] = sums.second;
                live[i] = Liveness.isLive(g.buckets[i], groups.index(), ports);
            }
            WorkerCounters.Sums sums = g.counters.both();
            all.add(new GroupStats(g.group, rules.count(g.id()) + references.getOrDefault(g.id(), 0), sums.first, sums.second, packets, bytes, live, now - g.addedNanos));
        }
        return all;
    }

    /** Groups that point to each group; one that does so twice counts once. */
    private static Map<Integer, Integer> references(GroupTable groups) {
        Map<Integer, Integer> references = new HashMap<>();
        for (CompiledGroup g : groups.all()) {
            g.pointers().distinct().forEach(id -> references.merge(id, 1, Integer::sum));
        }
        return references;
    }
}

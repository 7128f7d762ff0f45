package org.onosnetmap.dataplane.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.packet.FlowHash;

/**
 * Which bucket of a SELECT group a flow takes: weighted rendezvous hashing (Thaler and Ravishankar, 1998). Flow and bucket together give
 * a number {@code u}, evenly spread between 0 and 1, and the bucket with the largest {@code ln(u) / weight} wins. So buckets get shares of
 * the flows as their weights are, a bucket that dies or goes sends its own flows elsewhere and no other's, and one that comes takes from
 * the others what is its due. Nothing is stored for a flow.
 */
final class WeightedChoice {

    private final long[] seeds;
    private final int[] weights;
    /** Whether all that have a weight have the same: then the largest {@code u} wins. */
    private final boolean equal;

    WeightedChoice(List<Bucket> buckets) {
        int n = buckets.size();
        seeds = seeds(buckets);
        weights = new int[n];
        boolean same = true;
        int first = 0;
        for (int i = 0; i < n; i++) {
            weights[i] = buckets.get(i).weight();
            if (weights[i] > 0) {
                first = first == 0 ? weights[i] : first;
                same &= weights[i] == first;
            }
        }
        equal = same;
    }

    /**
     * A number for each bucket that stays when the group is modified: it comes from the bucket's actions, and from how many buckets before
     * have the same.
     */
    static long[] seeds(List<Bucket> buckets) {
        long[] seeds = new long[buckets.size()];
        Map<String, Integer> before = new HashMap<>();
        for (int i = 0; i < seeds.length; i++) {
            String actions = buckets.get(i).actions().toString();
            int twins = before.merge(actions, 1, Integer::sum);
            long h = twins;
            for (int k = 0; k < actions.length(); k++) {
                h = FlowHash.mix(h + actions.charAt(k));
            }
            seeds[i] = h;
        }
        return seeds;
    }

    /** Index of the bucket; -1 if none is live and has a weight. */
    int choose(long flow, CompiledBucket[] buckets, IdTable<CompiledGroup> groups, IntPredicate ports) {
        int best = -1;
        long bestHash = 0;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < seeds.length; i++) {
            if (weights[i] == 0 || !Liveness.isLive(buckets[i], groups, ports)) {
                continue;
            }
            long hash = FlowHash.mix(flow ^ seeds[i]);
            if (equal) {
                if (best < 0 || Long.compareUnsigned(hash, bestHash) > 0) {
                    best = i;
                    bestHash = hash;
                }
            } else {
                double score = Math.log(unit(hash)) / weights[i];
                if (score > bestScore) {
                    best = i;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    /** Between 0 and 1, neither of them included. */
    static double unit(long hash) {
        return ((hash >>> 11) + 0.5) * 0x1p-53;
    }
}

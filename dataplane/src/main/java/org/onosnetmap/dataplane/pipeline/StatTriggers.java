package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.StatTrigger;

/**
 * Which rules have reached a threshold of their statistics trigger (OpenFlow 1.5.1 section 5.9). Packets do not look at thresholds; counters
 * are compared from time to time, so that a report is as late as the calls of {@link #reached} are rare, and carries the counters as they
 * are then. Several thresholds, or several multiples of one, that are reached between two calls make one report.
 *
 * <p>A threshold counts when it is reached, not when it has been passed before: a rule that is modified and goes on counting reports what
 * comes from then on. With "periodic", all multiples count. With "only first", the threshold that is reached first silences the others
 * for good; together with "periodic" its multiples go on.
 */
final class StatTriggers {

    private static final int ALL = -1;
    private static final int NONE = 3;

    /** How often each threshold has been reached: packets, bytes, duration. */
    private static final class Levels {
        final long[] level = new long[3];
        /** The one threshold that still counts, or all, or none. */
        int only = ALL;
    }

    private final Map<CompiledRule, Levels> watched = new IdentityHashMap<>();

    static void check(StatTrigger t) throws FlowException {
        if (t.packets() < 0 || t.bytes() < 0 || t.durationNanos() < 0) {
            throw new FlowException("OFPBIC_UNSUP_INST", "the statistics trigger " + t + " has a negative threshold; use 0 for none");
        }
        if (t.packets() == 0 && t.bytes() == 0 && t.durationNanos() == 0) {
            throw new FlowException("OFPBIC_UNSUP_INST", "the statistics trigger " + t + " has no threshold and would never report; give it packets, bytes or a duration");
        }
    }

    void add(CompiledRule r, long now) {
        if (r.rule.statTrigger() != null) {
            Levels l = new Levels();
            for (int i = 0; i < 3; i++) {
                l.level[i] = level(r, i, now);
            }
            watched.put(r, l);
        }
    }

    void remove(CompiledRule r) {
        watched.remove(r);
    }

    /** Rules that have something to report since the last call. */
    List<CompiledRule> reached(long now) {
        if (watched.isEmpty()) {
            return List.of();
        }
        List<CompiledRule> reached = new ArrayList<>();
        watched.forEach((r, l) -> {
            if (rise(r, l, now)) {
                reached.add(r);
            }
        });
        return reached;
    }

    private static boolean rise(CompiledRule r, Levels l, long now) {
        boolean any = false;
        StatTrigger t = r.rule.statTrigger();
        for (int i = 0; i < 3; i++) {
            if (l.only != ALL && l.only != i) {
                continue;
            }
            long level = level(r, i, now);
            if (level > l.level[i]) {
                l.level[i] = level;
                any = true;
                if (t.onlyFirst()) {
                    l.only = t.periodic() ? i : NONE;
                }
            }
        }
        return any;
    }

    private static long level(CompiledRule r, int which, long now) {
        StatTrigger t = r.rule.statTrigger();
        long threshold = which == 0 ? t.packets() : which == 1 ? t.bytes() : t.durationNanos();
        if (threshold == 0) {
            return 0;
        }
        long value = which == 0 ? r.counters.first() : which == 1 ? r.counters.second() : now - r.addedNanos;
        long level = value / threshold;
        return t.periodic() ? level : Math.min(1, level);
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rules' time is over. Packets leave no time stamp: a rule counts as used between two calls of {@link #over} if its packet count
 * rose, so that idle timeouts are as exact as the calls are frequent. Only rules with a timeout cost anything.
 */
final class Timeouts {

    private static final long NANOS = 1_000_000_000L;

    private static final class Use {
        long packets;
        long nanos;
    }

    private final Map<CompiledRule, Use> timed = new IdentityHashMap<>();

    void add(CompiledRule r, long now) {
        if (r.rule.idleTimeout() > 0 || r.rule.hardTimeout() > 0) {
            Use u = new Use();
            u.packets = r.counters.first();
            u.nanos = now;
            timed.put(r, u);
        }
    }

    void remove(CompiledRule r) {
        timed.remove(r);
    }

    /** A rule whose instructions were modified goes on where it was: to be modified is no use (OpenFlow 1.3.5 section 6.4). */
    void modified(CompiledRule old, CompiledRule r, long now) {
        Use u = timed.remove(old);
        if (u != null) {
            if (old.counters.first() != u.packets) {
                u.nanos = now;
            }
            u.packets = r.counters.first(); // they may have been reset
            timed.put(r, u);
        }
    }

    /** Rules whose hard timeout, or (with {@code idleToo}) idle timeout, is over. */
    List<CompiledRule> over(long now, boolean idleToo) {
        if (timed.isEmpty()) {
            return List.of();
        }
        List<CompiledRule> over = new ArrayList<>();
        for (Map.Entry<CompiledRule, Use> e : timed.entrySet()) {
            CompiledRule r = e.getKey();
            Use u = e.getValue();
            long packets = r.counters.first();
            if (packets != u.packets) {
                u.packets = packets;
                u.nanos = now;
            }
            boolean idle = idleToo && r.rule.idleTimeout() > 0 && now - u.nanos >= r.rule.idleTimeout() * NANOS;
            if (idle || isHard(r, now)) {
                over.add(r);
            }
        }
        return over;
    }

    /** Whether the rule's hard timeout is over. */
    static boolean isHard(CompiledRule r, long now) {
        return r.rule.hardTimeout() > 0 && now - r.addedNanos >= r.rule.hardTimeout() * NANOS;
    }
}

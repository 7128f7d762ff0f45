package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which rules' time is over. Packets leave no time stamp: a rule counts as used between two looks at it if its packet count rose in
 * between. Up to {@link #FEW} rules are looked at in each call of {@link #over}, so that idle timeouts are as exact as the calls are frequent;
 * of more, each is looked at {@link #LOOKS} times in its idle timeout, which may make it that much too late, never too early. Hard timeouts
 * are exact. Only rules with a timeout cost anything.
 */
final class Timeouts {

    /** So many rules are looked at each time. */
    static final int FEW = 4096;
    static final int LOOKS = 16;
    private static final long NANOS = 1_000_000_000L;

    private static final class Use {
        final long id;
        CompiledRule rule;
        long packets;
        /** Last use, or when it was added. */
        long nanos;
        /** When to look next. */
        long next;

        Use(long id, CompiledRule rule) {
            this.id = id;
            this.rule = rule;
        }

        /** By the next look; times are compared as differences, because the clock may begin anywhere. */
        int compareTo(Use o) {
            long d = next - o.next;
            return d != 0 ? Long.signum(d) : Long.compare(id, o.id);
        }
    }

    private final Map<CompiledRule, Use> timed = new IdentityHashMap<>();
    private final TreeSet<Use> agenda = new TreeSet<>(Use::compareTo);
    private long nextId;

    void add(CompiledRule r, long now) {
        if (r.rule.idleTimeout() > 0 || r.rule.hardTimeout() > 0) {
            Use u = new Use(nextId++, r);
            u.packets = r.counters.first();
            u.nanos = now;
            timed.put(r, u);
            schedule(u, now);
        }
    }

    void remove(CompiledRule r) {
        Use u = timed.remove(r);
        if (u != null) {
            agenda.remove(u);
        }
    }

    private void schedule(Use u, long now) {
        long hard = u.rule.rule.hardTimeout() * NANOS;
        long idle = u.rule.rule.idleTimeout() * NANOS;
        long wait = hard > 0 ? Math.max(0, u.rule.addedNanos + hard - now) : Long.MAX_VALUE;
        if (idle > 0) {
            wait = Math.min(wait, timed.size() <= FEW ? 0 : idle / LOOKS);
        }
        u.next = now + wait;
        agenda.add(u);
    }

    /** A rule whose instructions were modified goes on where it was: to be modified is no use (OpenFlow 1.3.5 section 6.4). */
    void modified(CompiledRule old, CompiledRule r, long now) {
        Use u = timed.remove(old);
        if (u != null) {
            look(u, now);
            u.rule = r;
            u.packets = r.counters.first(); // they may have been reset
            timed.put(r, u);
        }
    }

    /** Rules whose hard timeout, or (with {@code idleToo}) idle timeout, is over. */
    List<CompiledRule> over(long now, boolean idleToo) {
        if (agenda.isEmpty() || agenda.first().next - now > 0) {
            return List.of();
        }
        List<CompiledRule> over = new ArrayList<>();
        List<Use> due = new ArrayList<>();
        while (!agenda.isEmpty() && agenda.first().next - now <= 0) {
            due.add(agenda.pollFirst());
        }
        for (Use u : due) {
            look(u, now);
            schedule(u, now);
            boolean idle = idleToo && u.rule.rule.idleTimeout() > 0 && now - u.nanos >= u.rule.rule.idleTimeout() * NANOS;
            if (idle || isHard(u.rule, now)) {
                over.add(u.rule);
            }
        }
        return over;
    }

    private static void look(Use u, long now) {
        long packets = u.rule.counters.first();
        if (packets != u.packets) {
            u.packets = packets;
            u.nanos = now;
        }
    }

    /** Whether the rule's hard timeout is over. */
    static boolean isHard(CompiledRule r, long now) {
        return r.rule.hardTimeout() > 0 && now - r.addedNanos >= r.rule.hardTimeout() * NANOS;
    }
}

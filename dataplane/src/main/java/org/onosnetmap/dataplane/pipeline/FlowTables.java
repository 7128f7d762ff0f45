package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.TableStats;

/** Control side: the flow tables of one datapath. Synchronized; publishes immutable snapshots. */
public final class FlowTables {

    /** What happens to a packet that no rule of table 0 matches. Later tables drop it. */
    public enum Miss { DROP, NORMAL }

    private final Miss miss;
    private volatile Snapshot snapshot;

    public FlowTables(int workers, Miss miss) {
        this.miss = miss;
        this.snapshot = new Snapshot(0, miss, List.of());
    }

    /** Validates every mod, applies the good ones, publishes once. The result is parallel to {@code mods}: null for done, else why it was refused. */
    public synchronized List<FlowException> apply(List<FlowMod> mods) {
        List<FlowException> result = new ArrayList<>();
        List<FlowRule> rules = new ArrayList<>(snapshot.rules);
        for (FlowMod m : mods) {
            FlowRule r = m.rule();
            if (r.table() != 0 || r.gotoTable() >= 0 || !r.write().isEmpty() || r.match().fields().stream().anyMatch(f -> f != Field.IN_PORT)) {
                result.add(new FlowException("OFPBMC_BAD_FIELD", "only rules of table 0 on IN_PORT with outputs are possible yet; this rule is " + r));
                continue;
            }
            rules.removeIf(r::sameKey);
            if (m.command() != FlowMod.Command.DELETE) {
                rules.add(r);
                rules.sort((a, b) -> b.priority() - a.priority());
            }
            result.add(null);
        }
        snapshot = new Snapshot(snapshot.generation + 1, miss, List.copyOf(rules));
        return result;
    }

    /** What workers look packets up in now; never null. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** All rules and their counters. */
    public List<FlowStats> flows() {
        List<FlowStats> all = new ArrayList<>();
        for (FlowRule r : snapshot.rules) {
            all.add(new FlowStats(r, 0, 0, 0));
        }
        return all;
    }

    /** Number of rules. */
    public int size() {
        return snapshot.rules.size();
    }

    /** Counters of the tables that have rules or had lookups. */
    public List<TableStats> tables() {
        return List.of();
    }

    /** Removes and returns the rules whose hard (and, if {@code idleToo}, idle) timeout is over at {@code nanoTime}. */
    public List<Expired> expire(long nanoTime, boolean idleToo) {
        return List.of();
    }

    /** Validates and compiles the actions of a packet-out. */
    public static CompiledActions compile(List<Action> actions) throws FlowException {
        return new CompiledActions(List.copyOf(actions));
    }
}

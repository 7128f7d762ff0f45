package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.onosnetmap.dataplane.classify.Classifier;
import org.onosnetmap.dataplane.classify.ClassifierBuilder;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.RuleChanges;
import org.onosnetmap.dataplane.flow.TableStats;

/**
 * Control side of a datapath's flow tables: takes changes, and publishes what workers look packets up in. Any thread may call it; calls
 * wait for each other, workers never do.
 */
public final class FlowTables {

    /** What happens to a packet that no rule of table 0 matches. Later tables drop it. */
    public enum Miss {
        /** It is dropped (OpenFlow 1.3.5 section 5.4). */
        DROP,
        /** The learning switch takes it: a VALE switch has no rules and works. */
        NORMAL
    }

    private static final int TABLES = FlowRule.MAX_TABLE + 1;

    private final int workers;
    private final Miss miss;
    private final LongSupplier clock;

    private final Map<RuleKey, CompiledRule> rules = new LinkedHashMap<>();
    private final Map<Integer, ClassifierBuilder<CompiledRule>> builders = new LinkedHashMap<>();
    private final int[] sizes = new int[TABLES];
    private final WorkerCounters[] tableCounters = new WorkerCounters[TABLES];
    private final Timeouts timeouts = new Timeouts();
    private long nextOrder;
    private long added;
    private long modified;
    private long removed;
    private long expired;
    private volatile Snapshot snapshot;

    /**
     * @param workers number of workers that will look packets up; {@link PipelineExecutor}s are numbered 0 to {@code workers - 1}
     * @param miss    what happens to packets that match nothing in table 0
     */
    public FlowTables(int workers, Miss miss) {
        this(workers, miss, System::nanoTime);
    }

    FlowTables(int workers, Miss miss, LongSupplier clock) {
        if (workers < 1) {
            throw new IllegalArgumentException("flow tables for " + workers + " workers cannot forward; use 1 or more");
        }
        this.workers = workers;
        this.miss = miss;
        this.clock = clock;
        for (int i = 0; i < TABLES; i++) {
            tableCounters[i] = new WorkerCounters(workers);
        }
        this.snapshot = new Snapshot(0, miss, noClassifiers(), tableCounters);
    }

    /**
     * Checks every change, makes those that are good, and publishes them all at once.
     *
     * <p>ADD of a rule that is there replaces it; counters and timeouts start anew, its place among rules of equal priority stays. MODIFY
     * of a rule that is there takes over the new rule as a whole, but counters and age go on. DELETE of a rule that is not there is done.
     *
     * @return parallel to {@code mods}: null for done, else why the change was refused
     */
    public synchronized List<FlowException> apply(List<FlowMod> mods) {
        List<FlowException> result = new ArrayList<>(mods.size());
        boolean changed = false;
        long now = clock.getAsLong();
        for (FlowMod mod : mods) {
            FlowException refusal = null;
            try {
                changed |= apply(mod, now);
            } catch (FlowException e) {
                refusal = e;
            }
            result.add(refusal);
        }
        if (changed) {
            publish();
        }
        return result;
    }

    /** What workers look packets up in now; never null. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** All rules with their counters, the oldest first. */
    public synchronized List<FlowStats> flows() {
        long now = clock.getAsLong();
        List<FlowStats> all = new ArrayList<>(rules.size());
        for (CompiledRule r : rules.values()) {
            all.add(stats(r, now));
        }
        return all;
    }

    /** Number of rules. */
    public synchronized int size() {
        return rules.size();
    }

    /** How often rules have been changed. */
    public synchronized RuleChanges changes() {
        return new RuleChanges(added, modified, removed, expired);
    }

    /** The tables that have rules or had lookups. */
    public synchronized List<TableStats> tables() {
        List<TableStats> all = new ArrayList<>();
        for (int i = 0; i < TABLES; i++) {
            long matched = tableCounters[i].first();
            long missed = tableCounters[i].second();
            if (sizes[i] > 0 || matched + missed > 0) {
                all.add(new TableStats(i, sizes[i], matched + missed, matched));
            }
        }
        return all;
    }

    /**
     * Removes the rules whose time is over. To be called every 100 ms or so; that is also how exact idle timeouts are.
     *
     * @param nanoTime the time, on the clock of {@link System#nanoTime}
     * @param idleToo  whether idle timeouts count; without, only hard ones do (ONOS watches idle rules itself)
     * @return the removed rules
     */
    public synchronized List<Expired> expire(long nanoTime, boolean idleToo) {
        List<CompiledRule> over = timeouts.over(nanoTime, idleToo);
        if (over.isEmpty()) {
            return List.of();
        }
        List<Expired> gone = new ArrayList<>(over.size());
        for (CompiledRule r : over) {
            remove(new RuleKey(r.rule), r);
            gone.add(new Expired(stats(r, nanoTime), Timeouts.isHard(r, nanoTime)));
        }
        expired += gone.size();
        publish();
        return gone;
    }

    /**
     * Checks and compiles the actions of a packet-out.
     *
     * @throws FlowException if one of them is not possible
     */
    public static CompiledActions compile(List<Action> actions) throws FlowException {
        ActionChecks.checkPacketOut(actions);
        return CompiledActions.atEnd(actions);
    }

    private boolean apply(FlowMod mod, long now) throws FlowException {
        FlowRule rule = mod.rule();
        RuleKey key = new RuleKey(rule);
        if (mod.command() == FlowMod.Command.DELETE) {
            RuleChecks.checkPlace(rule);
            CompiledRule old = rules.get(key);
            if (old != null) {
                remove(key, old);
                removed++;
            }
            return old != null;
        }
        RuleChecks.check(rule);
        CompiledRule old = rules.get(key);
        boolean keepCounters = old != null && mod.command() == FlowMod.Command.MODIFY;
        CompiledRule compiled = new CompiledRule(rule, old != null ? old.order() : nextOrder++,
                keepCounters ? old.counters : new WorkerCounters(workers), keepCounters ? old.addedNanos : now);
        if (old != null) {
            remove(key, old);
        }
        rules.put(key, compiled);
        builders.computeIfAbsent(rule.table(), t -> new ClassifierBuilder<>()).add(compiled);
        sizes[rule.table()]++;
        timeouts.add(compiled, now);
        if (keepCounters) {
            modified++;
        } else {
            added++;
        }
        return true;
    }

    private void remove(RuleKey key, CompiledRule r) {
        rules.remove(key);
        builders.get(r.table).remove(r);
        sizes[r.table]--;
        timeouts.remove(r);
    }

    private void publish() {
        Classifier<CompiledRule>[] tables = noClassifiers();
        builders.forEach((table, builder) -> tables[table] = sizes[table] == 0 ? null : builder.build());
        snapshot = new Snapshot(snapshot.generation() + 1, miss, tables, tableCounters);
    }

    private static FlowStats stats(CompiledRule r, long now) {
        return new FlowStats(r.rule, r.counters.first(), r.counters.second(), now - r.addedNanos);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Classifier<CompiledRule>[] noClassifiers() {
        return new Classifier[TABLES];
    }
}

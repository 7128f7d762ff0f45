package org.onosnetmap.dataplane.pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.onosnetmap.dataplane.classify.Classifier;
import org.onosnetmap.dataplane.classify.ClassifierBuilder;
import org.onosnetmap.dataplane.classify.MaskUnion;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.RuleChanges;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.packet.FlowHash;
import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Control side of a datapath's flow tables, groups and meters: takes changes, and publishes what workers look packets up in. Any thread
 * may call it; calls wait for each other, workers never do.
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
    /** Bytes behind a frame that a key may read, though not use. */
    private static final int SLACK = 16;

    /** How long a plan may read more than the rules do, so that rules which come and go do not change it each time. */
    private static final long WIDE_PLAN_NANOS = 10_000_000_000L;

    private final int workers;
    private final Miss miss;
    private final LongSupplier clock;

    private final Map<RuleKey, CompiledRule> rules = new LinkedHashMap<>();
    private final Map<Integer, ClassifierBuilder<CompiledRule>> builders = new LinkedHashMap<>();
    private final int[] sizes = new int[TABLES];
    private final WorkerCounters[] tableCounters = new WorkerCounters[TABLES];
    private final Timeouts timeouts = new Timeouts();
    private final StatTriggers triggers = new StatTriggers();
    private final Pointers groupPointers = new Pointers();
    private final Pointers meterPointers = new Pointers();
    private final GroupTable groups;
    private final MeterTable meters;
    private long nextOrder;
    private long added;
    private long modified;
    private long removed;
    private long expired;
    /** What {@link Snapshot#plan} was made of. */
    private MaskUnion planned = MaskUnion.NONE;
    private long plannedAt;
    private final RuleChangeLog changes = new RuleChangeLog();
    private volatile Snapshot snapshot;

    /**
     * @param workers number of workers that will look packets up; {@link PipelineExecutor}s are numbered 0 to {@code workers - 1}
     * @param miss    what happens to packets that match nothing in table 0
     */
    public FlowTables(int workers, Miss miss) {
        this(workers, miss, System::nanoTime);
    }

    /** With a clock of the caller's own: nanoseconds, as {@link System#nanoTime}. */
    public FlowTables(int workers, Miss miss, LongSupplier clock) {
        if (workers < 1) {
            throw new IllegalArgumentException("flow tables for " + workers + " workers cannot forward; use 1 or more");
        }
        this.workers = workers;
        this.miss = miss;
        this.clock = clock;
        for (int i = 0; i < TABLES; i++) {
            tableCounters[i] = new WorkerCounters(workers);
        }
        this.groups = new GroupTable(workers);
        this.meters = new MeterTable(workers);
        this.snapshot = new Snapshot(0, miss, noClassifiers(), tableCounters, groups.index(), meters.index(), CachePlan.NOTHING, 0, changes.marks, 0);
    }

    /**
     * Checks every change, makes those that are good, and publishes them all at once.
     *
     * <p>ADD of a rule that is there replaces it; its place among rules of equal priority stays. MODIFY and DELETE of a rule that is not
     * there are done. {@link FlowMod.Command} says what becomes of counters and timeouts.
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

    /**
     * Checks every change of groups in its order, makes those that are good, and publishes them all at once. Rules that point to a group
     * that is deleted go with it.
     *
     * @param removed gets the rules that are gone, with their last counters
     * @return parallel to {@code mods}: null for done, else why the change was refused
     */
    public synchronized List<FlowException> applyGroups(List<GroupMod> mods, List<FlowStats> removed) {
        return change(mods, groups::apply, groups::publish, groupPointers, removed);
    }

    /** As {@link #applyGroups}, for meters. */
    public synchronized List<FlowException> applyMeters(List<MeterMod> mods, List<FlowStats> removed) {
        return change(mods, meters::apply, meters::publish, meterPointers, removed);
    }

    /** Makes a change; says which numbers are gone. */
    @FunctionalInterface
    private interface Change<M> {
        Set<Integer> make(M mod, long now) throws FlowException;
    }

    private <M> List<FlowException> change(List<M> mods, Change<M> change, Runnable publication, Pointers pointers, List<FlowStats> removed) {
        List<FlowException> result = new ArrayList<>(mods.size());
        Set<Integer> gone = new HashSet<>();
        boolean changed = false;
        long now = clock.getAsLong();
        for (M mod : mods) {
            FlowException refusal = null;
            try {
                gone.addAll(change.make(mod, now));
                changed = true;
            } catch (FlowException e) {
                refusal = e;
            }
            result.add(refusal);
        }
        removeRules(gone, pointers, now, removed);
        if (changed) {
            publication.run();
            publish();
        }
        return result;
    }

    private void removeRules(Set<Integer> gone, Pointers pointers, long now, List<FlowStats> removed) {
        for (CompiledRule r : pointers.to(gone)) {
            remove(new RuleKey(r.rule), r);
            removed.add(stats(r, now));
        }
    }

    /**
     * All groups with their counters, the oldest first.
     *
     * @param ports which ports are live, for the state of the buckets
     */
    public synchronized List<GroupStats> groups(IntPredicate ports) {
        return GroupReport.of(groups, groupPointers, ports, clock.getAsLong());
    }

    /**
     * The bucket that a SELECT group takes for a frame.
     *
     * @return its index; -1 if the group has no bucket that may be taken, or is no SELECT group
     */
    public int select(int group, byte[] frame, IntPredicate ports) {
        IdTable<CompiledGroup> all = snapshot.groups;
        CompiledGroup g = all.get(group);
        if (g == null || g.select == null) {
            return -1;
        }
        PacketKey key = new PacketKey();
        key.start(ByteBuffer.wrap(Arrays.copyOf(frame, frame.length + SLACK)).order(ByteOrder.nativeOrder()), 0, frame.length, 1);
        return g.select.choose(FlowHash.of(key), g.buckets, all, ports);
    }

    /** All meters with their counters, the oldest first. */
    public synchronized List<MeterStats> meters() {
        return MeterReport.of(meters, meterPointers, clock.getAsLong());
    }

    /** Keeps meters that no packet asks right for another while. To be called every second or so, with the time of {@link System#nanoTime}. */
    public synchronized void settleMeters(long nanoTime) {
        meters.settle(nanoTime);
    }

    /**
     * Rules of which a statistics trigger has something to report since the last call. To be called every 100 ms or so; reports are as
     * late as that.
     *
     * @param nanoTime the time, on the clock of {@link System#nanoTime}
     */
    public synchronized List<FlowStats> triggered(long nanoTime) {
        List<FlowStats> reports = new ArrayList<>();
        for (CompiledRule r : triggers.reached(nanoTime)) {
            reports.add(stats(r, nanoTime));
        }
        return reports;
    }

    /** What workers look packets up in now; never null. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Makes code of a snapshot's rules, if they are few and it is still the one that workers use.
     *
     * @param warm whether the virtual machine is to compile the code before it is used, which takes some ten milliseconds
     */
    void compileSmall(Snapshot s, boolean warm) {
        List<CompiledRule> all;
        synchronized (this) {
            if (s != snapshot || rules.size() > SmallPipeline.MAX_RULES) {
                return;
            }
            all = new ArrayList<>(rules.values());
        }
        s.small = SmallPipeline.of(s.plan, all, warm);
    }

    /** All rules with their counters, in the order in which they were first added: among those of equal priority that is their rank. */
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
     * Removes the rules whose time is over. To be called every 100 ms or so; that is also how exact idle timeouts are, unless very many rules
     * have one ({@link Timeouts}).
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
    public synchronized CompiledActions compile(List<Action> actions) throws FlowException {
        ActionChecks.checkPacketOut(actions);
        checkGroups("the packet-out", actions);
        return CompiledActions.atEnd(actions, List.of());
    }

    private void checkGroups(String who, List<Action> actions) throws FlowException {
        for (int id : GroupRefs.of(actions)) {
            if (!groups.contains(id)) {
                throw GroupReach.unknown(who, id);
            }
        }
    }

    private void checkMeters(FlowRule rule) throws FlowException {
        for (int id : rule.meters()) {
            if (!meters.contains(id)) {
                throw new FlowException("OFPMMFC_UNKNOWN_METER", "the rule points to " + MeterTable.name(id) + ", which does not exist; add the meter first");
            }
        }
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
        checkMeters(rule);
        checkGroups("the rule", rule.apply());
        checkGroups("the rule", rule.write());
        CompiledRule old = rules.get(key);
        boolean modify = mod.command() == FlowMod.Command.MODIFY;
        if (modify && old == null) {
            return false;
        }
        if (!modify && rule.flags().contains(FlowFlag.CHECK_OVERLAP)) {
            checkOverlap(rule);
        }
        boolean keepCounters = old != null && !rule.flags().contains(FlowFlag.RESET_COUNTS);
        CompiledRule compiled = new CompiledRule(modify ? old.rule.modifiedBy(rule) : rule, old != null ? old.order() : nextOrder++,
                keepCounters ? old.counters : new WorkerCounters(workers), modify ? old.addedNanos : now);
        if (modify) {
            timeouts.modified(old, compiled, now);
        } else {
            timeouts.add(compiled, now);
        }
        if (old != null) {
            unlink(old);
        }
        rules.put(key, compiled); // in the place of the old one
        builders.computeIfAbsent(rule.table(), t -> new ClassifierBuilder<>()).add(compiled);
        changes.added(compiled);
        sizes[rule.table()]++;
        groupPointers.add(compiled, compiled.groups);
        meterPointers.add(compiled, compiled.meters);
        if (modify) {
            modified++;
        } else {
            added++;
        }
        triggers.add(compiled, now);
        return true;
    }

    /** Section 6.4: with a rule of exactly the same match it does not overlap, but takes its place. */
    private void checkOverlap(FlowRule rule) throws FlowException {
        for (CompiledRule r : rules.values()) {
            FlowRule o = r.rule;
            if (o.table() == rule.table() && o.priority() == rule.priority() && !o.match().equals(rule.match()) && o.match().overlaps(rule.match())) {
                throw new FlowException("OFPFMFC_OVERLAP", "the rule asks for a check of overlaps, and a packet may match it and " + o + "; change one priority or match, or leave "
                        + "check_overlap out");
            }
        }
    }

    private void remove(RuleKey key, CompiledRule r) {
        rules.remove(key);
        unlink(r);
    }

    private void unlink(CompiledRule r) {
        builders.get(r.table).remove(r);
        changes.removed(r);
        sizes[r.table]--;
        timeouts.remove(r);
        groupPointers.remove(r, r.groups);
        meterPointers.remove(r, r.meters);
        triggers.remove(r);
    }

    private void publish() {
        Classifier<CompiledRule>[] tables = noClassifiers();
        builders.forEach((table, builder) -> tables[table] = sizes[table] == 0 ? null : builder.build());
        long generation = snapshot.generation() + 1;
        changes.publish(generation);
        snapshot = new Snapshot(generation, miss, tables, tableCounters, groups.index(), meters.index(), plan(), changes.since(), changes.marks, changes.marked());
    }

    /** The plan that was, if it still holds: workers keep what they know then. One that reads too much holds, and is given up after a while. */
    private CachePlan plan() {
        MaskUnion read = MaskUnion.NONE;
        for (Map.Entry<Integer, ClassifierBuilder<CompiledRule>> e : builders.entrySet()) {
            if (sizes[e.getKey()] > 0) {
                read = read == MaskUnion.NONE ? e.getValue().union() : read.and(e.getValue().union());
            }
        }
        long now = clock.getAsLong();
        if (read.equals(planned) || planned.covers(read) && now - plannedAt < WIDE_PLAN_NANOS) {
            return snapshot.plan;
        }
        planned = read;
        plannedAt = now;
        CachePlan plan = new CachePlan(read);
        return plan.isSameAs(snapshot.plan) ? snapshot.plan : plan;
    }

    private static FlowStats stats(CompiledRule r, long now) {
        WorkerCounters.Sums sums = r.counters.both();
        return new FlowStats(r.rule, sums.first, sums.second, now - r.addedNanos);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Classifier<CompiledRule>[] noClassifiers() {
        return new Classifier[TABLES];
    }
}

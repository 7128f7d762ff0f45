package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** What must not get worse with the number of rules. */
class ManyRulesTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long TICK = SECOND / 10;

    private long now;

    private static FlowRule.Builder rule(int i) {
        return FlowRule.builder().priority(10).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a000000L + i).build()).apply(Action.output(2));
    }

    private FlowTables tables() {
        return new FlowTables(1, FlowTables.Miss.DROP, () -> now);
    }

    private static void add(FlowTables t, int n, int idleSeconds, int hardSeconds) {
        List<FlowMod> mods = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            mods.add(FlowMod.add(rule(i).idleTimeout(idleSeconds).hardTimeout(hardSeconds).build()));
        }
        t.apply(mods).forEach(r -> assertNull(r));
    }

    /** Seconds after the start at which the rules go, by the tick: first and last. */
    private double[] goes(FlowTables t, int n) {
        double first = 0;
        int gone = 0;
        while (gone < n) {
            now += TICK;
            int some = t.expire(now, true).size();
            first = gone == 0 && some > 0 ? now / (double) SECOND : first;
            gone += some;
            assertTrue(now < 1000 * SECOND, () -> "rules stay for ever");
        }
        return new double[] {first, now / (double) SECOND};
    }

    @Test
    void aFewIdleRulesGoAtTheTickWhenTheirTimeIsOver() {
        FlowTables t = tables();
        add(t, Timeouts.FEW, 32, 0);
        assertArrayEquals(new double[] {32, 32}, goes(t, Timeouts.FEW));
    }

    @Test
    void manyIdleRulesGoNeverEarlyAndASixteenthOfTheirTimeLateAtMost() {
        FlowTables t = tables();
        int n = 3 * Timeouts.FEW;
        add(t, n, 32, 0);
        double[] goes = goes(t, n);
        assertTrue(goes[0] >= 32 && goes[1] <= 34.1, () -> "from " + goes[0] + " to " + goes[1] + " s");
    }

    @Test
    void manyRulesWithAHardTimeoutGoAtTheTickWhenItIsOver() {
        FlowTables t = tables();
        int n = 3 * Timeouts.FEW;
        add(t, n, 300, 7);
        assertArrayEquals(new double[] {7, 7}, goes(t, n));
    }

    @Test
    void aRuleThatIsReplacedOrDeletedGoesNotByItsOldTimeout() {
        FlowTables t = tables();
        add(t, 3, 10, 0);
        now = 5 * SECOND;
        t.apply(List.of(FlowMod.add(rule(0).idleTimeout(20).build()), FlowMod.delete(rule(1).build())));
        now = 10 * SECOND;
        assertEquals(1, t.expire(now, true).size());
        now = 25 * SECOND - 1;
        assertEquals(0, t.expire(now, true).size());
        now = 25 * SECOND;
        assertEquals(1, t.expire(now, true).size());
        assertEquals(0, t.size());
    }

    @Test
    void rulesWithTheSameActionsShareThem() {
        CompiledRule a = new CompiledRule(rule(1).build(), 0, new WorkerCounters(1), 0);
        CompiledRule b = new CompiledRule(rule(2).build(), 1, new WorkerCounters(1), 0);
        CompiledRule other = new CompiledRule(rule(3).apply(Action.output(PortNo.CONTROLLER)).build(), 2, new WorkerCounters(1), 0);
        assertSame(a.whole, b.whole);
        assertSame(a.apply, b.apply);
        assertNotEquals(a.whole, other.whole);
    }

    @Test
    void theGroupsRulesAreKnownWithoutALookAtAllOthers() {
        FlowTables t = tables();
        add(t, 100, 0, 0);
        t.applyGroups(List.of(GroupMod.add(group(1)), GroupMod.add(group(2))), new ArrayList<>());
        t.apply(List.of(FlowMod.add(rule(7).apply(Action.group(1)).build()), FlowMod.add(rule(200).apply(Action.group(1), Action.group(1)).build()),
                FlowMod.add(rule(201).apply(Action.group(2)).build())));
        assertEquals(List.of(2, 1), List.of(t.groups(p -> true).get(0).references(), t.groups(p -> true).get(1).references()));
        t.apply(List.of(FlowMod.add(rule(201).build()))); // points there no more
        assertEquals(0, t.groups(p -> true).get(1).references());
        List<FlowStats> removed = new ArrayList<>();
        t.applyGroups(List.of(GroupMod.delete(1)), removed);
        assertEquals(List.of(rule(7).build().match(), rule(200).build().match()), List.of(removed.get(0).rule().match(), removed.get(1).rule().match()), "the oldest first");
        assertEquals(100, t.size());
    }

    private static Group group(int id) {
        return new Group(id, Group.Type.INDIRECT, List.of(Bucket.of(Action.output(2))));
    }

    @Test
    void rulesThatPointNowhereAreNotKept() {
        Pointers p = new Pointers();
        CompiledRule r = new CompiledRule(rule(1).build(), 0, new WorkerCounters(1), 0);
        p.add(r, null);
        p.add(r, new int[] {5, 5});
        assertEquals(1, p.count(5));
        p.remove(r, new int[] {5, 5});
        assertEquals(0, p.count(5));
        assertEquals(List.of(), p.to(Set.of(5)));
    }

    @Test
    void eachWorkerCountsForItself() {
        for (int workers = 1; workers <= 3; workers++) {
            WorkerCounters c = new WorkerCounters(workers);
            for (int w = 0; w < workers; w++) {
                c.add(WorkerCounters.place(w), 100);
            }
            assertEquals(workers, c.first());
            assertEquals(100 * workers, c.second());
        }
    }
}

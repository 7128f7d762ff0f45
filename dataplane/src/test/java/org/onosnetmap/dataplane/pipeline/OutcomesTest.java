package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowRule;

class OutcomesTest {

    private final Outcomes outcomes = new Outcomes();

    private static CompiledRule rule(int table, int gotoTable, int port) {
        FlowRule.Builder b = FlowRule.builder().table(table).priority(1);
        FlowRule r = gotoTable >= 0 ? b.gotoTable(gotoTable).build() : b.apply(Action.output(port)).build();
        return new CompiledRule(r, 7, new WorkerCounters(1), 0);
    }

    private int path(int shape, boolean miss, CompiledRule... rules) {
        return path(outcomes, shape, miss, rules);
    }

    private static int path(Outcomes in, int shape, boolean miss, CompiledRule... rules) {
        Path p = new Path();
        p.clear();
        for (CompiledRule r : rules) {
            p.add(r);
        }
        if (miss) {
            p.miss();
        }
        return in.of(p, shape, FlowTables.Miss.DROP);
    }

    @Test
    void theSameWayHasTheSameNumberAndLeadsThere() {
        CompiledRule first = rule(0, 1, 0);
        CompiledRule second = rule(1, -1, 2);
        int id = path(FrameShape.IPV4, false, first, second);
        assertEquals(id, path(FrameShape.IPV4, false, first, second));
        int node = outcomes.next(FrameShape.IPV4, first.id);
        assertTrue(node < 0);
        assertEquals(id, outcomes.next(~node, second.id));
        assertEquals(2, outcomes.steps()[id]);
        assertEquals(1, outcomes.size());
    }

    @Test
    void waysPartByShapeByRuleAndByWhetherOneMatches() {
        CompiledRule first = rule(0, 1, 0);
        List<Integer> all = new ArrayList<>();
        for (int shape : new int[] {FrameShape.IPV4, FrameShape.IPV6}) {
            all.add(path(shape, false, first, rule(1, -1, 2)));
            all.add(path(shape, false, first, rule(1, -1, 2))); // equal, but another
            all.add(path(shape, true, first));
            all.add(path(shape, true));
        }
        assertEquals(all.size(), all.stream().distinct().count());
        assertEquals(0, outcomes.next(FrameShape.IPV4, rule(0, 1, 0).id));
        assertEquals(0, outcomes.next(FrameShape.IPV4_TAGGED, 0));
    }

    @Test
    void tenThousandWaysAreAllFound() {
        CompiledRule first = rule(0, 1, 0);
        CompiledRule[] second = new CompiledRule[10_000];
        for (int i = 0; i < second.length; i++) {
            second[i] = rule(1, -1, 1 + i); // all of the same place among others, as one that is modified again and again
            assertEquals(i + 1, path(FrameShape.IPV4, false, first, second[i]));
        }
        int node = ~outcomes.next(FrameShape.IPV4, first.id);
        for (int i = 0; i < second.length; i++) {
            assertEquals(i + 1, outcomes.next(node, second[i].id));
            assertEquals(1 + i, outcomes.get(i + 1).what);
        }
    }

    @Test
    void oneMoreThanThereIsRoomForHasNoNumberAndSaysSo() {
        Outcomes few = new Outcomes(3);
        for (int i = 1; i <= 3; i++) {
            assertNotEquals(0, path(few, i, true));
        }
        assertFalse(few.isFull());
        assertEquals(0, path(few, 4, true));
        assertTrue(few.isFull());
    }

    @Test
    void longWaysAreBoundedToo() {
        Outcomes few = new Outcomes(10);
        CompiledRule[] way = new CompiledRule[30];
        for (int i = 0; i < way.length; i++) {
            way[i] = rule(i, i + 1, 0);
        }
        assertEquals(0, path(few, 3, true, way));
        assertTrue(few.isFull());
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowRule;

class OutcomeCountsTest {

    private static final int LONGEST = 0xffff;
    /** As many as a worker ever has: then it waits longest until it flushes. */
    private static final int OUTCOMES = 1 << 20;

    private final CompiledRule rule = new CompiledRule(FlowRule.builder().priority(1).apply(Action.output(2)).build(), 7, new WorkerCounters(1), 0);
    private final WorkerCounters[] tables = {new WorkerCounters(1)};
    private final Outcomes outcomes = new Outcomes();
    private final OutcomeCounts counts = new OutcomeCounts(WorkerCounters.place(0));
    private final Batch batch = new Batch();
    private final int[] step = new int[Batch.CAPACITY];

    OutcomeCountsTest() {
        Path p = new Path();
        p.clear();
        p.add(rule);
        Arrays.fill(batch.outcome, outcomes.of(p, FrameShape.IPV4, FlowTables.Miss.DROP));
        Arrays.fill(batch.length, LONGEST);
        batch.size = Batch.CAPACITY;
    }

    private void flush(long frames) {
        counts.flush(outcomes, tables);
        assertEquals(frames, rule.counters.first());
        assertEquals(frames * LONGEST, rule.counters.second());
        assertEquals(frames, tables[0].first());
    }

    @Test
    void theLongestFramesAreCountedRightHoweverManyThereAreUntilAFlushIsDue() {
        long frames = 0;
        do {
            counts.addEach(batch, outcomes.steps(), step);
            frames += batch.size;
        } while (!counts.isDue(batch.size, OUTCOMES));
        assertTrue(frames > 1 << 22, "frames " + frames);
        flush(frames);
        assertFalse(counts.isDue(batch.size, OUTCOMES));
    }

    @Test
    void whatWasCountedCanBeTakenBack() {
        counts.addAlike(batch);
        counts.add(batch.outcome[0], -1, -LONGEST);
        counts.addEach(batch, outcomes.steps(), step);
        flush(2 * batch.size - 1);
        flush(2 * batch.size - 1);
    }
}

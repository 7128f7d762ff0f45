package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.*;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.StatTrigger;

/** When rules report their counters by themselves (OpenFlow 1.5.1 section 5.9). */
class StatTriggerTest {

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] FRAME = ethernet(2, 1, 0x88b5, new byte[86]);

    private final PipelineFixture f = new PipelineFixture();

    private void rule(StatTrigger t) {
        f.add(FlowRule.builder().priority(1).apply(Action.output(2)).statTrigger(t));
    }

    /** Sends packets and asks once; the packet counts of what is reported. */
    private List<Long> after(int packets) {
        for (int i = 0; i < packets; i++) {
            f.send(FRAME);
        }
        List<FlowStats> reports = f.tables.triggered(f.clock.get());
        return reports.stream().map(FlowStats::packets).collect(java.util.stream.Collectors.toList());
    }

    @Test
    void aThresholdIsReportedOnceWhenItIsReached() {
        rule(new StatTrigger(5, 0, 0, false, false));
        assertEquals(List.of(), after(4));
        assertEquals(List.of(5L), after(1));
        assertEquals(List.of(), after(20));
    }

    @Test
    void aPeriodicThresholdIsReportedAtEachMultiple() {
        rule(new StatTrigger(0, 1000, 0, true, false));
        assertEquals(List.of(), after(9));
        assertEquals(List.of(10L), after(1));
        assertEquals(List.of(), after(9));
        assertEquals(List.of(20L), after(1));
        assertEquals(List.of(50L), after(30), "several multiples at once are one report");
    }

    @Test
    void timeIsAThresholdToo() {
        rule(new StatTrigger(0, 0, 2 * SECOND, true, false));
        f.clock.set(SECOND);
        assertEquals(List.of(), after(1));
        f.clock.set(2 * SECOND);
        assertEquals(List.of(1L), after(0));
        f.clock.set(4 * SECOND);
        assertEquals(List.of(1L), after(0));
    }

    @Test
    void onlyTheFirstThresholdSilencesTheOthers() {
        rule(new StatTrigger(5, 300, 0, false, true));
        assertEquals(List.of(3L), after(3));
        assertEquals(List.of(), after(20));
    }

    @Test
    void aTriggerWithoutThresholdsOrWithNegativeOnesIsRefused() {
        for (StatTrigger t : List.of(new StatTrigger(0, 0, 0, true, false), new StatTrigger(-1, 0, 0, true, false))) {
            assertEquals("OFPBIC_UNSUP_INST", f.refusal(FlowRule.builder().statTrigger(t)).error());
        }
        assertEquals(0, f.tables.size());
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

class QuietTablesTest {

    private static final long SECOND = 1_000_000_000L;

    private final PipelineFixture pipeline = new PipelineFixture();
    private final QuietTables quiet = new QuietTables(pipeline.tables);
    private final List<Runnable> background = new ArrayList<>();

    private void add(int udpPort) {
        pipeline.add(FlowRule.builder().match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 17).set(Field.UDP_DST, udpPort).build()).apply(Action.output(2)));
    }

    private void look(long now) {
        quiet.look(now, background::add);
    }

    @Test
    void rulesBecomeCodeWhenTheyHaveBeenTheSameForASecond() {
        add(1);
        look(0);
        look(SECOND - 1);
        assertEquals(0, background.size());
        add(2);
        look(SECOND);
        assertEquals(0, background.size());
        look(2 * SECOND);
        assertEquals(1, background.size());
        assertNull(pipeline.tables.snapshot().small);
        background.remove(0).run();
        assertNotNull(pipeline.tables.snapshot().small);
        look(9 * SECOND);
        assertEquals(0, background.size(), "once for the same rules");
    }

    @Test
    void oneWorkAtATime() {
        add(1);
        look(0);
        look(SECOND);
        add(2);
        look(SECOND);
        look(3 * SECOND);
        assertEquals(1, background.size());
        background.remove(0).run(); // for rules that have changed meanwhile: nothing comes of it
        assertNull(pipeline.tables.snapshot().small);
        look(3 * SECOND);
        assertEquals(1, background.size());
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** A worker that forwards while rules change sees whole changes, and its counts arrive. */
class PublicationTest {

    private static final int ADDRESSES = 100;
    private static final int CHANGES = 500;

    /** All rules at once: table 0 writes a number into the metadata, table 1 knows only that number. */
    private static List<FlowMod> generation(int n) {
        List<FlowMod> mods = new ArrayList<>();
        for (int a = 0; a < ADDRESSES; a++) {
            mods.add(FlowMod.add(FlowRule.builder().priority(1).match(Match.builder().set(Field.ETH_DST, a).build()).metadata(n, -1).gotoTable(1).build()));
        }
        if (n > 0) {
            mods.add(FlowMod.delete(knows(n - 1)));
        }
        mods.add(FlowMod.add(knows(n)));
        return mods;
    }

    private static FlowRule knows(int n) {
        return FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.METADATA, n).build()).apply(Action.output(2)).build();
    }

    @Test
    void aWorkerNeverSeesHalfOfAChange() throws InterruptedException {
        FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);
        tables.apply(generation(0));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long[] sent = new long[1];
        Thread worker = new Thread(() -> {
            try {
                PipelineFixture f = new PipelineFixture();
                do {
                    byte[] frame = Frames.ethernet(sent[0] % ADDRESSES, 1, 0x88b5, new byte[46]);
                    f.egress.begin();
                    f.executor.process(tables.snapshot(), f.packet(frame, 1));
                    assertEquals(List.of(ReferenceOutput.port(2, frame)), f.egress.outputs, "packet " + sent[0]);
                    sent[0]++;
                } while (!stop.get());
            } catch (Throwable e) {
                failure.set(e);
            }
        }, "worker");
        worker.start();
        for (int n = 1; n <= CHANGES && failure.get() == null; n++) {
            tables.apply(generation(n)).forEach(e -> assertNull(e));
        }
        stop.set(true);
        worker.join(10_000);
        assertNull(failure.get());
        assertTrue(!worker.isAlive() && sent[0] > 0, "packets sent: " + sent[0]);
        assertEquals(sent[0], tables.tables().get(0).matched());
        assertEquals(sent[0], tables.tables().get(1).matched());
        assertEquals(sent[0], tables.flows().stream().filter(s -> s.rule().table() == 0).mapToLong(s -> s.packets()).sum());
    }
}

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** Tables, one worker and a recording egress, for tests that read like what they prove. */
final class PipelineFixture {

    static final int CAPACITY = 2048;

    final AtomicLong clock = new AtomicLong();
    final FlowTables tables;
    final RecordingEgress egress = new RecordingEgress();
    final PipelineExecutor executor = new PipelineExecutor(0, egress);
    /** What earlier frames left stays behind a shorter one, as in a ring. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY + 64).order(ByteOrder.nativeOrder());
    int capacity = CAPACITY;

    PipelineFixture() {
        this(FlowTables.Miss.DROP);
    }

    PipelineFixture(FlowTables.Miss miss) {
        tables = new FlowTables(1, miss, clock::get);
    }

    void add(FlowRule.Builder... rules) {
        for (FlowRule.Builder r : rules) {
            assertNull(tables.apply(List.of(FlowMod.add(r.build()))).get(0));
        }
    }

    FlowException refusal(FlowRule.Builder rule) {
        return tables.apply(List.of(FlowMod.add(rule.build()))).get(0);
    }

    /** Sends a frame in by port 1; what comes out. */
    List<ReferenceOutput> send(byte[] frame) {
        return send(frame, 1);
    }

    List<ReferenceOutput> send(byte[] frame, int inPort) {
        egress.begin();
        executor.process(tables.snapshot(), packet(frame, inPort));
        return new ArrayList<>(egress.outputs);
    }

    List<ReferenceOutput> packetOut(byte[] frame, int inPort, Action... actions) throws FlowException {
        egress.begin();
        executor.execute(tables.snapshot(), tables.compile(List.of(actions)), packet(frame, inPort));
        return new ArrayList<>(egress.outputs);
    }

    /** The frame comes out of port 2 as {@code expected}, and nowhere else. */
    void forwards(byte[] frame, byte[] expected) {
        assertEquals(List.of(ReferenceOutput.port(2, expected)), send(frame));
    }

    void drops(byte[] frame) {
        assertEquals(List.of(), send(frame));
    }

    Packet packet(byte[] frame, int inPort) {
        memory.duplicate().position(16).put(frame);
        Packet p = new Packet();
        p.set(memory, 16, frame.length, capacity, inPort);
        return p;
    }

    FlowStats only() {
        assertEquals(1, tables.size());
        return tables.flows().get(0);
    }
}

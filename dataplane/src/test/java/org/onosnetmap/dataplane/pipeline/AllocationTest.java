package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;

/** Forwarding allocates nothing, whatever packets and rules are. */
class AllocationTest {

    private static final int SLOT = 512;
    private static final int FRAMES = 1000;

    private static final class Sink extends Egress {
        long n;

        @Override
        public boolean isLive(int port) {
            return n % 7 != port;
        }

        @Override
        public void output(Packet p, int port, boolean last) {
            n++;
        }

        @Override
        public void flood(Packet p, boolean all, boolean last) {
            n++;
        }

        @Override
        public void normal(Packet p, boolean last) {
            n++;
        }

        @Override
        public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
            n++;
        }
    }

    @Test
    void aMillionPacketsThroughRandomRulesAllocateNothing() throws FlowException {
        long left = 0;
        for (Focus focus : Focus.values()) {
            left += packetsThatLeave(focus);
        }
        assertTrue(left > 100_000, "packets should have left: " + left);
    }

    private static long packetsThatLeave(Focus focus) throws FlowException {
        Random r = new Random(7);
        RandomFrames frames = new RandomFrames(r, focus);
        RandomRules rules = new RandomRules(r, focus, frames);
        FlowTables tables = new FlowTables(1, FlowTables.Miss.NORMAL);
        RandomGroups groups = new RandomGroups(r, rules.actions());
        for (int i = 0; i < 30; i++) {
            tables.applyGroups(List.of(groups.nextGroup()), new ArrayList<>());
            tables.applyMeters(List.of(groups.nextMeter()), new ArrayList<>());
        }
        List<FlowMod> mods = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            mods.add(FlowMod.add(rules.next()));
        }
        tables.apply(mods);
        CompiledActions packetOut = tables.compile(List.of(Action.pushVlan(0x8100), Action.output(3)));
        ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * SLOT).order(ByteOrder.nativeOrder());
        int[] lengths = new int[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            byte[] f = frames.next();
            lengths[i] = f.length;
            for (int j = 0; j < f.length; j++) {
                memory.put(i * SLOT + j, f[j]);
            }
        }
        Sink sink = new Sink();
        PipelineExecutor executor = new PipelineExecutor(0, sink);
        Packet p = new Packet();
        Snapshot snapshot = tables.snapshot();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        run(executor, snapshot, packetOut, memory, lengths, p, 100);
        long before = threads.getThreadAllocatedBytes(me);
        run(executor, snapshot, packetOut, memory, lengths, p, 200);
        long allocated = threads.getThreadAllocatedBytes(me) - before;
        // Reading the figure allocates a little itself; one object per two thousand packets would be more.
        assertTrue(allocated < 1600, allocated + " bytes allocated for 200,000 packets about " + focus);
        return sink.n;
    }

    private static void run(PipelineExecutor executor, Snapshot snapshot, CompiledActions packetOut, ByteBuffer memory, int[] lengths, Packet p, int rounds) {
        for (int n = 0; n < rounds; n++) {
            for (int i = 0; i < lengths.length; i++) {
                p.set(memory, i * SLOT, lengths[i], SLOT, 1 + n % 4);
                if (n % 10 == 0) {
                    executor.execute(snapshot, packetOut, p);
                } else {
                    executor.process(snapshot, p);
                }
            }
        }
    }
}

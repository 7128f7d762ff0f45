package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;

class LoopGapStatsTest {

    private static final long MILLI = 1_000_000;
    private static final long PAUSE = 60 * MILLI;

    /** A port that keeps the worker awake, and now and then holds it up. */
    private static final class HoldingPort extends Port {
        final NetmapMemory memory;
        final AtomicInteger pauses = new AtomicInteger();
        volatile boolean idle;

        private HoldingPort(PortSpec spec, NetmapIf nif, NetmapMemory memory) {
            super(spec.name(), nif);
            this.memory = memory;
        }

        static HoldingPort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
            PortOptions.check(spec, Set.of());
            return new HoldingPort(spec, PortRings.allocate(spec, memory, txRings), memory);
        }

        @Override
        public void rxsync(int ring) {
            if (pauses.get() > 0) {
                pauses.decrementAndGet();
                long until = System.nanoTime() + PAUSE;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        public long nextRxNanos(int ring) {
            return idle ? Long.MAX_VALUE : 0;
        }

        @Override
        public void txsync(int ring) {
            // nothing is sent
        }

        @Override
        public LinkState link() {
            return LinkState.UP;
        }

        @Override
        public void close() {
            memory.free(netmapIf());
        }
    }

    @Test
    void aPausedLoopShowsItsGap() throws Exception {
        HoldingPort[] port = new HoldingPort[1];
        EngineConfig config = new EngineConfig().opener(PortName.Type.PCAP, (spec, memory, txRings) -> port[0] = HoldingPort.open(spec, memory, txRings));
        try (Engine engine = Engine.start(config)) {
            engine.addDatapath(DatapathSpec.openFlow("br0")).addPort(PortSpec.of("pcap:x"));
            LoopGapStats before = engine.workers().get(0).loopGaps();
            for (int i = 1; i <= 5; i++) { // some of them lie in a turn that ends in sleep
                long n = i;
                port[0].pauses.set(1);
                Await.until(() -> engine.workers().get(0).loopGaps().since(before).longerThan(PAUSE * 98 / 100) >= n, "pause " + n);
            }
            LoopGapStats gaps = engine.workers().get(0).loopGaps().since(before);
            assertTrue(gaps.max() >= PAUSE * 99 / 100, () -> "the longest is " + gaps.max());
            assertTrue(gaps.share(PAUSE * 98 / 100) > 0 && gaps.share(PAUSE * 98 / 100) <= 1);
            assertTrue(gaps.atPercentile(50) < MILLI, () -> "the others are short, but their median is " + gaps.atPercentile(50));
        }
    }

    @Test
    void sleepByChoiceIsNoGap() throws Exception {
        HoldingPort[] port = new HoldingPort[1];
        EngineConfig config = new EngineConfig().opener(PortName.Type.PCAP, (spec, memory, txRings) -> port[0] = HoldingPort.open(spec, memory, txRings));
        try (Engine engine = Engine.start(config)) {
            engine.addDatapath(DatapathSpec.openFlow("br0")).addPort(PortSpec.of("pcap:x"));
            port[0].idle = true;
            LoopGapStats gaps;
            int tries = 0;
            do { // again if the machine has held the worker up for so long, which is a gap; if sleep is one, it is each time
                WorkerStats before = engine.workers().get(0);
                Await.until(() -> engine.workers().get(0).sleeps() > before.sleeps() + 4, "five sleeps, of half a second each");
                gaps = engine.workers().get(0).loopGaps().since(before.loopGaps());
                assertTrue(gaps.count() > 0, "turns before it sleeps count");
            } while (gaps.longerThan(400 * MILLI) > 0 && ++tries < 3);
            assertEquals(0, gaps.longerThan(400 * MILLI), "the longest is " + gaps.max());
        }
    }

    @Test
    void aShareCountsTimeAndPercentilesCountTurns() {
        Histogram h = new Histogram(16, 100_000 * MILLI, 2);
        h.recordValueWithCount(1000, 99_000);
        h.recordValueWithCount(MILLI, 99);
        LoopGapStats gaps = new LoopGapStats(h);
        assertEquals(99_099, gaps.count());
        assertEquals(1000, gaps.atPercentile(99.9), 16);
        assertEquals(MILLI, gaps.atPercentile(99.99), MILLI / 100.0);
        assertEquals(99, gaps.longerThan(MILLI / 2));
        assertEquals(0.5, gaps.share(MILLI / 2), 0.01);
        assertEquals(0, gaps.share(2 * MILLI));
    }

    @Test
    void withoutATurnAllIsZero() {
        LoopGapStats none = new LoopGapStats(new Histogram(16, 100_000 * MILLI, 2));
        assertEquals(0, none.count() + none.max() + none.atPercentile(99) + none.longerThan(0));
        assertEquals(0.0, none.share(0));
    }

    @Test
    void asTextItComesBackTheSame() {
        Histogram h = new Histogram(16, 100_000 * MILLI, 2);
        h.recordValueWithCount(777, 5);
        h.recordValueWithCount(3 * MILLI, 2);
        LoopGapStats gaps = LoopGapStats.decode(new LoopGapStats(h).encoded());
        assertEquals(7, gaps.count());
        assertEquals(2, gaps.longerThan(MILLI));
        assertEquals(2, gaps.since(LoopGapStats.decode(new LoopGapStats(new Histogram(16, 100_000 * MILLI, 2)).encoded())).longerThan(MILLI));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> LoopGapStats.decode("bm90aGluZw=="));
        assertTrue(e.getMessage().startsWith("'bm90aGluZw==' is no histogram"), e.getMessage());
    }
}

package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.sys.Mappings;

/** Egress queues of a datapath, with two workers and by the real clock. */
class QueueTest {

    private static final long A = 0x020000000001L;
    private static final long B = 0x020000000002L;
    private static final long SECOND = 1_000_000_000L;
    /** Bits per second: a frame of 60 bytes takes 48 s, so that none goes while a test is held up. */
    private static final long SLOW = 10;

    private Engine engine;
    private Datapath d;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.start(new EngineConfig().workers(2));
        d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        d.addPort(PortSpec.of("netmap:one{1", 1, Map.of()));
        d.addPort(PortSpec.of("netmap:two{1", 2, Map.of()));
        d.addPort(PortSpec.of("netmap:three{1", 3, Map.of()));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static FlowRule toThree(int inPort, Action... first) {
        return FlowRule.builder().priority(9).match(Match.builder().set(Field.IN_PORT, inPort).build()).apply(first).apply(Action.output(3)).build();
    }

    private void install(FlowRule... rules) {
        for (FlowRule r : rules) {
            assertEquals(Collections.singletonList((FlowException) null), d.apply(List.of(FlowMod.add(r))));
        }
    }

    private QueueStats stats(int queue) throws Exception {
        return d.queues(3).stream().filter(s -> s.spec().id() == queue).findFirst().orElseThrow();
    }

    /** Waits until the last of ten frames of 60 bytes is in queue 1, too, and the first has left it. */
    private void awaitNineWaiting() {
        Await.until(() -> {
            try {
                return stats(1).waiting() == 9 * (8 + 64); // each with its length, in multiples of 8
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, "nine frames to wait");
    }

    /** Sends as much as the ring takes. */
    private static void press(Client c, byte[] frame) {
        c.port.txsync(0);
        for (int n = c.port.txRing(0).available(); n > 0; n--) {
            c.send(frame);
        }
    }

    @Test
    void shapedFramesLeaveAtTheirRateWhileTheWorkersHaveNothingElseToDo() throws Exception {
        install(toThree(1, Action.setQueue(1)));
        d.setQueue(3, new QueueSpec(1, 0, 8_000_000, 0));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            int tries = 0;
            double seconds;
            do { // again if it took too long, because the machine may have had other things to do
                tries++;
                long begin = System.nanoTime();
                for (int i = 0; i < 400; i++) {
                    one.send(Client.frame(B, A, 1000));
                }
                three.receive(400);
                seconds = (System.nanoTime() - begin) / 1e9;
                // 399 ms, less the 50 ms that a queue makes up for when its worker comes late
                assertTrue(seconds > 0.34, "400 frames of a millisecond each came within " + seconds + " s");
            } while (seconds >= 3 && tries < 3);
            assertTrue(seconds < 3, "400 frames of a millisecond each took " + seconds + " s: nobody woke the worker");
            assertEquals(400 * tries, stats(1).txPackets());
            assertEquals(400_000 * tries, stats(1).txBytes());
            assertEquals(0, stats(1).waiting());
            assertEquals(400 * tries, d.port(3).get().txPackets());
            assertTrue(stats(1).ageNanos() > seconds * SECOND);
        }
    }

    @Test
    void twoWorkersThatPressTogetherHoldTheRatesOfPortAndQueues() throws Exception {
        install(toThree(1, Action.setQueue(1)), toThree(2, Action.setQueue(2)));
        d.setPortRate(3, 20_000_000);
        d.setQueue(3, new QueueSpec(1, 16_000_000, 0, 0));
        d.setQueue(3, new QueueSpec(2, 0, 0, 0));
        try (Client one = new Client(engine, "netmap:one}1"); Client two = new Client(engine, "netmap:two}1"); Client three = new Client(engine, "netmap:three}1")) {
            Runnable pressBoth = () -> {
                press(one, Client.frame(B, A, 1000));
                press(two, Client.frame(A, B, 1000));
                three.poll();
            };
            for (long end = System.nanoTime() + 10 * SECOND; stats(1).txErrors() == 0 || stats(2).txErrors() == 0;) {
                pressBoth.run();
                assertTrue(System.nanoTime() < end, "waited in vain for both queues to be full");
            }
            double all;
            double share;
            int tries = 0;
            // Generous, and several times, because the machine may have other things to do; the exact figures are PortQueuesTest's.
            do {
                long[] begin = sent();
                while (System.nanoTime() < begin[0] + SECOND) {
                    pressBoth.run();
                }
                long[] end = sent();
                all = (end[1] + end[2] - begin[1] - begin[2]) * 8e3 / (end[0] - begin[0]);
                share = (double) (end[1] - begin[1]) / (end[1] + end[2] - begin[1] - begin[2]);
            } while ((all <= 10 || all >= 22 || Math.abs(share - 0.9) > 0.1) && ++tries < 5);
            assertTrue(all < 22, "the port may send 20 Mbit/s, and sent " + all);
            assertTrue(all > 10, "the port may send 20 Mbit/s, and sent " + all);
            assertEquals(0.9, share, 0.1, "share of queue 1: its minimum and half of the rest");
            assertTrue(d.port(3).get().txDropped() > 0, "what the queues dropped, the port did");
            assertEquals("", engine.workers().get(0).failure() + engine.workers().get(1).failure());
        }
    }

    /** The time, and the bytes that queues 1 and 2 have sent until then; asked again if the machine was elsewhere in between. */
    private long[] sent() throws Exception {
        for (int tries = 0; tries < 100; tries++) {
            long[] sent = {System.nanoTime(), stats(1).txBytes(), stats(2).txBytes()};
            if (System.nanoTime() - sent[0] < 5_000_000) {
                return sent;
            }
        }
        throw new AssertionError("it never takes less than 5 ms to read two counters");
    }

    @Test
    void framesKeepTheirBytesAndTheirOrderInAQueue() throws Exception {
        install(toThree(1, Action.setQueue(5)));
        d.setQueue(3, new QueueSpec(5, 0, 0, 0));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            for (int i = 0; i < 1000; i++) {
                one.send(Client.frame(i, A, 14 + i));
                assertArrayEquals(Client.frame(i, A, 14 + i), three.receive(1).get(0));
            }
            assertEquals(1000, stats(5).txPackets());
        }
    }

    @Test
    void aQueueThatThePortDoesNotHaveIsCountedAndTheDefaultQueueTakesThePacket() throws Exception {
        install(toThree(1, Action.setQueue(7)));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            one.send(Client.frame(B, A, 60));
            three.receive(1);
            assertEquals(1, d.stats().noSuchQueue(), "a port without queues");
            d.setQueue(3, new QueueSpec(1, 0, 0, 0));
            one.send(Client.frame(B, A, 60));
            three.receive(1);
            assertEquals(2, d.stats().noSuchQueue(), "a port with other queues");
            assertEquals(1, stats(0).txPackets());
            assertEquals(0, stats(1).txPackets());
        }
    }

    @Test
    void theControllersPacketsGoThroughQueuesToo() throws Exception {
        d.setQueue(3, new QueueSpec(2, 0, 1_000_000_000, 0));
        try (Client three = new Client(engine, "netmap:three}1")) {
            d.packetOut(PortNo.CONTROLLER, List.of(Action.setQueue(2), Action.output(3)), Client.frame(A, B, 99));
            assertArrayEquals(Client.frame(A, B, 99), three.receive(1).get(0));
            assertEquals(1, stats(2).txPackets());
        }
    }

    @Test
    void queuesComeAndGoWhilePacketsFlowAndNothingElseIsLost() throws Exception {
        install(toThree(1, Action.setQueue(1)));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            for (int i = 0; i < 100; i++) {
                if (i % 2 == 0) {
                    d.setQueue(3, new QueueSpec(1, 0, 0, 0));
                } else {
                    d.removeQueue(3, 1);
                }
                one.send(Client.frame(B, A, 60));
                assertEquals(1, three.receive(1).size());
            }
            assertEquals(List.of(), d.queues(3), "nothing is limited: the port does without queues");
            assertEquals(100, d.port(3).get().txPackets());
        }
    }

    @Test
    void framesThatWaitAreDroppedWithTheirQueueAndFreedWithTheirPort() throws Exception {
        install(toThree(1, Action.setQueue(1)));
        d.setQueue(3, new QueueSpec(1, 0, SLOW, 0));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            for (int i = 0; i < 10; i++) {
                one.send(Client.frame(B, A, 60));
            }
            three.receive(1);
            awaitNineWaiting();
            d.removeQueue(3, 1);
            assertEquals(9, d.port(3).get().txDropped());
            d.setQueue(3, new QueueSpec(1, 0, SLOW, 0));
            for (int i = 0; i < 10; i++) {
                one.send(Client.frame(B, A, 60));
            }
            three.receive(1);
            awaitNineWaiting();
            for (int i = 2; i < 64; i++) {
                d.setQueue(3, new QueueSpec(i, 0, 0, 0));
            }
            int before = Mappings.count();
            d.removePort(3);
            int freed = before - Mappings.count(); // more if memory of tests before is collected just now
            assertTrue(freed >= 2 * 64, "64 queues with memory for each of two workers gave back " + freed);
        }
    }

    @Test
    void framesThatWaitLeaveWhenTheLimitGoes() throws Exception {
        install(toThree(1));
        d.setPortRate(3, 1000);
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            for (int i = 0; i < 10; i++) {
                one.send(Client.frame(B, A, 60));
            }
            Await.until(() -> d.port(1).get().rxPackets() == 10, "ten frames");
            d.setPortRate(3, 0);
            assertEquals(List.of(), d.queues(3));
            assertEquals(10, three.receive(10).size());
            assertEquals(0, d.port(3).get().txDropped());
        }
    }

    @Test
    void aDisabledPortDropsAtOnceWhatWaits() throws Exception {
        install(toThree(1, Action.setQueue(1)));
        d.setQueue(3, new QueueSpec(1, 0, SLOW, 0));
        try (Client one = new Client(engine, "netmap:one}1")) {
            for (int i = 0; i < 10; i++) {
                one.send(Client.frame(B, A, 60));
            }
            Await.until(() -> d.port(3).get().txPackets() == 1, "the first frame to leave");
            awaitNineWaiting();
            d.enablePort(3, false);
            Await.until(() -> d.port(3).get().txDropped() == 9, "nine frames to be dropped");
            assertEquals(9, stats(1).txErrors());
        }
    }

    @Test
    void badQueuesAreRefusedWithAReasonAndChangeNothing() throws Exception {
        refused(DatapathException.Kind.NOT_FOUND, "no port 9", () -> d.setQueue(9, new QueueSpec(1, 0, 0, 0)));
        refused(DatapathException.Kind.NOT_FOUND, "no port 9", () -> d.queues(9));
        refused(DatapathException.Kind.NOT_FOUND, "no port 9", () -> d.setPortRate(9, 0));
        refused(DatapathException.Kind.NOT_FOUND, "port 3 has no queue 1", () -> d.removeQueue(3, 1));
        refused(DatapathException.Kind.BAD_NAME, "0xffffffff", () -> d.setQueue(3, new QueueSpec(-1, 0, 0, 0)));
        refused(DatapathException.Kind.BAD_NAME, "minimum rate -1", () -> d.setQueue(3, new QueueSpec(1, -1, 0, 0)));
        refused(DatapathException.Kind.BAD_NAME, "maximum rate 1000000000001", () -> d.setQueue(3, new QueueSpec(1, 0, 1_000_000_000_001L, 0)));
        refused(DatapathException.Kind.BAD_NAME, "minimum rate 2 is above maximum rate 1", () -> d.setQueue(3, new QueueSpec(1, 2, 1, 0)));
        refused(DatapathException.Kind.BAD_NAME, "burst -1", () -> d.setQueue(3, new QueueSpec(1, 0, 1, -1)));
        refused(DatapathException.Kind.BAD_NAME, "port 3: maximum rate -5", () -> d.setPortRate(3, -5));
        assertEquals(List.of(), d.queues(3));
        for (int i = 1; i < 64; i++) {
            d.setQueue(3, new QueueSpec(i, 0, 0, 0));
        }
        refused(DatapathException.Kind.BAD_NAME, "64 queues", () -> d.setQueue(3, new QueueSpec(64, 0, 0, 0)));
    }

    private static void refused(DatapathException.Kind kind, String part, org.junit.jupiter.api.function.Executable call) {
        DatapathException e = assertThrows(DatapathException.class, call);
        assertEquals(kind, e.kind());
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void thePortsRateIsThereToBeAskedForAndGoesWithZero() throws Exception {
        assertEquals(0, d.portRate(3));
        d.setPortRate(3, 5_000_000);
        assertEquals(5_000_000, d.portRate(3));
        assertEquals(1, d.queues(3).size(), "the default queue");
        d.setPortRate(3, 0);
        assertEquals(0, d.portRate(3));
        assertEquals(List.of(), d.queues(3));
    }

    @Test
    void anEngineWithAShapedFrameThatWaitsSleeps() throws Exception {
        install(toThree(1, Action.setQueue(1)));
        d.setQueue(3, new QueueSpec(1, 0, 100, 0));
        try (Client one = new Client(engine, "netmap:one}1"); Client three = new Client(engine, "netmap:three}1")) {
            one.send(Client.frame(B, A, 60));
            one.send(Client.frame(B, A, 60));
            three.receive(1);
            WorkerStats before = engine.workers().get(1);
            Await.until(() -> engine.workers().get(1).sleeps() > before.sleeps() + 2, "three sleeps");
            WorkerStats after = engine.workers().get(1);
            double busy = (double) (after.busyNanos() - before.busyNanos()) / (after.upNanos() - before.upNanos());
            assertTrue(busy < 0.2, () -> "awake for " + busy + " of the time");
        }
    }
}

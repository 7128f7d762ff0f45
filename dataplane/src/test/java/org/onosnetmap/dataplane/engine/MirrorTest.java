package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.worker.Forwarder;

class MirrorTest {

    private static final long A = 0x020000000001L;
    private static final long B = 0x020000000002L;
    private static final Set<Integer> NONE = Set.of();
    /** Of 1,500 bytes, more than a queue holds of a worker's frames. */
    private static final int FRAMES = 400;

    private Engine engine;
    private Datapath d;
    private Client a;
    private Client b;
    private Client c;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.start(new EngineConfig().workers(2));
        d = engine.addDatapath(DatapathSpec.vale("vale0"));
        a = new Client(engine, "vale0:a");
        b = new Client(engine, "vale0:b");
        c = new Client(engine, "vale0:c");
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        c.close();
        engine.close();
    }

    private void install(int inPort, Action... actions) {
        assertNull(d.apply(List.of(FlowMod.add(FlowRule.builder().priority(9).match(Match.builder().set(Field.IN_PORT, inPort).build()).apply(actions).build()))).get(0));
    }

    private static byte[] tagged(int vlan, int length) {
        byte[] f = Client.frame(B, A, length);
        f[12] = (byte) 0x81;
        f[13] = 0;
        f[14] = (byte) (0x60 | vlan >> 8);
        f[15] = (byte) vlan;
        return f;
    }

    @Test
    void whatComesInIsCopiedAsItCameAndForwardedAsTheRulesSay() throws Exception {
        install(1, Action.set(Field.ETH_DST, A), Action.output(2));
        d.setMirror(new MirrorSpec("m", Set.of(1), NONE, NONE, 3));
        a.send(Client.frame(B, A, 60));
        assertArrayEquals(Client.frame(A, A, 60), b.receive(1).get(0));
        assertArrayEquals(Client.frame(B, A, 60), c.receive(1).get(0));
        b.send(Client.frame(A, B, 61));
        a.receive(1);
        assertEquals(List.of(), c.poll(), "port 2 is not looked at, and nothing is flooded to a mirror");
        assertEquals(1, d.mirrors().get(0).packets());
        assertEquals(60, d.mirrors().get(0).bytes());
    }

    @Test
    void whatLeavesIsCopiedAsItLeaves() throws Exception {
        install(1, Action.set(Field.ETH_DST, A), Action.output(2));
        d.setMirror(new MirrorSpec("m", NONE, Set.of(2), NONE, 3));
        a.send(Client.frame(B, A, 60));
        assertArrayEquals(Client.frame(A, A, 60), b.receive(1).get(0));
        assertArrayEquals(Client.frame(A, A, 60), c.receive(1).get(0));
        assertEquals(1, d.mirrors().get(0).packets());
    }

    @Test
    void droppedFramesAreSeenToo() throws Exception {
        install(1);
        d.setMirror(new MirrorSpec("m", Set.of(1), NONE, NONE, 3));
        a.send(Client.frame(B, A, 60));
        assertArrayEquals(Client.frame(B, A, 60), c.receive(1).get(0));
        assertEquals(List.of(), b.poll());
    }

    @Test
    void aFrameIsCopiedOnceToAMirrorHoweverOftenItLeaves() throws Exception {
        install(1, Action.output(2), Action.output(2), Action.output(PortNo.IN_PORT));
        d.setMirror(new MirrorSpec("m", Set.of(1), Set.of(1, 2), NONE, 3));
        a.send(Client.frame(B, A, 60));
        b.receive(2);
        a.receive(1);
        a.send(Client.frame(B, A, 61));
        assertEquals(2, c.receive(2).size());
        b.receive(2);
        assertEquals(List.of(), c.poll());
        assertEquals(2, d.mirrors().get(0).packets());
    }

    @Test
    void onlyFramesOfTheVlansAreCopied() throws Exception {
        d.setMirror(new MirrorSpec("v", NONE, NONE, Set.of(7, MirrorSpec.UNTAGGED), 3));
        a.send(tagged(8, 60));
        a.send(tagged(7, 61));
        a.send(Client.frame(B, A, 62));
        b.receive(3);
        List<byte[]> seen = c.receive(2);
        assertArrayEquals(tagged(7, 61), seen.get(0));
        assertArrayEquals(Client.frame(B, A, 62), seen.get(1));
        assertEquals(List.of(), c.poll());
    }

    @Test
    void severalMirrorsCountByThemselvesAndRemovalEndsOne() throws Exception {
        d.setMirror(new MirrorSpec("in", Set.of(1), NONE, NONE, 3));
        d.setMirror(new MirrorSpec("out", NONE, Set.of(2), NONE, 3));
        a.send(Client.frame(B, A, 60));
        b.receive(1);
        assertEquals(2, c.receive(2).size());
        d.removeMirror("in");
        a.send(Client.frame(B, A, 61));
        b.receive(1);
        assertEquals(1, c.receive(1).size());
        assertEquals(List.of(), c.poll());
        assertEquals("out", d.mirrors().get(0).spec().name());
        assertEquals(2, d.mirrors().get(0).packets());
        d.removeMirror("out");
        a.send(Client.frame(B, A, 62));
        assertEquals(1, c.receive(1).size(), "a port like others again, to which the unknown is flooded");
    }

    @Test
    void aMirrorWhosePortGoesWaitsForItAndForwardingGoesOn() throws Exception {
        d.setMirror(new MirrorSpec("m", Set.of(1), NONE, NONE, 3));
        d.removePort(3);
        a.send(Client.frame(B, A, 60));
        b.receive(1);
        assertEquals(0, d.mirrors().get(0).packets());
    }

    @Test
    void framesAreCopiedWhenAPortGetsThemAndNotWhenItsQueueSendsOrDropsThem() throws Exception {
        install(1, Action.output(2));
        d.setQueue(2, new QueueSpec(QueueSpec.DEFAULT, 0, 100, 0)); // a frame in two minutes
        d.setMirror(new MirrorSpec("m", NONE, Set.of(2), NONE, 3));
        for (int i = 0; i < FRAMES; i++) {
            a.send(Client.frame(B, A, 1500));
        }
        assertEquals(FRAMES, c.receive(FRAMES).size());
        assertTrue(d.queues(2).get(0).txErrors() > 0, "more than the queue holds");
        assertEquals(FRAMES, d.mirrors().get(0).packets());
        assertEquals(0, d.port(3).get().txDropped());
    }

    @Test
    void copiesGoByTheDefaultQueueOfTheirPortWhateverQueueTheFrameHas() throws Exception {
        install(1, Action.setQueue(1), Action.output(2));
        d.setQueue(2, new QueueSpec(1, 0, 1_000_000_000, 0));
        d.setQueue(3, new QueueSpec(1, 0, 1_000_000_000, 0));
        d.setMirror(new MirrorSpec("m", Set.of(1), NONE, NONE, 3));
        a.send(Client.frame(B, A, 60));
        b.receive(1);
        c.receive(1);
        assertEquals(List.of("0: 0", "1: 1"), sent(2));
        assertEquals(List.of("0: 1", "1: 0"), sent(3));
        assertEquals(0, d.stats().noSuchQueue());
    }

    private List<String> sent(int port) throws DatapathException {
        return d.queues(port).stream().map(q -> q.spec().id() + ": " + q.txPackets()).collect(Collectors.toList());
    }

    @Test
    void aMirrorWhosePortIsTooSlowLosesCopiesAndNothingElse() throws Exception {
        install(1, Action.output(2));
        d.setPortRate(3, 100);
        d.setMirror(new MirrorSpec("m", Set.of(1), NONE, NONE, 3));
        for (int i = 0; i < FRAMES; i++) {
            a.send(Client.frame(B, A, 1500));
        }
        assertEquals(FRAMES, b.receive(FRAMES).size());
        assertEquals(0, d.port(2).get().txDropped());
        assertTrue(d.port(3).get().txDropped() > 0, "copies that found the queue full");
    }

    @Test
    void badMirrorsAreRefusedByName() throws Exception {
        for (MirrorSpec bad : List.of(new MirrorSpec("m", Set.of(1), NONE, NONE, 9), new MirrorSpec("m", Set.of(3), NONE, NONE, 3), new MirrorSpec("m", NONE, Set.of(3), NONE, 3),
                new MirrorSpec("m", NONE, NONE, Set.of(4096), 3), new MirrorSpec("", NONE, NONE, NONE, 3))) {
            DatapathException e = assertThrows(DatapathException.class, () -> d.setMirror(bad), bad::toString);
            assertTrue(e.getMessage().startsWith("vale0: "), e.getMessage());
        }
        assertEquals(List.of(), d.mirrors());
        assertThrows(DatapathException.class, () -> d.removeMirror("m"));
        for (int i = 0; i < Forwarder.MAX_MIRRORS; i++) {
            d.setMirror(new MirrorSpec("m" + i, Set.of(1), NONE, NONE, 3));
        }
        assertThrows(DatapathException.class, () -> d.setMirror(new MirrorSpec("one more", Set.of(1), NONE, NONE, 3)));
        d.setMirror(new MirrorSpec("m0", Set.of(2), NONE, NONE, 3));
        assertEquals(Forwarder.MAX_MIRRORS, d.mirrors().size());
    }
}

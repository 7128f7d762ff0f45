package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NullPort;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;

class EngineTest {

    private static final long A = 0x020000000001L;
    private static final long B = 0x020000000002L;
    private static final long C = 0x020000000003L;
    private static final long BROADCAST = 0xffffffffffffL;

    private Engine engine;

    @BeforeEach
    void start() {
        engine = Engine.start(new EngineConfig());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static FlowRule rule(int priority, int inPort, int outPort) {
        return FlowRule.builder().priority(priority).match(Match.builder().set(Field.IN_PORT, inPort).build()).apply(Action.output(outPort)).build();
    }

    private static void install(Datapath d, FlowMod... mods) {
        assertEquals(Collections.nCopies(mods.length, (FlowException) null), d.apply(List.of(mods)));
    }

    @Test
    void aProgramOpensPortsOfATypeByItsOwnMeans() throws Exception {
        List<String> opened = new ArrayList<>();
        EngineConfig config = new EngineConfig().opener(PortName.Type.PCAP, (spec, memory, txRings) -> {
            opened.add(spec.name().device());
            return NullPort.open(spec, memory, txRings);
        });
        try (Engine own = Engine.start(config)) {
            Datapath d = own.addDatapath(DatapathSpec.openFlow("br0"));
            assertEquals(LinkState.UP, d.addPort(PortSpec.of("pcap:no/such/file")).link());
            d.addPort(PortSpec.of("null:"));
            assertEquals(List.of("no/such/file"), opened);
        }
    }

    @Test
    void aPacketInSeveralSlotsIsDroppedWholeAndCountedBySlots() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            NetmapRing r = a.port.txRing(0);
            int i = r.head();
            for (int flags : new int[] {NetmapAbi.NS_MOREFRAG, NetmapAbi.NS_MOREFRAG, 0}) {
                r.len(i, 60);
                r.flags(i, flags);
                i = r.next(i);
            }
            r.advanceTo(i);
            a.port.txsync(0);
            a.send(Client.frame(B, A, 61));
            assertArrayEquals(Client.frame(B, A, 61), b.receive(1).get(0), "the next one is the first that arrives");
            assertEquals(3, d.port("vale0:a").orElseThrow().rxErrors());
        }
    }

    @Test
    void aValeSwitchFloodsTheUnknownAndThenSendsToTheLearntPortOnly() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b"); Client c = new Client(engine, "vale0:c")) {
            a.send(Client.frame(B, A, 60));
            assertArrayEquals(Client.frame(B, A, 60), b.receive(1).get(0));
            assertEquals(1, c.receive(1).size(), "unknown destination: flooded");
            b.send(Client.frame(A, B, 61));
            assertArrayEquals(Client.frame(A, B, 61), a.receive(1).get(0));
            a.send(Client.frame(B, A, 1514));
            assertArrayEquals(Client.frame(B, A, 1514), b.receive(1).get(0));
            assertEquals(List.of(), c.poll(), "learnt destinations: not flooded");
            assertEquals(List.of(), a.poll(), "nothing comes back to the sender");
            assertEquals(2, d.macTable().size());
        }
    }

    @Test
    void anAddressThatMovesIsFollowedAtOnce() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b"); Client c = new Client(engine, "vale0:c")) {
            b.send(Client.frame(BROADCAST, B, 60));
            a.receive(1);
            c.receive(1);
            c.send(Client.frame(BROADCAST, B, 60));
            a.receive(1);
            b.receive(1);
            a.send(Client.frame(B, A, 60));
            assertEquals(1, c.receive(1).size());
            assertEquals(List.of(), b.poll());
            assertEquals(d.port("vale0:c").get().number(), d.macTable().stream().filter(m -> m.mac() == B).findFirst().get().port());
        }
    }

    @Test
    void aRuleMakesADatapathForwardAndItsRemovalStopsIt() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        d.addPort(PortSpec.of("netmap:one{1", 1, java.util.Map.of()));
        d.addPort(PortSpec.of("netmap:two{1", 2, java.util.Map.of()));
        try (Client a = new Client(engine, "netmap:one}1"); Client b = new Client(engine, "netmap:two}1")) {
            a.send(Client.frame(B, A, 60));
            Await.until(() -> d.port(1).get().rxPackets() == 1, "the frame at port 1");
            assertEquals(0, d.port(2).get().txPackets(), "no rule, no packet");
            install(d, FlowMod.add(rule(10, 1, 2)));
            a.send(Client.frame(B, A, 100));
            assertArrayEquals(Client.frame(B, A, 100), b.receive(1).get(0));
            assertEquals(1, d.port(2).get().txPackets());
            assertEquals(100, d.port(2).get().txBytes());
            install(d, FlowMod.delete(rule(10, 1, 2)));
            a.send(Client.frame(B, A, 100));
            Await.until(() -> d.port(1).get().rxPackets() == 3, "the third frame at port 1");
            assertEquals(List.of(), b.poll());
        }
    }

    @Test
    void aReceiverThatDoesNotReadLosesItsOwnPacketsAndHoldsUpNobody() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client slow = new Client(engine, "vale0:slow"); Client b = new Client(engine, "vale0:b")) {
            for (int i = 0; i < 10; i++) {
                for (int k = 0; k < 500; k++) {
                    a.send(Client.frame(BROADCAST, A, 60));
                }
                assertEquals(500, b.receive(500).size());
            }
            assertEquals(1023, slow.poll().size(), "as many as its ring holds");
            assertEquals(5000 - 1023, d.port("vale0:slow").get().txDropped());
        }
    }

    @Test
    void packetsGoToTheControllerAndComeBackFromIt() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        int in = d.addPort(PortSpec.of("netmap:one{1")).number();
        List<PacketIn> packetIns = new CopyOnWriteArrayList<>();
        d.addListener(new DatapathListener() {
            @Override
            public void packetIn(Datapath from, PacketIn p) {
                packetIns.add(p);
            }
        });
        install(d, FlowMod.add(FlowRule.builder().priority(5).cookie(77).match(Match.builder().set(Field.IN_PORT, in).build()).apply(Action.toController(40)).build()));
        try (Client a = new Client(engine, "netmap:one}1")) {
            a.send(Client.frame(B, A, 60));
            Await.until(() -> packetIns.size() == 1, "the packet-in");
            PacketIn p = packetIns.get(0);
            assertEquals(in, p.inPort());
            assertEquals(60, p.totalLength());
            assertArrayEquals(java.util.Arrays.copyOf(Client.frame(B, A, 60), 40), p.data());
            assertEquals(Egress.REASON_ACTION, p.reason());
            assertEquals(77, p.cookie());
            d.packetOut(PortNo.CONTROLLER, List.of(Action.output(in)), Client.frame(A, C, 99));
            assertArrayEquals(Client.frame(A, C, 99), a.receive(1).get(0));
        }
    }

    @Test
    void aPortCanBeDetachedAndAttachedWhileOthersForward() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        List<String> events = new CopyOnWriteArrayList<>();
        d.addListener(new DatapathListener() {
            @Override
            public void portAdded(Datapath x, PortInfo p) {
                events.add("+" + p.name());
            }

            @Override
            public void portRemoved(Datapath x, PortInfo p) {
                events.add("-" + p.name());
            }
        });
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            events.clear();
            for (int i = 0; i < 50; i++) {
                int n = d.addPort(PortSpec.of("null:")).number();
                a.send(Client.frame(BROADCAST, A, 60));
                assertEquals(1, b.receive(1).size());
                d.removePort(n);
            }
            Await.until(() -> events.stream().filter("-null:"::equals).count() == 50, "50 removals, as heard by the listener: " + events);
            assertEquals(2, d.ports().size());
        }
    }

    @Test
    void aDisabledPortNeitherReceivesNorSends() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            int n = d.port("vale0:b").get().number();
            d.enablePort(n, false);
            a.send(Client.frame(BROADCAST, A, 60));
            b.send(Client.frame(BROADCAST, B, 60));
            Await.until(() -> d.port(n).get().rxDropped() == 1 && d.port("vale0:a").get().rxPackets() == 1, "both frames");
            assertEquals(List.of(), a.poll());
            assertEquals(List.of(), b.poll());
            d.enablePort(n, true);
            a.send(Client.frame(BROADCAST, A, 60));
            assertEquals(1, b.receive(1).size());
        }
    }

    @Test
    void badWishesAreRefusedWithAReasonAndChangeNothing() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        d.addPort(PortSpec.of("null:x", 7, java.util.Map.of()));
        assertTrue(assertThrows(DatapathException.class, () -> engine.addDatapath(DatapathSpec.vale("vale0"))).getMessage().contains("vale0"));
        assertEquals(DatapathException.Kind.EXISTS, assertThrows(DatapathException.class, () -> d.addPort(PortSpec.of("null:y", 7, java.util.Map.of()))).kind());
        assertEquals(DatapathException.Kind.NOT_FOUND, assertThrows(DatapathException.class, () -> d.removePort(3)).kind());
        assertEquals(DatapathException.Kind.BAD_NAME, assertThrows(DatapathException.class, () -> DatapathSpec.openFlow("vale7")).kind());
        assertEquals(PortException.Kind.BAD_NAME, assertThrows(PortException.class, () -> d.addPort(PortSpec.of("vale1:x"))).kind());
        assertEquals(PortException.Kind.BAD_NAME, assertThrows(PortException.class, () -> d.addPort(PortSpec.of("null:z", 0, java.util.Map.of("colour", "red")))).kind());
        assertEquals(PortException.Kind.NOT_FOUND, assertThrows(PortException.class, () -> engine.openClient("vale9:x")).kind());
        assertEquals(1, d.ports().size());
    }

    @Test
    void theLargestDatapathThatMayBeAskedForIsMade() throws Exception {
        for (int bufSize : new int[] {2048, 16_384}) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("large" + bufSize).maxPorts(1024).bufSize(bufSize));
            assertEquals(1, d.addPort(PortSpec.of("null:a")).number());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-f", ".br0", "a b", "a/b", "a\u00fc", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aNameThatAShellOrAnAddressWouldTakeForSomethingElseIsRefused(String name) {
        DatapathException e = assertThrows(DatapathException.class, () -> DatapathSpec.openFlow(name));
        assertEquals(DatapathException.Kind.BAD_NAME, e.kind());
        assertTrue(e.getMessage().contains("'" + name + "': take 1 to 63"), e.getMessage());
    }

    @Test
    void aCaptureFileThatIsCutShortIsAWarningInTheLogAndTheReasonOfThePort(@TempDir Path dir) throws Exception {
        ByteBuffer b = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65535).putInt(1); // Ethernet
        b.putLong(0).putInt(1000).putInt(1000); // a packet of 1,000 bytes, of which there are 60
        Path file = Files.write(dir.resolve("cut.pcap"), b.array());
        Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true));
        try {
            d.addPort(PortSpec.of("pcap:" + file));
            Await.until(() -> d.port(1).get().link() == LinkState.GONE, "the link to be gone");
            Await.until(() -> log.toString().lines().anyMatch(l -> l.contains("WARN") && l.contains("cut.pcap) is GONE: the file is cut short")), "a warning");
        } finally {
            System.setErr(before);
        }
        assertTrue(d.port(1).get().reason().contains("cut short"), d.port(1).get().reason());
        assertEquals(1, d.port(1).get().rxErrors());
    }

    @Test
    void rulesThatTimeOutAreReportedOnceAndForwardNoMore() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        d.addPort(PortSpec.of("netmap:one{1", 1, java.util.Map.of()));
        List<String> expired = new CopyOnWriteArrayList<>();
        d.addListener(new DatapathListener() {
            @Override
            public void rulesExpired(Datapath from, List<FlowStats> rules, boolean hard) {
                rules.forEach(r -> expired.add((hard ? "hard " : "idle ") + r.rule().priority()));
            }
        });
        FlowRule.Builder forOne = FlowRule.builder().match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.output(PortNo.IN_PORT));
        install(d, FlowMod.add(forOne.priority(1).hardTimeout(5).build()), FlowMod.add(forOne.priority(2).hardTimeout(0).idleTimeout(5).build()));
        try (Client a = new Client(engine, "netmap:one}1")) {
            a.send(Client.frame(B, A, 60));
            a.receive(1);
            Await.until(() -> expired.size() >= 2, "both rules to time out", 30); // they are to be there still when the frame comes, however late that is
            assertEquals(List.of("hard 1", "idle 2"), expired.stream().sorted().collect(java.util.stream.Collectors.toList()));
            assertEquals(0, d.flowCount());
            a.send(Client.frame(B, A, 60));
            Await.until(() -> d.port(1).get().rxPackets() == 2, "the second frame");
            assertEquals(List.of(), a.poll());
        }
    }

    @Test
    void framesOfEveryWrongShapeCostThemselvesAndNothingElse() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        install(d, FlowMod.add(FlowRule.builder().priority(9).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80).build())
                .apply(Action.set(Field.IPV4_DST, 1), Action.output(PortNo.NORMAL)).build()));
        Random random = new Random(3);
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            int whole = 0;
            for (int i = 0; i < 2000; i++) {
                byte[] f = new byte[random.nextInt(200)];
                random.nextBytes(f);
                byte[] start = {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 1, 8, 0, (byte) (0x40 + random.nextInt(32))};
                System.arraycopy(start, 0, f, 0, Math.min(start.length, f.length));
                whole += f.length >= 14 ? 1 : 0;
                a.send(f);
                if (i % 200 == 199) {
                    assertEquals(whole, b.receive(whole).size());
                    whole = 0;
                }
            }
            PortInfo p = d.port("vale0:a").get();
            assertEquals(2000, p.rxPackets() + p.rxErrors());
            assertTrue(p.rxErrors() > 50, "frames shorter than an Ethernet header are counted as errors");
            assertEquals("", engine.workers().get(0).failure());
        }
    }

    /** A frame of 60 bytes with an IPv4 header and nothing in it. */
    private static byte[] ipv4(int versionAndLength, int ttl) {
        byte[] f = Client.frame(B, A, 60);
        f[12] = 8;
        f[13] = 0;
        f[14] = (byte) versionAndLength;
        f[17] = 46;
        f[22] = (byte) ttl;
        return f;
    }

    @Test
    void whyPacketsWentNoFurtherIsCounted() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        d.addPort(PortSpec.of("netmap:one{1", 1, java.util.Map.of()));
        install(d, FlowMod.add(FlowRule.builder().priority(9).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0).build())
                        .apply(Action.decTtl(false), Action.output(99)).build()),
                FlowMod.add(FlowRule.builder().priority(8).match(Match.builder().set(Field.ETH_TYPE, 0x88b5).build())
                        .apply(Action.pushVlan(0x8100), Action.output(99)).build()));
        try (Client a = new Client(engine, "netmap:one}1")) {
            for (int length = 0; length < 5; length++) {
                a.send(ipv4(0x40 + length, 64)); // shorter than a header may be: the rule does not match
            }
            for (int ttl = 0; ttl < 6; ttl++) {
                a.send(ipv4(0x45, ttl)); // 0 and 1 have run out
            }
            for (int n = 0; n < 3; n++) {
                a.send(Client.frame(B, A, d.spec().bufSize() + 64)); // fills its buffer of 2,112 bytes
            }
            Await.until(() -> d.stats().noRoom() == 3, "the last frame");
        }
        DatapathStats s = d.stats();
        assertEquals(5, s.malformed());
        assertEquals(2, s.ttlExpired());
        assertEquals(4, s.noSuchPort());
        assertEquals(3, s.noRoom());
        assertEquals(0, s.packetOutsDropped());
    }

    @Test
    void wildSlotsOfAClientDoNotReachTheSwitch() throws Exception {
        engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            int[] wild = {0, 1, -1, 0x0fffffff, Integer.MIN_VALUE};
            for (int i = 0; i < 3 * wild.length; i++) {
                NetmapRing r = a.port.txRing(0);
                int slot = r.head();
                int good = r.bufIdx(slot);
                if (i % 3 == 0) {
                    r.bufIdx(slot, wild[i / 3]);
                } else {
                    r.len(slot, i % 3 == 1 ? 2113 : 65_535);
                }
                r.advanceTo(r.next(slot));
                a.port.txsync(0);
                if (i % 3 == 0) {
                    // What the client spoils is the client's: it has the buffer still, and puts it back.
                    Await.until(() -> {
                        a.port.txsync(0);
                        return !r.txPending();
                    }, "the spoilt slot to come back");
                    r.bufIdx(slot, good);
                }
            }
            a.send(Client.frame(BROADCAST, A, 60));
            assertArrayEquals(Client.frame(BROADCAST, A, 60), b.receive(1).get(0));
            assertEquals("", engine.workers().get(0).failure());
        }
    }

    @Test
    void manyPortsOnOneSwitchAllHearABroadcast() throws Exception {
        engine.addDatapath(DatapathSpec.vale("vale0").maxPorts(200));
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            clients.add(new Client(engine, "vale0:p" + i));
        }
        clients.get(0).send(Client.frame(BROADCAST, A, 60));
        for (Client c : clients.subList(1, clients.size())) {
            assertEquals(1, c.receive(1).size());
            c.close();
        }
        clients.get(0).close();
    }

    @Test
    void closingLeavesNoThreadAndNoDescriptor() throws Exception {
        engine.close();
        long fds = openDescriptors();
        for (int i = 0; i < 20; i++) {
            Engine e = Engine.start(new EngineConfig().workers(2));
            Datapath d = e.addDatapath(DatapathSpec.vale("vale0"));
            d.addPort(PortSpec.of("vale0:x"));
            d.addPort(PortSpec.of("null:"));
            e.close();
        }
        long after = openDescriptors(); // one or two come and go with the JVM; a leak would be twenty
        assertTrue(after < fds + 10, fds + " descriptors before, " + after + " after");
        Await.equal(Set.of(), EngineTest::threads, "threads left behind"); // a pool has ended a moment before its last thread has
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("netmap-")).collect(Collectors.toSet());
    }

    private static long openDescriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    @Test
    void anIdleEngineSleeps() throws Exception {
        Datapath d = engine.addDatapath(DatapathSpec.vale("vale0"));
        try (Client a = new Client(engine, "vale0:a"); Client b = new Client(engine, "vale0:b")) {
            a.send(Client.frame(BROADCAST, A, 60));
            b.receive(1);
            WorkerStats before = engine.workers().get(0);
            Await.until(() -> engine.workers().get(0).sleeps() > before.sleeps() + 2, "three sleeps");
            WorkerStats after = engine.workers().get(0);
            long rounds = after.rounds() - before.rounds();
            long sleeps = after.sleeps() - before.sleeps();
            // 20 µs of looking around before each sleep; in time, this would depend on what else the machine does
            assertTrue(rounds < 10_000 * sleeps, () -> rounds + " rounds without a packet for " + sleeps + " sleeps");
            assertEquals("", after.failure());
        }
    }
}

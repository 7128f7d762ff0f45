package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.dataplane.pipeline.Frames.udp;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.sys.Libc;

/** What the fast path remembers, and what makes it forget. That it is right is for {@link OracleFuzzTest} to say. */
class FastPathTest {

    private static final int SLOT = 256;
    private static final int REPEATS = 25;

    private final PipelineFixture pipeline = new PipelineFixture();
    private final FastPath fastPath = new FastPath(0, pipeline.egress, pipeline.executor, new Bypass(32, 16, 64, () -> 0), new Contest(4_096, Long.MAX_VALUE, () -> 0));
    private final ByteBuffer memory = ByteBuffer.allocateDirect(Batch.CAPACITY * SLOT).order(ByteOrder.nativeOrder());
    private final Batch batch = new Batch();
    private int attackers;
    /** Ways that no frame had gone before. */
    private long ways;

    private List<ReferenceOutput> send(int inPort, byte[]... frames) {
        fill(inPort, frames);
        pipeline.egress.begin();
        fastPath.process(pipeline.tables.snapshot(), batch);
        return new ArrayList<>(pipeline.egress.outputs);
    }

    private void fill(int inPort, byte[]... frames) {
        batch.memory(memory, Libc.address(memory));
        batch.bufSize = SLOT;
        batch.inPort = inPort;
        batch.size = frames.length;
        for (int i = 0; i < frames.length; i++) {
            memory.duplicate().position(i * SLOT).put(frames[i]);
            batch.at[i] = i * SLOT;
            batch.length[i] = frames[i].length;
        }
    }

    private static FlowRule.Builder from(int host, int port) {
        return FlowRule.builder().priority(10).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_SRC, 0x0a000000L | host).build()).apply(Action.output(port));
    }

    private static ReferenceOutput out(int port, byte[] frame) {
        return ReferenceOutput.port(port, frame);
    }

    @Test
    void theSecondFrameOfAFlowIsRemembered() {
        pipeline.add(from(1, 2));
        assertEquals(List.of(out(2, udp(1, 64))), send(1, udp(1, 64)));
        assertEquals(1, fastPath.misses());
        assertEquals(List.of(out(2, udp(1, 64))), send(1, udp(1, 64)));
        assertEquals(1, fastPath.misses());
        assertEquals(1, fastPath.hits());
    }

    @Test
    void framesThatNoRuleTellsApartAreOneEntry() {
        pipeline.add(from(1, 2));
        send(1, udp(1, 64));
        byte[] other = udp(1, 3);
        other[35] = 99; // another source port
        assertEquals(List.of(out(2, other)), send(1, other));
        assertEquals(1, fastPath.hits());
    }

    @Test
    void framesOfOneFlowInOneBatchAreLookedUpOnce() {
        pipeline.add(from(1, 2));
        send(1, udp(9, 64)); // of the same shape, so that there is a cache for it
        send(1, udp(1, 64), udp(1, 64), udp(1, 64));
        assertEquals(2, fastPath.misses());
        assertEquals(2, fastPath.hits());
    }

    @Test
    void eachPortGetsItsFramesOfAMixedBatchInTheirOrder() {
        for (int host = 1; host <= 8; host++) {
            FlowRule.Builder rule = FlowRule.builder().priority(10)
                    .match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_SRC, 0x0a000000L | host).build());
            // Two hosts behind each port, one of them routed; the first port is where the batch comes in.
            pipeline.add(host % 2 == 0 ? rule.apply(Action.decTtl(false), Action.output(host / 2)) : rule.apply(Action.output((host + 1) / 2)));
        }
        byte[][] all = new byte[200][];
        for (int i = 0; i < all.length; i++) {
            all[i] = udp(i * 7 % 10, i % 50 == 7 ? 1 : 2 + i % 100); // hosts that no rule knows, and a TTL that runs out
        }
        List<ReferenceOutput> learnt = send(1, all);
        long misses = fastPath.misses();
        List<ReferenceOutput> remembered = send(1, all);
        assertEquals(misses, fastPath.misses());
        assertEquals(learnt.size(), remembered.size());
        for (int port = 1; port <= 4; port++) {
            assertEquals(of(port, learnt), of(port, remembered));
        }
    }

    private static List<ReferenceOutput> of(int port, List<ReferenceOutput> all) {
        return all.stream().filter(o -> o.port() == port).collect(Collectors.toList());
    }

    /** Frames of flows that never came before, from 10.0.1.0 on, and the given ones among them. */
    private byte[][] attack(byte[]... among) {
        byte[][] all = new byte[Batch.CAPACITY][];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < among.length ? among[i] : udp(0x100 + attackers++, 64);
        }
        return all;
    }

    @Test
    void framesOfUnknownFlowsWhoseWayIsKnownAreResolvedAndThenRemembered() {
        pipeline.add(FlowRule.builder().table(0).priority(1).metadata(5, 0xf).gotoTable(3),
                FlowRule.builder().table(3).priority(9).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.METADATA, 5).set(Field.IPV4_SRC, 0x0a000000L, 0xffffff00L).build())
                        .apply(Action.output(2)),
                from(0xffff, 3).table(3).priority(1)); // tells all hosts apart
        byte[][] known = {udp(1, 64), udp(0x101, 64)};
        send(1, known);
        assertEquals(0, fastPath.resolved());
        byte[][] unknown = {udp(2, 64), udp(0x102, 64), udp(3, 64)};
        assertEquals(List.of(out(2, udp(2, 64)), out(2, udp(3, 64))), send(1, unknown));
        assertEquals(3, fastPath.resolved());
        assertEquals(5, fastPath.misses());
        send(1, unknown);
        assertEquals(3, fastPath.hits());
        fastPath.flush();
        TableStats last = pipeline.tables.tables().get(1);
        assertEquals(8, last.lookups());
        assertEquals(5, last.matched());
        assertEquals(5 * 60, pipeline.tables.flows().get(1).bytes());
    }

    @Test
    void framesBehindARewriteOrAMeterOrAnActionSetAreNotResolved() {
        FlowRule.Builder[] rules = {FlowRule.builder().apply(Action.set(Field.IPV4_DST, 0x0a000001L)), FlowRule.builder().write(Action.output(3)), FlowRule.builder().clear()};
        for (FlowRule.Builder first : rules) {
            PipelineFixture tables = new PipelineFixture();
            FastPath fresh = new FastPath(0, tables.egress, tables.executor);
            tables.add(first.table(0).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x0800).build()).gotoTable(1), from(1, 2).table(1), from(2, 2).table(1));
            for (int i = 0; i < 3; i++) {
                fill(1, udp(3 + 2 * i, 64), udp(4 + 2 * i, 64));
                fresh.process(tables.tables.snapshot(), batch);
            }
            assertEquals(6, fresh.misses());
            assertEquals(0, fresh.resolved());
        }
    }

    @Test
    void randomHeadersAreNotLookedUpAndDoNotFillTheCache() {
        pipeline.add(from(1, 2), from(2, 3));
        for (int i = 0; i < 1 + 16 + 64 + 2 + 64; i++) {
            assertEquals(List.of(out(2, udp(1, 64)), out(3, udp(2, 64))), send(1, attack(udp(1, 64), udp(2, 64))));
        }
        assertEquals((64 + 64) * Batch.CAPACITY, fastPath.leftOut());
        long n = 147 * Batch.CAPACITY;
        assertEquals(n, fastPath.hits() + fastPath.misses());
        assertTrue(fastPath.hits() < 100, "random headers are not found: " + fastPath.hits());
        assertTrue(fastPath.resolved() >= n - 2 * Batch.CAPACITY, "nearly all frames should be resolved: " + fastPath.resolved() + " of " + n);
        fastPath.flush();
        assertEquals(147, pipeline.tables.flows().get(0).packets());
        assertEquals(147, pipeline.tables.flows().get(1).packets());
    }

    @Test
    void anAttackThatLastsDoesNotMakeTheCacheLarge() {
        pipeline.add(from(1, 2));
        for (int i = 0; i < 20_000; i++) {
            fill(1, attack());
            fastPath.process(pipeline.tables.snapshot(), batch);
        }
        assertTrue(fastPath.cacheBytes() <= Bypass.SMALL_BYTES, "after five million random headers the cache has " + fastPath.cacheBytes() + " bytes");
    }

    @Test
    void flowsThatComeBackAreRememberedAgainAfterAnAttack() {
        pipeline.add(from(1, 2), from(2, 3));
        for (int i = 0; i < 20; i++) {
            send(1, attack());
        }
        assertTrue(fastPath.leftOut() > 0);
        byte[][] flows = new byte[Batch.CAPACITY][];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = udp(i % 64, 64);
        }
        for (int i = 0; i < 64 + 2; i++) {
            send(1, flows);
        }
        long left = fastPath.leftOut();
        long hits = fastPath.hits();
        send(1, flows);
        assertEquals(left, fastPath.leftOut());
        assertEquals(hits + flows.length, fastPath.hits());
    }

    @Test
    void oneHundredThousandFlowsThatComeInTurnAreAllRemembered() {
        pipeline.add(from(1, 2));
        byte[][] flows = new byte[Batch.CAPACITY][];
        long missed = 100_000;
        // How many rounds it takes until enough of them are met again depends on how soon the tables answer.
        for (int round = 0; round < 64 && missed >= 5_000; round++) {
            long before = fastPath.misses();
            for (int i = 0; i < 100_000 / Batch.CAPACITY; i++) {
                for (int k = 0; k < flows.length; k++) {
                    flows[k] = udp(i * Batch.CAPACITY + k, 64);
                }
                fill(1, flows);
                fastPath.process(pipeline.tables.snapshot(), batch);
            }
            missed = fastPath.misses() - before;
        }
        assertTrue(missed < 5_000, "of 100,000 flows that came 64 times, not remembered: " + missed);
    }

    /** What leaves, and how often, if frames are sent three times together, enough of them that it counts, by a path whose turn it is to ask the tables. */
    private Map<String, Long> sendByTables(FastPath path, byte[]... frames) {
        byte[][] many = new byte[REPEATS * frames.length][];
        Arrays.setAll(many, i -> frames[i % frames.length]);
        while (path.leftOut() < 3 * many.length) {
            if (path.leftOut() == 0) {
                ways = path.misses();
                pipeline.egress.begin();
            }
            fill(1, many);
            path.process(pipeline.tables.snapshot(), batch);
        }
        ways = path.misses() - ways;
        return times(1, pipeline.egress.outputs);
    }

    private static Map<String, Long> times(long n, List<ReferenceOutput> some) {
        return some.stream().collect(Collectors.groupingBy(ReferenceOutput::toString, Collectors.summingLong(o -> n)));
    }

    private FastPath contested() {
        return new FastPath(0, pipeline.egress, pipeline.executor, new Bypass(), new Contest(200, -1, () -> 0));
    }

    @Test
    void aSmallTableDecidesAsCodeWhereTheCacheIsLeftAlone() {
        pipeline.add(from(1, 2), from(2, 3));
        pipeline.tables.compileSmall(pipeline.tables.snapshot(), false);
        FastPath path = contested();
        byte[] ipv6 = udp(1, 64);
        ipv6[12] = (byte) 0x86;
        ipv6[13] = (byte) 0xdd;
        byte[][] all = {udp(1, 64), udp(2, 64), udp(3, 64), udp(4, 64), ipv6, udp(5, 64), udp(1, 64), udp(2, 64), udp(6, 64)};
        assertEquals(times(3 * REPEATS, List.of(out(2, udp(1, 64)), out(3, udp(2, 64)), out(2, udp(1, 64)), out(3, udp(2, 64)))), sendByTables(path, all));
        assertEquals(3, ways, "two rules and none, whatever comes");
        assertEquals(3 * REPEATS * 8, path.compiled(), "all but ipv6");
        pipeline.add(from(3, 4));
        assertEquals(List.of(out(2, udp(1, 64)), out(4, udp(3, 64))), send(1, udp(1, 64), udp(3, 64)));
    }

    @Test
    void severalSmallTablesDecideAsCode() {
        Match udp = Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 17).build();
        pipeline.add(FlowRule.builder().table(0).priority(2).match(udp).metadata(7, 15).gotoTable(3), FlowRule.builder().table(0).priority(1).apply(Action.output(4)),
                from(1, 2).table(3), from(2, 3).table(3), FlowRule.builder().table(3).priority(1).match(udp).gotoTable(200), from(3, 4).table(200), from(9, 2).table(5));
        pipeline.tables.compileSmall(pipeline.tables.snapshot(), false);
        FastPath path = contested();
        byte[] tcp = udp(1, 64);
        tcp[23] = 6;
        assertEquals(times(3 * REPEATS, List.of(out(2, udp(1, 64)), out(3, udp(2, 64)), out(4, udp(3, 64)), out(4, tcp))),
                sendByTables(path, udp(1, 64), udp(2, 64), udp(3, 64), udp(4, 64), tcp));
        assertEquals(5, ways);
        assertEquals(3 * REPEATS * 5, path.compiled());
    }

    @Test
    void tablesThatDependOnWhatOthersDoAreNotCode() {
        Match mark = Match.builder().set(Field.METADATA, 7, 15).build();
        pipeline.add(FlowRule.builder().table(0).priority(2).metadata(7, 15).gotoTable(3), FlowRule.builder().table(3).priority(1).match(mark).apply(Action.output(4)));
        pipeline.tables.compileSmall(pipeline.tables.snapshot(), false);
        assertEquals(List.of(out(4, udp(1, 64))), send(1, udp(1, 64)));
        assertNull(pipeline.tables.snapshot().small);
        pipeline.tables.apply(List.of(FlowMod.delete(FlowRule.builder().table(3).priority(1).match(mark).build())));
        pipeline.add(FlowRule.builder().table(0).priority(3).apply(Action.set(Field.ETH_SRC, 1)).gotoTable(3), from(1, 2).table(3));
        pipeline.tables.compileSmall(pipeline.tables.snapshot(), false);
        assertNull(pipeline.tables.snapshot().small);
    }

    @Test
    void aChangeOfRulesIsSeenByTheNextBatch() {
        pipeline.add(from(1, 2), from(2, 2));
        send(1, udp(1, 64), udp(2, 64));
        pipeline.tables.apply(List.of(FlowMod.modify(from(1, 3).build())));
        assertEquals(List.of(out(3, udp(1, 64)), out(2, udp(2, 64))), send(1, udp(1, 64), udp(2, 64)));
        pipeline.tables.apply(List.of(FlowMod.delete(from(1, 3).build())));
        assertEquals(List.of(out(2, udp(2, 64))), send(1, udp(1, 64), udp(2, 64)));
        pipeline.add(FlowRule.builder().priority(20).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 17).build()).apply(Action.output(4)));
        assertEquals(List.of(out(4, udp(1, 64)), out(4, udp(2, 64))), send(1, udp(1, 64), udp(2, 64)));
    }

    @Test
    void aChangeOfARuleOnAnAddressForgetsNoFlowOfOtherAddresses() {
        for (int host = 1; host < 100; host++) {
            pipeline.add(from(host, 2));
        }
        byte[][] all = new byte[99][];
        for (int host = 1; host < 100; host++) {
            all[host - 1] = udp(host, 64);
        }
        send(1, all);
        send(1, all);
        long misses = fastPath.misses();
        pipeline.tables.apply(List.of(FlowMod.modify(from(7, 3).build())));
        List<ReferenceOutput> after = send(1, all);
        assertEquals(out(3, udp(7, 64)), after.get(6));
        assertEquals(out(2, udp(8, 64)), after.get(7));
        assertEquals(misses + 1, fastPath.misses());
    }

    @Test
    void aChangeBehindARewriteOfTheAddressIsSeen() {
        pipeline.add(FlowRule.builder().table(0).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x0800).build()).apply(Action.set(Field.IPV4_SRC, 0x0a000009L)).gotoTable(1),
                from(9, 2).table(1));
        byte[] rewritten = send(1, udp(1, 64)).get(0).bytes();
        assertEquals(List.of(out(2, rewritten)), send(1, udp(1, 64)));
        pipeline.tables.apply(List.of(FlowMod.modify(from(9, 3).table(1).build())));
        assertEquals(List.of(out(3, rewritten)), send(1, udp(1, 64)));
    }

    @Test
    void packetsThatAMeterRemarksAreLookedUpByTheirNewCodePoint() {
        pipeline.tables.applyMeters(List.of(MeterMod.add(new Meter(1, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.remark(1, 1, 1))))), new ArrayList<>());
        pipeline.add(FlowRule.builder().table(0).priority(1).meter(1).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_DSCP, 10).build()).apply(Action.output(2)),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_DSCP, 12).build()).apply(Action.output(3)));
        byte[] af11 = udp(1, 64);
        af11[15] = 10 << 2;
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ports.add(send(1, af11).get(0).port());
        }
        assertEquals(List.of(2, 3, 3), ports);
    }

    @Test
    void rulesThatComeAndGoWithAMaskOfTheirOwnForgetNoOtherFlow() {
        pipeline.add(from(1, 2), FlowRule.builder().priority(9).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a0000ffL).build()).apply(Action.output(4)));
        send(1, udp(1, 64), udp(2, 64));
        send(1, udp(1, 64), udp(2, 64));
        long misses = fastPath.misses();
        FlowRule only = FlowRule.builder().priority(9).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a0000ffL).build()).build();
        for (int i = 0; i < 3; i++) {
            pipeline.tables.apply(List.of(FlowMod.delete(only)));
            assertEquals(List.of(out(2, udp(1, 64))), send(1, udp(1, 64), udp(2, 64)));
            pipeline.tables.apply(List.of(FlowMod.add(only)));
            assertEquals(List.of(out(2, udp(1, 64))), send(1, udp(1, 64), udp(2, 64)));
        }
        assertEquals(misses, fastPath.misses());
    }

    @Test
    void inputPortsAreToldApartWhereRulesReadThem() {
        pipeline.add(FlowRule.builder().priority(1).match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.output(2)),
                FlowRule.builder().priority(1).match(Match.builder().set(Field.IN_PORT, 3).build()).apply(Action.output(4)));
        for (int i = 0; i < 3; i++) {
            assertEquals(List.of(out(2, udp(1, 64))), send(1, udp(1, 64)));
            assertEquals(List.of(out(4, udp(1, 64))), send(3, udp(1, 64)));
            assertEquals(List.of(), send(5, udp(1, 64)));
        }
        assertEquals(6, fastPath.hits());
    }

    @Test
    void aFrameDoesNotGoBackOutOfItsPortWhenItIsRememberedEither() {
        pipeline.add(from(1, 2));
        send(1, udp(1, 64));
        assertEquals(List.of(), send(2, udp(1, 64)));
        assertEquals(1, fastPath.hits());
    }

    @Test
    void aRoutedFrameIsEditedAndOneWhoseTtlRunsOutPartsFromTheOthers() {
        pipeline.add(from(1, 2).apply(Action.set(Field.ETH_DST, 0x020000000099L), Action.set(Field.ETH_SRC, 0x020000000077L), Action.decTtl(true), Action.output(2)));
        PipelineFixture plain = new PipelineFixture();
        plain.add(from(1, 2).apply(Action.set(Field.ETH_DST, 0x020000000099L), Action.set(Field.ETH_SRC, 0x020000000077L), Action.decTtl(true), Action.output(2)));
        send(1, udp(1, 64));
        List<ReferenceOutput> expected = new ArrayList<>();
        for (int ttl : new int[] {64, 1, 2, 0, 255}) {
            expected.addAll(plain.send(udp(1, ttl)));
        }
        assertEquals(expected, send(1, udp(1, 64), udp(1, 1), udp(1, 2), udp(1, 0), udp(1, 255)));
        assertEquals(5, fastPath.hits());
        assertEquals(6, pipeline.only().packets());
        assertEquals(2, pipeline.executor.ttlExpired());
    }

    @Test
    void countersOfRulesAndTablesAreExactAfterAFlush() {
        pipeline.add(FlowRule.builder().table(0).priority(1).gotoTable(1), from(1, 2).table(1));
        byte[][] many = new byte[Batch.CAPACITY][];
        for (int i = 0; i < many.length; i++) {
            many[i] = udp(1 + i % 2, 64);
        }
        for (int i = 0; i < 10; i++) {
            send(1, many);
        }
        fastPath.flush();
        int n = 10 * Batch.CAPACITY;
        assertEquals(n, pipeline.tables.flows().get(0).packets());
        assertEquals(n / 2, pipeline.tables.flows().get(1).packets());
        assertEquals(60L * n / 2, pipeline.tables.flows().get(1).bytes());
        TableStats second = pipeline.tables.tables().get(1);
        assertEquals(n, second.lookups());
        assertEquals(n / 2, second.matched());
    }

    @Test
    void groupsAndMetersAreAskedForEachFrame() {
        pipeline.add(FlowRule.builder().priority(1).apply(Action.output(2), Action.pushVlan(0x8100), Action.output(PortNo.IN_PORT)));
        List<ReferenceOutput> first = send(1, udp(1, 64));
        assertEquals(first, send(1, udp(1, 64)));
        assertEquals(2, first.size());
        assertEquals(2, pipeline.only().packets());
    }

    @Test
    void nothingIsAllocatedForWhatIsRemembered() {
        for (int host = 1; host < 100; host++) {
            pipeline.add(from(host, 2 + host % 3));
        }
        Counting sink = new Counting();
        FastPath counted = new FastPath(0, sink, new PipelineExecutor(0, sink));
        for (int i = 0; i < Batch.CAPACITY; i++) {
            memory.duplicate().position(i * SLOT).put(udp(i % 120, 64));
            batch.at[i] = i * SLOT;
            batch.length[i] = 60;
        }
        batch.memory(memory, Libc.address(memory));
        batch.bufSize = SLOT;
        batch.inPort = 1;
        batch.size = Batch.CAPACITY;
        Snapshot s = pipeline.tables.snapshot();
        for (int i = 0; i < 2_000; i++) {
            counted.process(s, batch);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(me);
        for (int i = 0; i < 2_000; i++) {
            counted.process(s, batch);
        }
        long allocated = threads.getThreadAllocatedBytes(me) - before;
        assertTrue(allocated < 1600, allocated + " bytes for half a million frames");
        assertTrue(sink.n > 500_000);
    }

    /** Takes everything. */
    private static final class Counting extends Egress {
        long n;

        @Override
        public boolean isLive(int port) {
            return true;
        }

        @Override
        public void outputAll(Batch b, int[] which, int from, int to, int port, Packet p) {
            n += to - from;
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
}

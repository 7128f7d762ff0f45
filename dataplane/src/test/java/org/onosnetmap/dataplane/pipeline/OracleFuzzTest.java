package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;
import org.onosnetmap.dataplane.sys.Libc;

/**
 * Random rules and packets through the pipeline and through the reference: same packets out, same bytes, same counters.
 *
 * <p>{@code -Dfuzz.cases=N} sets the number of packets, {@code -Dfuzz.seed=S} repeats the run that a failure names.
 */
class OracleFuzzTest {

    private static final int PACKETS_PER_ROUND = 250;
    private static final int WORKERS = 2;
    private static final int SLOT = 1024;
    private static final int BATCH = 4;
    private static final ByteBuffer HEAP = ByteBuffer.allocate(4096).order(ByteOrder.BIG_ENDIAN);
    private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(BATCH * SLOT + 64).order(ByteOrder.nativeOrder());

    private long accepted;
    private long refused;
    private long overlaps;
    private long outputs;
    /** Frames that the fast path had, and those of them whose outcome it remembered. */
    private long asked;
    private long remembered;
    /** Frames that compiled code looked up. */
    private long compiled;
    /** Frames whose way was known though they were not remembered; frames that were not looked up, because few were found before. */
    private long resolved;
    private long leftOut;
    /** Pipelines that became code; of several tables. */
    private long small;
    private long several;
    /** Packets that met a rule on the field. */
    private final Map<Field, Long> hits = new EnumMap<>(Field.class);
    /** Packets handed to groups of the type. */
    private final Map<Group.Type, Long> types = new EnumMap<>(Group.Type.class);
    /** Packets that bands of the type dropped or remarked. */
    private final Map<Meter.BandType, Long> bands = new EnumMap<>(Meter.BandType.class);

    @Test
    void randomRulesAndPacketsDoTheSameAsInTheReference() {
        long cases = Long.getLong("fuzz.cases", 200_000);
        if (Long.getLong("fuzz.seed") != null) {
            round(Long.getLong("fuzz.seed"));
            return;
        }
        Random seeds = new Random(1);
        for (long done = 0; done < cases; done += PACKETS_PER_ROUND) {
            round(seeds.nextLong());
        }
        assertTrue(accepted > refused, "most rules should be accepted, or little is tested: " + accepted + " of " + (accepted + refused));
        assertTrue(overlaps >= cases / 10_000, "some rules should be refused because they overlap, or that is not tested: " + overlaps);
        for (Field f : Field.values()) {
            assertTrue(hits.getOrDefault(f, 0L) >= cases / 20_000, "rules on " + f + " should be met, or it is not tested: " + hits);
        }
        for (Group.Type t : Group.Type.values()) {
            assertTrue(types.getOrDefault(t, 0L) >= cases / 2_000, "groups of type " + t + " should get packets, or they are not tested: " + types);
        }
        for (Meter.BandType t : Meter.BandType.values()) {
            assertTrue(bands.getOrDefault(t, 0L) >= cases / 2_000, "bands of type " + t + " should get packets, or they are not tested: " + bands);
        }
        assertTrue(remembered > cases / 20, "the outcome of many packets should be remembered: " + remembered + " of " + asked);
        assertTrue(small > cases / 1000, "some tables should become code: " + small);
        assertTrue(several > cases / 10_000, "some pipelines of several tables should become code: " + several);
        assertTrue(compiled > cases / 20, "many packets should be looked up by compiled code: " + compiled + " of " + asked);
        assertTrue(resolved > cases / 50, "many ways should be known though their flows are not: " + resolved + " of " + asked);
        assertTrue(leftOut > cases / 200, "some batches should not be looked up: " + leftOut + " of " + asked);
        assertTrue(outputs > cases / 4, "most packets should leave, or little is tested: " + outputs + " of " + cases);
    }

    private void round(long seed) {
        Random r = new Random(seed);
        FlowTables.Miss miss = r.nextInt(4) == 0 ? FlowTables.Miss.NORMAL : FlowTables.Miss.DROP;
        AtomicLong clock = new AtomicLong(r.nextLong() >>> 8);
        FlowTables tables = new FlowTables(WORKERS, miss, clock::get);
        RecordingEgress egress = new RecordingEgress();
        ReferencePipeline reference = new ReferencePipeline(miss, egress::isLive, (group, frame) -> tables.select(group.id(), frame, egress::isLive));
        reference.time(clock.get());
        Focus focus = Focus.values()[Math.max(0, r.nextInt(9) - 3)];
        RandomFrames frames = new RandomFrames(r, focus);
        RandomRules rules = new RandomRules(r, focus, frames);
        RandomGroups groups = new RandomGroups(r, rules.actions());
        PipelineExecutor[] executors = {new PipelineExecutor(0, egress), new PipelineExecutor(1, egress)};
        FastPath[] fastPaths = {new FastPath(0, egress, executors[0]), new FastPath(1, egress, executors[1], new Bypass(1, 1, r.nextBoolean() ? 1 + r.nextInt(10) : Integer.MAX_VALUE, clock::get), new Contest())};
        List<byte[]> sent = new ArrayList<>();
        boolean steady = r.nextBoolean();
        List<FlowRule> known = new ArrayList<>();
        changeGroups(tables, reference, groups, 4 * r.nextInt(6));
        change(tables, reference, rules, known, r, 1 + r.nextInt(r.nextInt(3) == 0 ? 4 : 40));
        for (int i = 0; i < PACKETS_PER_ROUND; i++) {
            clock.addAndGet(r.nextInt(4) == 0 ? r.nextInt(400_000_000) : 0);
            reference.time(clock.get());
            for (PipelineExecutor e : executors) {
                e.time(clock.get());
            }
            if (r.nextInt(20) == 0) {
                int port = 1 + r.nextInt(4);
                if (!egress.down.remove(port)) {
                    egress.down.add(port);
                }
            }
            if (r.nextInt(20) == 0) {
                changeGroups(tables, reference, groups, 1 + r.nextInt(3));
            }
            if (r.nextInt(steady ? 100 : 10) == 0) {
                change(tables, reference, rules, known, r, 1 + r.nextInt(4));
            }
            int worker = r.nextInt(WORKERS);
            if (r.nextInt(2) == 0) {
                byte[] frame = frames.next();
                sent.add(frame);
                onePacket(seed, i, r, tables, reference, rules, frame, executors[worker], egress);
            } else {
                batch(seed, i, r, tables, reference, frames, sent, fastPaths[worker], egress);
            }
        }
        for (FastPath f : fastPaths) {
            remembered += f.hits();
            compiled += f.compiled();
            resolved += f.resolved();
            leftOut += f.leftOut();
            asked += f.misses() + f.hits() + f.unshaped();
        }
        compareCounters(seed, tables, reference);
    }

    private void changeGroups(FlowTables tables, ReferencePipeline reference, RandomGroups random, int n) {
        for (int i = 0; i < n; i++) {
            List<FlowStats> removed = new ArrayList<>();
            if (i % 3 == 0) {
                MeterMod m = random.nextMeter();
                if (tables.applyMeters(List.of(m), removed).get(0) == null) {
                    reference.apply(m);
                }
            } else {
                GroupMod g = random.nextGroup();
                if (tables.applyGroups(List.of(g), removed).get(0) == null) {
                    reference.apply(g);
                }
            }
        }
    }

    private void change(FlowTables tables, ReferencePipeline reference, RandomRules rules, List<FlowRule> known, Random r, int n) {
        List<FlowMod> mods = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            FlowRule fresh = rules.next();
            FlowRule old = known.isEmpty() || r.nextInt(3) > 0 ? fresh : known.get(r.nextInt(known.size()));
            FlowFlag[] flags = r.nextInt(4) == 0 ? new FlowFlag[] {FlowFlag.values()[r.nextInt(FlowFlag.values().length)]} : new FlowFlag[0];
            FlowRule sameKey = FlowRule.builder().table(old.table()).priority(old.priority()).match(old.match())
                    .meter(fresh.meters().stream().mapToInt(m -> m).toArray()).apply(fresh.apply().toArray(new Action[0])).gotoTable(fresh.gotoTable()).cookie(fresh.cookie()).flag(flags).build();
            switch (r.nextInt(5)) {
                case 0:
                    mods.add(FlowMod.delete(old));
                    break;
                case 1:
                    mods.add(FlowMod.modify(sameKey));
                    break;
                case 2:
                    mods.add(FlowMod.add(sameKey));
                    break;
                default:
                    mods.add(FlowMod.add(fresh));
                    break;
            }
            known.add(mods.get(i).rule());
        }
        List<FlowException> result = tables.apply(mods);
        for (int i = 0; i < n; i++) {
            FlowMod m = mods.get(i);
            boolean overlap = m.command() == FlowMod.Command.ADD && reference.mustRefuseOverlap(m.rule());
            if (result.get(i) == null) {
                assertFalse(overlap, "overlaps and was accepted: " + m);
                accepted++;
                reference.apply(m);
            } else {
                overlaps += overlap ? 1 : 0;
                assertTrue(overlap || !result.get(i).error().equals("OFPFMFC_OVERLAP"), "does not overlap: " + m + ": " + result.get(i).getMessage());
                refused++;
            }
        }
    }

    private void onePacket(long seed, int number, Random r, FlowTables tables, ReferencePipeline reference, RandomRules rules, byte[] frame,
            PipelineExecutor executor, RecordingEgress egress) {
        int inPort = 1 + r.nextInt(4);
        int capacity = frame.length + (r.nextInt(4) == 0 ? r.nextInt(9) : 32);
        int offset = r.nextInt(24);
        byte[] memory = new byte[offset + capacity + 16];
        r.nextBytes(memory);
        System.arraycopy(frame, 0, memory, offset, frame.length);
        ByteBuffer buffer = r.nextBoolean() ? HEAP : DIRECT;
        buffer.duplicate().put(memory);
        Packet p = new Packet();
        p.set(buffer, offset, frame.length, capacity, inPort);
        List<Action> packetOut = r.nextInt(rules.packetOutsOneIn()) == 0 ? rules.packetOut() : null;
        CompiledActions compiled = compile(tables, packetOut);
        egress.begin();
        List<ReferenceOutput> expected;
        String what = "seed " + seed + " (repeat with -Dfuzz.seed=" + seed + "), packet " + number + " from port " + inPort + ": " + Frames.hex(frame)
                + (packetOut == null ? "" : ", packet-out " + packetOut);
        try {
            if (compiled != null) {
                executor.execute(tables.snapshot(), compiled, p);
            } else {
                executor.process(tables.snapshot(), p);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(what, e);
        }
        expected = compiled != null ? reference.execute(packetOut, frame, capacity, inPort) : reference.process(frame, capacity, inPort);
        if (!expected.equals(egress.outputs)) {
            assertEquals(lines(expected), lines(egress.outputs), what + "\nrules " + lines(tables.flows()));
        }
        outputs += expected.size();
        byte[] after = new byte[memory.length];
        buffer.duplicate().get(after);
        for (int i = 0; i < memory.length; i++) {
            if (i < offset || i >= offset + capacity) {
                assertEquals(memory[i], after[i], what + ": memory outside of the buffer changed at " + i);
            }
        }
    }

    /** A few frames together, most of them seen before, the way that workers take. */
    private void batch(long seed, int number, Random r, FlowTables tables, ReferencePipeline reference, RandomFrames frames, List<byte[]> sent,
            FastPath fastPath, RecordingEgress egress) {
        Batch b = new Batch();
        b.memory(DIRECT, Libc.address(DIRECT));
        b.bufSize = SLOT;
        b.inPort = 1 + r.nextInt(2);
        b.size = 0;
        byte[] memory = new byte[DIRECT.capacity()];
        r.nextBytes(memory);
        StringBuilder what = new StringBuilder("seed " + seed + " (repeat with -Dfuzz.seed=" + seed + "), batch " + number + " from port " + b.inPort + ":");
        int n = 1 + r.nextInt(BATCH);
        byte[] flow = sent.isEmpty() || r.nextInt(3) > 0 ? null : sent.get(sent.size() - 1 - r.nextInt(Math.min(sent.size(), 10)));
        for (int i = 0; i < n; i++) {
            byte[] frame = flow != null ? similar(flow, r)
                    : sent.isEmpty() || r.nextInt(8) == 0 ? frames.next() : sent.get(sent.size() - 1 - r.nextInt(Math.min(sent.size(), 10)));
            sent.add(frame);
            if (frame.length < 14 || frame.length > SLOT) {
                continue; // the worker drops these
            }
            System.arraycopy(frame, 0, memory, i * SLOT, frame.length);
            b.at[b.size] = i * SLOT;
            b.length[b.size++] = frame.length;
            what.append("\n  ").append(Frames.hex(frame));
        }
        DIRECT.duplicate().put(memory);
        egress.begin();
        if (r.nextInt(2) == 0 && tables.snapshot().plan.isToCompile()) {
            tables.snapshot().plan.compile(false);
        } else if (r.nextInt(2) == 0 && tables.snapshot().small == null) {
            tables.compileSmall(tables.snapshot(), false);
            small += tables.snapshot().small != null ? 1 : 0;
            several += tables.snapshot().small != null && tables.flows().stream().anyMatch(f -> f.rule().table() == 0 && f.rule().gotoTable() >= 0) ? 1 : 0;
        } else if (r.nextInt(2) == 0) {
            tables.snapshot().freeze();
        }
        try {
            fastPath.process(tables.snapshot(), b);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(what.toString(), e);
        }
        List<ReferenceOutput> expected = new ArrayList<>();
        for (int i = 0; i < b.size; i++) {
            expected.addAll(reference.process(Arrays.copyOfRange(memory, b.at[i], b.at[i] + b.length[i]), SLOT, b.inPort));
        }
        if (!expected.equals(egress.outputs)) {
            assertEquals(lines(expected), lines(egress.outputs), what + "\nrules " + lines(tables.flows()));
        }
        outputs += expected.size();
    }

    /** Another frame of the flow, most of the time. */
    private static byte[] similar(byte[] frame, Random r) {
        byte[] copy = frame.clone();
        if (copy.length > 0 && r.nextInt(16) == 0) {
            copy[r.nextInt(Math.min(copy.length, 80))] ^= (byte) (1 << r.nextInt(8));
        }
        return copy;
    }

    private static CompiledActions compile(FlowTables tables, List<Action> actions) {
        try {
            return actions == null ? null : tables.compile(actions);
        } catch (FlowException e) {
            return null;
        }
    }

    private void compareCounters(long seed, FlowTables tables, ReferencePipeline reference) {
        Map<FlowRule, long[]> expected = new HashMap<>(reference.ruleCounters());
        assertEquals(expected.size(), tables.size(), "seed " + seed);
        for (FlowStats s : tables.flows()) {
            long[] e = expected.remove(s.rule());
            assertTrue(e != null, "seed " + seed + ": no such rule in the reference: " + s);
            assertEquals(Arrays.toString(e), Arrays.toString(new long[] {s.packets(), s.bytes()}), "seed " + seed + ": counters of " + s);
            s.rule().match().fields().forEach(f -> hits.merge(f, s.packets(), Long::sum));
        }
        Map<Integer, TableStats> actual = new HashMap<>();
        tables.tables().forEach(t -> actual.put(t.table(), t));
        for (int i = 0; i <= FlowRule.MAX_TABLE; i++) {
            long[] e = reference.tableCounters(i);
            TableStats t = actual.get(i);
            if (t == null) {
                assertEquals(0, e[0], "seed " + seed + ": lookups of table " + i);
            } else {
                assertEquals(Arrays.toString(e), Arrays.toString(new long[] {t.lookups(), t.matched()}), "seed " + seed + ": counters of table " + i);
            }
        }
        compareGroups(seed, tables, reference);
        assertNull(expected.keySet().stream().findAny().orElse(null), "seed " + seed + ": rule only in the reference");
    }

    private void compareGroups(long seed, FlowTables tables, ReferencePipeline reference) {
        Map<Integer, List<long[]>> groups = new TreeMap<>();
        for (GroupStats s : tables.groups(port -> true)) {
            List<long[]> counters = new ArrayList<>(List.of(new long[] {s.packets(), s.bytes()}));
            for (int i = 0; i < s.group().buckets().size(); i++) {
                counters.add(new long[] {s.bucketPackets(i), s.bucketBytes(i)});
            }
            groups.put(s.group().id(), counters);
            types.merge(s.group().type(), s.packets(), Long::sum);
        }
        assertEquals(text(reference.groupCounters()), text(groups), "seed " + seed + ": counters of groups");
        Map<Integer, List<long[]>> meters = new TreeMap<>();
        for (MeterStats s : tables.meters()) {
            List<long[]> counters = new ArrayList<>(List.of(new long[] {s.packets(), s.bytes()}));
            for (int i = 0; i < s.meter().bands().size(); i++) {
                counters.add(new long[] {s.bandPackets(i), s.bandBytes(i)});
                bands.merge(s.meter().bands().get(i).type(), s.bandPackets(i), Long::sum);
            }
            meters.put(s.meter().id(), counters);
        }
        assertEquals(text(reference.meterCounters()), text(meters), "seed " + seed + ": counters of meters");
    }

    private static String text(Map<Integer, List<long[]>> counters) {
        StringBuilder s = new StringBuilder();
        new TreeMap<>(counters).forEach((id, all) -> {
            s.append('\n').append(id).append(':');
            all.forEach(c -> s.append(' ').append(Arrays.toString(c)));
        });
        return s.toString();
    }

    private static String lines(List<?> all) {
        StringBuilder s = new StringBuilder();
        for (Object o : all) {
            s.append("\n  ").append(o);
        }
        return s.toString();
    }
}

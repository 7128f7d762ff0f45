package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.sys.Libc;

/** Batches of unknown flows through several tables, against the same frames one by one through a pipeline that remembers nothing. */
class ResolverTest {

    private static final int SLOT = 128;
    private static final int NETS = 64;
    private static final int[] TABLES = {0, 3, 4, 9};

    private enum Tags { NONE, SOME, ALL }

    private final Random random = new Random(5);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(Batch.CAPACITY * SLOT).order(ByteOrder.nativeOrder());
    private final Batch batch = new Batch();
    private long asked;
    private long resolved;
    /** Frames of the last batch that an executor took through the tables. */
    private long followed;
    private long leftOut;

    private static Match.Builder from(int net) {
        return Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_SRC, 0x0a000000L | net << 8, 0xffffff00L);
    }

    /** For most nets a rule in each table: it ends the way with a given chance, or leads to a later table, with or without metadata; some metadata have rules of their own. */
    private List<FlowRule> rules(double ends, boolean oneWay) {
        List<FlowRule> all = new ArrayList<>();
        for (int i = 0; i < TABLES.length; i++) {
            for (int net = 0; net < NETS; net++) {
                if (random.nextInt(20) == 0) {
                    continue; // a miss
                }
                FlowRule.Builder r = FlowRule.builder().table(TABLES[i]).priority(5).match(from(net).build());
                if (i == TABLES.length - 1 || random.nextDouble() < ends) {
                    r.apply(Action.output(2 + random.nextInt(6)));
                } else {
                    r.gotoTable(TABLES[oneWay ? i + 1 : i + 1 + random.nextInt(TABLES.length - 1 - i)]);
                    if (random.nextInt(3) == 0) {
                        r.metadata(random.nextInt(4), random.nextBoolean() ? 0x3 : 0x1);
                    }
                }
                all.add(r.build());
            }
            for (int value = 1; i > 0 && value < 3; value++) {
                Match m = random.nextBoolean() ? from(random.nextInt(NETS)).set(Field.METADATA, value, 0x3).build() : Match.builder().set(Field.METADATA, value, 0x3).build();
                all.add(FlowRule.builder().table(TABLES[i]).priority(random.nextBoolean() ? 9 : 1).match(m).apply(Action.output(9 + value)).build());
            }
        }
        all.add(FlowRule.builder().priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_SRC, 0x0b000001L).build()).build()); // tells all hosts apart
        return all;
    }

    private static PipelineFixture pipeline(List<FlowRule> rules) {
        PipelineFixture p = new PipelineFixture();
        for (FlowRule r : rules) {
            p.tables.apply(List.of(FlowMod.add(r)));
        }
        return p;
    }

    private static Map<Integer, List<ReferenceOutput>> byPort(List<ReferenceOutput> all) {
        Map<Integer, List<ReferenceOutput>> ports = new TreeMap<>();
        all.forEach(o -> ports.computeIfAbsent(o.port(), k -> new ArrayList<>()).add(o));
        return ports;
    }

    private static List<String> counters(PipelineFixture p) {
        List<String> all = new ArrayList<>();
        for (FlowStats s : p.tables.flows()) {
            all.add(s.rule() + " " + s.packets() + " " + s.bytes());
        }
        p.tables.tables().forEach(t -> all.add(t.table() + " " + t.lookups() + " " + t.matched()));
        return all;
    }

    /** @param most share of frames that are of one net */
    private byte[] frame(double most, Tags tags) {
        int net = random.nextDouble() < most ? NETS / 2 : random.nextInt(NETS);
        byte[] frame = Frames.udp(net << 8 | random.nextInt(256), 64);
        return tags == Tags.ALL || tags == Tags.SOME && random.nextInt(3) == 0 ? Frames.tagged(0x8100, 5, frame) : frame;
    }

    private void compare(List<FlowRule> rules, boolean frozen, double most, Tags tags, Bypass bypass) {
        PipelineFixture fast = pipeline(rules);
        PipelineFixture plain = pipeline(rules);
        FastPath fastPath = new FastPath(0, fast.egress, fast.executor, bypass, new Contest(4_096, Long.MAX_VALUE, () -> 0));
        if (frozen) {
            fast.tables.snapshot().freeze();
        }
        batch.memory(memory, Libc.address(memory));
        batch.bufSize = SLOT;
        batch.inPort = 1;
        for (int n : new int[] {3, Batch.CAPACITY, 7, 20, 40, Batch.CAPACITY, 1, 100, Batch.CAPACITY}) {
            batch.size = n;
            List<ReferenceOutput> wanted = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                byte[] frame = frame(most, tags);
                memory.duplicate().position(i * SLOT).put(frame);
                batch.at[i] = i * SLOT;
                batch.length[i] = frame.length;
                wanted.addAll(plain.send(frame));
            }
            fast.egress.begin();
            long hits = fastPath.hits();
            long before = fastPath.misses() - fastPath.resolved();
            fastPath.process(fast.tables.snapshot(), batch);
            assertTrue(fastPath.hits() >= hits, "more were resolved than there are frames");
            assertEquals(byPort(wanted), byPort(fast.egress.outputs));
            asked += n;
            followed = fastPath.misses() - fastPath.resolved() - before;
        }
        fastPath.flush();
        assertEquals(counters(plain), counters(fast));
        resolved += fastPath.resolved();
        leftOut += fastPath.leftOut();
    }

    @Test
    void framesThatEndEarlyGoOnTogetherOrPartGoWhereEachWouldGoAlone() {
        for (int round = 0; round < 60; round++) {
            // Few end early and go along with the others; many, and gaps are closed; all go to the same table next, or to several.
            compare(rules(new double[] {0.05, 0.2, 0.6}[round % 3], round % 2 == 0), round % 4 < 2, 0, Tags.NONE, new Bypass());
        }
        assertTrue(resolved > asked / 2, "most frames should have been resolved together, not " + resolved + " of " + asked);
    }

    @Test
    void framesThatDoNotGoTheWayOfMostGoWhereEachWouldGoAlone() {
        for (int round = 0; round < 240; round++) {
            double most = new double[] {0.85, 1, 0.95, 1}[round % 4];
            Bypass bypass = random.nextBoolean() ? new Bypass() : new Bypass(1, 1, 1 + random.nextInt(10), () -> 0); // the second leaves the cache alone from the second batch on
            compare(rules(random.nextBoolean() ? 0.1 : 0.5, random.nextBoolean()), random.nextBoolean(), most, Tags.values()[round % 3], bypass);
            assertTrue(most < 1 || followed == 0, "all ways are known, so no frame of the last batch should need an executor, but " + followed + " did");
        }
        assertTrue(resolved > asked / 2, "most frames should have been resolved together, not " + resolved + " of " + asked);
        assertTrue(leftOut > asked / 5, "shapes and keys of whole batches should be found at once, not of " + leftOut + " of " + asked);
    }
}

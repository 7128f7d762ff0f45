package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.packet.HeaderEditor;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/**
 * The kept frames, whole and spoilt in every place: the pipeline sees the fields that the reference sees, counts as malformed what the
 * reference calls so, and nothing throws.
 */
class CorpusTest {

    private static final int FIRST_PORT = 1000;

    /** A table for each match: an output that tells its number, and on to the next table. */
    private static final class Probe {
        final List<Match> matches = new ArrayList<>();
        final PipelineFixture pipeline = new PipelineFixture();

        void add(Match m) {
            if (m == null || !isValid(m)) {
                return;
            }
            int table = matches.size();
            matches.add(m);
            pipeline.add(FlowRule.builder().table(table).priority(1).match(m).apply(Action.output(FIRST_PORT + table)).gotoTable(table + 1),
                    FlowRule.builder().table(table).priority(0).gotoTable(table + 1));
        }

        private static boolean isValid(Match m) {
            try {
                MatchChecks.check(m);
                return true;
            } catch (FlowException e) {
                return false;
            }
        }

        List<Match> hits(byte[] frame) {
            List<Match> hits = new ArrayList<>();
            List<ReferenceOutput> out = pipeline.send(frame);
            int next = 0;
            for (int i = 0; i < matches.size() && next < out.size(); i++) {
                if (out.get(next).equals(ReferenceOutput.port(FIRST_PORT + i, frame))) {
                    hits.add(matches.get(i));
                    next++;
                }
            }
            assertEquals(out.size(), next, "outputs that no probe made");
            return hits;
        }

        List<Match> expected(byte[] frame) {
            Map<Field, BigInteger> packet = ReferencePipeline.fields(frame);
            packet.put(Field.IN_PORT, BigInteger.ONE);
            packet.put(Field.IN_PHY_PORT, BigInteger.ONE);
            packet.put(Field.METADATA, BigInteger.ZERO);
            packet.put(Field.TUNNEL_ID, BigInteger.ZERO);
            packet.put(Field.PACKET_TYPE, BigInteger.ZERO);
            packet.put(Field.ACTSET_OUTPUT, BigInteger.valueOf(PortNo.UNSET & 0xffffffffL));
            List<Match> hits = new ArrayList<>();
            for (Match m : matches) {
                if (m.fields().stream().allMatch(f -> packet.containsKey(f)
                        && number(m.valueHi(f), m.value(f)).equals(packet.get(f).and(number(m.maskHi(f), m.mask(f)))))) {
                    hits.add(m);
                }
            }
            return hits;
        }
    }

    private static BigInteger number(long hi, long lo) {
        return new BigInteger(1, ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    }

    /** Wants each field as the whole frame has it, and each field that it could have as 0 and as 1. */
    private static Probe probe(byte[] frame) {
        Map<Field, BigInteger> whole = ReferencePipeline.fields(frame);
        whole.put(Field.IN_PORT, BigInteger.ONE);
        Probe p = new Probe();
        // Reads each frame to its end.
        p.add(Match.builder().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 135).set(Field.IPV6_ND_SLL, 1).build());
        for (Field f : Field.values()) {
            BigInteger value = whole.get(f);
            if (value != null) {
                p.add(Prerequisites.match(f, value, whole));
            }
            if (f == Field.VLAN_VID || f == Field.INNER_VLAN_VID) {
                p.add(Match.builder().set(f, 0, 0x1000).build());
                p.add(Match.builder().set(f, 0, 0x00f).build());
                p.add(Match.builder().set(f, 0xfff, 0xfff).build());
            }
            for (BigInteger other : List.of(BigInteger.ZERO, BigInteger.ONE)) {
                if (!other.equals(value)) {
                    p.add(Prerequisites.match(f, other, whole));
                }
            }
        }
        return p;
    }

    private static void compare(String what, Probe p, byte[] frame) {
        List<Match> expected = p.expected(frame);
        List<Match> hits;
        long malformed = p.pipeline.executor.malformed();
        try {
            hits = p.hits(frame);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(what + ": " + Frames.hex(frame), e);
        }
        assertEquals(ReferencePipeline.isMalformed(frame) ? 1 : 0, p.pipeline.executor.malformed() - malformed,
                () -> what + ", counted as malformed: " + Frames.hex(frame));
        if (!expected.equals(hits)) {
            assertEquals(lines(expected), lines(hits), what + ": " + Frames.hex(frame));
        }
    }

    private static String lines(List<Match> all) {
        StringBuilder s = new StringBuilder();
        all.forEach(m -> s.append("\n  ").append(m));
        return s.toString();
    }

    @Test
    void wholeFramesHaveTheFieldsOfTheReference() {
        long fields = 0;
        for (Map.Entry<String, byte[]> e : Corpus.FRAMES.entrySet()) {
            Probe p = probe(e.getValue());
            compare(e.getKey(), p, e.getValue());
            fields += p.hits(e.getValue()).size();
        }
        assertTrue(fields > 10L * Corpus.FRAMES.size(), "frames should have fields, or nothing is compared: " + fields);
    }

    @Test
    void framesCutAtEveryByteHaveTheFieldsOfTheReference() {
        for (Map.Entry<String, byte[]> e : Corpus.FRAMES.entrySet()) {
            Probe p = probe(e.getValue());
            for (int length = 0; length < e.getValue().length; length++) {
                byte[] cut = Arrays.copyOf(e.getValue(), length);
                if (length < 14) {
                    p.pipeline.drops(cut);
                } else {
                    compare(e.getKey() + " cut to " + length + " bytes", p, cut);
                }
            }
        }
    }

    @Test
    void framesWithAnyByteChangedHaveTheFieldsOfTheReference() {
        for (Map.Entry<String, byte[]> e : Corpus.FRAMES.entrySet()) {
            if (e.getKey().startsWith("outcome")) {
                continue; // chance has changed these enough
            }
            Probe p = probe(e.getValue());
            for (int at = 12; at < e.getValue().length; at++) {
                byte was = e.getValue()[at];
                for (int now : new int[] {was + 1, was - 1, was ^ 1 << at % 8, was ^ 0x80, 0, 0xff}) {
                    byte[] changed = e.getValue().clone();
                    changed[at] = (byte) now;
                    compare(e.getKey() + " with byte " + at + " changed", p, changed);
                }
            }
        }
    }

    private static void add(List<Action> all, Action... actions) {
        for (Action a : actions) {
            all.add(a);
            all.add(Action.output(2));
        }
    }

    @Test
    void everyActionOnEveryCutFrameDoesWhatItDoesInTheReference() throws FlowException {
        List<Action> actions = new ArrayList<>(List.of(Action.output(2)));
        // Last what says how the bytes are to be read.
        List<Field> meanings = List.of(Field.MPLS_BOS, Field.ICMPV6_TYPE, Field.IP_PROTO, Field.ETH_TYPE);
        for (Field f : Field.values()) {
            if (HeaderEditor.canSet(f) && !meanings.contains(f)) {
                add(actions, Action.set(f, f.fullMaskHi(), f.fullMaskLo()));
            }
        }
        add(actions, Action.setTtl(9), Action.setMplsTtl(8), Action.copyTtlIn(), Action.decTtl(), Action.decMplsTtl(true), Action.copyTtlOut(),
                Action.popVlan(), Action.pushVlan(0x88a8), Action.popVlan(), Action.popVlan(), Action.pushPbb(0x88e7), Action.popPbb(), Action.popPbb(),
                Action.pushMpls(0x8848), Action.popMpls(0x800), Action.popMpls(0x86dd));
        for (Field f : meanings) {
            add(actions, Action.set(f, f.fullMaskLo()));
        }
        Action[] all = actions.toArray(new Action[0]);
        PipelineFixture pipeline = new PipelineFixture();
        ReferencePipeline reference = new ReferencePipeline(FlowTables.Miss.DROP);
        for (Map.Entry<String, byte[]> e : Corpus.FRAMES.entrySet()) {
            for (int length = 14; length <= e.getValue().length; length++) {
                byte[] cut = Arrays.copyOf(e.getValue(), length);
                assertEquals(reference.execute(actions, cut, PipelineFixture.CAPACITY, 1), pipeline.packetOut(cut, 1, all),
                        () -> e.getKey() + " cut to " + cut.length + " bytes: " + Frames.hex(cut));
            }
        }
    }
}

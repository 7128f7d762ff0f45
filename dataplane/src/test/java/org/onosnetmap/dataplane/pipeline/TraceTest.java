package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.*;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.trace.Trace;
import org.onosnetmap.dataplane.trace.Tracer;

/** A trace tells what the pipeline would do, and does nothing. */
class TraceTest {

    private static final byte[] FRAME = ethernet(2, 1, 0x800,
            ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0, 64, 6, 0, tcp(ip("10.0.0.1"), ip("10.0.0.2"), 1000, 80, new byte[10])));

    private final PipelineFixture f = new PipelineFixture();

    private Trace trace(byte[] frame) {
        return new Tracer(f.tables, FlowTables.Miss.DROP, f.egress::isLive, p -> f.egress.isLive(p) ? null : "has no link").trace(1, frame, PipelineFixture.CAPACITY);
    }

    private static List<String> texts(Trace t, Trace.Kind kind) {
        return t.steps().stream().filter(s -> s.kind() == kind).map(Trace.Step::text).collect(Collectors.toList());
    }

    private static Match.Builder matchIpv4() {
        return Match.builder().set(Field.ETH_TYPE, 0x800);
    }

    @Test
    void saysWhichRuleMatchesInEachTableAndWhyBetterOnesDoNot() {
        f.add(FlowRule.builder().priority(500).match(matchIpv4().set(Field.IPV4_SRC, 0x0a000009, 0xffffffffL).build()).apply(Action.output(7)),
                FlowRule.builder().priority(400).match(Match.builder().set(Field.ETH_TYPE, 0x806).set(Field.ARP_OP, 1).build()),
                FlowRule.builder().priority(100).match(matchIpv4().build()).apply(Action.set(Field.ETH_DST, 9)).gotoTable(3),
                FlowRule.builder().priority(50).apply(Action.output(8)),
                FlowRule.builder().table(3).priority(7).apply(Action.output(2)));
        Trace t = trace(FRAME);
        assertEquals(List.of("table 0", "table 3"), texts(t, Trace.Kind.TABLE));
        assertEquals(List.of("not priority 500 eth_type=0x800,ipv4_src=10.0.0.9: ipv4_src is 10.0.0.1", "not priority 400 eth_type=0x806,arp_op=1: eth_type is 0x800"),
                texts(t, Trace.Kind.NO_MATCH));
        assertEquals(List.of(100, 7), t.steps().stream().filter(s -> s.kind() == Trace.Kind.MATCH).map(s -> s.rule().priority()).collect(Collectors.toList()));
        byte[] out = FRAME.clone();
        out[5] = 9;
        Trace.Step last = t.steps().get(t.steps().size() - 1);
        assertEquals(Trace.Kind.OUTPUT, last.kind());
        assertEquals(2, last.number());
        assertArrayEquals(out, last.frame());
    }

    @Test
    void saysWhereThePacketEnds() {
        f.add(FlowRule.builder().match(matchIpv4().build()).gotoTable(1));
        assertEquals(List.of("no rule matches: the packet is dropped", "nothing leaves: the packet is dropped"), texts(trace(FRAME), Trace.Kind.DROP));
    }

    @Test
    void showsGroupsBucketsAndMeters() {
        f.tables.applyMeters(List.of(MeterMod.add(new Meter(4, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1, 1))))), new ArrayList<>());
        f.tables.applyGroups(List.of(GroupMod.add(new Group(9, Group.Type.FAILOVER, List.of(
                Bucket.of(1, 2, Group.ANY, List.of(Action.output(2))), Bucket.of(1, 3, Group.ANY, List.of(Action.pushVlan(0x8100), Action.output(3))))))), new ArrayList<>());
        f.add(FlowRule.builder().meter(4).apply(Action.group(9), Action.output(4)));
        f.egress.down.add(2);
        f.egress.down.add(4);
        Trace t = trace(FRAME);
        assertEquals(List.of("meter 4: passes while the rate is not exceeded"), texts(t, Trace.Kind.METER));
        assertEquals(List.of("group 9 (FAILOVER): bucket 1 of 2"), texts(t, Trace.Kind.GROUP));
        assertEquals(1, texts(t, Trace.Kind.BUCKET).size());
        List<String> out = texts(t, Trace.Kind.OUTPUT);
        assertTrue(out.get(0).startsWith("out by port 3:") && out.get(0).contains("vlan_vid=0x1000"), out.get(0));
        assertTrue(out.get(1).endsWith("(dropped there: the port has no link)") && !out.get(1).contains("vlan_vid"), out.get(1));
    }

    @Test
    void noCounterMovesAndNoMeterIsAsked() {
        f.tables.applyMeters(List.of(MeterMod.add(new Meter(4, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1, 1))))), new ArrayList<>());
        f.add(FlowRule.builder().meter(4).apply(Action.output(2)));
        for (int i = 0; i < 5; i++) {
            assertEquals(1, texts(trace(FRAME), Trace.Kind.OUTPUT).size());
        }
        assertEquals(0, f.only().packets());
        assertEquals(0, f.tables.meters().get(0).packets());
        f.forwards(FRAME, FRAME);
    }

    @Test
    void whatATraceSaysLeavesIsWhatThePipelineSends() {
        for (long seed = 1; seed <= 200; seed++) {
            compare(seed);
        }
    }

    private static void compare(long seed) {
        Random r = new Random(seed);
        PipelineFixture x = new PipelineFixture();
        RandomFrames frames = new RandomFrames(r, Focus.ANYTHING);
        RandomRules rules = new RandomRules(r, Focus.ANYTHING, frames);
        RandomGroups groups = new RandomGroups(r, rules.actions());
        for (int i = 0; i < 20; i++) {
            x.tables.applyGroups(List.of(groups.nextGroup()), new ArrayList<>());
        }
        for (int i = 0; i < 40; i++) { // some twice, which replaces a rule
            x.tables.apply(List.of(FlowMod.add(rules.next())));
        }
        for (int i = 0; i < 10; i++) {
            byte[] frame = frames.next();
            Trace t = new Tracer(x.tables, FlowTables.Miss.DROP, x.egress::isLive, p -> null).trace(1, frame, PipelineFixture.CAPACITY);
            List<String> said = t.steps().stream().filter(s -> s.kind() == Trace.Kind.OUTPUT).map(s -> PortNo.toString(s.number()) + " " + hex(s.frame()))
                    .collect(Collectors.toList());
            List<String> sent = x.send(frame).stream().map(TraceTest::text).collect(Collectors.toList());
            assertEquals(sent, said, "seed " + seed + ", " + hex(frame) + "\n" + t + x.tables.flows().stream().map(FlowStats::toString).collect(Collectors.joining("\n")));
        }
    }

    private static String text(ReferenceOutput o) {
        byte[] b = o.bytes();
        switch (o.kind()) {
            case PORT:
                return PortNo.toString(o.port()) + " " + hex(b);
            case CONTROLLER:
                return "CONTROLLER " + hex(java.util.Arrays.copyOf(b, Math.min(b.length, o.maxLen())));
            default:
                return o.kind() + " " + hex(b);
        }
    }
}

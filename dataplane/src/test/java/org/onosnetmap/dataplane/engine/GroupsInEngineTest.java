package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.StatTrigger;
import org.onosnetmap.dataplane.port.PortSpec;

/** Groups, meters and statistics triggers in a running engine: what listeners hear, what workers do. */
class GroupsInEngineTest {

    private static final byte[] FRAME = Client.frame(0x020000000002L, 0x020000000001L, 60);

    private Engine engine;
    private Datapath d;
    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        engine = Engine.start(new EngineConfig());
        d = engine.addDatapath(DatapathSpec.openFlow("br0"));
        for (int i = 1; i <= 3; i++) {
            d.addPort(PortSpec.of("netmap:p" + i + "{1", i, Map.of()));
        }
        d.addListener(new DatapathListener() {
            @Override
            public void rulesRemoved(Datapath from, List<FlowStats> rules, RemovalCause cause) {
                rules.forEach(r -> events.add(cause + " " + r.rule().priority()));
            }

            @Override
            public void statTriggered(Datapath from, List<FlowStats> rules) {
                rules.forEach(r -> events.add("triggered " + r.packets()));
            }

            @Override
            public void groupsChanged(Datapath from, List<GroupStats> groups) {
                groups.forEach(g -> events.add("group " + g.group().id() + " live " + g.bucketLive(0) + " " + g.bucketLive(1)));
            }
        });
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void rules(FlowRule... rules) {
        List<FlowMod> mods = new ArrayList<>();
        for (FlowRule r : rules) {
            mods.add(FlowMod.add(r));
        }
        assertEquals(Collections.nCopies(mods.size(), null), d.apply(mods));
    }

    private static FlowRule.Builder from1() {
        return FlowRule.builder().match(Match.builder().set(Field.IN_PORT, 1).build());
    }

    private static Bucket watching(int port) {
        return Bucket.of(1, port, Group.ANY, List.of(Action.output(port)));
    }

    @Test
    void aPortThatGoesDownSwitchesOverWithTheNextBatchAndIsReported() throws Exception {
        assertNull(d.applyGroups(List.of(GroupMod.add(new Group(1, Group.Type.FAILOVER, List.of(watching(2), watching(3)))))).get(0));
        rules(from1().apply(Action.group(1)).build());
        try (Client a = new Client(engine, "netmap:p1}1"); Client b = new Client(engine, "netmap:p2}1"); Client c = new Client(engine, "netmap:p3}1")) {
            a.send(FRAME);
            assertEquals(1, b.receive(1).size());
            d.enablePort(2, false);
            a.send(FRAME);
            assertEquals(1, c.receive(1).size(), "the very first packet after the event takes the other bucket");
            d.enablePort(2, true);
            a.send(FRAME);
            assertEquals(1, b.receive(1).size());
        }
        Await.until(() -> events.size() >= 2, "both changes to be reported; so far " + events);
        assertEquals(List.of("group 1 live false true", "group 1 live true true"), events);
        GroupStats s = d.groups().get(0);
        assertEquals(List.of(3L, 2L, 1L), List.of(s.packets(), s.bucketPackets(0), s.bucketPackets(1)));
    }

    @Test
    void rulesThatGoWithTheirGroupOrMeterAreReported() {
        d.applyGroups(List.of(GroupMod.add(new Group(1, Group.Type.ALL, List.of(Bucket.of(Action.output(2)))))));
        d.applyMeters(List.of(MeterMod.add(new Meter(1, Meter.Unit.PACKETS_PER_SECOND, List.of()))));
        rules(FlowRule.builder().priority(5).apply(Action.group(1)).build(), FlowRule.builder().priority(6).meter(1).build(),
                FlowRule.builder().priority(7).build());
        d.applyGroups(List.of(GroupMod.delete(1)));
        d.applyMeters(List.of(MeterMod.delete(1)));
        Await.until(() -> events.size() >= 2, "both rules to be reported; so far " + events);
        assertEquals(List.of("GROUP_DELETED 5", "METER_DELETED 6"), events);
        assertEquals(1, d.flowCount());
    }

    @Test
    void aStatisticsTriggerIsReported() throws Exception {
        rules(from1().statTrigger(new StatTrigger(3, 0, 0, false, false)).build());
        try (Client a = new Client(engine, "netmap:p1}1")) {
            for (int i = 0; i < 3; i++) {
                a.send(FRAME);
            }
            Await.until(() -> !events.isEmpty(), "the report");
        }
        assertEquals(List.of("triggered 3"), events);
    }

    @Test
    void aMeterHoldsBackAFloodInTheRunningEngine() throws Exception {
        d.applyMeters(List.of(MeterMod.add(new Meter(1, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1, 20))))));
        rules(FlowRule.builder().priority(9).meter(1).apply(Action.output(2)).build());
        try (Client a = new Client(engine, "netmap:p1}1")) {
            for (int i = 0; i < 500; i++) {
                a.send(FRAME);
            }
            Await.until(() -> {
                MeterStats m = d.meters().get(0);
                PortInfo two = d.port(2).get();
                return m.packets() == 500 && m.bandPackets(0) + two.txPackets() + two.txDropped() >= 500;
            }, "the flood to be measured, and each frame to be dropped or sent");
        }
        long dropped = d.meters().get(0).bandPackets(0);
        assertTrue(dropped > 400 && dropped <= 480, "480 less one for each second that it took: " + dropped);
        assertEquals(500 - dropped, d.port(2).get().txPackets() + d.port(2).get().txDropped());
    }
}

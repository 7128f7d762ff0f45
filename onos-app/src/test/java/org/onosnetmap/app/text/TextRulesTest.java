package org.onosnetmap.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.api.NetmapException;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreServiceAdapter;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleServiceAdapter;
import org.onosproject.net.flow.criteria.Criteria;

class TextRulesTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:t");

    private final List<FlowEntry> store = new ArrayList<>();
    private final TextRules rules = new TextRules(new FlowRuleServiceAdapter() {
        @Override
        public void applyFlowRules(FlowRule... all) {
            for (FlowRule r : all) {
                store.add(new DefaultFlowEntry(r, FlowEntry.FlowEntryState.ADDED, 12, 3, 180));
            }
        }

        @Override
        public Iterable<FlowEntry> getFlowEntries(DeviceId device) {
            return store;
        }
    }, new CoreServiceAdapter() {
        @Override
        public ApplicationId registerApplication(String name) {
            return new DefaultApplicationId(5, name);
        }
    });

    @Test
    void whatIsAddedIsListedAndTheListCanBeAddedAgain() throws NetmapException {
        List<FlowRule> added = rules.add(DEVICE, "# mine\n\ntable=3,priority=5,tcp,tcp_flags=+syn-ack actions=mod_nw_ttl:9,output:2\npriority=9 actions=goto_table:3\n");
        assertEquals(2, added.size());
        assertEquals(5, added.get(0).appId());
        List<String> lines = rules.list(DEVICE).stream().map(TextRules.Line::toString).collect(Collectors.toList());
        assertEquals(List.of("duration=12s,n_packets=3,n_bytes=180,table=0,priority=9 actions=goto_table:3",
                "duration=12s,n_packets=3,n_bytes=180,table=3,priority=5,tcp,tcp_flags=+syn-ack actions=mod_nw_ttl:9,output:2"), lines);
        store.clear();
        assertEquals(2, rules.add(DEVICE, String.join("\n", lines)).size());
        assertEquals(lines, rules.list(DEVICE).stream().map(TextRules.Line::toString).collect(Collectors.toList()));
    }

    @Test
    void tablesAreInTheOrderOfTheirNumbersAndRulesFromTheHighestPriorityDown() throws NetmapException {
        rules.add(DEVICE, "table=10,actions=drop\ntable=9,priority=1 actions=drop\ntable=9,priority=10 actions=drop\ntable=100 actions=drop");
        assertEquals(List.of("table=9,priority=10 actions=drop", "table=9,priority=1 actions=drop", "table=10,priority=32768 actions=drop", "table=100,priority=32768 actions=drop"),
                rules.list(DEVICE).stream().map(TextRules.Line::rule).collect(Collectors.toList()));
    }

    @Test
    void aLineThatCannotBeReadIsNamedAndNothingIsAdded() {
        bad("actions=output:2\ntcp,nosuch=1 actions=drop", "line 2, column 5, 'nosuch'");
        bad("actions=output:2\ncookie=5 actions=drop", "ONOS gives rules their cookies");
        bad("table=254 actions=drop", "table 254: out of range; take 0 to 253");
        bad("actions=local", "no network stack");
        bad("# nothing\n", "the text has no rule");
        assertEquals(List.of(), store);
    }

    @Test
    void aRuleThatIsNotInForceOrHasNoTextIsAComment() {
        FlowRule optical = DefaultFlowRule.builder().forDevice(DEVICE).fromApp(new DefaultApplicationId(9, "x")).withPriority(7).makePermanent()
                .withSelector(DefaultTrafficSelector.builder().add(Criteria.dummy()).build()).withTreatment(DefaultTrafficTreatment.emptyTreatment()).build();
        store.add(new DefaultFlowEntry(optical, FlowEntry.FlowEntryState.FAILED));
        TextRules.Line line = rules.list(DEVICE).get(0);
        assertTrue(line.toString().startsWith("# FAILED: "), line.toString());
        assertTrue(line.reason().contains("placeholder"), line.reason());
        assertEquals("", line.rule());
    }

    private void bad(String text, String why) {
        NetmapException e = assertThrows(NetmapException.class, () -> rules.add(DEVICE, text), text);
        assertEquals(NetmapException.Kind.BAD_INPUT, e.kind());
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }
}

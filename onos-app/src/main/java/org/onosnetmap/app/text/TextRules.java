package org.onosnetmap.app.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.RuleWriter;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;

/** Adds rules that are lines of text, and lists rules as such lines. */
public final class TextRules {

    /** The application that rules from text belong to. */
    public static final String APP_NAME = "org.onosnetmap.text";

    private final FlowRuleService flows;
    private final ApplicationId app;

    public TextRules(FlowRuleService flows, CoreService core) {
        this.flows = flows;
        this.app = core.registerApplication(APP_NAME);
    }

    /**
     * Adds the rules of a text, one a line; all of them or, if a line cannot be read, none.
     *
     * @return the rules that ONOS was given, in the order of the lines
     * @throws NetmapException BAD_INPUT, which names the line, the word and the remedy
     */
    public List<FlowRule> add(DeviceId device, String text) throws NetmapException {
        List<FlowRule> rules = new ArrayList<>();
        try {
            for (org.onosnetmap.dataplane.flow.FlowRule r : FlowText.parseAll(text)) {
                rules.add(rule(r, device));
            }
        } catch (FlowTextException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
        if (rules.isEmpty()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the text has no rule; write one a line, as tcp,tp_dst=80 actions=output:2");
        }
        flows.applyFlowRules(rules.toArray(new FlowRule[0]));
        return rules;
    }

    private FlowRule rule(org.onosnetmap.dataplane.flow.FlowRule r, DeviceId device) throws NetmapException {
        try {
            FlowRule rule = RuleWriter.rule(r, device, app);
            // the same look that the provider takes, where somebody hears of it
            RuleTranslator.bare(rule);
            return rule;
        } catch (UntranslatableException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "rule " + FlowText.format(r) + ": " + e.getMessage(), e);
        }
    }

    /** The rules that ONOS has for a device, by table and from the highest priority down. */
    public List<Line> list(DeviceId device) {
        List<FlowEntry> entries = new ArrayList<>();
        flows.getFlowEntries(device).forEach(entries::add);
        entries.sort(Comparator.comparing(FlowEntry::table, Comparator.comparing(Object::toString, Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())))
                .thenComparing(Comparator.comparingInt(FlowEntry::priority).reversed()).thenComparing(e -> e.id().value()));
        List<Line> lines = new ArrayList<>();
        for (FlowEntry e : entries) {
            lines.add(new Line(e));
        }
        return lines;
    }

    /** A rule of ONOS, and its line. */
    public static final class Line {
        private final FlowEntry entry;
        private final String rule;
        private final String reason;

        Line(FlowEntry entry) {
            this.entry = entry;
            String line = "";
            String why = "";
            try {
                line = FlowText.format(RuleTranslator.bare(entry));
            } catch (UntranslatableException e) {
                why = e.getMessage();
            }
            rule = line;
            reason = why;
        }

        public FlowEntry entry() {
            return entry;
        }

        /** The rule as text; empty if the data plane has no words for it. */
        public String rule() {
            return rule;
        }

        /** Why there is no text; empty if there is. */
        public String reason() {
            return reason;
        }

        /** With the counters in front, as {@code ovs-ofctl dump-flows} has them; a comment for a rule that is not in force, or has no text. */
        @Override
        public String toString() {
            boolean inForce = entry.state() == FlowEntry.FlowEntryState.ADDED && !rule.isEmpty();
            return (inForce ? "" : "# " + entry.state() + ": ") + "duration=" + entry.life() + "s,n_packets=" + entry.packets() + ",n_bytes=" + entry.bytes() + ","
                    + (rule.isEmpty() ? entry.id() + ": " + reason : rule);
        }
    }
}

package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.onosnetmap.app.translate.InstructionTranslator.Place;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosproject.net.flow.IndexTableId;
import org.onosproject.net.flow.TableId;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instructions.MeterInstruction;

/** Translates rules and packet-outs; see the package. */
public final class RuleTranslator {

    private RuleTranslator() {
    }

    /**
     * A rule, with the original as its tag and the flow id as its cookie.
     *
     * @throws UntranslatableException names what the data plane does not do
     */
    public static FlowRule rule(org.onosproject.net.flow.FlowRule r) throws UntranslatableException {
        return translated(r).cookie(r.id().value()).tag(r).build();
    }

    /**
     * A rule alone, without tag and cookie.
     *
     * @throws UntranslatableException names what the data plane does not do
     */
    public static FlowRule bare(org.onosproject.net.flow.FlowRule r) throws UntranslatableException {
        return translated(r).build();
    }

    private static FlowRule.Builder translated(org.onosproject.net.flow.FlowRule r) throws UntranslatableException {
        TrafficTreatment t = r.treatment();
        FlowRule.Builder b = FlowRule.builder().table(table(r.table())).priority(r.priority()).match(match(r.selector()));
        for (MeterInstruction m : t.meters()) {
            b.meter(MeterTranslator.number(m, m.meterId()));
        }
        b.apply(InstructionTranslator.actions(t.immediate(), Place.APPLY).toArray(new Action[0]));
        if (t.clearedDeferred()) {
            b.clear();
        }
        b.write(InstructionTranslator.actions(t.deferred(), Place.SET).toArray(new Action[0]));
        if (t.writeMetadata() != null) {
            b.metadata(t.writeMetadata().metadata(), t.writeMetadata().metadataMask());
        }
        if (t.tableTransition() != null) {
            b.gotoTable(t.tableTransition().tableId());
        }
        if (t.statTrigger() != null) {
            b.statTrigger(StatTriggerTranslator.trigger(t.statTrigger()));
        }
        if (!r.isPermanent()) {
            // the core expires idle rules from their counters; the engine is started without doing so, but shows the value
            b.idleTimeout(r.timeout()).hardTimeout(r.hardTimeout());
        }
        return b;
    }

    /** Whether a translated rule forwards a packet by itself and sends the controller a copy. */
    public static boolean copiesToController(FlowRule r) {
        boolean copies = false;
        boolean forwards = r.gotoTable() >= 0;
        List<Action> all = new ArrayList<>(r.apply());
        all.addAll(r.write());
        for (Action a : all) {
            forwards |= a instanceof Action.ToGroup;
            if (a instanceof Action.Output) {
                boolean toController = ((Action.Output) a).port() == org.onosnetmap.dataplane.flow.PortNo.CONTROLLER;
                copies |= toController;
                forwards |= !toController;
            }
        }
        return copies && forwards;
    }

    /**
     * The treatment of a packet-out as a list of actions: the immediate ones, then the deferred ones as if the pipeline ended there.
     *
     * @throws UntranslatableException names what cannot be done to a packet-out
     */
    public static List<Action> packetOut(TrafficTreatment t) throws UntranslatableException {
        if (t.tableTransition() != null) {
            throw new UntranslatableException(t.tableTransition(), "a packet-out is in no table; output to TABLE sends it through the tables");
        }
        if (t.writeMetadata() != null) {
            throw new UntranslatableException(t.writeMetadata(), "a packet-out has no metadata");
        }
        if (!t.meters().isEmpty()) {
            throw new UntranslatableException(t.meters().iterator().next(), "only rules have meters; output to TABLE sends a packet-out through the rules");
        }
        if (t.statTrigger() != null) {
            throw new UntranslatableException(t.statTrigger(), "only rules have counters that can trigger a report");
        }
        List<Action> actions = new ArrayList<>(InstructionTranslator.actions(t.immediate(), Place.PACKET_OUT));
        List<Action> deferred = ActionSet.inOrder(InstructionTranslator.actions(t.deferred(), Place.SET));
        if (deferred.stream().anyMatch(a -> a.type() == Action.Type.GROUP) && deferred.stream().anyMatch(a -> a.type() == Action.Type.OUTPUT)) {
            // section 5.10: the group counts, unless it is a CLONE group, which is not known here
            throw new UntranslatableException("deferred instructions", "a packet-out cannot defer GROUP and OUTPUT both; make them immediate instructions");
        }
        actions.addAll(deferred);
        return actions;
    }

    private static int table(TableId id) throws UntranslatableException {
        if (!(id instanceof IndexTableId)) {
            throw new UntranslatableException("table " + id, "tables have numbers here; take 0 to " + FlowRule.MAX_TABLE);
        }
        int table = ((IndexTableId) id).id();
        if (table < 0 || table > FlowRule.MAX_TABLE) {
            throw new UntranslatableException("table " + table, "out of range; take 0 to " + FlowRule.MAX_TABLE);
        }
        return table;
    }

    /**
     * A selector as a match.
     *
     * @throws UntranslatableException names the criterion that cannot be matched
     */
    public static Match match(TrafficSelector selector) throws UntranslatableException {
        Match.Builder m = Match.builder();
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (Criterion c : selector.criteria()) {
            CriterionTranslator.add(c, m);
            for (Field f : CriterionTranslator.fields(c)) {
                if (!fields.add(f)) {
                    throw new UntranslatableException(c, "the selector has another criterion on " + f + "; keep one");
                }
            }
        }
        return m.build();
    }
}

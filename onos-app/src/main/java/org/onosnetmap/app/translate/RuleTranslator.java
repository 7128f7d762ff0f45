package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosproject.net.flow.IndexTableId;
import org.onosproject.net.flow.TableId;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;

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
        TrafficTreatment t = r.treatment();
        if (!t.meters().isEmpty()) {
            throw new UntranslatableException(t.meters().iterator().next(), "meters are not supported");
        }
        if (t.statTrigger() != null) {
            throw new UntranslatableException(t.statTrigger(), "triggers of statistics are not supported; counters are read every few seconds");
        }
        FlowRule.Builder b = FlowRule.builder().table(table(r.table())).priority(r.priority()).match(match(r.selector())).cookie(r.id().value()).tag(r);
        b.apply(InstructionTranslator.actions(t.immediate(), true).toArray(new Action[0]));
        if (t.clearedDeferred()) {
            b.clear();
        }
        b.write(InstructionTranslator.actions(t.deferred(), true).toArray(new Action[0]));
        if (t.writeMetadata() != null) {
            b.metadata(t.writeMetadata().metadata(), t.writeMetadata().metadataMask());
        }
        if (t.tableTransition() != null) {
            b.gotoTable(t.tableTransition().tableId());
        }
        if (!r.isPermanent()) {
            // the core expires idle rules from their counters; the engine is started without doing so, but shows the value
            b.idleTimeout(r.timeout()).hardTimeout(r.hardTimeout());
        }
        return b.build();
    }

    /** Whether a translated rule forwards a packet by itself and sends the controller a copy. */
    public static boolean copiesToController(FlowRule r) {
        boolean copies = false;
        boolean forwards = r.gotoTable() >= 0;
        List<Action> all = new ArrayList<>(r.apply());
        all.addAll(r.write());
        for (Action a : all) {
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
            throw new UntranslatableException(t.meters().iterator().next(), "meters are not supported");
        }
        if (t.statTrigger() != null) {
            throw new UntranslatableException(t.statTrigger(), "triggers of statistics are not supported");
        }
        List<Action> actions = new ArrayList<>(InstructionTranslator.actions(t.immediate(), false));
        actions.addAll(ActionSet.inOrder(InstructionTranslator.actions(t.deferred(), false)));
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
        Set<String> fields = new HashSet<>();
        for (Criterion c : selector.criteria()) {
            CriterionTranslator.add(c, m);
            if (!fields.add(CriterionTranslator.fieldName(c))) {
                throw new UntranslatableException(c, "the selector has another criterion on the same field; keep one");
            }
        }
        return m.build();
    }
}

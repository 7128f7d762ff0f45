package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.cache.ChangeMarks;
import org.onosnetmap.dataplane.classify.Entry;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.PortNo;

/** A rule in the form in which workers run it. */
final class CompiledRule extends Entry {

    final FlowRule rule;
    /** Packets and bytes; the same object in all compilations of a rule that is modified. */
    final WorkerCounters counters;
    /** When it was added, on the clock of {@link System#nanoTime}. */
    final long addedNanos;

    final int table;
    final int gotoTable;
    final long metadata;
    final long metadataMask;
    final long cookie;
    /** Why its packets go to the controller, see {@link Egress}. */
    final int reason;
    final boolean clear;
    private final boolean movesHeaders;
    /** Whether packets go on to another table as they came, but for metadata. */
    final boolean passesOn;
    /** Meters before all else; null for none. */
    final int[] meters;
    /** Groups that actions point to. */
    final int[] groups;
    /** Apply-actions of a packet whose way does not end with them. */
    final CompiledActions apply;
    /** Write-actions in the order of their execution; merged into the action set. */
    final CompiledActions write;
    /** Port of the write-actions' output; {@link PortNo#UNSET} if there is none. */
    final int writePort;
    /** All that happens to a packet whose way ends here and whose action set was empty: apply-actions, then write-actions. */
    final CompiledActions whole;

    CompiledRule(FlowRule rule, long order, WorkerCounters counters, long addedNanos) {
        super(rule.match(), rule.priority(), order);
        this.rule = rule;
        this.counters = counters;
        this.addedNanos = addedNanos;
        this.table = rule.table();
        this.gotoTable = rule.gotoTable();
        this.metadata = rule.metadata();
        this.metadataMask = rule.metadataMask();
        this.cookie = rule.cookie();
        this.reason = rule.priority() == 0 && rule.match().fields().isEmpty() ? Egress.REASON_NO_MATCH : Egress.REASON_ACTION;
        this.clear = rule.clear();
        this.meters = rule.meters().isEmpty() ? null : rule.meters().stream().mapToInt(m -> m).toArray();
        this.groups = groups(rule);
        List<Action> ordered = ActionOrder.of(rule.write());
        this.apply = CompiledActions.inside(rule.apply());
        this.write = CompiledActions.inside(ordered);
        this.writePort = outputPort(ordered);
        this.movesHeaders = apply.moveHeaders();
        this.passesOn = gotoTable >= 0 && meters == null && !clear && write.step.length == 0 && !apply.changeFrame();
        this.whole = CompiledActions.atEnd(rule.apply(), ordered);
    }

    /** Whether packets that were equal in all that rules read can differ behind this rule: headers lie elsewhere then, or a meter has changed some of them. */
    boolean isFork() {
        return movesHeaders || meters != null;
    }

    /** A bit for each kind of address ({@link ChangeMarks}) that the rule may rewrite. */
    int rewrites() {
        return apply.rewrites() | write.rewrites();
    }

    private static int[] groups(FlowRule rule) {
        List<Action> all = new ArrayList<>(rule.apply());
        all.addAll(rule.write());
        return GroupRefs.of(all);
    }

    private static int outputPort(List<Action> ordered) {
        for (Action a : ordered) {
            if (a.type() == Action.Type.OUTPUT) {
                return ((Action.Output) a).port();
            }
        }
        return PortNo.UNSET;
    }
}

package org.onosnetmap.app.provider;

import java.util.List;
import java.util.Set;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IpPrefix;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRuleEvent;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.StoredFlowEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEvent;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchRequest;

/**
 * Goes through what the first rule goes through, without a device: a JVM loads a class when it is first used, some hundred of ONOS's and ours for the first rule.
 * They are loaded when the app starts, and not while an application waits for that rule.
 */
@SuppressWarnings("deprecation") // ONOS has marked the types of batches, and not replaced them
final class Rehearsal {

    private static final DeviceId NO_DEVICE = DeviceId.deviceId(DatapathRegistry.SCHEME + ":rehearsal");

    private Rehearsal() {
    }

    static void run(FlowRuleService core) {
        core.apply(FlowRuleOperations.builder().build()); // of no rules: the core starts its threads and calls back
        org.onosproject.net.flow.FlowRule rule = DefaultFlowRule.builder().forDevice(NO_DEVICE).withPriority(1).makePermanent()
                .fromApp(new DefaultApplicationId(0, DatapathRegistry.APP_NAME))
                .withSelector(DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).matchEthType(Ethernet.TYPE_IPV4).matchIPDst(IpPrefix.valueOf("10.0.0.0/8")).build())
                .withTreatment(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build()).build();
        inTheCore(rule);
        inTheDataPlane(rule);
    }

    /** What the core makes of a rule on its way to a provider and back. */
    private static void inTheCore(org.onosproject.net.flow.FlowRule rule) {
        FlowRuleBatchEntry entry = new FlowRuleBatchEntry(FlowRuleBatchEntry.FlowRuleOperation.ADD, rule);
        FlowRuleBatchRequest request = new FlowRuleBatchRequest(0, Set.of(entry));
        FlowRuleBatchEvent.requested(request, NO_DEVICE);
        FlowRuleBatchEvent.completed(request, new CompletedBatchOperation(true, Set.of(), NO_DEVICE));
        FlowRuleBatchOperation batch = request.asBatchOperation(NO_DEVICE);
        StoredFlowEntry stored = new DefaultFlowEntry(rule, FlowEntry.FlowEntryState.PENDING_ADD);
        if (batch.size() != 1 || !stored.equals(rule)) {
            throw new IllegalStateException("the core's batch of one rule is not one of that rule: " + batch);
        }
        new FlowRuleEvent(FlowRuleEvent.Type.RULE_ADDED, stored);
    }

    private static void inTheDataPlane(org.onosproject.net.flow.FlowRule rule) {
        FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);
        try {
            FlowRule r = RuleTranslator.rule(rule);
            if (tables.apply(List.of(FlowMod.add(r))).get(0) != null || tables.flows().size() != 1) {
                throw new IllegalStateException("a rule that is right is refused: " + r);
            }
        } catch (UntranslatableException e) {
            throw new IllegalStateException("a rule that is right is not understood", e);
        }
    }
}

package org.onosnetmap.app.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.onlab.packet.EthType;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.NextGroup;
import org.onosproject.net.behaviour.Pipeliner;
import org.onosproject.net.behaviour.PipelinerContext;
import org.onosproject.net.driver.AbstractHandlerBehaviour;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleOperationsContext;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.EthTypeCriterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flowobjective.DefaultNextTreatment;
import org.onosproject.net.flowobjective.FilteringObjective;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.ForwardingObjective;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.NextTreatment;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns objectives into rules of table 0; see the package. */
public class NetmapPipeliner extends AbstractHandlerBehaviour implements Pipeliner {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapPipeliner.class);

    private DeviceId deviceId;
    private FlowRuleService flowRuleService;
    private FlowObjectiveStore store;
    private CoreService coreService;

    @Override
    public void init(DeviceId device, PipelinerContext context) {
        deviceId = device;
        flowRuleService = context.directory().get(FlowRuleService.class);
        coreService = context.directory().get(CoreService.class);
        store = context.store();
    }

    // ---- filtering

    @Override
    public void filter(FilteringObjective o) {
        TrafficTreatment.Builder treatment = o.meta() == null ? DefaultTrafficTreatment.builder() : DefaultTrafficTreatment.builder(o.meta());
        if (o.type() == FilteringObjective.Type.DENY) {
            treatment = DefaultTrafficTreatment.builder().drop().wipeDeferred();
        } else if (o.meta() == null) {
            treatment.punt();
        }
        TrafficSelector.Builder selector = DefaultTrafficSelector.builder();
        o.conditions().forEach(c -> addUnlessDummy(selector, c));
        addUnlessDummy(selector, o.key());
        install(o, selector.build(), treatment.build());
    }

    private static void addUnlessDummy(TrafficSelector.Builder selector, Criterion c) {
        if (c != null && c.type() != Criterion.Type.DUMMY) {
            selector.add(c);
        }
    }

    // ---- forwarding

    @Override
    public void forward(ForwardingObjective o) {
        TrafficTreatment treatment = o.treatment();
        if (o.nextId() != null) {
            NextGroup next = store.getNextGroup(o.nextId());
            if (next == null) {
                fail(o, ObjectiveError.GROUPMISSING, "there is no next objective " + o.nextId() + "; add it first");
                return;
            }
            treatment = join(treatment, NextTreatments.decode(next.data()));
        }
        if (treatment == null) {
            treatment = DefaultTrafficTreatment.builder().drop().build();
        }
        install(o, o.selector(), isVale() && isPacketRequest(o) ? copyAndForward(o.selector(), treatment) : treatment);
    }

    private static TrafficTreatment join(TrafficTreatment first, TrafficTreatment next) {
        if (first == null) {
            return next;
        }
        TrafficTreatment.Builder b = DefaultTrafficTreatment.builder(first);
        return b.addTreatment(next).build();
    }

    private boolean isVale() {
        return deviceId.toString().startsWith(ManagedDatapath.deviceId("vale").toString());
    }

    /** The core makes these under its own name, with the controller as the only output. */
    private boolean isPacketRequest(ForwardingObjective o) {
        ApplicationId core = coreService.getAppId(CoreService.CORE_APP_NAME);
        List<Instruction> instructions = o.treatment() == null ? List.of() : o.treatment().allInstructions();
        return o.appId().equals(core) && instructions.size() == 1 && instructions.get(0) instanceof OutputInstruction
                && ((OutputInstruction) instructions.get(0)).port().equals(PortNumber.CONTROLLER);
    }

    private static TrafficTreatment copyAndForward(TrafficSelector selector, TrafficTreatment punt) {
        EthTypeCriterion type = (EthTypeCriterion) selector.getCriterion(Criterion.Type.ETH_TYPE);
        boolean forTheControllerAlone = type != null
                && (type.ethType().equals(EthType.EtherType.LLDP.ethType()) || type.ethType().equals(EthType.EtherType.BDDP.ethType()));
        return forTheControllerAlone ? punt : DefaultTrafficTreatment.builder(punt).setOutput(PortNumber.NORMAL).build();
    }

    // ---- next

    @Override
    public void next(NextObjective o) {
        switch (o.op()) {
            case ADD:
                addNext(o);
                break;
            case REMOVE:
                if (store.removeNextGroup(o.id()) == null) {
                    fail(o, ObjectiveError.GROUPMISSING, "there is no next objective " + o.id() + " to remove");
                } else {
                    succeed(o);
                }
                break;
            case VERIFY:
                if (store.getNextGroup(o.id()) == null) {
                    fail(o, ObjectiveError.GROUPMISSING, "there is no next objective " + o.id());
                } else {
                    succeed(o);
                }
                break;
            default:
                fail(o, ObjectiveError.UNSUPPORTED, "a next objective is not changed; remove it, and add it and what forwards by it anew");
                break;
        }
    }

    private void addNext(NextObjective o) {
        List<TrafficTreatment> treatments = new ArrayList<>();
        for (NextTreatment t : o.nextTreatments()) {
            if (t.type() != NextTreatment.Type.TREATMENT) {
                fail(o, ObjectiveError.UNSUPPORTED, "a next objective cannot refer to another one; add groups, and forward to them by GROUP");
                return;
            }
            treatments.add(((DefaultNextTreatment) t).treatment());
        }
        switch (o.type()) {
            case SIMPLE:
                if (treatments.size() != 1) {
                    fail(o, ObjectiveError.BADPARAMS, "a SIMPLE next objective has one treatment, not " + treatments.size());
                    return;
                }
                put(o, treatments.get(0));
                break;
            case BROADCAST:
                if (treatments.isEmpty() || !treatments.stream().allMatch(NetmapPipeliner::onlyOutputs)) {
                    fail(o, ObjectiveError.UNSUPPORTED, "a BROADCAST next objective only outputs; for more add a group of type ALL, and forward to it by GROUP");
                    return;
                }
                TrafficTreatment.Builder all = DefaultTrafficTreatment.builder();
                treatments.forEach(t -> t.allInstructions().forEach(all::add));
                put(o, all.build());
                break;
            default:
                fail(o, ObjectiveError.UNSUPPORTED, "a next objective of type " + o.type() + " is not made into a group; take SIMPLE or BROADCAST, or add the group, and forward to it by GROUP");
                break;
        }
    }

    private static boolean onlyOutputs(TrafficTreatment t) {
        return t.tableTransition() == null && t.writeMetadata() == null && t.meters().isEmpty() && t.statTrigger() == null
                && !t.allInstructions().isEmpty() && t.allInstructions().stream().allMatch(i -> i.type() == Instruction.Type.OUTPUT);
    }

    private void put(NextObjective o, TrafficTreatment t) {
        byte[] data = NextTreatments.encode(t);
        store.putNextGroup(o.id(), () -> data);
        succeed(o);
    }

    @Override
    public List<String> getNextMappings(NextGroup nextGroup) {
        return List.of(NextTreatments.decode(nextGroup.data()).allInstructions().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }

    /** Rules of the application on this device go; its next objectives are in no rule then. */
    @Override
    public void purgeAll(ApplicationId appId) {
        flowRuleService.purgeFlowRules(deviceId, appId);
    }

    // ---- rules

    private void install(Objective o, TrafficSelector selector, TrafficTreatment treatment) {
        FlowRule.Builder rule = DefaultFlowRule.builder().forDevice(deviceId).forTable(0).withPriority(o.priority()).withSelector(selector)
                .withTreatment(treatment).fromApp(o.appId());
        if (o.permanent()) {
            rule.makePermanent();
        } else {
            rule.makeTemporary(o.timeout());
        }
        FlowRuleOperations.Builder ops = FlowRuleOperations.builder();
        switch (o.op()) {
            case ADD:
            case ADD_TO_EXISTING:
                ops.add(rule.build());
                break;
            case REMOVE:
            case REMOVE_FROM_EXISTING:
                ops.remove(rule.build());
                break;
            case MODIFY:
                ops.modify(rule.build());
                break;
            default:
                fail(o, ObjectiveError.UNSUPPORTED, "operation " + o.op() + " is not known for this kind of objective");
                return;
        }
        flowRuleService.apply(ops.build(new FlowRuleOperationsContext() {
            @Override
            public void onSuccess(FlowRuleOperations done) {
                succeed(o);
            }

            @Override
            public void onError(FlowRuleOperations failed) {
                fail(o, ObjectiveError.FLOWINSTALLATIONFAILED, "its rule was refused; netmap-refusals says why");
            }
        }));
    }

    private static void succeed(Objective o) {
        o.context().ifPresent(c -> c.onSuccess(o));
    }

    private void fail(Objective o, ObjectiveError error, String why) {
        LOG.warn("{}: objective {} of {} fails: {}: {}", deviceId, o.id(), o.appId().name(), error, why);
        o.context().ifPresent(c -> c.onError(o, error));
    }
}

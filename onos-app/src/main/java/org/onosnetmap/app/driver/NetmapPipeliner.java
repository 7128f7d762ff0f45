package org.onosnetmap.app.driver;

import java.util.List;
import org.onlab.osgi.ServiceDirectory;
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
import org.onosproject.net.flowobjective.FilteringObjective;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.ForwardingObjective;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns objectives into rules of table 0, and groups; see the package. */
public class NetmapPipeliner extends AbstractHandlerBehaviour implements Pipeliner {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapPipeliner.class);

    private DeviceId deviceId;
    private ServiceDirectory directory;
    private FlowRuleService flowRuleService;
    private FlowObjectiveStore store;
    private CoreService coreService;

    @Override
    public void init(DeviceId device, PipelinerContext context) {
        deviceId = device;
        directory = context.directory();
        flowRuleService = directory.get(FlowRuleService.class);
        coreService = directory.get(CoreService.class);
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
            NextEntry next = NextEntry.find(store, deviceId, o.nextId());
            if (next != null) {
                treatment = join(treatment, next.treatment());
            } else if (o.op() != Objective.Operation.REMOVE) { // a rule is found by its selector, whatever its treatment
                fail(o, ObjectiveError.GROUPMISSING, "there is no next objective " + o.nextId() + " of this device; add it first");
                return;
            }
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
        directory.get(NextGroups.class).perform(deviceId, o, store);
    }

    @Override
    public List<String> getNextMappings(NextGroup nextGroup) {
        return List.of(NextEntry.decode(nextGroup).toString());
    }

    /** Rules and next objectives of the application go from this device. */
    @Override
    public void purgeAll(ApplicationId appId) {
        flowRuleService.purgeFlowRules(deviceId, appId);
        directory.get(NextGroups.class).purge(deviceId, appId, store);
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

package org.onosnetmap.app.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onlab.osgi.ServiceDirectory;
import org.onlab.packet.EthType;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.core.CoreServiceAdapter;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.PipelinerContext;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleOperation;
import org.onosproject.net.flow.FlowRuleOperations;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.FlowRuleServiceAdapter;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flowobjective.DefaultFilteringObjective;
import org.onosproject.net.flowobjective.DefaultForwardingObjective;
import org.onosproject.net.flowobjective.DefaultNextObjective;
import org.onosproject.net.flowobjective.DefaultNextTreatment;
import org.onosproject.net.flowobjective.FilteringObjective;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.ForwardingObjective;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveContext;
import org.onosproject.net.flowobjective.ObjectiveError;

class NetmapPipelinerTest {

    private static final ApplicationId CORE = new DefaultApplicationId(1, CoreService.CORE_APP_NAME);
    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:br0");
    private static final ApplicationId APP = new DefaultApplicationId(2, "test");

    private final List<FlowRuleOperations> applied = new ArrayList<>();
    private final FakeObjectiveStore nexts = new FakeObjectiveStore();
    private final List<String> outcome = new ArrayList<>();
    private final ObjectiveContext context = new ObjectiveContext() {
        @Override
        public void onSuccess(Objective objective) {
            outcome.add("success");
        }

        @Override
        public void onError(Objective objective, ObjectiveError error) {
            outcome.add(error.name());
        }
    };

    @Test
    void aPacketRequestOnAVALESwitchCopiesAndForwards() {
        pipeliner("netmap:vale0").forward(request(EthType.EtherType.ARP));
        assertEquals("[OUTPUT:CONTROLLER, OUTPUT:NORMAL]", rule().treatment().immediate().toString());
        assertTrue(rule().treatment().clearedDeferred());
    }

    @Test
    void linkDiscoveryAndOtherDatapathsPuntOnly() {
        pipeliner("netmap:vale0").forward(request(EthType.EtherType.LLDP));
        assertEquals("[OUTPUT:CONTROLLER]", rule().treatment().allInstructions().toString());
        pipeliner("netmap:vale0").forward(request(EthType.EtherType.BDDP));
        assertEquals("[OUTPUT:CONTROLLER]", rule().treatment().allInstructions().toString());
        pipeliner("netmap:br0").forward(request(EthType.EtherType.ARP));
        assertEquals("[OUTPUT:CONTROLLER]", rule().treatment().allInstructions().toString());
    }

    @Test
    void whatAnotherApplicationForwardsIsDoneAsItSays() {
        pipeliner("netmap:vale0").forward(forwarding().fromApp(APP).withTreatment(DefaultTrafficTreatment.builder().punt().build()).makePermanent().add(context));
        assertEquals("[OUTPUT:CONTROLLER]", rule().treatment().allInstructions().toString());
    }

    @Test
    void aForwardingObjectiveIsARuleAndTheCallerHearsHowItWent() {
        NetmapPipeliner p = pipeliner("netmap:br0");
        p.forward(temporary(20).fromApp(APP).withTreatment(to(3)).add(context));
        FlowRule r = rule();
        assertEquals(DEVICE, r.deviceId());
        assertEquals(77, r.priority());
        assertEquals(20, r.timeout());
        assertEquals(FlowRuleOperation.Type.ADD, applied.get(0).stages().get(0).iterator().next().type());
        applied.get(0).callback().onSuccess(applied.get(0));
        applied.get(0).callback().onError(applied.get(0));
        assertEquals(List.of("success", "FLOWINSTALLATIONFAILED"), outcome);
        p.forward(forwarding().fromApp(APP).withTreatment(to(3)).makePermanent().remove(context));
        assertEquals(FlowRuleOperation.Type.REMOVE, applied.get(1).stages().get(0).iterator().next().type());
    }

    @Test
    void aForwardingObjectiveTakesTheTreatmentOfItsNext() {
        NetmapPipeliner p = pipeliner("netmap:br0");
        NextObjective next = DefaultNextObjective.builder().fromApp(APP).withId(5).withType(NextObjective.Type.HASHED).addTreatment(DefaultNextTreatment.of(to(4))).add();
        NextEntry.of(DEVICE, next, GroupId.valueOf(77)).put(nexts, 5);
        p.forward(forwarding().fromApp(APP).withTreatment(DefaultTrafficTreatment.builder().popVlan().build()).nextStep(5).makePermanent().add(context));
        assertEquals("[VLAN_POP, GROUP:0x4d]", rule().treatment().allInstructions().toString());
        assertEquals(List.of("netmap:br0: HASHED [GROUP:0x4d]"), p.getNextMappings(nexts.getNextGroup(5)));
        p.forward(forwarding().fromApp(APP).nextStep(6).makePermanent().add(context));
        pipeliner("netmap:br1").forward(forwarding().fromApp(APP).nextStep(5).makePermanent().add(context));
        assertEquals(List.of("GROUPMISSING", "GROUPMISSING"), outcome);
    }

    @Test
    void aForwardingObjectiveIsRemovedThoughItsNextIsGone() {
        pipeliner("netmap:br0").forward(forwarding().fromApp(APP).nextStep(6).makePermanent().remove(context));
        assertEquals(FlowRuleOperation.Type.REMOVE, applied.get(0).stages().get(0).iterator().next().type());
    }

    @Test
    void filteringPermitsByItsMetaOrPuntsAndDeniesByDropping() {
        NetmapPipeliner p = pipeliner("netmap:br0");
        p.filter(filter().permit().withMeta(to(9)).add(context));
        assertEquals("[OUTPUT:9]", rule().treatment().allInstructions().toString());
        assertEquals(2, rule().selector().criteria().size());
        p.filter(filter().permit().add(context));
        assertEquals("[OUTPUT:CONTROLLER]", rule().treatment().allInstructions().toString());
        p.filter(filter().deny().add(context));
        assertEquals("[NOACTION]", rule().treatment().allInstructions().toString());
    }

    private FlowRule rule() {
        return applied.get(applied.size() - 1).stages().get(0).stream().map(FlowRuleOperation::rule).collect(Collectors.toList()).get(0);
    }

    private static TrafficTreatment to(int port) {
        return DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(port)).build();
    }

    private static ForwardingObjective.Builder temporary(int seconds) {
        ForwardingObjective.Builder b = forwarding();
        b.makeTemporary(seconds);
        return b;
    }

    private static ForwardingObjective.Builder forwarding() {
        return DefaultForwardingObjective.builder().withPriority(77).withSelector(DefaultTrafficSelector.emptySelector()).withFlag(ForwardingObjective.Flag.VERSATILE);
    }

    private FilteringObjective.Builder filter() {
        return DefaultFilteringObjective.builder().fromApp(APP).withPriority(5).makePermanent().withKey(Criteria.matchInPort(PortNumber.portNumber(1)))
                .addCondition(Criteria.matchEthType(EthType.EtherType.ARP.ethType()));
    }

    /** As the core's packet manager makes them. */
    private ForwardingObjective request(EthType.EtherType type) {
        TrafficSelector selector = DefaultTrafficSelector.builder().matchEthType(type.ethType().toShort()).build();
        return DefaultForwardingObjective.builder().withPriority(40_000).withSelector(selector).fromApp(CORE).withFlag(ForwardingObjective.Flag.VERSATILE)
                .withTreatment(DefaultTrafficTreatment.builder().punt().wipeDeferred().build()).makePermanent().add(context);
    }

    private NetmapPipeliner pipeliner(String device) {
        NetmapPipeliner p = new NetmapPipeliner();
        p.init(DeviceId.deviceId(device), new PipelinerContext() {
            @Override
            public ServiceDirectory directory() {
                return new ServiceDirectory() {
                    @Override
                    public <T> T get(Class<T> service) {
                        return service.cast(service == FlowRuleService.class ? new Rules() : new Core());
                    }
                };
            }

            @Override
            public FlowObjectiveStore store() {
                return nexts;
            }
        });
        return p;
    }

    private final class Rules extends FlowRuleServiceAdapter {
        @Override
        public void apply(FlowRuleOperations ops) {
            applied.add(ops);
        }
    }

    private static final class Core extends CoreServiceAdapter {
        @Override
        public ApplicationId getAppId(String name) {
            return name.equals(CoreService.CORE_APP_NAME) ? CORE : null;
        }
    }
}

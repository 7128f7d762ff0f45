package org.onosnetmap.app.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.provider.NetmapGroupProvider;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flowobjective.DefaultNextObjective;
import org.onosproject.net.flowobjective.DefaultNextTreatment;
import org.onosproject.net.flowobjective.IdNextTreatment;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveContext;
import org.onosproject.net.flowobjective.ObjectiveError;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupEvent;
import org.onosproject.net.meter.MeterId;

class NextGroupsTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:br0");
    private static final ApplicationId APP = new DefaultApplicationId(2, "test");

    private final FakeGroupService groups = new FakeGroupService();
    private final FakeObjectiveStore store = new FakeObjectiveStore();
    private final BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
    private volatile boolean inForce = true;
    private final NextGroups nexts = new NextGroups();
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

    @BeforeEach
    void activate() {
        nexts.groupService = groups;
        nexts.groupProvider = new NetmapGroupProvider() {
            @Override
            public boolean isInForce(Group g) {
                return inForce;
            }
        };
        nexts.activate();
    }

    @AfterEach
    void deactivate() {
        nexts.deactivate();
        assertEquals(0, groups.listeners());
    }

    @Test
    void eachTypeOfObjectiveHasItsTypeOfGroupWhichIsStoredWhenItIsInForce() throws Exception {
        perform(next(1, NextObjective.Type.SIMPLE).addTreatment(to(1)).add(context));
        assertEquals("add INDIRECT [OUTPUT:1]", asked());
        assertNull(store.getNextGroup(1));
        groups.confirm(NextEntry.key(1));
        assertEquals("success", result());
        assertEquals("netmap:br0: SIMPLE [GROUP:0x1]", NextEntry.find(store, DEVICE, 1).toString());
        add(next(2, NextObjective.Type.HASHED).addTreatment(DefaultNextTreatment.of(output(1), 10)).addTreatment(to(2)).add(context), "add SELECT [OUTPUT:1]*10[OUTPUT:2]*1");
        add(next(3, NextObjective.Type.BROADCAST).addTreatment(to(1)).addTreatment(to(2)).add(context), "add ALL [OUTPUT:1][OUTPUT:2]");
        add(next(4, NextObjective.Type.FAILOVER).addTreatment(to(1)).addTreatment(IdNextTreatment.of(2)).add(context),
                "add FAILOVER [OUTPUT:1]?1,GroupId{id=0xffffffff}[GROUP:0x2]?ANY,GroupId{id=0x2}");
    }

    @Test
    void anObjectiveIsNotDoneBeforeTheDataPlaneHasItWhateverTheCoreSays() throws Exception {
        inForce = false;
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context));
        asked();
        groups.confirm(NextEntry.key(1));
        assertNull(outcome.poll(500, TimeUnit.MILLISECONDS));
        inForce = true;
        assertEquals("success", result());
    }

    @Test
    void bucketsAreAddedRemovedAndReplacedInTheGroupThatIsThere() throws Exception {
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context), "add SELECT [OUTPUT:1]*1");
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).addTreatment(to(2)).addToExisting(context), "now [OUTPUT:1]*1[OUTPUT:2]*1");
        add(next(1, NextObjective.Type.HASHED).addTreatment(DefaultNextTreatment.of(output(1), 7)).addToExisting(context), "now [OUTPUT:2]*1[OUTPUT:1]*7");
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(2)).removeFromExisting(context), "now [OUTPUT:1]*7");
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(3)).addTreatment(to(4)).modify(context), "now [OUTPUT:3]*1[OUTPUT:4]*1");
        now("success", next(1, NextObjective.Type.HASHED).addTreatment(to(3)).addTreatment(to(4)).verify(context));
        now("GROUPMISSING", next(1, NextObjective.Type.HASHED).addTreatment(to(3)).verify(context));
        now("success", next(1, NextObjective.Type.HASHED).addTreatment(to(4)).addToExisting(context));
        now("BADPARAMS", next(1, NextObjective.Type.HASHED).addTreatment(to(9)).removeFromExisting(context));
        now("BADPARAMS", next(1, NextObjective.Type.BROADCAST).addTreatment(to(9)).addToExisting(context));
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(3)).remove(context), "remove");
        assertNull(store.getNextGroup(1));
        now("GROUPMISSING", next(1, NextObjective.Type.HASHED).addTreatment(to(3)).remove(context));
    }

    @Test
    void whatIsAskedOfOneNumberIsDoneInItsOrderAndOthersDoNotWait() throws Exception {
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context));
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(2)).addToExisting(context));
        perform(next(2, NextObjective.Type.HASHED).addTreatment(to(5)).add(context));
        assertEquals("add SELECT [OUTPUT:1]*1", asked());
        assertEquals("add SELECT [OUTPUT:5]*1", asked());
        groups.confirm(NextEntry.key(1));
        assertEquals("success", result());
        assertEquals("now [OUTPUT:1]*1[OUTPUT:2]*1", asked());
        groups.confirm(NextEntry.key(1));
        assertEquals("success", result());
    }

    @Test
    void aGroupThatIsRefusedFailsItsObjectiveAndLeavesNothing() throws Exception {
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context));
        asked();
        groups.refuse(NextEntry.key(1), GroupEvent.Type.GROUP_ADD_FAILED);
        assertEquals("GROUPINSTALLATIONFAILED", result());
        assertNull(store.getNextGroup(1));
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context), "add SELECT [OUTPUT:1]*1");
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(2)).modify(context));
        asked();
        groups.refuse(NextEntry.key(1), GroupEvent.Type.GROUP_UPDATE_FAILED);
        assertEquals("GROUPINSTALLATIONFAILED", result());
        perform(next(1, NextObjective.Type.HASHED).addTreatment(to(2)).remove(context));
        asked();
        groups.refuse(NextEntry.key(1), GroupEvent.Type.GROUP_REMOVE_FAILED);
        assertEquals("GROUPREMOVALFAILED", result());
        assertNotNull(store.getNextGroup(1));
    }

    @Test
    void aSimpleTreatmentThatNoBucketCanHaveIsPartOfTheRules() throws Exception {
        TrafficTreatment metered = DefaultTrafficTreatment.builder().meter(MeterId.meterId(1)).setOutput(PortNumber.portNumber(1)).build();
        now("success", next(1, NextObjective.Type.SIMPLE).addTreatment(DefaultNextTreatment.of(metered)).add(context));
        assertEquals(metered, NextEntry.find(store, DEVICE, 1).treatment());
        now("success", next(1, NextObjective.Type.SIMPLE).addTreatment(DefaultNextTreatment.of(metered)).verify(context));
        now("UNSUPPORTED", next(1, NextObjective.Type.SIMPLE).addTreatment(to(2)).modify(context));
        now("success", next(1, NextObjective.Type.SIMPLE).addTreatment(to(2)).remove(context));
        assertNull(store.getNextGroup(1));
    }

    @Test
    void contradictoryObjectivesAreRefused() throws Exception {
        TrafficTreatment metered = DefaultTrafficTreatment.builder().meter(MeterId.meterId(1)).setOutput(PortNumber.portNumber(1)).build();
        now("BADPARAMS", next(1, NextObjective.Type.SIMPLE).addTreatment(to(1)).addTreatment(to(2)).add(context));
        now("BADPARAMS", next(1, NextObjective.Type.HASHED).addTreatment(DefaultNextTreatment.of(metered)).add(context));
        now("BADPARAMS", next(1, NextObjective.Type.HASHED).addTreatment(DefaultNextTreatment.of(output(1), 0)).add(context));
        now("BADPARAMS", next(1, NextObjective.Type.FAILOVER).addTreatment(DefaultNextTreatment.of(DefaultTrafficTreatment.builder().punt().build())).add(context));
        now("GROUPMISSING", next(1, NextObjective.Type.HASHED).addTreatment(IdNextTreatment.of(9)).add(context));
        now("GROUPMISSING", next(1, NextObjective.Type.HASHED).addTreatment(to(1)).modify(context));
        add(next(1, NextObjective.Type.SIMPLE).addTreatment(to(1)).add(context), "add INDIRECT [OUTPUT:1]");
        now("GROUPEXISTS", next(1, NextObjective.Type.SIMPLE).addTreatment(to(1)).add(context));
        now("BADPARAMS", next(1, NextObjective.Type.SIMPLE).addTreatment(to(2)).addToExisting(context));
        now("BADPARAMS", next(1, NextObjective.Type.SIMPLE).addTreatment(to(1)).removeFromExisting(context));
    }

    @Test
    void anObjectiveWhoseGroupWentWithTheDeviceIsAddedAnew() throws Exception {
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context), "add SELECT [OUTPUT:1]*1");
        groups.forget();
        now("GROUPMISSING", next(1, NextObjective.Type.HASHED).addTreatment(to(2)).modify(context));
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(2)).add(context), "add SELECT [OUTPUT:2]*1");
        assertEquals("netmap:br0: HASHED [GROUP:0x2]", NextEntry.find(store, DEVICE, 1).toString());
    }

    @Test
    void purgingRemovesTheGroupsOfTheApplicationOnly() throws Exception {
        add(next(1, NextObjective.Type.HASHED).addTreatment(to(1)).add(context), "add SELECT [OUTPUT:1]*1");
        nexts.purge(DEVICE, new DefaultApplicationId(3, "other"), store);
        nexts.purge(DEVICE, APP, store);
        assertEquals("remove", asked());
        assertNull(store.getNextGroup(1));
    }

    /** An objective that needs the group, which does what it is asked for. */
    private void add(NextObjective o, String request) throws InterruptedException {
        perform(o);
        assertEquals(request, asked());
        groups.confirm(NextEntry.key(o.id()));
        assertEquals("success", result());
    }

    /** An objective that has its answer without the group. */
    private void now(String expected, NextObjective o) throws InterruptedException {
        perform(o);
        assertEquals(expected, result());
        assertEquals(0, groups.requests.size());
    }

    private void perform(NextObjective o) {
        nexts.perform(DEVICE, o, store);
    }

    private String asked() throws InterruptedException {
        return groups.requests.poll(10, TimeUnit.SECONDS);
    }

    private String result() throws InterruptedException {
        return outcome.poll(10, TimeUnit.SECONDS);
    }

    private static NextObjective.Builder next(int id, NextObjective.Type type) {
        return DefaultNextObjective.builder().fromApp(APP).withId(id).withType(type);
    }

    private static TrafficTreatment output(int port) {
        return DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(port)).build();
    }

    private static DefaultNextTreatment to(int port) {
        return DefaultNextTreatment.of(output(port));
    }
}

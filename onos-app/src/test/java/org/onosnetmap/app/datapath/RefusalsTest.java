package org.onosnetmap.app.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;

class RefusalsTest {

    private final Refusals refusals = new Refusals();

    @Test
    void aRuleThatIsAskedForAgainIsCountedAndNotListedTwice() {
        refusals.refuse(rule(1, 1), "first");
        refusals.refuse(rule(1, 1), "second");
        assertEquals(1, refusals.all().size());
        assertEquals(2, refusals.all().get(0).count());
        assertEquals("second", refusals.all().get(0).reason());
    }

    @Test
    void theTreatmentBelongsToARefusalAndThePlaceForgetsAll() {
        refusals.refuse(rule(1, 1), "a");
        refusals.refuse(rule(1, 2), "b");
        assertEquals(2, refusals.all().size());
        assertTrue(refusals.of(rule(1, 2)).isPresent());
        assertFalse(refusals.of(rule(1, 3)).isPresent());
        refusals.forget(rule(1, 9));
        assertEquals(List.of(), refusals.all());
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        for (int i = 0; i < Refusals.LIMIT + 5; i++) {
            refusals.refuse(rule(i, 1), "x");
        }
        assertEquals(Refusals.LIMIT, refusals.all().size());
        assertFalse(refusals.of(rule(4, 1)).isPresent());
        assertTrue(refusals.of(rule(5, 1)).isPresent());
    }

    @Test
    void aDeviceThatIsRemovedIsForgotten() {
        refusals.refuse(rule(1, 1), "x");
        refusals.forget(DeviceId.deviceId("netmap:other"));
        assertEquals(1, refusals.all().size());
        refusals.forget(DeviceId.deviceId("netmap:t"));
        assertEquals(0, refusals.all().size());
    }

    private static FlowRule rule(int priority, int port) {
        return DefaultFlowRule.builder().forDevice(DeviceId.deviceId("netmap:t")).withPriority(priority).withCookie(priority).makePermanent()
                .withSelector(DefaultTrafficSelector.emptySelector())
                .withTreatment(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(port)).build()).build();
    }
}

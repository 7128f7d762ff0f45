package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultBand;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterCellId;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.pi.model.PiMeterId;
import org.onosproject.net.pi.runtime.PiMeterCellId;

class MeterTranslatorTest {

    private static Meter meter(MeterCellId id, Meter.Unit unit, boolean burst, Band... bands) {
        Meter.Builder b = DefaultMeter.builder().forDevice(DeviceId.deviceId("netmap:x")).fromApp(new DefaultApplicationId(1, "test")).withCellId(id).withUnit(unit)
                .withBands(List.of(bands));
        return (burst ? b.burst() : b).build();
    }

    private static Band band(Band.Type type, long rate, long burst, int precedence) {
        Band.Builder b = DefaultBand.builder().ofType(type).withRate(rate).burstSize(burst);
        return type == Band.Type.REMARK ? b.dropPrecedence((short) precedence).build() : b.build();
    }

    @Test
    void bandsAndBurstsAreThoseOfOnosAndTheMeterIsTheTag() throws UntranslatableException {
        Meter m = meter(MeterId.meterId(3), Meter.Unit.KB_PER_SEC, true, band(Band.Type.DROP, 1000, 50, 0), band(Band.Type.REMARK, 500, 20, 2));
        org.onosnetmap.dataplane.flow.Meter translated = MeterTranslator.meter(m);
        assertEquals(new org.onosnetmap.dataplane.flow.Meter(3, org.onosnetmap.dataplane.flow.Meter.Unit.KILOBITS_PER_SECOND,
                List.of(org.onosnetmap.dataplane.flow.Meter.Band.drop(1000, 50), org.onosnetmap.dataplane.flow.Meter.Band.remark(500, 20, 2))), translated);
        assertSame(m, translated.tag());
    }

    @Test
    void withoutTheBurstFlagTheSizeDoesNotCount() throws UntranslatableException {
        assertEquals(List.of(org.onosnetmap.dataplane.flow.Meter.Band.drop(1000, 0)),
                MeterTranslator.meter(meter(MeterId.meterId(3), Meter.Unit.PKTS_PER_SEC, false, band(Band.Type.DROP, 1000, 50, 0))).bands());
    }

    @Test
    void everyUnitIsTranslated() throws UntranslatableException {
        Map<Meter.Unit, org.onosnetmap.dataplane.flow.Meter.Unit> expected = new EnumMap<>(Meter.Unit.class);
        expected.put(Meter.Unit.PKTS_PER_SEC, org.onosnetmap.dataplane.flow.Meter.Unit.PACKETS_PER_SECOND);
        expected.put(Meter.Unit.KB_PER_SEC, org.onosnetmap.dataplane.flow.Meter.Unit.KILOBITS_PER_SECOND);
        expected.put(Meter.Unit.BYTES_PER_SEC, org.onosnetmap.dataplane.flow.Meter.Unit.BYTES_PER_SECOND);
        for (Meter.Unit u : Meter.Unit.values()) {
            assertEquals(expected.get(u), MeterTranslator.meter(meter(MeterId.meterId(1), u, false, band(Band.Type.DROP, 1, 0, 0))).unit());
        }
    }

    @Test
    @SuppressWarnings("deprecation") // all types that there are
    void otherTypesOfBandsAreRefusedByName() {
        for (Band.Type t : List.of(Band.Type.EXPERIMENTAL, Band.Type.NONE, Band.Type.MARK_YELLOW, Band.Type.MARK_RED)) {
            UntranslatableException e = assertThrows(UntranslatableException.class,
                    () -> MeterTranslator.meter(meter(MeterId.meterId(1), Meter.Unit.PKTS_PER_SEC, false, band(t, 1, 0, 0))));
            assertTrue(e.getMessage().contains(t.toString()), e.getMessage());
        }
    }

    @Test
    void reservedNumbersAndCellsOfProgrammablePipelinesAreNoMeters() {
        for (MeterCellId id : List.of(MeterId.SLOWPATH, MeterId.CONTROLLER, PiMeterCellId.ofIndirect(PiMeterId.of("m"), 1))) {
            assertThrows(UntranslatableException.class, () -> MeterTranslator.number(id, id), id::toString);
        }
    }
}

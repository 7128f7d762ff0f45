package org.onosnetmap.embedded.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultBand;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.DefaultMeterFeatures;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterCellId;
import org.onosproject.net.meter.MeterEvent;
import org.onosproject.net.meter.MeterFailReason;
import org.onosproject.net.meter.MeterFeatures;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterKey;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterScope;
import org.onosproject.net.meter.MeterState;
import org.onosproject.net.meter.MeterStoreResult;

class SingleNodeMeterStoreTest {
    private static final DeviceId DEVICE = DeviceId.deviceId("test:1");
    private static final DeviceId OTHER_DEVICE = DeviceId.deviceId("test:2");
    private static final ApplicationId APP = new DefaultApplicationId(1, "app");
    private static final ApplicationId OTHER_APP = new DefaultApplicationId(2, "other");
    private static final MeterScope GLOBAL = MeterScope.globalScope();
    private static final MeterScope CELL_SCOPE = MeterScope.of("ingress.meter");

    private final SingleNodeMeterStore store = new SingleNodeMeterStore();
    private final List<MeterEvent.Type> events = new ArrayList<>();

    @BeforeEach
    void aDeviceWithThreeMeters() {
        store.setDelegate(event -> events.add(event.type()));
        store.storeMeterFeatures(features(DEVICE, GLOBAL, 1, 3));
    }

    private static MeterFeatures features(DeviceId device, MeterScope scope, long start, long end) {
        return DefaultMeterFeatures.builder().forDevice(device).withScope(scope).withStartIndex(start).withEndIndex(end)
                .withMaxBands((byte) 1).withMaxColors((byte) 0).withBandTypes(Set.of(Band.Type.DROP))
                .withUnits(Set.of(Meter.Unit.KB_PER_SEC)).hasBurst(true).hasStats(true).build();
    }

    private static DefaultMeter meter(DeviceId device, ApplicationId app, MeterCellId cell, MeterState state) {
        DefaultMeter meter = (DefaultMeter) DefaultMeter.builder().forDevice(device).fromApp(app).withCellId(cell)
                .withUnit(Meter.Unit.KB_PER_SEC).withBands(List.of(DefaultBand.builder().ofType(Band.Type.DROP).withRate(1).build())).build();
        meter.setState(state);
        return meter;
    }

    private static DefaultMeter meter(long id, MeterState state) {
        return meter(DEVICE, APP, MeterId.meterId(id), state);
    }

    private static MeterKey key(long id) {
        return MeterKey.key(DEVICE, (MeterCellId) MeterId.meterId(id));
    }

    private CompletableFuture<MeterStoreResult> added(long id) {
        CompletableFuture<MeterStoreResult> result = store.addOrUpdateMeter(meter(id, MeterState.PENDING_ADD));
        store.updateMeterState(meter(id, MeterState.ADDED));
        return result;
    }

    @Test
    void aMeterIsAddedWhenTheDeviceReportsIt() {
        CompletableFuture<MeterStoreResult> result = store.addOrUpdateMeter(meter(1, MeterState.PENDING_ADD));
        assertFalse(result.isDone());
        assertEquals(List.of(MeterEvent.Type.METER_ADD_REQ), events);
        store.updateMeterState(meter(1, MeterState.ADDED));
        assertEquals(MeterStoreResult.Type.SUCCESS, result.join().type());
        assertEquals(MeterState.ADDED, store.getMeter(key(1)).state());
        assertEquals(List.of(MeterEvent.Type.METER_ADD_REQ, MeterEvent.Type.METER_ADDED), events);
    }

    @Test
    void countersOfTheDeviceAreKept() {
        added(1);
        DefaultMeter reported = meter(1, MeterState.ADDED);
        reported.setProcessedPackets(7);
        reported.setProcessedBytes(420);
        reported.setLife(5);
        reported.setReferenceCount(2);
        store.updateMeterState(reported);
        Meter stored = store.getMeter(key(1));
        assertEquals(List.of(7L, 420L, 5L, 2L), List.of(stored.packetsSeen(), stored.bytesSeen(), stored.life(), stored.referenceCount()));
    }

    @Test
    void aMeterNoRuleRefersToIsReported() {
        added(1);
        events.clear();
        store.updateMeterState(meter(1, MeterState.ADDED));
        assertEquals(List.of(MeterEvent.Type.METER_REFERENCE_COUNT_ZERO), events);
    }

    @Test
    void aMeterIsRemovedWhenTheDeviceHasForgottenItAndItsIdIsFree() {
        assertEquals(MeterId.meterId(1), store.allocateMeterId(DEVICE, GLOBAL));
        added(1);
        CompletableFuture<MeterStoreResult> result = store.deleteMeter(meter(1, MeterState.PENDING_REMOVE));
        assertFalse(result.isDone());
        assertEquals(MeterState.PENDING_REMOVE, store.getMeter(key(1)).state());
        store.purgeMeter(meter(1, MeterState.PENDING_REMOVE));
        assertEquals(MeterStoreResult.Type.SUCCESS, result.join().type());
        assertNull(store.getMeter(key(1)));
        assertEquals(MeterId.meterId(1), store.allocateMeterId(DEVICE, GLOBAL));
        assertEquals(MeterEvent.Type.METER_REMOVED, events.get(events.size() - 1));
    }

    @Test
    void removingAMeterThatIsNotThereSucceedsAtOnce() {
        assertEquals(MeterStoreResult.Type.SUCCESS, store.deleteMeter(meter(1, MeterState.PENDING_REMOVE)).join().type());
        assertEquals(List.of(), events);
    }

    @Test
    void aRefusalOfTheDeviceReachesWhoeverWaits() {
        CompletableFuture<MeterStoreResult> result = store.addOrUpdateMeter(meter(1, MeterState.PENDING_ADD));
        store.failedMeter(new MeterOperation(meter(1, MeterState.PENDING_ADD), MeterOperation.Type.ADD), MeterFailReason.BAD_RATE);
        assertEquals(Optional.of(MeterFailReason.BAD_RATE), result.join().reason());
        assertEquals(MeterState.PENDING_ADD, store.getMeter(key(1)).state());
    }

    @Test
    void whoeverWaitedForAnEarlierOperationIsNotForgotten() {
        CompletableFuture<MeterStoreResult> first = store.addOrUpdateMeter(meter(1, MeterState.PENDING_ADD));
        CompletableFuture<MeterStoreResult> second = store.addOrUpdateMeter(meter(1, MeterState.PENDING_ADD));
        store.updateMeterState(meter(1, MeterState.ADDED));
        assertTrue(first.isDone() && second.isDone());
    }

    @Test
    void anIndexOutsideTheDevicesRangeIsRefusedWithTheRange() {
        String message = assertThrows(IllegalArgumentException.class, () -> store.addOrUpdateMeter(meter(4, MeterState.PENDING_ADD))).getMessage();
        assertTrue(message.contains("test:1") && message.contains("from 1 to 3"), message);
        assertTrue(store.getAllMeters().isEmpty());
    }

    @Test
    void aDeviceWithoutMeterFeaturesGetsNoMeter() {
        assertThrows(IllegalArgumentException.class,
                () -> store.addOrUpdateMeter(meter(OTHER_DEVICE, APP, MeterId.meterId(1), MeterState.PENDING_ADD)));
        assertNull(store.allocateMeterId(OTHER_DEVICE, GLOBAL));
        store.deleteMeterFeatures(DEVICE);
        assertNull(store.allocateMeterId(DEVICE, GLOBAL));
    }

    @Test
    void idsComeFromTheRangeUntilAllAreInUse() {
        assertEquals(List.of(MeterId.meterId(1), MeterId.meterId(2), MeterId.meterId(3)),
                List.of(store.allocateMeterId(DEVICE, GLOBAL), store.allocateMeterId(DEVICE, GLOBAL), store.allocateMeterId(DEVICE, GLOBAL)));
        assertNull(store.allocateMeterId(DEVICE, GLOBAL));
    }

    @Test
    void scopesHaveIdsAndMetersOfTheirOwn() {
        store.storeMeterFeatures(List.of(features(DEVICE, CELL_SCOPE, 0, 9)));
        MeterCellId cell = store.allocateMeterId(DEVICE, CELL_SCOPE);
        assertEquals(MeterCellId.MeterCellType.PIPELINE_INDEPENDENT, cell.type());
        assertEquals(MeterId.meterId(1), store.allocateMeterId(DEVICE, GLOBAL));
        store.addOrUpdateMeter(meter(DEVICE, APP, cell, MeterState.PENDING_ADD));
        added(1);
        assertEquals(Set.of(cell), cells(CELL_SCOPE));
        assertEquals(Set.of(MeterId.meterId(1)), cells(GLOBAL));
        assertEquals(2, store.getAllMeters(DEVICE).size());
    }

    private Set<MeterCellId> cells(MeterScope scope) {
        return store.getAllMeters(DEVICE, scope).stream().map(Meter::meterCellId).collect(Collectors.toSet());
    }

    @Test
    void purgingForgetsTheMetersOfOneAppOnOneDeviceOnly() {
        store.storeMeterFeatures(features(OTHER_DEVICE, GLOBAL, 1, 3));
        added(1);
        store.addOrUpdateMeter(meter(DEVICE, OTHER_APP, MeterId.meterId(2), MeterState.PENDING_ADD));
        store.addOrUpdateMeter(meter(OTHER_DEVICE, APP, MeterId.meterId(1), MeterState.PENDING_ADD));
        store.purgeMeters(DEVICE, APP);
        assertNull(store.getMeter(key(1)));
        assertEquals(2, store.getAllMeters().size());
        store.purgeMeters(DEVICE);
        assertEquals(1, store.getAllMeters().size());
    }

    @Test
    void withUserDefinedIndicesNoIdIsAllocatedAndTheModeStaysOnceUsed() {
        assertTrue(store.userDefinedIndexMode(true));
        assertNull(store.allocateMeterId(DEVICE, GLOBAL));
        added(2);
        assertTrue(store.userDefinedIndexMode(false));
    }
}

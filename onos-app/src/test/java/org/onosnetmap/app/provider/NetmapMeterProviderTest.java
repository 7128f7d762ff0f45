package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultBand;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterFailReason;
import org.onosproject.net.meter.MeterFeatures;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterOperations;
import org.onosproject.net.meter.MeterProvider;
import org.onosproject.net.meter.MeterProviderRegistry;
import org.onosproject.net.meter.MeterProviderService;
import org.onosproject.net.meter.MeterServiceAdapter;
import org.onosproject.net.meter.MeterState;
import org.onosproject.net.provider.AbstractProviderRegistry;
import org.onosproject.net.provider.AbstractProviderService;

class NetmapMeterProviderTest {

    private static final DeviceId VALE = DeviceId.deviceId("netmap:vale0");
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final TestManager t = TestManager.start();
    private final NetmapMeterProvider provider = new NetmapMeterProvider();
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, Meter> store = new ConcurrentHashMap<>();
    private volatile List<Meter> snapshot;
    private volatile int snapshots;
    private volatile MeterFeatures features;

    @BeforeEach
    void activate() throws Exception {
        provider.datapaths = t.manager;
        provider.cfgService = new ComponentConfigAdapter();
        provider.providerRegistry = new Registry();
        provider.mastershipService = new MastershipServiceAdapter() {
            @Override
            public boolean isLocalMaster(DeviceId deviceId) {
                return true;
            }
        };
        provider.meterService = new MeterServiceAdapter() {
            @Override
            public Meter getMeter(DeviceId deviceId, MeterId id) {
                return store.get(id.id());
            }
        };
        provider.activate(null);
        t.manager.addDatapath(DatapathDeclaration.of("vale0").withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2))));
    }

    @AfterEach
    void deactivate() {
        provider.deactivate();
        t.close();
    }

    private static Meter meter(long id, Band... bands) {
        DefaultMeter m = (DefaultMeter) DefaultMeter.builder().forDevice(VALE).fromApp(new DefaultApplicationId(3, "test")).withCellId(MeterId.meterId(id))
                .withUnit(Meter.Unit.PKTS_PER_SEC).withBands(List.of(bands)).burst().build();
        m.setState(MeterState.PENDING_ADD);
        return m;
    }

    private static Band drop(long rate) {
        return DefaultBand.builder().ofType(Band.Type.DROP).withRate(rate).burstSize(1).build();
    }

    private static MeterOperation add(Meter m) {
        return new MeterOperation(m, MeterOperation.Type.ADD);
    }

    private void perform(MeterOperation... ops) {
        int before = snapshots;
        provider.performMeterOperation(VALE, new MeterOperations(List.of(ops)));
        Await.until("reported", () -> snapshots > before);
    }

    private List<String> shown() {
        return snapshot.stream().map(m -> m.meterCellId() + " " + m.bands().iterator().next().rate()).sorted().collect(Collectors.toList());
    }

    @Test
    void aMeterDropsAndIsReportedWithItsCounters() throws Exception {
        perform(add(meter(3, drop(1))));
        Meter m = snapshot.get(0);
        assertEquals(MeterState.ADDED, m.state());
        assertEquals(Meter.Unit.PKTS_PER_SEC, m.unit());
        assertTrue(m.isBurst());
        assertEquals(3, m.appId().id());
        FlowRule r = FlowRule.builder().priority(5).meter(3).apply(Action.output(2)).build();
        assertEquals(Collections.singletonList(null), t.manager.running(VALE).get().datapath().apply(List.of(FlowMod.add(r))));
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            for (int i = 0; i < 20; i++) {
                a.send(FrameClient.frame(B, A, 60));
            }
            assertEquals(60, b.receive().length);
            provider.startReports(VALE);
            Await.until("counted", () -> snapshot.get(0).packetsSeen() == 20 && snapshot.get(0).bytesSeen() == 1200 && snapshot.get(0).referenceCount() == 1);
        }
        Band band = snapshot.get(0).bands().iterator().next();
        assertTrue(band.packets() >= 10 && band.packets() < 20, "dropped " + band.packets());
        assertEquals(band.packets() * 60, band.bytes());
    }

    @Test
    void whatTheCoreAsksForAgainIsThereAndAChangeIsAChange() {
        perform(add(meter(3, drop(100))));
        perform(add(meter(3, drop(100))));
        perform(add(meter(3, drop(200))));
        assertEquals(List.of("3 200"), shown());
        perform(new MeterOperation(meter(3, drop(300)), MeterOperation.Type.MODIFY));
        assertEquals(List.of("3 300"), shown());
        perform(new MeterOperation(meter(3, drop(300)), MeterOperation.Type.REMOVE));
        assertEquals(List.of(), shown());
        perform(new MeterOperation(meter(3, drop(300)), MeterOperation.Type.REMOVE));
        assertEquals(List.of(), failed, "removing what is gone is no failure");
    }

    @Test
    void badMetersFailWithTheirReasonAreListedOnceAndTheOthersAreThere() {
        Band yellow = DefaultBand.builder().ofType(Band.Type.MARK_YELLOW).withRate(5).burstSize(1).build();
        Band remark = DefaultBand.builder().ofType(Band.Type.REMARK).withRate(5).burstSize(1).dropPrecedence((short) 9).build();
        provider.performMeterOperation(VALE, new MeterOperations(List.of(add(meter(1, yellow)), add(meter(2, remark)), add(meter(4, drop(0))))));
        perform(add(meter(5, drop(100))));
        assertEquals(List.of("1 BAD_BAND", "2 BAD_BAND_VALUE", "4 BAD_RATE"), failed);
        assertEquals(List.of("5 100"), shown());
        assertEquals(3, t.manager.refusals().size());
        provider.performMeterOperation(VALE, add(meter(1, yellow)));
        Await.until("asked again", () -> failed.size() == 4);
        assertEquals(3, t.manager.refusals().size());
        perform(new MeterOperation(meter(1, yellow), MeterOperation.Type.REMOVE));
        assertFalse(t.manager.refusals().stream().anyMatch(r -> r.id().equals("1")), "it was taken back");
    }

    @Test
    void metersOfADeviceThatIsNotHereFail() {
        provider.performMeterOperation(DeviceId.deviceId("netmap:nosuch"), add(meter(1, drop(1))));
        Await.until("failed", () -> failed.equals(List.of("1 UNKNOWN_DEVICE")));
    }

    @Test
    void rulesGetTheMetersThatTheCoreWantsAndNoOthers() {
        store.put(1L, meter(1, drop(10)));
        Meter going = meter(2, drop(10));
        ((DefaultMeter) going).setState(MeterState.PENDING_REMOVE);
        store.put(2L, going);
        provider.require(VALE, List.of(1, 2, 3));
        provider.startReports(VALE);
        Await.until("shown", () -> snapshot != null && shown().equals(List.of("1 10")));
    }

    @Test
    @SuppressWarnings("deprecation") // maxMeter is what ONOS 2.5 shows
    void theCoreLearnsWhatMetersCanDoWhileTheDeviceIsThere() {
        provider.announce(VALE);
        assertEquals(Set.of(Band.Type.DROP, Band.Type.REMARK), features.bandTypes());
        assertEquals(Set.of(Meter.Unit.values()), features.unitTypes());
        assertEquals(1, features.startIndex());
        assertTrue(features.endIndex() >= 65_535);
        assertTrue(features.maxMeter() >= 65_535);
        assertTrue(features.isBurstSupported() && features.isStatsSupported());
        provider.stopReports(VALE);
        assertNull(features);
    }

    /** The core's part, recorded. */
    private final class Registry extends AbstractProviderRegistry<MeterProvider, MeterProviderService> implements MeterProviderRegistry {
        @Override
        protected MeterProviderService createProviderService(MeterProvider p) {
            return new Service(p);
        }
    }

    private final class Service extends AbstractProviderService<MeterProvider> implements MeterProviderService {
        Service(MeterProvider p) {
            super(p);
        }

        @Override
        public void meterOperationFailed(MeterOperation operation, MeterFailReason reason) {
            failed.add(operation.meter().meterCellId() + " " + reason);
        }

        @Override
        public void pushMeterMetrics(DeviceId deviceId, Collection<Meter> meters) {
            snapshot = List.copyOf(meters);
            snapshots++;
        }

        @Override
        public void pushMeterFeatures(DeviceId deviceId, MeterFeatures f) {
            features = f;
        }

        @Override
        public void pushMeterFeatures(DeviceId deviceId, Collection<MeterFeatures> all) {
            throw new AssertionError("there is one table");
        }

        @Override
        public void deleteMeterFeatures(DeviceId deviceId) {
            features = null;
        }
    }
}

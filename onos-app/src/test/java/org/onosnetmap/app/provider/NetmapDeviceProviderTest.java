package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.TestManager;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.mastership.MastershipServiceAdapter;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.MastershipRole;
import org.onosproject.net.PortNumber;
import org.onosproject.net.device.DeviceAdminService;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.DeviceProvider;
import org.onosproject.net.device.DeviceProviderRegistry;
import org.onosproject.net.device.DeviceProviderService;
import org.onosproject.net.device.DeviceServiceAdapter;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.onosproject.net.flow.FlowRuleServiceAdapter;
import org.onosproject.net.group.GroupServiceAdapter;
import org.onosproject.net.meter.MeterServiceAdapter;
import org.onosproject.net.provider.ProviderId;

class NetmapDeviceProviderTest {

    private static final DeviceId BR0 = DeviceId.deviceId("netmap:br0");

    private final TestManager t = TestManager.start();
    private final NetmapDeviceProvider provider = new NetmapDeviceProvider();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final Map<DeviceId, DeviceDescription> devices = new ConcurrentHashMap<>();
    private final Map<DeviceId, List<PortDescription>> ports = new ConcurrentHashMap<>();
    private final List<DeviceId> purged = Collections.synchronizedList(new ArrayList<>());
    private boolean deactivated;

    private final Set<String> tablesReported = ConcurrentHashMap.newKeySet();
    private final Set<String> tablesPurged = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void activate() {
        provider.datapaths = t.manager;
        provider.netmapService = t.manager;
        provider.cfgService = new ComponentConfigAdapter();
        provider.clusterService = t.cluster();
        provider.providerRegistry = new Registry();
        provider.deviceService = new Admin();
        provider.mastershipService = new MastershipServiceAdapter() {
            @Override
            public boolean isLocalMaster(DeviceId deviceId) {
                return true;
            }

            @Override
            public CompletableFuture<Void> relinquishMastership(DeviceId deviceId) {
                events.add("relinquished " + deviceId);
                return CompletableFuture.completedFuture(null);
            }
        };
        provider.flowRuleService = new FlowRuleServiceAdapter() {
            @Override
            public void purgeFlowRules(DeviceId deviceId) {
                purged.add(deviceId);
            }
        };
        provider.groupService = new GroupServiceAdapter() {
            @Override
            public void purgeGroupEntries(DeviceId deviceId) {
                tablesPurged.add("groups " + deviceId);
            }
        };
        provider.meterService = new MeterServiceAdapter() {
            @Override
            public void purgeMeters(DeviceId deviceId) {
                tablesPurged.add("meters " + deviceId);
            }
        };
        provider.groupProvider = new NetmapGroupProvider() {
            @Override
            void startReports(DeviceId deviceId) {
                tablesReported.add("groups " + deviceId);
            }

            @Override
            void stopReports(DeviceId deviceId) {
                tablesReported.remove("groups " + deviceId);
            }
        };
        provider.meterProvider = new NetmapMeterProvider() {
            @Override
            void announce(DeviceId deviceId) {
                events.add("meters announced " + deviceId + (devices.containsKey(deviceId) ? " too late" : ""));
            }

            @Override
            void startReports(DeviceId deviceId) {
                tablesReported.add("meters " + deviceId);
            }

            @Override
            void stopReports(DeviceId deviceId) {
                tablesReported.remove("meters " + deviceId);
            }
        };
        provider.flowRuleProvider = new NetmapFlowRuleProvider() {
            @Override
            void reportSoon(DeviceId deviceId) {
                events.add("rules wanted " + deviceId);
            }

            @Override
            void startReports(DeviceId deviceId) {
                events.add("rules reported " + deviceId);
            }

            @Override
            void stopReports(DeviceId deviceId) {
                events.add("rules not reported " + deviceId + (devices.containsKey(deviceId) ? "" : " too late"));
            }
        };
        provider.activate(null);
    }

    @AfterEach
    void deactivate() {
        if (!deactivated) {
            provider.deactivate();
        }
        t.close();
    }

    @Test
    void aDatapathIsASwitchWithWhatTheGuiShows() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 1))));
        Await.until("announced", () -> ports.getOrDefault(BR0, List.of()).size() == 1);
        DeviceDescription d = devices.get(BR0);
        assertEquals("netmap:br0", d.deviceUri().toString());
        assertEquals(Device.Type.SWITCH, d.type());
        assertEquals("onos-netmap", d.manufacturer());
        assertEquals("br0", d.annotations().value(AnnotationKeys.NAME));
        assertEquals("netmap", d.annotations().value(AnnotationKeys.PROTOCOL));
        assertEquals("127.0.0.1", d.annotations().value(AnnotationKeys.MANAGEMENT_ADDRESS));
        assertTrue(d.isDefaultAvailable());
        PortDescription p = ports.get(BR0).get(0);
        assertEquals(PortNumber.portNumber(1), p.portNumber());
        assertTrue(p.isEnabled());
        assertEquals("null:a", p.annotations().value(AnnotationKeys.PORT_NAME));
        assertEquals("enabled", p.annotations().value(AnnotationKeys.ADMIN_STATE));
        assertTrue(provider.isReachable(BR0));
        assertTrue(provider.isAvailable(BR0));
        assertFalse(provider.isReachable(DeviceId.deviceId("netmap:nosuch")));
    }

    @Test
    void groupsAndMetersAreReportedWhileTheDeviceIsThereAndGoWithItsDatapath() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        Await.until("reported", () -> tablesReported.equals(Set.of("groups netmap:br0", "meters netmap:br0")));
        t.manager.removeDatapath("br0");
        Await.until("purged", () -> tablesPurged.equals(Set.of("groups netmap:br0", "meters netmap:br0")));
        assertEquals(Set.of(), tablesReported);
    }

    @Test
    void whoSeesTheDeviceCanAskForAMeterAtOnce() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        Await.until("the device is there", () -> devices.containsKey(BR0));
        assertTrue(events.contains("meters announced netmap:br0"), events.toString());
    }

    @Test
    void theChassisIdIsOfTheNameAndAlwaysTheSame() {
        assertEquals(Descriptions.chassis(BR0), Descriptions.chassis(BR0));
        assertNotEquals(Descriptions.chassis(BR0), Descriptions.chassis(DeviceId.deviceId("netmap:br1")));
        assertEquals(0x02_00_00_00_00_00L, Descriptions.chassis(BR0).id() & 0x03_00_00_00_00_00L, "locally administered, of one station");
    }

    @Test
    void everyRoleIsAnswered() {
        for (MastershipRole role : MastershipRole.values()) {
            provider.roleChanged(BR0, role);
            assertTrue(events.contains("role " + role + " " + role), events.toString());
        }
        assertTrue(events.contains("rules wanted netmap:br0"), "a new master compares the rules");
    }

    @Test
    void portsThatComeGoOrChangeAreReported() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        t.manager.addPort("br0", PortDeclaration.of("null:a", 4));
        Await.until("added", () -> shown().equals("4 null:a up"));
        provider.changePortState(BR0, PortNumber.portNumber(4), false);
        Await.until("disabled", () -> shown().equals("4 null:a disabled"));
        assertFalse(ports.get(BR0).get(0).isEnabled());
        assertEquals("disabled", ports.get(BR0).get(0).annotations().value(AnnotationKeys.ADMIN_STATE));
        provider.changePortState(BR0, PortNumber.portNumber(9), false);
        t.manager.removePort("br0", "4");
        Await.until("removed", () -> shown().isEmpty());
    }

    @Test
    void aPortThatCannotBeAttachedIsShownWithTheReason() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'pcap:/nosuch/file.pcap', 'number': 1}]}]}");
        Await.until("shown", () -> shown().equals("1 pcap:/nosuch/file.pcap absent"));
        assertFalse(ports.get(BR0).get(0).isEnabled());
        assertTrue(ports.get(BR0).get(0).annotations().value("reason").contains("/nosuch/file.pcap"));
    }

    @Test
    void aCaptureFileThatIsCutShortIsAPortThatIsDownAndTheAnnotationSaysWhy(@TempDir Path dir) throws Exception {
        ByteBuffer b = ByteBuffer.allocate(50).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65535).putInt(1); // Ethernet
        b.putLong(0).putInt(60).putInt(60); // a packet of 60 bytes, of which there are 10
        Path file = Files.write(dir.resolve("cut.pcap"), b.array());
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("pcap:" + file, 1))));
        Await.until("shown", () -> shown().equals("1 pcap:" + file + " down"));
        assertFalse(ports.get(BR0).get(0).isEnabled());
        assertTrue(ports.get(BR0).get(0).annotations().value("reason").startsWith("the file is cut short"));
    }

    @Test
    void aRemovedDatapathTakesItsDeviceAndRulesWithIt() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        Await.until("announced", () -> devices.containsKey(BR0));
        t.manager.removeDatapath("br0");
        Await.until("purged", () -> purged.equals(List.of(BR0)));
        assertFalse(devices.containsKey(BR0));
        assertFalse(provider.isReachable(BR0));
        assertTrue(events.contains("relinquished netmap:br0"));
        assertTrue(events.contains("rules not reported netmap:br0"), events.toString());
    }

    @Test
    void aDeviceThatTheOperatorRemovesConnectsAgain() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        Await.until("announced", () -> devices.containsKey(BR0));
        provider.deviceService.removeDevice(BR0);
        provider.triggerDisconnect(BR0);
        Await.until("again", () -> devices.containsKey(BR0));
    }

    @Test
    void deactivationTakesAllDevicesBackAndKeepsTheirRules() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        t.manager.addDatapath(DatapathDeclaration.of("vale0"));
        Await.until("announced", () -> devices.size() == 2);
        provider.deactivate();
        deactivated = true;
        assertEquals(Map.of(), devices);
        assertEquals(List.of(), purged);
        // not at once: a thread is alive for a moment after its executor has ended
        Await.until("its thread has ended", () -> Thread.getAllStackTraces().keySet().stream().noneMatch(x -> x.getName().startsWith("onos-netmap-devices")));
    }

    private String shown() {
        StringBuilder s = new StringBuilder();
        for (PortDescription p : ports.getOrDefault(BR0, List.of())) {
            s.append(p.portNumber()).append(' ').append(p.annotations().value(AnnotationKeys.PORT_NAME)).append(' ').append(p.annotations().value("state"));
        }
        return s.toString();
    }

    private final class Admin extends DeviceServiceAdapter implements DeviceAdminService {
        @Override
        public void removeDevice(DeviceId deviceId) {
            devices.remove(deviceId);
            ports.remove(deviceId);
        }

        @Override
        public void changePortState(DeviceId deviceId, PortNumber portNumber, boolean enable) {
            throw new AssertionError("the provider does not ask for that");
        }
    }

    private final class Registry implements DeviceProviderRegistry {
        @Override
        public DeviceProviderService register(DeviceProvider p) {
            return new Service(p);
        }

        @Override
        public void unregister(DeviceProvider p) {
            events.add("unregistered");
        }

        @Override
        public Set<ProviderId> getProviders() {
            return Set.of();
        }
    }

    private final class Service implements DeviceProviderService {
        private final DeviceProvider of;

        Service(DeviceProvider of) {
            this.of = of;
        }

        @Override
        public void deviceConnected(DeviceId deviceId, DeviceDescription description) {
            devices.put(deviceId, description);
        }

        @Override
        public void deviceDisconnected(DeviceId deviceId) {
            events.add("disconnected " + deviceId);
        }

        @Override
        public void updatePorts(DeviceId deviceId, List<PortDescription> descriptions) {
            ports.put(deviceId, descriptions);
        }

        @Override
        public void portStatusChanged(DeviceId deviceId, PortDescription description) {
            throw new AssertionError("ports are reported together");
        }

        @Override
        public void receivedRoleReply(DeviceId deviceId, MastershipRole requested, MastershipRole response) {
            events.add("role " + requested + " " + response);
        }

        @Override
        public void updatePortStatistics(DeviceId deviceId, Collection<PortStatistics> statistics) {
            events.add("statistics " + deviceId);
        }

        @Override
        public DeviceProvider provider() {
            return of;
        }
    }
}

package org.onosnetmap.app.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onlab.packet.IpAddress;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.config.NetmapConfig;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosproject.cluster.DefaultControllerNode;
import org.onosproject.cluster.NodeId;
import org.onosproject.net.DeviceId;

class NetmapManagerTest {

    /** Little endian, version 2.4, 64 KiB, Ethernet. */
    private static final byte[] PCAP_HEADER = {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0};

    private final TestManager t = TestManager.start();

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void whatTheConfigurationDeclaresRuns() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}, {'name': 'null:b', 'number': 5, 'enabled': false}]}, {'name': 'vale0'}]}");
        Await.until("both run", () -> t.manager.running().size() == 2);
        Await.until("ports", () -> t.manager.datapath("br0").get().ports().size() == 2);
        List<PortStatus> ports = t.manager.datapath("br0").get().ports();
        assertEquals("[1 null:a UP, 5 null:b DISABLED (switched off by the operator)]", ports.toString());
        assertTrue(t.manager.datapath(DeviceId.deviceId("netmap:vale0")).get().declaration().vale());
    }

    @Test
    void aChangeTouchesOnlyWhatIsDifferent() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}, {'name': 'null:b'}]}, {'name': 'br1'}]}");
        Await.until("both run", () -> t.manager.running().size() == 2 && names("br0").size() == 2);
        Object br0 = t.manager.running(DeviceId.deviceId("netmap:br0")).get().datapath();
        long age = port("br0", "null:a").ageNanos();
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:c'}, {'name': 'null:a'}]}]}");
        Await.until("br1 is gone, b replaced by c", () -> t.manager.running().size() == 1 && names("br0").equals(List.of("1 null:a", "2 null:c")));
        assertSame(br0, t.manager.running(DeviceId.deviceId("netmap:br0")).get().datapath());
        assertTrue(port("br0", "null:a").ageNanos() > age, "the port was not attached anew");
    }

    @Test
    void changedSettingsStartADatapathAnewAndChangedWorkersAll() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0'}, {'name': 'br1'}]}");
        Await.until("both run", () -> t.manager.running().size() == 2);
        Object br0 = t.manager.running().get(0).datapath();
        Object br1 = t.manager.running().get(1).datapath();
        t.configure("{'datapaths': [{'name': 'br0', 'bufSize': 4096}, {'name': 'br1'}]}");
        Await.until("br0 anew", () -> {
            List<ManagedDatapath> running = t.manager.running(); // once: it changes meanwhile
            return running.size() == 2 && running.get(0).datapath() != br0;
        });
        assertSame(br1, t.manager.running().get(1).datapath());
        t.configure("{'workers': 2, 'datapaths': [{'name': 'br0', 'bufSize': 4096}, {'name': 'br1'}]}");
        Await.until("two workers", () -> t.manager.workers().size() == 2 && t.manager.running().size() == 2);
        assertNotSame(br1, t.manager.running().get(1).datapath());
        assertTrue(t.manager.workersAlive());
    }

    @Test
    void queuesAreDeclaredChangedByTheDifferenceAndComeBackWithThePort() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a', 'rate': 1000000, 'queues': [{'id': 1, 'maxRate': 500000}]}]}]}");
        Await.until("its queues", () -> queues().equals("[0, 1]"));
        QueueDeclaration two = new QueueDeclaration(2, 1000, 2000, 3000, 4);
        t.manager.shapePort("br0", "1", before -> before.with(two).withRate(0));
        assertEquals("[0, 1, 2]", queues());
        assertEquals(two, t.manager.queues("br0", "null:a").get(2).queue());
        assertEquals(new PortShape(0, List.of(new QueueDeclaration(1, 0, 500_000, 0, 0), two)), t.manager.shape("br0", "null:a"));
        long age = t.manager.queues("br0", "1").get(1).ageNanos();
        t.manager.removeQueue("br0", "1", 2);
        assertTrue(t.manager.queues("br0", "1").get(1).ageNanos() > age, "what stays is not made anew");
        assertTrue(t.config.getConfig(TestManager.APP, NetmapConfig.class).node().toString().contains("\"queues\":[{\"id\":1,\"maxRate\":500000}]"));
        t.configure("{'datapaths': [{'name': 'br0', 'bufSize': 4096, 'ports': [{'name': 'null:a', 'queues': [{'id': 1, 'maxRate': 500000}]}]}]}");
        Await.until("the datapath anew, with queues", () -> {
            List<ManagedDatapath> running = t.manager.running();
            return running.size() == 1 && running.get(0).datapath().spec().bufSize() == 4096 && queues().equals("[0, 1]");
        });
        t.manager.shapePort("br0", "1", before -> PortShape.NONE);
        assertEquals("[]", queues());
    }

    @Test
    void mirrorsAreDeclaredChangedByTheDifferenceAndWaitForTheirPort(@TempDir Path directory) throws Exception {
        Path capture = directory.resolve("late.pcap");
        t.configure("{'datapaths': [{'name': 'vale0', 'ports': [{'name': 'vale0:a'}, {'name': 'vale0:b'}, {'name': 'pcap:" + capture + "'}],"
                + " 'mirrors': [{'name': 'm', 'in': ['vale0:a'], 'port': 'vale0:b'}, {'name': 'late', 'port': 'pcap:" + capture + "'}]}]}");
        Await.until("they are there", () -> mirrors().size() == 2 && mirrors().get(0).active());
        assertEquals("port pcap:" + capture + " is absent", mirrors().get(1).reason());
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            a.send(FrameClient.frame(0x020000000009L, 0x020000000001L, 60));
            assertEquals(60, b.receive().length);
            assertEquals("1 60", mirrors().get(0).packets() + " " + mirrors().get(0).bytes());
            Files.write(capture, PCAP_HEADER);
            Await.until("its port is there", () -> mirrors().get(1).active());
            assertEquals(1, mirrors().get(0).packets(), "the other goes on");
            assertEquals("mirror out to vale0:b, out by [vale0:a], VLANs [0, 5]: 0 packets, 0 bytes",
                    t.manager.setMirror("vale0", new MirrorDeclaration("out", List.of(), List.of("1"), List.of(0, 5), "2")).toString());
            assertTrue(t.config.getConfig(TestManager.APP, NetmapConfig.class).node().toString().contains("{\"name\":\"out\",\"out\":[\"vale0:a\"],\"vlans\":[0,5],\"port\":\"vale0:b\"}"));
            assertEquals(1, mirrors().get(0).packets());
            t.manager.removeMirror("vale0", "m");
            assertEquals(List.of("late", "out"), t.manager.running().get(0).datapath().mirrors().stream().map(s -> s.spec().name()).sorted().collect(Collectors.toList()));
        }
        t.deactivate();
        t.activate();
        Await.until("they are back", () -> mirrors().size() == 2 && mirrors().get(1).active());
    }

    @Test
    void wrongMirrorsAreRefusedAndAPortOfAMirrorStays() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 1), PortDeclaration.of("null:b", 2))));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.setMirror("br0", mirror("m", "1", "9")));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.setMirror("br0", mirror("m", "null:c", "2")));
        assertKind(NetmapException.Kind.BAD_INPUT, () -> t.manager.setMirror("br0", mirror("m", "2", "2")));
        assertKind(NetmapException.Kind.BAD_INPUT, () -> t.manager.setMirror("br0", mirror("a b", "1", "2")));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.setMirror("br9", mirror("m", "1", "2")));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.removeMirror("br0", "m"));
        assertEquals(List.of(), t.manager.mirrors("br0"));
        t.manager.setMirror("br0", mirror("m", "1", "2"));
        assertKind(NetmapException.Kind.CONFLICT, () -> t.manager.removePort("br0", "1"));
        t.manager.removeMirror("br0", "m");
        t.manager.removePort("br0", "1");
    }

    private List<MirrorStatus> mirrors() {
        try {
            return t.manager.mirrors("vale0");
        } catch (NetmapException e) {
            return List.of();
        }
    }

    private static MirrorDeclaration mirror(String name, String in, String port) {
        return new MirrorDeclaration(name, List.of(in), List.of(), List.of(), port);
    }

    @Test
    void wrongQueuesAreRefusedAndChangeNothing() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 1))));
        assertKind(NetmapException.Kind.BAD_INPUT, () -> t.manager.shapePort("br0", "1", before -> before.with(new QueueDeclaration(1, 5, 4, 0, 0))));
        assertKind(NetmapException.Kind.BAD_INPUT, () -> t.manager.shapePort("br0", "1", before -> before.withRate(-1)));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.shapePort("br0", "2", before -> before.withRate(1)));
        assertKind(NetmapException.Kind.NOT_FOUND, () -> t.manager.removeQueue("br0", "1", 7));
        assertEquals("[]", queues());
    }

    private static void assertKind(NetmapException.Kind kind, org.junit.jupiter.api.function.Executable e) {
        assertEquals(kind, assertThrows(NetmapException.class, e).kind());
    }

    private String queues() {
        try {
            return t.manager.queues("br0", "null:a").stream().map(q -> q.queue().id()).collect(Collectors.toList()).toString();
        } catch (NetmapException e) {
            return e.getMessage();
        }
    }

    @Test
    void aWrongConfigurationChangesNothing() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0'}]}");
        Await.until("runs", () -> t.manager.running().size() == 1);
        assertThrows(RuntimeException.class, () -> t.configure("{'datapaths': [{'name': 5}]}"));
        assertEquals(1, t.manager.running().size());
    }

    @Test
    void withoutConfigurationNothingRuns() throws Exception {
        t.configure("{'datapaths': [{'name': 'br0'}]}");
        Await.until("runs", () -> t.manager.running().size() == 1);
        t.config.removeConfig(TestManager.APP, NetmapConfig.class);
        Await.until("stopped", () -> t.manager.running().isEmpty());
    }

    @Test
    void whatTheServiceChangesIsWrittenAndSurvivesARestart() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 0))));
        t.manager.addPort("br0", PortDeclaration.of("null:b", 0));
        t.manager.addPort("br0", PortDeclaration.of("null:c", 0));
        t.manager.removePort("br0", "1");
        t.manager.enablePort("br0", "null:c", false);
        assertEquals(List.of("2 null:b", "3 null:c"), names("br0"));
        t.deactivate();
        assertFalse(t.config.hasFactory());
        t.activate();
        assertEquals(List.of("2 null:b", "3 null:c"), names("br0"));
        assertEquals(PortStatus.State.DISABLED, port("br0", "null:c").state());
        t.manager.removeDatapath("br0");
        assertEquals(List.of(), t.manager.datapaths());
        assertEquals("{\"datapaths\":[]}", t.config.stored().toString());
    }

    @Test
    void theServiceSaysWhatIsWrong() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 1))));
        fails(NetmapException.Kind.CONFLICT, "exists", () -> t.manager.addDatapath(DatapathDeclaration.of("br0")));
        fails(NetmapException.Kind.BAD_INPUT, "letters", () -> t.manager.addDatapath(DatapathDeclaration.of("a/b")));
        fails(NetmapException.Kind.NOT_FOUND, "known are [br0]", () -> t.manager.removeDatapath("br9"));
        fails(NetmapException.Kind.NOT_FOUND, "known are [br0]", () -> t.manager.addPort("br9", PortDeclaration.of("null:", 0)));
        fails(NetmapException.Kind.BAD_INPUT, "no type", () -> t.manager.addPort("br0", PortDeclaration.of("eth1", 0)));
        fails(NetmapException.Kind.CONFLICT, "already", () -> t.manager.addPort("br0", PortDeclaration.of("null:a", 0)));
        fails(NetmapException.Kind.CONFLICT, "belongs to port 'null:a'", () -> t.manager.addPort("br0", PortDeclaration.of("null:b", 1)));
        fails(NetmapException.Kind.NOT_FOUND, "packet:nosuchif", () -> t.manager.addPort("br0", PortDeclaration.of("packet:nosuchif", 0)));
        fails(NetmapException.Kind.NOT_FOUND, "has no port '9'", () -> t.manager.removePort("br0", "9"));
        fails(NetmapException.Kind.NOT_FOUND, "has no port 'x'", () -> t.manager.enablePort("br0", "x", true));
        fails(NetmapException.Kind.NOT_FOUND, "br9", () -> t.manager.macs("br9"));
        fails(NetmapException.Kind.NOT_FOUND, "known are [br0]", () -> t.manager.existing("br9"));
        fails(NetmapException.Kind.NOT_FOUND, "it has [1 null:a]", () -> t.manager.existing("br0").existingPort("9"));
        assertEquals(List.of("1 null:a"), names("br0"), "nothing has changed");
        assertFalse(t.config.stored().toString().contains("nosuchif"), "what cannot be attached is not declared");
    }

    @Test
    void aDatapathWhosePortCannotBeAttachedIsRefusedAsThePortIsAndLeavesNothingBehind() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        List<String> started = new ArrayList<>();
        t.manager.addWatcher(new DatapathWatcher() {
            @Override
            public void started(ManagedDatapath d) {
                started.add(d.datapath().name());
            }

            @Override
            public void stopped(ManagedDatapath d, boolean removed) {
                started.add("stopped " + d.datapath().name());
            }
        });
        PortDeclaration missing = PortDeclaration.of("packet:nosuchif", 0);
        NetmapException ofPort = assertThrows(NetmapException.class, () -> t.manager.addPort("br0", missing));
        NetmapException ofDatapath = assertThrows(NetmapException.class,
                () -> t.manager.addDatapath(DatapathDeclaration.of("br1").withPorts(List.of(PortDeclaration.of("null:a", 0), missing))));
        assertEquals(NetmapException.Kind.NOT_FOUND, ofDatapath.kind());
        assertEquals(ofPort.getMessage(), ofDatapath.getMessage());
        assertEquals(List.of("br0"), started, "nobody has seen the other one");
        assertTrue(t.manager.engine().datapath("br1").isEmpty());
        assertFalse(t.config.stored().toString().contains("br1"));
        t.manager.addDatapath(DatapathDeclaration.of("br1").withPorts(List.of(PortDeclaration.of("null:a", 0), PortDeclaration.of("null:b", 1))));
        assertEquals(List.of("1 null:b", "2 null:a"), names("br1"), "declared numbers come first");
        assertEquals(List.of("br0", "br1"), started);
    }

    @Test
    void aConflictNamesDatapathsAndPortsAndNoPlaceInTheConfiguration() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("vale0").withPorts(List.of(PortDeclaration.of("netmap:x{1", 1))));
        t.manager.addDatapath(new DatapathDeclaration("br1", 0, 2, 0, "", List.of(PortDeclaration.of("null:a", 0))));
        String both = "port 'netmap:x{1' of datapath 'br1' and port 'netmap:x{1' of datapath 'vale0' are both netmap:x{1; remove one of them first";
        assertEquals(both, fails(NetmapException.Kind.CONFLICT, "both", () -> t.manager.addPort("br1", PortDeclaration.of("netmap:x{1", 0))));
        assertEquals(both.replace("br1", "br2"), fails(NetmapException.Kind.CONFLICT, "both",
                () -> t.manager.addDatapath(DatapathDeclaration.of("br2").withPorts(List.of(PortDeclaration.of("netmap:x{1", 0))))));
        fails(NetmapException.Kind.BAD_INPUT, "'tap:e' of datapath 'br3' and port 'packet:e' of datapath 'br3' are both interface e",
                () -> t.manager.addDatapath(DatapathDeclaration.of("br3").withPorts(List.of(PortDeclaration.of("packet:e", 0), PortDeclaration.of("tap:e", 0)))));
        t.manager.addPort("br1", PortDeclaration.of("null:b", 0));
        assertEquals("datapath 'br1' has 2 ports, and no more fit; remove one, or make the datapath with a larger maxPorts",
                fails(NetmapException.Kind.CONFLICT, "no more fit", () -> t.manager.addPort("br1", PortDeclaration.of("null:c", 0))));
        assertEquals(List.of("1 null:a", "2 null:b"), names("br1"), "nothing has changed");
    }

    @Test
    void aCaptureFileThatIsCutShortIsAPortThatIsDownWithTheReason(@TempDir Path dir) throws Exception {
        Path file = Files.write(dir.resolve("cut.pcap"), concat(PCAP_HEADER, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 60, 0, 0, 0, 60, 0, 0, 0, 1, 2, 3}));
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("pcap:" + file, 0))));
        Await.until("down", () -> port("br0", "pcap:" + file).state() == PortStatus.State.DOWN);
        PortStatus cut = port("br0", "pcap:" + file);
        assertTrue(cut.reason().startsWith("the file is cut short"), cut.reason());
        assertEquals(1, cut.counters().rxErrors());
    }

    @Test
    void aDatapathThatCannotStartDoesNotKeepTheOthersFromIt() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        t.manager.engine().addDatapath(DatapathSpec.openFlow("br1"));
        t.configure("{'datapaths': [{'name': 'br0'}, {'name': 'br1'}, {'name': 'br2'}]}");
        Await.until("settled", () -> t.manager.datapaths().size() == 3);
        assertEquals("[br0, br2]", t.manager.running().stream().map(m -> m.datapath().name()).collect(Collectors.toList()).toString());
        assertTrue(t.manager.datapath("br1").get().reason().contains("exists already"), t.manager.datapath("br1").get().reason());
    }

    @Test
    void whileTheAppIsDeactivatedNothingIsStarted() {
        t.deactivate();
        fails(NetmapException.Kind.CONFLICT, "deactivated", () -> t.manager.addDatapath(DatapathDeclaration.of("br0")));
        assertEquals(List.of(), t.manager.datapaths());
    }

    @Test
    void aDeclaredPortThatIsMissingIsShownAndAttachedWhenItAppears(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("later.pcap");
        t.configure("{'datapaths': [{'name': 'br0', 'ports': [{'name': 'pcap:" + file + "'}, {'name': 'null:b'}]}]}");
        Await.until("the other port is there", () -> t.manager.running().size() == 1 && names("br0").size() == 2);
        PortStatus absent = port("br0", "pcap:" + file);
        assertEquals(PortStatus.State.ABSENT, absent.state());
        assertEquals(1, absent.number());
        assertTrue(absent.reason().contains(file.toString()), absent.reason());
        assertEquals(PortStatus.State.UP, port("br0", "null:b").state());
        Path part = Files.write(dir.resolve("part"), PCAP_HEADER);
        Files.move(part, file);
        Await.until("attached", () -> port("br0", "pcap:" + file).state() != PortStatus.State.ABSENT || !port("br0", "pcap:" + file).reason().equals(absent.reason()));
        assertEquals(List.of("1 pcap:" + file, "2 null:b"), names("br0"));
    }

    @Test
    void inAClusterADatapathRunsOnTheNodeItNames() throws Exception {
        t.nodes.add(new DefaultControllerNode(NodeId.nodeId("n2"), IpAddress.valueOf("127.0.0.2")));
        t.configure("{'datapaths': [{'name': 'here', 'node': 'n1'}, {'name': 'there', 'node': 'n2'}, {'name': 'nowhere'}]}");
        Await.until("settled", () -> t.manager.datapaths().size() == 3);
        assertEquals(List.of("here"), t.manager.running().stream().map(m -> m.datapath().name()).collect(Collectors.toList()));
        assertTrue(t.manager.datapath("there").get().reason().contains("belongs to node n2"));
        assertTrue(t.manager.datapath("nowhere").get().reason().contains("say by 'node'"));
        fails(NetmapException.Kind.CONFLICT, "does not run here", () -> t.manager.addPort("there", PortDeclaration.of("null:", 0)));
        assertEquals("n1", t.manager.addDatapath(DatapathDeclaration.of("made")).declaration().node(), "the service gives it to the local node");
    }

    @Test
    void watchersHearOfStartAndStopInOrder() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        DatapathWatcher w = new DatapathWatcher() {
            @Override
            public void started(ManagedDatapath d) {
                heard.add("started " + d.deviceId());
            }

            @Override
            public void stopped(ManagedDatapath d, boolean removed) {
                heard.add("stopped " + d.deviceId() + " " + removed);
            }
        };
        t.manager.addWatcher(w);
        t.manager.addDatapath(DatapathDeclaration.of("br1"));
        t.manager.removeDatapath("br0");
        t.deactivate();
        assertEquals(List.of("started netmap:br0", "started netmap:br1", "stopped netmap:br0 true", "stopped netmap:br1 false"), heard);
    }

    @Test
    void deactivationLeavesNoThread() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0"));
        t.deactivate();
        Await.until("no thread of ours", () -> Thread.getAllStackTraces().keySet().stream().noneMatch(x -> x.getName().startsWith("onos-netmap-control") || x.getName().startsWith("netmap-")));
    }

    private List<String> names(String datapath) {
        return t.manager.datapath(datapath).get().ports().stream().map(p -> p.number() + " " + p.name()).collect(Collectors.toList());
    }

    private PortStatus port(String datapath, String name) {
        return t.manager.datapath(datapath).get().ports().stream().filter(p -> p.name().equals(name)).findFirst().get();
    }

    private interface Call {
        void run() throws NetmapException;
    }

    /** Returns the message. */
    private static String fails(NetmapException.Kind kind, String words, Call call) {
        NetmapException e = assertThrows(NetmapException.class, call::run);
        assertEquals(kind, e.kind(), e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
        return e.getMessage();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}

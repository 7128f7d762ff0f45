package org.onosnetmap.app.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.codec.TestCodecs;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.codec.CodecService;

/** Tables and JSON of the commands that list; the others are run in a real shell by module test. */
class CommandsTest {

    private final TestManager t = TestManager.start();
    private final TestCodecs codecs = new TestCodecs();
    private final List<String> printed = new ArrayList<>();

    /** The services and the terminal of the test. */
    private final Surroundings surroundings = new Surroundings() {
        @Override
        public <T> T service(Class<T> type) {
            return type.cast(type == CodecService.class ? codecs : t.manager);
        }

        @Override
        public void print(String line) {
            printed.add(line);
        }
    };

    private <C extends NetmapCommand> C command(C c) {
        c.surroundings = surroundings;
        return c;
    }

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void datapathsAreLinesOrAnArray() throws Exception {
        add("vale0", "null:a");
        DatapathsCommand command = command(new DatapathsCommand());
        command.doExecute();
        assertEquals(List.of("vale0: VALE switch, device=netmap:vale0, ports=1 (1 up), flows=0, macs=0, packetInsDropped=0"), printed);
        printed.clear();
        wantJson(command);
        command.doExecute();
        assertEquals("vale0", codecs.mapper().readTree(printed.get(0)).path(0).path("name").asText());
    }

    @Test
    void aTraceIsLinesOrAnArrayAndBadPacketsAreRefused() throws Exception {
        add("vale0", "null:a");
        TraceCommand command = command(new TraceCommand());
        set(TraceCommand.class, command, "datapath", "netmap:vale0");
        set(TraceCommand.class, command, "port", "null:a");
        set(TraceCommand.class, command, "packet", "tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_dst=80");
        command.doExecute();
        assertEquals(List.of("in by port 1: eth_dst=02:00:00:00:00:02,eth_src=02:00:00:00:00:01,eth_type=0x800,ip_proto=6,ipv4_src=10.0.0.1,ipv4_dst=10.0.0.2,"
                + "tcp_src=0,tcp_dst=80,tcp_flags=0x0,60 bytes", "table 0", "  no rule matches: the learning switch takes the packet"), printed.subList(0, 3));
        printed.clear();
        wantJson(command);
        set(TraceCommand.class, command, "packet", "02:00:00:00:00:02 02:00:00:00:00:01 88b5 0000");
        command.doExecute();
        assertEquals("02000000000202000000000188b50000", codecs.mapper().readTree(printed.get(0)).path(0).path("frame").asText());
        for (String bad : List.of("tcp,nw_src=10.0.0.300", "zz", "tp_dst=80", "020")) {
            set(TraceCommand.class, command, "packet", bad);
            assertThrows(CommandException.class, command::doExecute, bad);
        }
    }

    @Test
    void anErrorIsAMessageForTheUserAndNoErrorOfTheShell() throws Exception {
        PortsCommand command = command(new PortsCommand());
        set(PortsCommand.class, command, "name", "nosuch");
        CommandException e = assertThrows(CommandException.class, command::doExecute);
        assertEquals("Error: there is no datapath 'nosuch'; known are []", e.getNiceHelp(), "what the shell prints");
        assertEquals(CommandException.class, e.getClass(), "Karaf looks at the name of the class, and logs any other one as an error");
    }

    @Test
    void whereThereIsNothingToListALineSaysSoAndJsonIsAnEmptyArray() throws Exception {
        add("vale0", "null:a");
        MacsCommand macs = command(new MacsCommand());
        set(MacsCommand.class, macs, "datapath", "vale0");
        RefusalsCommand refusals = command(new RefusalsCommand());
        macs.doExecute();
        refusals.doExecute();
        set(RefusalsCommand.class, refusals, "name", "vale0");
        refusals.doExecute();
        assertEquals(List.of("vale0 has learnt no addresses", "no rule, group or meter is refused", "no rule, group or meter is refused by vale0"), printed);
        printed.clear();
        wantJson(macs);
        wantJson(refusals);
        macs.doExecute();
        refusals.doExecute();
        assertEquals(List.of("[]", "[]"), printed);
    }

    @Test
    void mirrorsAreLinesOrAnArray() throws Exception {
        t.manager.addDatapath(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:a", 1), PortDeclaration.of("null:b", 2))));
        MirrorsCommand list = command(new MirrorsCommand());
        list.doExecute();
        t.manager.setMirror("br0", new MirrorDeclaration("m", List.of(), List.of(), List.of(), "2"));
        list.doExecute();
        assertEquals(List.of("no datapath has mirrors", "br0 mirror m to null:b, in by any port: 0 packets, 0 bytes"), printed);
        printed.clear();
        wantJson(list);
        list.doExecute();
        assertEquals("[{\"datapath\":\"br0\",\"name\":\"m\",\"in\":[],\"out\":[],\"vlans\":[],\"port\":\"null:b\",\"active\":true,\"packets\":0,\"bytes\":0}]", printed.get(0));
    }

    @Test
    void zeroIsNoPortNumberAndAnOptionInTheWrongPlaceIsTold() throws Exception {
        add("br0", "null:a");
        AddPortCommand command = command(new AddPortCommand());
        set(AddPortCommand.class, command, "datapath", "br0");
        set(AddPortCommand.class, command, "port", "null:b");
        set(AddPortCommand.class, command, "number", 0);
        assertEquals("--number 0 is out of range; leave it out for the default", assertThrows(CommandException.class, command::doExecute).getMessage());
        set(AddPortCommand.class, command, "options", List.of("--number", "7"));
        assertEquals("option '--number' of port 'null:b' is not of the form KEY=VALUE; options of the command stand before the name of the datapath",
                assertThrows(CommandException.class, command::doExecute).getMessage());
        assertEquals(1, t.manager.existing("br0").ports().size());
    }

    private CaptureCommand capture(Path file, int seconds) throws ReflectiveOperationException {
        CaptureCommand command = command(new CaptureCommand());
        set(CaptureCommand.class, command, "datapath", "vale0");
        set(CaptureCommand.class, command, "file", file.toString());
        set(CaptureCommand.class, command, "seconds", seconds);
        return command;
    }

    private static List<Integer> lastBytes(Path file) throws IOException {
        List<Integer> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(file)) {
            while (r.next()) {
                all.add((int) r.buffer().get(r.position() + r.captured() - 1));
            }
        }
        return all;
    }

    /** Ctrl-C is an interrupt; the datapath is afterwards as it was before. */
    @Test
    void aCaptureHasWhatThePortsCarryUntilCtrlCAndLeavesNothingBehind(@TempDir Path dir) throws Exception {
        add("vale0", "vale0:a");
        t.manager.addPort("vale0", PortDeclaration.of("vale0:b", 2));
        Path file = dir.resolve("out.pcapng");
        CaptureCommand command = capture(file, 60);
        set(CaptureCommand.class, command, "filter", List.of("less", "70"));
        set(CaptureCommand.class, command, "in", List.of("vale0:a"));
        Thread shell = new Thread(() -> assertDoesNotThrow(command::doExecute));
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            shell.start();
            Await.until("the mirror", () -> {
                try {
                    return t.manager.mirrors("vale0").stream().anyMatch(MirrorStatus::active);
                } catch (NetmapException e) {
                    throw new AssertionError(e);
                }
            });
            for (int length : new int[] {60, 100, 62}) {
                byte[] frame = FrameClient.frame(2, 1, length);
                frame[length - 1] = (byte) length;
                a.send(frame);
                b.receive();
            }
            b.send(FrameClient.frame(1, 2, 64));
            a.receive();
            Await.until("copies of the three", () -> {
                try {
                    return t.manager.mirrors("vale0").get(0).packets() == 3;
                } catch (NetmapException e) {
                    throw new AssertionError(e);
                }
            });
            shell.interrupt();
            shell.join(10_000);
        }
        assertEquals(List.of("3 frames, 222 bytes captured, those that match of them written to " + file), printed);
        assertEquals(List.of(60, 62), lastBytes(file));
        assertEquals(0, t.manager.mirrors("vale0").size());
        assertEquals(2, t.manager.existing("vale0").ports().size());
    }

    @Test
    void aCaptureEndsAfterItsSecondsAndWhatCannotBeDoneIsToldInOneLine(@TempDir Path dir) throws Exception {
        add("vale0", "null:a");
        capture(dir.resolve("out.pcapng"), 1).doExecute();
        assertEquals(List.of("0 frames, 0 bytes captured to " + dir.resolve("out.pcapng")), printed);
        assertEquals(List.of(), lastBytes(dir.resolve("out.pcapng")));
        assertEquals("'out' is no whole path; the working directory is that of ONOS, write /tmp/out", assertThrows(CommandException.class, capture(Path.of("out"), 1)::doExecute).getMessage());
        assertEquals("--seconds 0 is out of range; take 1 to 3600", assertThrows(CommandException.class, capture(dir.resolve("x"), 0)::doExecute).getMessage());
        String noFolder = assertThrows(CommandException.class, capture(dir.resolve("no/x"), 1)::doExecute).getMessage();
        assertTrue(noFolder.contains("cannot make the file (there is no such file or folder)"), noFolder);
        CaptureCommand badFilter = capture(dir.resolve("x"), 1);
        set(CaptureCommand.class, badFilter, "filter", List.of("tcp", "prot"));
        assertTrue(assertThrows(CommandException.class, badFilter::doExecute).getMessage().contains("option filter: "));
        CaptureCommand badPort = capture(dir.resolve("x"), 1);
        set(CaptureCommand.class, badPort, "in", List.of("9"));
        assertTrue(assertThrows(CommandException.class, badPort::doExecute).getMessage().contains("no port '9'"));
        assertEquals(1, t.manager.existing("vale0").ports().size());
    }

    private void add(String name, String port) throws NetmapException {
        t.manager.addDatapath(DatapathDeclaration.of(name).withPorts(List.of(PortDeclaration.of(port, 1))));
    }

    private static void wantJson(AbstractShellCommand command) throws ReflectiveOperationException {
        set(AbstractShellCommand.class, command, "json", true);
    }

    /** As the shell sets arguments and options. */
    private static void set(Class<?> type, Object command, String field, Object value) throws ReflectiveOperationException {
        Field f = type.getDeclaredField(field);
        f.setAccessible(true);
        f.set(command, value);
    }
}

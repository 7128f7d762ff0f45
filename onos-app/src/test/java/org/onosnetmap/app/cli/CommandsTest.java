package org.onosnetmap.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.codec.TestCodecs;
import org.onosnetmap.app.datapath.TestManager;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.codec.JsonCodec;

/** Tables and JSON of the commands that list; the others are run in a real shell by module test. */
class CommandsTest {

    private final TestManager t = TestManager.start();
    private final TestCodecs codecs = new TestCodecs();
    private final List<String> printed = new ArrayList<>();

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void datapathsAreLinesOrAnArray() throws Exception {
        add("vale0", "null:a");
        DatapathsCommand command = new DatapathsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }

            @Override
            public <T> JsonCodec<T> codec(Class<T> type) {
                return codecs.codec(type);
            }

            @Override
            public void print(String format, Object... args) {
                printed.add(String.format(format, args));
            }
        };
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
        TraceCommand command = new TraceCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }

            @Override
            public <T> JsonCodec<T> codec(Class<T> type) {
                return codecs.codec(type);
            }

            @Override
            public void print(String format, Object... args) {
                printed.add(String.format(format, args));
            }
        };
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
        PortsCommand command = new PortsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }
        };
        set(PortsCommand.class, command, "name", "nosuch");
        CommandException e = assertThrows(CommandException.class, command::doExecute);
        assertEquals("Error: there is no datapath 'nosuch'; known are []", e.getNiceHelp(), "what the shell prints");
        assertEquals(CommandException.class, e.getClass(), "Karaf looks at the name of the class, and logs any other one as an error");
    }

    @Test
    void whereThereIsNothingToListALineSaysSoAndJsonIsAnEmptyArray() throws Exception {
        add("vale0", "null:a");
        MacsCommand macs = new MacsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }

            @Override
            public <T> JsonCodec<T> codec(Class<T> type) {
                return codecs.codec(type);
            }

            @Override
            public void print(String format, Object... args) {
                printed.add(String.format(format, args));
            }
        };
        set(MacsCommand.class, macs, "datapath", "vale0");
        RefusalsCommand refusals = new RefusalsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }

            @Override
            public <T> JsonCodec<T> codec(Class<T> type) {
                return codecs.codec(type);
            }

            @Override
            public void print(String format, Object... args) {
                printed.add(String.format(format, args));
            }
        };
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
        MirrorsCommand list = new MirrorsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }

            @Override
            public <T> JsonCodec<T> codec(Class<T> type) {
                return codecs.codec(type);
            }

            @Override
            public void print(String format, Object... args) {
                printed.add(String.format(format, args));
            }
        };
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
        AddPortCommand command = new AddPortCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }
        };
        set(AddPortCommand.class, command, "datapath", "br0");
        set(AddPortCommand.class, command, "port", "null:b");
        set(AddPortCommand.class, command, "number", 0);
        assertEquals("--number 0 is out of range; leave it out for the default", assertThrows(CommandException.class, command::doExecute).getMessage());
        set(AddPortCommand.class, command, "options", List.of("--number", "7"));
        assertEquals("option '--number' of port 'null:b' is not of the form KEY=VALUE; options of the command stand before the name of the datapath",
                assertThrows(CommandException.class, command::doExecute).getMessage());
        assertEquals(1, t.manager.existing("br0").ports().size());
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

package org.onosnetmap.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.api.DatapathDeclaration;
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
    void portsOfAnUnknownDatapathAreAnError() throws Exception {
        PortsCommand command = new PortsCommand() {
            @Override
            NetmapService service() {
                return t.manager;
            }
        };
        set(PortsCommand.class, command, "name", "nosuch");
        assertEquals(NetmapException.Kind.NOT_FOUND, assertThrows(NetmapException.class, command::doExecute).kind());
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

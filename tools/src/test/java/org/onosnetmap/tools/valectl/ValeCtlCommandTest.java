package org.onosnetmap.tools.valectl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.tools.CommandFixture;

/** Against a server that answers as the app's REST interface does, and against a kernel without the module. */
class ValeCtlCommandTest extends CommandFixture {

    private static final String DATAPATHS = "{\"datapaths\": [{\"name\": \"br0\", \"type\": \"openflow\", \"ports\": [{\"number\": 1, \"name\": \"packet:eth9\", \"state\": \"UP\"}]},"
            + "{\"name\": \"vale0\", \"type\": \"vale\", \"ports\": [{\"number\": 1, \"name\": \"packet:eth1\", \"state\": \"UP\"}, {\"number\": 4, \"name\": \"vale0:p\", \"state\": \"DOWN\"}]}]}";

    private HttpServer server;
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private String onos() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/onos/netmap/", this::answer);
        server.start();
        return "vale-ctl --onos http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange e) throws IOException {
        String request = e.getRequestMethod() + " " + e.getRequestURI().getRawPath().substring("/onos/netmap/".length()) + " "
                + new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(request.trim());
        if (!"Basic b25vczpyb2Nrcw==".equals(e.getRequestHeaders().getFirst("Authorization"))) {
            reply(e, 401, "<html>no</html>");
        } else if (request.startsWith("GET datapaths/vale9")) {
            reply(e, 404, "{\"code\": 404, \"message\": \"there is no datapath 'vale9'\"}");
        } else if (request.startsWith("GET")) {
            reply(e, 200, DATAPATHS);
        } else if (request.contains("packet:busy")) {
            reply(e, 409, "{\"code\": 409, \"message\": \"packet:busy: the interface is attached already\"}");
        } else if (request.startsWith("POST datapaths {")) {
            reply(e, 201, "{\"name\": \"vale9\", \"ports\": [{\"number\": 1}]}");
        } else if (request.startsWith("POST")) {
            reply(e, 201, "{\"number\": 7}");
        } else {
            reply(e, 204, null);
        }
    }

    private static void reply(HttpExchange e, int status, String body) throws IOException {
        byte[] b = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        e.sendResponseHeaders(status, b.length == 0 ? -1 : b.length);
        e.getResponseBody().write(b);
        e.close();
    }

    private void says(String expected, String args) {
        asked.clear();
        assertEquals(0, netmap(args), stderr::toString);
        assertEquals(expected, stdout.toString());
    }

    @Test
    void theSwitchesOfTheEngineInAnOnos() throws Exception {
        String ctl = onos();
        says("port 1 vale0:packet:eth1 UP\nport 4 vale0:p DOWN\n", ctl);
        says("port 1 vale0:packet:eth1 UP\nport 4 vale0:p DOWN\n", ctl + " -l");
        says("port 1 vale0:packet:eth1 UP\n", ctl + " -l vale0:eth1");
        says("vale0:eth2 is port 7\n", ctl + " -a vale0:eth2");
        assertEquals("POST datapaths/vale0/ports {\"name\":\"packet:eth2\"}", asked.get(1));
        says("vale0:tap:t1 is port 7\n", ctl + " -a vale0:tap:t1");
        assertEquals("POST datapaths/vale0/ports {\"name\":\"tap:t1\"}", asked.get(1));
        says("vale9:eth2 is port 1\n", ctl + " -a vale9:eth2");
        assertEquals("POST datapaths {\"name\":\"vale9\",\"ports\":[{\"name\":\"packet:eth2\"}]}", asked.get(1), "a switch is made for its first port");
        says("", ctl + " -d vale0:eth1");
        assertEquals("DELETE datapaths/vale0/ports/1", asked.get(1));
        refused(1, "vale0:busy: packet:busy: the interface is attached already", ctl + " -a vale0:busy");
        refused(1, "vale0:eth7: there is no such port", ctl + " -d vale0:eth7");
        refused(1, "vale0:eth7: there is no such port", ctl + " -l vale0:eth7");
        refused(1, "does not know this user", ctl + " --user me:wrong");
        refused(1, "an engine has no host side", ctl + " -h vale0:eth1");
        for (String option : new String[] {"-g vale0:eth1", "-n v1", "-r v1", "-p vale0:eth1", "-P vale0:eth1"}) {
            refused(1, option.substring(0, 2) + " is for the VALE switches of the kernel", ctl + " " + option);
        }
    }

    @Test
    void badInputIsRefusedInOneLine() throws Exception {
        refused(2, "'eth1' is no port of a VALE switch; write valeSSS:PPP", "vale-ctl -a eth1");
        refused(2, "mutually exclusive", "vale-ctl -a vale0:x -d vale0:y");
        refused(2, "-C goes with -n or -p", "vale-ctl -C 5 -a vale0:x");
        refused(2, "-m goes with -n", "vale-ctl -m 1 -a vale0:x");
        refused(2, "-C x: write 1 to 4 numbers", "vale-ctl -C x -n v1");
        refused(2, "with -p write 0,CPU", "vale-ctl -C 2,1 -p vale0:eth1");
        refused(2, "with -p write 0,CPU", "vale-ctl -C 0,1,2 -p vale0:eth1");
        refused(1, "no ONOS answers at http://127.0.0.1:1/onos/netmap/", "vale-ctl --onos http://127.0.0.1:1");
        refused(1, "is no address of an ONOS", "vale-ctl --onos nonsense");
    }

    @Test
    void withoutTheModuleItSaysSo() {
        assumeFalse(Files.exists(Path.of("/dev/netmap")), "the module is loaded");
        refused(1, "/dev/netmap: the netmap kernel module is not loaded; modprobe netmap", "vale-ctl");
        refused(1, "modprobe netmap", "vale-ctl -a vale0:eth1");
    }
}

package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.tools.Netmap;

/** Datapaths and ports by network configuration, REST and shell; what they refuse; learnt addresses as hosts. */
@Order(2)
@ExtendWith(SharedOnos.class)
class ConfigIT {

    private static final String MIRRORS = "/onos/netmap/datapaths/vale6/mirrors";
    private static final String NETCFG = "/onos/v1/network/configuration";
    private static final String OURS = NETCFG + "/apps/org.onosnetmap/netmap";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final SharedOnos s;

    ConfigIT(SharedOnos s) {
        this.s = s;
    }

    @Test
    void aConfigurationIsCarriedOutLiveAndTouchesOnlyWhatChanges() throws Exception {
        expect(200, s.post(OURS, "{'datapaths': [{'name': 'live', 'ports': [{'name': 'null:a', 'number': 1}, {'name': 'null:b', 'number': 2}]}]}"));
        await("device", () -> s.available("netmap:live"));
        await("two ports", () -> ports("netmap:live") == 2);
        double age = s.get("/onos/netmap/datapaths/live/ports/1").path("ageSeconds").asDouble();
        expect(200, s.post(OURS, "{'datapaths': [{'name': 'live', 'ports': [{'name': 'null:a', 'number': 1}, {'name': 'null:c', 'number': 3}]}, {'name': 'vale9'}]}"));
        await("the other one", () -> s.available("netmap:vale9"));
        await("port 3 in place of 2", () -> s.onos().get("/onos/netmap/datapaths/live/ports/3").statusCode() == 200
                && s.onos().get("/onos/netmap/datapaths/live/ports/2").statusCode() == 404);
        assertTrue(s.get("/onos/netmap/datapaths/live/ports/1").path("ageSeconds").asDouble() > age, "port 1 was left alone");
        expect(204, s.onos().delete(OURS));
        await("all gone", () -> s.noDevices() && s.get("/onos/netmap/datapaths").path("datapaths").size() == 0);
    }

    private int ports(String device) throws Exception {
        return s.get("/onos/v1/devices/" + device + "/ports").path("ports").size();
    }

    @Test
    void aWrongConfigurationIsRefusedWithFieldAndReason() throws Exception {
        HttpResponse<String> answer = s.post(OURS, "{'datapaths': [{'name': 'br9', 'ports': [{'name': 'null:', 'number': 'one'}]}]}");
        assertTrue(answer.statusCode() >= 400, answer.statusCode() + " " + answer.body());
        assertTrue(answer.body().contains("datapaths[0].ports[0].number"), answer.body());
        HttpResponse<String> whole = s.post(NETCFG, "{'apps': {'org.onosnetmap': {'netmap': {'datapaths': 'br9'}}}}");
        assertEquals(207, whole.statusCode());
        assertTrue(whole.body().contains("a list"), whole.body());
        assertEquals(0, s.get("/onos/netmap/datapaths").path("datapaths").size());
    }

    @Test
    void restAnswersWithTheRightCodeAndSaysWhatIsWrong() throws Exception {
        HttpResponse<String> made = expect(201, s.post("/onos/netmap/datapaths", "{'name': 'r0', 'ports': [{'name': 'null:a'}]}"));
        assertTrue(made.headers().firstValue("Location").orElse("").endsWith("/onos/netmap/datapaths/r0"), made.headers().toString());
        refused(409, "exists", s.post("/onos/netmap/datapaths", "{'name': 'r0'}"));
        refused(400, "is no JSON", s.onos().post("/onos/netmap/datapaths", "name=r1"));
        refused(400, "is empty", s.onos().post("/onos/netmap/datapaths", ""));
        refused(400, "is a JSON array", s.onos().post("/onos/netmap/datapaths", "[]"));
        refused(400, "is no JSON", s.onos().post("/onos/netmap/datapaths", "{\"name\": \"r1\"} x"));
        refused(400, "name", s.post("/onos/netmap/datapaths", "{}"));
        refused(400, "known here are", s.post("/onos/netmap/datapaths", "{'name': 'r1', 'colour': 'red'}"));
        refused(400, "letters, digits", s.post("/onos/netmap/datapaths", "{'name': 'r 1'}"));
        refused(404, "no datapath 'r1'", s.onos().get("/onos/netmap/datapaths/r1"));
        refused(404, "no datapath 'r1'", s.onos().delete("/onos/netmap/datapaths/r1"));
        refused(404, "no datapath 'r1'", s.onos().get("/onos/netmap/datapaths/r1/macs"));
        refused(404, "no datapath 'r1'", s.onos().get("/onos/netmap/refusals/r1"));

        HttpResponse<String> port = expect(201, s.post("/onos/netmap/datapaths/r0/ports", "{'name': 'null:b'}"));
        assertTrue(port.headers().firstValue("Location").orElse("").endsWith("/datapaths/r0/ports/2"), port.headers().toString());
        refused(400, "packet:eth1", s.post("/onos/netmap/datapaths/r0/ports", "{'name': 'eth1'}"));
        refused(404, "nosuchif", s.post("/onos/netmap/datapaths/r0/ports", "{'name': 'packet:nosuchif'}"));
        refused(409, "already", s.post("/onos/netmap/datapaths/r0/ports", "{'name': 'null:b'}"));
        refused(409, "belongs to", s.post("/onos/netmap/datapaths/r0/ports", "{'name': 'null:c', 'number': 2}"));
        refused(400, "send {\"enabled\"", s.onos().put("/onos/netmap/datapaths/r0/ports/2", "{\"enabled\": \"no\"}"));
        assertEquals("DISABLED", SharedOnos.MAPPER.readTree(expect(200, s.onos().put("/onos/netmap/datapaths/r0/ports/2", "{\"enabled\": false}")).body()).path("state").asText());
        await("ONOS shows it", () -> !s.get("/onos/v1/devices/netmap:r0/ports").path("ports").path(1).path("isEnabled").asBoolean(true));
        expect(204, s.onos().delete("/onos/netmap/datapaths/r0/ports/2"));
        refused(404, "no port '2'", s.onos().delete("/onos/netmap/datapaths/r0/ports/2"));
        expect(204, s.onos().delete("/onos/netmap/datapaths/r0/macs"));
        assertTrue(s.get(OURS).toString().contains("null:a"), "what REST made is in the configuration");
        s.removeDatapath("r0");
    }

    private static void refused(int status, String words, HttpResponse<String> answer) throws Exception {
        JsonNode error = SharedOnos.MAPPER.readTree(expect(status, answer).body());
        assertEquals(status, error.path("code").asInt());
        assertTrue(error.path("message").asText().contains(words), answer.body());
    }

    @Test
    void theShellDoesTheSame() throws Exception {
        assertTrue(s.onos().shell("netmap-add-datapath vale7 null:a vale7:p1").contains("netmap:vale7"));
        s.onos().shell("netmap-add-port --number 9 vale7 null:c");
        s.onos().shell("netmap-port-state vale7 9 down");
        assertEquals("DISABLED", s.shellJson("netmap-ports -j vale7").path(0).path("ports").path(2).path("state").asText());
        assertEquals(s.get("/onos/netmap/vale").path("datapaths").path(0).path("name"), s.shellJson("netmap-vale -j").path(0).path("name"));
        assertTrue(s.onos().shell("netmap-datapaths").contains("vale7: VALE switch, device=netmap:vale7, ports=3 (2 up)"));
        assertTrue(s.onos().shell("netmap-ports").contains("9: null:c, DISABLED, switched off by the operator"));
        assertTrue(s.onos().shell("netmap-stats").contains("worker 0: alive"));
        assertEquals(1, s.shellJson("netmap-stats -j vale7").path("datapaths").size());
        assertEquals(0, s.shellJson("netmap-macs -j vale7").size());
        s.onos().shell("netmap-remove-port vale7 null:c");
        assertFalse(s.onos().shell("netmap-ports vale7").contains("null:c"));
        IOException error = assertThrows(IOException.class, () -> s.onos().shell("netmap-add-port vale7 packet:nosuchif"));
        assertTrue(error.getMessage().contains("nosuchif"), error.getMessage());
        s.onos().shell("netmap-remove-datapath vale7");
        await("gone", () -> s.onos().get("/onos/v1/devices/netmap:vale7").statusCode() == 404);
    }

    private String valeCtl(int status, String... args) {
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said, true);
        List<String> all = new ArrayList<>(List.of("vale-ctl", "--onos", "http://127.0.0.1:" + s.onos().httpPort()));
        all.addAll(List.of(args));
        assertEquals(status, Netmap.run(all.toArray(new String[0]), to, to), said::toString);
        return said.toString();
    }

    @Test
    void netmapValeCtlDoesTheSame() throws Exception {
        assertEquals("vale8:null:a is port 1\n", valeCtl(0, "-a", "vale8:null:a"), "the switch is made for its first port");
        assertEquals("vale8:null:b is port 2\n", valeCtl(0, "-a", "vale8:null:b"));
        assertEquals("port 2 vale8:null:b UP\n", valeCtl(0, "-l", "vale8:null:b"));
        assertTrue(valeCtl(0).contains("port 1 vale8:null:a UP\nport 2 vale8:null:b UP\n"));
        String refused = valeCtl(1, "-a", "vale8:nosuchif");
        assertTrue(refused.startsWith("netmap: vale8:nosuchif: packet:nosuchif: there is no such network interface"), refused);
        assertEquals(1, refused.lines().count(), refused);
        assertEquals("", valeCtl(0, "-d", "vale8:null:a"));
        assertEquals(1, s.get("/onos/netmap/datapaths/vale8/ports").path("ports").size());
        s.onos().shell("netmap-remove-datapath vale8");
    }

    @Test
    void mirrorsAreSetShownAndRemovedByRestAndShellAndDeclared() throws Exception {
        expect(201, s.post("/onos/netmap/datapaths", "{'name': 'vale6', 'ports': [{'name': 'null:a'}, {'name': 'null:b'}, {'name': 'null:c'}],"
                + " 'mirrors': [{'name': 'first', 'port': 'null:c'}]}"));
        JsonNode made = SharedOnos.MAPPER.readTree(expect(200, s.onos().put(MIRRORS + "/m", SharedOnos.quoted("{'in': ['1'], 'vlans': [0, 7], 'port': 'null:c'}"))).body());
        assertEquals(SharedOnos.MAPPER.readTree(SharedOnos.quoted("{'name': 'm', 'in': ['null:a'], 'out': [], 'vlans': [0, 7], 'port': 'null:c', 'active': true, 'packets': 0, 'bytes': 0}")), made);
        assertEquals(made, s.get(MIRRORS + "/m"));
        assertEquals(2, s.get(MIRRORS).path("mirrors").size());
        refused(400, "to that port", s.onos().put(MIRRORS + "/x", SharedOnos.quoted("{'in': ['3'], 'port': '3'}")));
        refused(400, "known here are", s.onos().put(MIRRORS + "/x", SharedOnos.quoted("{'from': ['3'], 'port': '3'}")));
        refused(404, "no port '9'", s.onos().put(MIRRORS + "/x", SharedOnos.quoted("{'port': '9'}")));
        refused(404, "no mirror 'x'; it has [first, m]", s.onos().delete(MIRRORS + "/x"));
        refused(409, "part of mirror", s.onos().delete("/onos/netmap/datapaths/vale6/ports/1"));
        assertTrue(s.onos().shell("netmap-set-mirror --out null:a --out 2 --vlan 5 vale6 out 3").contains("mirror out to null:c, out by [null:a, null:b], VLANs [5]: 0 packets"));
        assertTrue(s.onos().shell("netmap-mirrors vale6").contains("vale6 mirror m to null:c, in by [null:a], VLANs [0, 7]"));
        assertEquals(3, s.shellJson("netmap-mirrors -j").size());
        assertTrue(s.get(OURS).toString().contains("\"mirrors\":[{\"name\":\"first\""), s.get(OURS).toString());
        String capture = s.onos().shell("netmap-capture --seconds 1 --in null:a vale6 " + Path.of("target", "capture.pcapng").toAbsolutePath() + " udp port 53");
        assertTrue(capture.contains("0 frames, 0 bytes captured, those that match of them written to "), capture);
        assertTrue(Files.size(Path.of("target", "capture.pcapng")) > 100, "it has its header");
        assertEquals(3, s.shellJson("netmap-mirrors -j").size(), "its mirror is gone");
        s.onos().shell("netmap-remove-mirror vale6 out");
        expect(204, s.onos().delete(MIRRORS + "/m"));
        assertEquals(1, s.get(MIRRORS).path("mirrors").size());
        s.removeDatapath("vale6");
    }

    @Test
    void aPortThatCannotBeAttachedIsShownAndTriedAgain() throws Exception {
        Path later = s.folder("config").resolve("later.pcap");
        expect(200, s.post(OURS, "{'datapaths': [{'name': 'later', 'ports': [{'name': 'pcap:" + later + "', 'number': 1}, {'name': 'null:b', 'number': 2}]}]}"));
        await("device", () -> s.available("netmap:later"));
        JsonNode port = s.get("/onos/netmap/datapaths/later/ports/1");
        assertEquals("ABSENT", port.path("state").asText());
        assertTrue(port.path("reason").asText().contains("later.pcap"), port.toString());
        await("ONOS shows the reason", () -> s.get("/onos/v1/devices/netmap:later/ports").toString().contains("\"reason\""));
        Path part = Pcap.write(s.folder("config").resolve("part"), 1000, Pcap.frame(B, A, 0x88b5));
        Files.move(part, later);
        await("attached when it appears", () -> s.get("/onos/netmap/datapaths/later/ports/1").path("counters").path("rxPackets").asLong() == 1);
        s.removeDatapath("later");
    }

    @Test
    void addressesThatAValeSwitchLearnsAreHosts() throws Exception {
        Path folder = s.folder("hosts");
        Path a = Pcap.write(folder.resolve("a.pcap"), 100_000, Pcap.frame(B, A, 0x88b5));
        Path b = Pcap.write(folder.resolve("b.pcap"), 100_000, Pcap.frame(A, B, 0x88b5));
        s.addDatapath("{'name': 'vale5', 'ports': [{'name': 'pcap:" + a + "', 'number': 1, 'options': {'loop': true, 'timing': 'file'}},"
                + " {'name': 'pcap:" + b + "', 'number': 2, 'options': {'loop': true, 'timing': 'file'}}]}");
        await("two hosts", () -> host(A).equals("netmap:vale5/1") && host(B).equals("netmap:vale5/2"));
        assertEquals(2, s.get("/onos/netmap/datapaths/vale5/macs").path("macs").size());
        assertTrue(s.onos().shell("netmap-macs vale5").contains("02:00:00:00:00:0A vlan=none port=1"));
        expect(204, s.onos().delete("/onos/netmap/datapaths/vale5/ports/2"));
        await("its host is gone", () -> host(B).isEmpty());
        Path moved = Pcap.write(folder.resolve("moved.pcap"), 100_000, Pcap.frame(B, A, 0x88b5));
        expect(204, s.onos().delete("/onos/netmap/datapaths/vale5/ports/1"));
        expect(201, s.post("/onos/netmap/datapaths/vale5/ports", "{'name': 'pcap:" + moved + "', 'number': 3, 'options': {'loop': true, 'timing': 'file'}}"));
        await("moved", () -> host(A).equals("netmap:vale5/3"));
        s.removeDatapath("vale5");
        await("no host", () -> host(A).isEmpty());
    }

    /** Where a host is, as device/port; empty if there is none. */
    private String host(long mac) throws Exception {
        for (JsonNode h : s.get("/onos/v1/hosts").path("hosts")) {
            if (Long.parseLong(h.path("mac").asText().replace(":", ""), 16) == mac) {
                JsonNode at = h.path("locations").path(0);
                return at.path("elementId").asText() + "/" + at.path("port").asText();
            }
        }
        return "";
    }

    @Test
    void restIsDocumented() throws Exception {
        String apis = s.get("/onos/v1/docs/apis").toString();
        assertTrue(apis.contains("onos-netmap REST API"), apis);
        JsonNode swagger = s.get("/onos/v1/docs/apis/onos/netmap/swagger.json");
        assertTrue(swagger.path("paths").has("/datapaths/{name}/mirrors/{mirror}"), swagger.path("paths").toString());
        assertTrue(swagger.path("paths").has("/datapaths/{name}/ports"), swagger.path("paths").toString());
    }

    @Test
    void componentPropertiesAreThere() throws Exception {
        assertTrue(s.get("/onos/v1/configuration/org.onosnetmap.app.provider.NetmapFlowRuleProvider").toString().contains("flowPollSeconds"));
        assertTrue(s.get("/onos/v1/configuration/org.onosnetmap.app.provider.NetmapDeviceProvider").toString().contains("portPollSeconds"));
        assertTrue(s.get("/onos/v1/configuration/org.onosnetmap.app.provider.NetmapHostProvider").toString().contains("learnHosts"));
    }
}

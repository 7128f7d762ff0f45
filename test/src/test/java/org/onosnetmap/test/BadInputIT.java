package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator gets who asks for what cannot be: the right status, a message that helps, and everything else goes on. */
@Order(2)
@ExtendWith(SharedOnos.class)
class BadInputIT {

    private static final String DATAPATHS = "/onos/netmap/datapaths";
    private static final String OURS = "/onos/v1/network/configuration/apps/org.onosnetmap/netmap";
    private static final String NO_INTERFACE = "packet:nosuchif: there is no such network interface here; 'ip link' lists those there are";

    private final SharedOnos s;

    BadInputIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapath() throws Exception {
        s.addDatapath("{'name': 'bad', 'ports': [{'name': 'netmap:bad{1', 'number': 1}]}");
    }

    /** Whatever was asked for, the datapath that was there forwards, and nothing was an error of ours. */
    @AfterEach
    void nothingElseIsTouched() throws Exception {
        assertEquals("UP", s.get(DATAPATHS + "/bad/ports/1").path("state").asText());
        s.removeDatapath("bad");
        s.assertNoErrors();
    }

    @Test
    void requestsThatNoResourceTakesAreAnsweredInJsonWithTheRemedy() throws Exception {
        says(404, "/onos/v1/docs", send("GET", "/onos/netmap/nosuch", "", ""));
        says(404, "/onos/v1/docs", send("GET", "/onos/netmap/stats/bad", "", ""));
        HttpResponse<String> method = send("PUT", DATAPATHS, "Content-Type", "application/json");
        says(405, "[GET, OPTIONS, POST]", method);
        assertTrue(method.headers().firstValue("Allow").orElse("").contains("POST"), method.headers().toString());
        says(405, "[DELETE, GET, OPTIONS]", send("POST", DATAPATHS + "/bad", "Content-Type", "application/json"));
        says(406, "Accept: application/json", send("GET", DATAPATHS, "Accept", "text/xml"));
        says(415, "Content-Type: application/json", send("POST", DATAPATHS, "Content-Type", "text/plain"));
        says(415, "Content-Type: application/json", send("PUT", DATAPATHS + "/bad/ports/1", "Content-Type", "application/x-www-form-urlencoded"));
        says(400, "nested deeper", s.onos().post(DATAPATHS, "[".repeat(200_000)));
        says(400, "Duplicate field", s.onos().post(DATAPATHS, "{\"name\": \"a\", \"name\": \"b\"}"));
    }

    /** With a small body and one more header. */
    private HttpResponse<String> send(String method, String path, String header, String value) throws Exception {
        URI base = s.onos().get("/onos/v1/cluster").uri();
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("onos:rocks".getBytes(StandardCharsets.UTF_8)));
        if (!header.isEmpty()) {
            request.header(header, value);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void says(int status, String words, HttpResponse<String> answer) throws Exception {
        assertEquals("application/json", expect(status, answer).headers().firstValue("Content-Type").orElse(""), answer.body());
        JsonNode error = SharedOnos.MAPPER.readTree(answer.body());
        assertEquals(status, error.path("code").asInt());
        assertTrue(error.path("message").asText().contains(words), answer.body());
    }

    @Test
    void whatIsNotThereIsNamedTogetherWithWhatIs() throws Exception {
        String datapath = "there is no datapath 'nosuch'; known are [bad]";
        for (String path : new String[] {"", "/ports", "/ports/1", "/macs"}) {
            says(404, datapath, s.onos().get(DATAPATHS + "/nosuch" + path));
        }
        says(404, datapath, s.onos().get("/onos/netmap/refusals/nosuch"));
        says(404, datapath, s.onos().delete(DATAPATHS + "/nosuch"));
        says(404, datapath, s.post(DATAPATHS + "/nosuch/ports", "{'name': 'null:'}"));
        String port = "datapath 'bad' has no port '99999999999'; it has [1 netmap:bad{1]";
        says(404, port, s.onos().get(DATAPATHS + "/bad/ports/99999999999"));
        says(404, port, s.onos().delete(DATAPATHS + "/bad/ports/99999999999"));
        says(404, port, s.onos().put(DATAPATHS + "/bad/ports/99999999999", "{\"enabled\": true}"));
        for (String command : new String[] {"ports", "stats", "refusals", "macs", "macs -f", "remove-datapath"}) {
            fails("Error: " + datapath, "netmap-" + command + " nosuch");
        }
        fails("Error: " + port, "netmap-remove-port bad 99999999999");
    }

    @Test
    void namesThatAnAddressOrAShellWouldTakeForSomethingElseAreRefused() throws Exception {
        for (String name : new String[] {".", "..", "-j", "a b", "a/b", "\u00fc", "a".repeat(64)}) {
            says(400, "take 1 to 63 letters", s.post(DATAPATHS, "{'name': '" + name + "'}"));
        }
        fails("take 1 to 63 letters", "netmap-add-datapath 'a b'");
    }

    @Test
    void aMissingInterfaceIsRefusedToCommandsAndWaitedForByTheConfiguration() throws Exception {
        says(404, NO_INTERFACE, s.post(DATAPATHS + "/bad/ports", "{'name': 'packet:nosuchif'}"));
        says(404, NO_INTERFACE, s.post(DATAPATHS, "{'name': 'worse', 'ports': [{'name': 'null:a'}, {'name': 'packet:nosuchif'}]}"));
        fails("Error: " + NO_INTERFACE, "netmap-add-port bad packet:nosuchif");
        fails("Error: " + NO_INTERFACE, "netmap-add-datapath worse null:a packet:nosuchif");
        assertEquals(1, s.get("/onos/v1/devices").path("devices").size());
        assertFalse(s.get(OURS).toString().contains("nosuchif"), "nothing of it is declared");

        JsonNode before = s.get(OURS);
        expect(200, s.post(OURS, "{'datapaths': [{'name': 'bad', 'ports': [{'name': 'netmap:bad{1', 'number': 1}]},"
                + " {'name': 'worse', 'ports': [{'name': 'null:a'}, {'name': 'packet:nosuchif'}]}]}"));
        await("the other port forwards", () -> s.available("netmap:worse"));
        JsonNode port = s.get(DATAPATHS + "/worse/ports/2");
        assertEquals("ABSENT", port.path("state").asText());
        assertEquals(NO_INTERFACE, port.path("reason").asText());
        assertTrue(s.onos().shell("netmap-ports worse").contains("2: packet:nosuchif, ABSENT, " + NO_INTERFACE));
        assertTrue(s.onos().shell("netmap-stats worse").contains(NO_INTERFACE));
        await("ONOS shows the reason", () -> s.get("/onos/v1/devices/netmap:worse/ports").toString().contains("no such network interface"));
        expect(200, s.onos().post(OURS, before.toString()));
        await("gone", () -> s.onos().get("/onos/v1/devices/netmap:worse").statusCode() == 404);
    }

    @Test
    void aConflictNamesDatapathsAndPorts() throws Exception {
        String both = "port 'netmap:bad{1' of datapath 'worse' and port 'netmap:bad{1' of datapath 'bad' are both netmap:bad{1; remove one of them first";
        says(409, both, s.post(DATAPATHS, "{'name': 'worse', 'ports': [{'name': 'netmap:bad{1'}]}"));
        fails("Error: " + both, "netmap-add-datapath worse 'netmap:bad{1'");
        s.addDatapath("{'name': 'worse'}");
        says(409, both, s.post(DATAPATHS + "/worse/ports", "{'name': 'netmap:bad{1'}"));
        fails("Error: " + both, "netmap-add-port worse 'netmap:bad{1'");
        s.removeDatapath("worse");
    }

    /** {@link #nothingElseIsTouched} looks at the log. */
    private void fails(String words, String command) {
        IOException e = assertThrows(IOException.class, () -> s.onos().shell(command), command + " should end with another status than 0");
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void nothingToListIsSaidInALine() throws Exception {
        assertEquals("bad has learnt no addresses", s.onos().shell("netmap-macs bad").trim());
        assertEquals("no rule, group or meter is refused by bad", s.onos().shell("netmap-refusals bad").trim());
        assertEquals(0, s.shellJson("netmap-refusals -j bad").size());
    }

    /** The kernel of this machine has the module or not; that interface it has not. */
    @Test
    void theDoctorNamesCauseAndRemedyByRestAndShell() throws Exception {
        JsonNode byRest = s.get("/onos/netmap/doctor?interface=nosuchif").path("diagnoses");
        JsonNode last = byRest.path(byRest.size() - 1);
        assertEquals("NO_SUCH_INTERFACE", last.path("kind").asText(), byRest.toString());
        assertEquals("nosuchif", last.path("subject").asText());
        assertTrue(last.path("blocking").asBoolean());
        assertEquals(byRest, s.shellJson("netmap-doctor -j nosuchif"));
        assertTrue(s.onos().shell("netmap-doctor nosuchif").contains("nosuchif: there is no such network interface in this network namespace\n  ip link"));
    }

    @Test
    void aCaptureFileThatIsCutShortIsShownAndWarnedOf() throws Exception {
        Path folder = s.folder("cut");
        byte[] whole = Files.readAllBytes(Pcap.write(folder.resolve("whole.pcap"), 1000, Pcap.frame(2, 4, 0x88b5), Pcap.frame(2, 4, 0x88b5)));
        Path cut = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 7));
        expect(201, s.post(DATAPATHS + "/bad/ports", "{'name': 'pcap:" + cut + "', 'number': 2}"));
        await("down", () -> s.get(DATAPATHS + "/bad/ports/2").path("state").asText().equals("DOWN"));
        JsonNode port = s.get(DATAPATHS + "/bad/ports/2");
        assertTrue(port.path("reason").asText().startsWith("the file is cut short"), port.toString());
        assertEquals(1, port.path("counters").path("rxPackets").asLong(), "what is whole is delivered");
        assertEquals(1, port.path("counters").path("rxErrors").asLong());
        assertTrue(s.get("/onos/netmap/stats").toString().contains("the file is cut short"));
        assertTrue(s.onos().shell("netmap-ports bad").contains("2: pcap:" + cut + ", DOWN, the file is cut short"));
        assertTrue(s.onos().shell("netmap-stats bad").lines().anyMatch(l -> l.contains(", DOWN, rx packets=1 ") && l.contains(" errors=1 ") && l.contains("the file is cut short")));
        await("ONOS shows the reason", () -> s.get("/onos/v1/devices/netmap:bad/ports").toString().contains("the file is cut short"));
        assertTrue(Files.readString(s.onos().log()).lines().anyMatch(l -> l.contains("WARN") && l.contains(cut + ") is GONE: the file is cut short")));
    }
}

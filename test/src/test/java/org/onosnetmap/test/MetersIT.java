package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Meters that are POSTed to ONOS keep their rate, are counted, refused and removed as they say; queues do at ports. */
@Order(7)
@ExtendWith(SharedOnos.class)
class MetersIT {

    private static final String DEVICE = "netmap:meters";
    private static final String PERMANENT = "'isPermanent': true, 'timeout': 0";
    private static final String FROM_1 = "{'type': 'IN_PORT', 'port': 1}";
    private static final String TO_2 = "{'type': 'OUTPUT', 'port': '2'}";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final SharedOnos s;

    MetersIT(SharedOnos s) {
        this.s = s;
    }

    /** Port 1 plays 2,000 frames a second. */
    @BeforeEach
    void addDatapath() throws Exception {
        byte[][] frames = new byte[50][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Pcap.frame(B, A, 0x88b5, (byte) i);
        }
        Path in = Pcap.write(s.folder("meters").resolve("in.pcap"), 500, frames);
        s.addDatapath("{'name': 'meters', 'ports': [{'name': 'pcap:" + in + "', 'number': 1, 'options': {'loop': true, 'timing': 'file'}}, {'name': 'null:b', 'number': 2}]}");
    }

    @AfterEach
    void removeDatapath() throws Exception {
        s.removeDatapath("meters");
        await("its meters are gone", () -> meters().size() == 0);
    }

    private JsonNode meters() throws Exception {
        return s.get("/onos/v1/meters/" + DEVICE).path("meters");
    }

    /** Posts a meter; returns its number, which ONOS gives out. */
    private String post(String unit, String bands) throws Exception {
        HttpResponse<String> answer = expect(201, s.post("/onos/v1/meters/" + DEVICE, "{'deviceId': '" + DEVICE + "', 'unit': '" + unit + "', 'burst': true, 'bands': [" + bands + "]}"));
        String location = answer.headers().firstValue("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private String state(String id) throws Exception {
        for (JsonNode m : meters()) {
            if (m.path("id").asText().equals(id)) {
                return m.path("state").asText();
            }
        }
        return "";
    }

    private String addRule(String instructions) throws Exception {
        String id = s.addFlow(DEVICE, 10, PERMANENT, FROM_1, instructions);
        await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
        return id;
    }

    private long sent() throws Exception {
        return s.get("/onos/netmap/datapaths/meters/ports/2").path("counters").path("txPackets").asLong();
    }

    /** Packets a second that leave, over two seconds. */
    private double rate() throws Exception {
        long before = sent();
        long start = System.nanoTime();
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos()); // this is what is measured over
        return (sent() - before) * 1e9 / (System.nanoTime() - start);
    }

    /** As {@link #rate}, measured again a few times if it is not as expected: the player or this thread may have been without a processor. */
    private double rateNear(double expected) throws Exception {
        double rate = rate();
        for (int i = 0; i < 5 && !isAbout(expected, rate); i++) {
            rate = rate();
        }
        return rate;
    }

    /** A machine that is short of processor time loses some. */
    private static boolean isAbout(double expected, double rate) {
        return rate > expected * 0.85 && rate < expected * 1.05;
    }

    private static String drop(long rate, long burst) {
        return "{'type': 'DROP', 'rate': " + rate + ", 'burstSize': " + burst + ", 'prec': 0}";
    }

    private static String meter(String id) {
        return "{'type': 'METER', 'meterId': " + id + "}";
    }

    @Test
    void aMeterAndItsRulePostedOneAfterTheOtherKeepTheRateAndCount() throws Exception {
        String id = post("PKTS_PER_SEC", drop(200, 40));
        addRule(meter(id) + ", " + TO_2); // not waited for: the rule finds the meter
        await("ADDED", () -> state(id).equals("ADDED"));
        await("the burst is through", () -> sent() >= 100);
        double rate = rateNear(200);
        assertTrue(isAbout(200, rate), "200 packets/s are " + rate);
        await("counters in ONOS", () -> meters().path(0).path("packets").asLong() > 2000 && meters().path(0).path("bytes").asLong() > 60 * 2000);
        assertTrue(s.onos().shell("meters").contains(DEVICE), s.onos().shell("meters"));
    }

    @Test
    void kilobitsAndBytesAreRatesToo() throws Exception {
        String bytes = post("BYTES_PER_SEC", drop(60 * 300, 60 * 60));
        String rule = addRule(meter(bytes) + ", " + TO_2);
        await("the burst is through", () -> sent() >= 100);
        double rate = rateNear(300);
        assertTrue(isAbout(300, rate), "300 frames of 60 bytes a second are " + rate);
        expect(204, s.onos().delete("/onos/v1/flows/" + DEVICE + "/" + rule));
        await("gone", () -> s.flowState(DEVICE, rule).isEmpty());
        String kilobits = post("KB_PER_SEC", drop(192, 40));
        addRule(meter(kilobits) + ", " + TO_2);
        long before = sent();
        await("the burst is through", () -> sent() >= before + 100);
        rate = rateNear(400);
        assertTrue(isAbout(400, rate), "192 kbit/s are 400 frames of 60 bytes, and not " + rate);
    }

    @Test
    void aMeterThatGoesTakesItsRulesWithItForGood() throws Exception {
        String id = post("PKTS_PER_SEC", drop(200, 40));
        String rule = addRule(meter(id) + ", " + TO_2);
        await("ADDED", () -> state(id).equals("ADDED"));
        expect(204, s.onos().delete("/onos/v1/meters/" + DEVICE + "/" + id));
        await("both gone", () -> state(id).isEmpty() && s.flowState(DEVICE, rule).isEmpty());
        await("in the data plane too", () -> s.get("/onos/netmap/datapaths/meters").path("flows").asInt() == 0);
    }

    @Test
    void badMetersAndRulesWithoutTheirMeterAreRefusedWithTheReason() throws Exception {
        String zero = post("PKTS_PER_SEC", drop(0, 1));
        String color = post("PKTS_PER_SEC", "{'type': 'MARK_YELLOW', 'rate': 5, 'burstSize': 1, 'prec': 0}");
        String good = post("PKTS_PER_SEC", drop(10, 1));
        await("the good one is there", () -> state(good).equals("ADDED"));
        String rule = s.addFlow(DEVICE, 10, PERMANENT, FROM_1, meter("77") + ", " + TO_2);
        await("FAILED", () -> s.flowState(DEVICE, rule).equals("FAILED"));
        await("refused", () -> s.get("/onos/netmap/refusals/meters").path("refusals").size() == 3);
        String refusals = s.get("/onos/netmap/refusals/meters").path("refusals").toString();
        assertTrue(refusals.contains("OFPMMFC_BAD_RATE") && refusals.contains("MARK_YELLOW") && refusals.contains("77"), refusals);
        expect(204, s.onos().delete("/onos/v1/meters/" + DEVICE + "/" + zero));
        expect(204, s.onos().delete("/onos/v1/meters/" + DEVICE + "/" + color));
        await("taken back", () -> meters().size() == 1 && s.get("/onos/netmap/refusals/meters").path("refusals").size() == 1);
    }

    @Test
    void metersAndTheirRulesComeBackWithTheApp() throws Exception {
        String id = post("PKTS_PER_SEC", drop(200, 40));
        String rule = addRule(meter(id) + ", " + TO_2);
        await("ADDED", () -> state(id).equals("ADDED"));
        s.deactivate();
        await("no device", s::noDevices);
        s.activate();
        s.awaitApp();
        await("the device", () -> s.available(DEVICE));
        await("both are back", () -> state(id).equals("ADDED") && s.flowState(DEVICE, rule).equals("ADDED") && s.get("/onos/netmap/datapaths/meters").path("flows").asInt() == 1);
        await("packets", () -> sent() >= 50);
    }

    @Test
    void aQueueKeepsItsRateAndIsShownByShellAndRest() throws Exception {
        String queues = "/onos/netmap/datapaths/meters/ports/2/queues";
        // 400 frames of 60 bytes a second
        expect(200, s.onos().put(queues + "/5", SharedOnos.quoted("{'maxRate': 192000, 'burst': 19200}")));
        addRule("{'type': 'QUEUE', 'queueId': 5}, " + TO_2);
        await("the burst is through", () -> sent() >= 100);
        double rate = rateNear(400);
        assertTrue(isAbout(400, rate), "192 kbit/s are 400 frames of 60 bytes, and not " + rate);
        JsonNode shown = s.get(queues);
        assertEquals(192_000, shown.path("queues").path(1).path("maxRate").asLong(), shown.toString());
        assertTrue(shown.path("queues").path(1).path("txPackets").asLong() >= 100, shown.toString());
        JsonNode shell = s.shellJson("netmap-queues -j meters 2");
        assertEquals(5, shell.path(0).path("queues").path(1).path("id").asInt(), shell.toString());
        s.onos().shell("netmap-port-rate meters 2 96000");
        assertEquals(96_000, s.get(queues).path("rate").asLong());
        expect(204, s.onos().delete(queues + "/5"));
        expect(404, s.onos().delete(queues + "/5"));
        expect(400, s.onos().put(queues, SharedOnos.quoted("{'queues': [{'id': 1, 'minRate': 2, 'maxRate': 1}]}")));
        expect(400, s.onos().put(queues + "/x", "{}"));
        expect(200, s.onos().put(queues, "{}"));
        assertEquals(0, s.get(queues).path("queues").size());
        assertEquals(0, s.get(queues).path("rate").asLong());
    }
}

package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.embedded.EmbeddedOnos;

/** The app comes and goes, and ONOS with it. */
@Order(3)
@ExtendWith(SharedOnos.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AppLifecycleIT {

    private static final int CYCLES = Integer.getInteger("activation.cycles", 10);
    /** ONOS and the JVM open and close files of their own. */
    private static final int DESCRIPTOR_SLACK = 8;

    private final SharedOnos s;

    AppLifecycleIT(SharedOnos s) {
        this.s = s;
    }

    @Test
    @Order(1)
    void deactivationLeavesNoThreadDescriptorOrDeviceAndActivationBringsAllBack() throws Exception {
        s.addDatapath("{'name': 'cycle', 'ports': [{'name': 'null:a', 'number': 1}, {'name': 'null:b', 'number': 2}]}");
        s.addDatapath("{'name': 'vale3', 'ports': [{'name': 'vale3:p1'}]}");
        String flow = s.addFlow("netmap:cycle", 10, "'isPermanent': true, 'timeout': 0", "{'type': 'IN_PORT', 'port': 1}", "{'type': 'OUTPUT', 'port': '2'}");
        await("ADDED", () -> s.flowState("netmap:cycle", flow).equals("ADDED"));
        long descriptors = -1;
        for (int i = 0; i < CYCLES; i++) {
            s.deactivate();
            await("no device", s::noDevices);
            await("no URL", () -> s.onos().get("/onos/netmap/datapaths").statusCode() == 404);
            await("no thread: " + threads(), () -> threads().isEmpty());
            if (descriptors < 0) {
                descriptors = descriptors();
            }
            s.activate();
            s.awaitApp();
            await("both devices", () -> s.available("netmap:cycle") && s.available("netmap:vale3"));
            await("the rule is back", () -> s.get("/onos/netmap/datapaths/cycle").path("flows").asInt() == 1);
        }
        s.deactivate();
        await("no thread", () -> threads().isEmpty());
        long last = descriptors();
        System.out.println(CYCLES + " cycles; descriptors after the first deactivation " + descriptors + ", after the last " + last);
        assertTrue(last <= descriptors + DESCRIPTOR_SLACK, descriptors + " descriptors became " + last);
        s.assertNoErrors();
        s.activate();
        s.awaitApp();
        await("both devices", () -> s.available("netmap:cycle") && s.available("netmap:vale3"));
        s.removeDatapath("cycle");
        s.removeDatapath("vale3");
    }

    /** Our threads in ONOS's process, by the names that the kernel knows (15 bytes). */
    private List<String> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + s.onos().process().pid() + "/task"))) {
            return tasks.map(AppLifecycleIT::name).filter(n -> n.startsWith("netmap") || n.startsWith("onos-netmap")).collect(Collectors.toList());
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).trim();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + s.onos().process().pid() + "/fd"))) {
            return all.count();
        }
    }

    @Test
    @Order(2)
    void aRestartKeepsTheConfiguration() throws Exception {
        s.addDatapath("{'name': 'cycle', 'ports': [{'name': 'null:a', 'number': 1}, {'name': 'null:b', 'number': 2}]}");
        s.addDatapath("{'name': 'vale3', 'ports': [{'name': 'vale3:p1'}]}");
        String before = s.get("/onos/v1/network/configuration/apps/org.onosnetmap").toString();
        s.restart();
        EmbeddedOnos.await("both devices", Duration.ofSeconds(30), () -> s.available("netmap:cycle") && s.available("netmap:vale3"));
        assertEquals(before, s.get("/onos/v1/network/configuration/apps/org.onosnetmap").toString());
        assertEquals(2, s.get("/onos/netmap/datapaths/cycle/ports").path("ports").size());
        s.removeDatapath("cycle");
        s.removeDatapath("vale3");
        s.assertNoErrors();
    }
}

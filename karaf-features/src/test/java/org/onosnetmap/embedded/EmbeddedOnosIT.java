package org.onosnetmap.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.embedded.EmbeddedOnos.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The assembled tree, booted once, with the test app in it. */
class EmbeddedOnosIT {
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String APP = "/onos/v1/applications/org.onosnetmap.testapp";
    private static final String FLOW = "{\"priority\":100,\"timeout\":0,\"isPermanent\":true,\"deviceId\":\"test:1\","
            + "\"treatment\":{\"instructions\":[{\"type\":\"OUTPUT\",\"port\":\"2\"}]},"
            + "\"selector\":{\"criteria\":[{\"type\":\"IN_PORT\",\"port\":\"1\"}]}}";
    private static final String GROUP = "{\"type\":\"ALL\",\"appCookie\":\"0x1234\",\"groupId\":\"7\",\"buckets\":["
            + "{\"treatment\":{\"instructions\":[{\"type\":\"OUTPUT\",\"port\":\"2\"}]}}]}";
    private static final String METER = "{\"deviceId\":\"test:1\",\"unit\":\"KB_PER_SEC\",\"burst\":true,"
            + "\"bands\":[{\"type\":\"DROP\",\"rate\":1000,\"burstSize\":100}]}";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;
    private static EmbeddedOnos onos;

    @BeforeAll
    static void boot() throws Exception {
        onos = EmbeddedOnos.builder(directory.resolve("data")).start();
        onos.awaitRest(BOOT);
        assertEquals(200, onos.installApp(TestOar.write(directory.resolve("test.oar"))).statusCode());
        awaitDevice();
    }

    @AfterAll
    static void stopAndLookAtTheLog() throws Exception {
        onos.close();
        assertEquals(List.of(), onos.errors());
    }

    private static void awaitDevice() throws Exception {
        await("test:1 is available", SOON, () -> onos.get("/onos/v1/devices").body().contains("\"available\":true"));
    }

    private static void awaitBody(String path, String part) throws Exception {
        await(path + " has " + part, SOON, () -> onos.get(path).body().contains(part));
    }

    private static void awaitBodyWithout(String path, String part) throws Exception {
        await(path + " has no " + part, SOON, () -> !onos.get(path).body().contains(part));
    }

    @Test
    void everyManagerAnswersOverRest() throws Exception {
        for (String path : List.of("devices", "flows", "groups", "meters", "applications", "intents", "hosts", "links", "topology",
                "network/configuration", "configuration", "cluster")) {
            assertEquals(200, onos.get("/onos/v1/" + path).statusCode(), path);
        }
    }

    @Test
    void theRestApiIsDocumented() throws Exception {
        assertTrue(onos.get("/onos/v1/docs/").body().contains("swagger"));
        assertTrue(onos.get("/onos/v1/docs/apis/onos/v1/swagger.json").body().contains("\"/devices\""));
    }

    @Test
    void theAppsShellCommandAnswers() throws Exception {
        assertEquals("hello from the shell, 1 device(s)", onos.shell("test-hello").trim());
    }

    @Test
    void theShellKnowsOnosAndKarafCommands() throws Exception {
        assertTrue(onos.shell("devices").contains("id=test:1, available=true"));
        assertTrue(onos.shell("bundle:list -t 0 -s").contains("org.onosnetmap.testapp"));
    }

    @Test
    void noComponentLacksAReference() throws Exception {
        // scr:list prints to a terminal only, or into a pipe.
        List<String> unsatisfied = onos.shell("scr:list | grep .").lines().filter(line -> line.contains("UNSATISFIED")).collect(Collectors.toList());
        assertEquals(List.of(), unsatisfied);
    }

    @Test
    void theAppsRestResourceAnswers() throws Exception {
        assertEquals("{\"hello\":1}", onos.get("/onos/testapp/hello").body());
    }

    @Test
    void aRuleIsInstalledCountedAndRemoved() throws Exception {
        var created = onos.post("/onos/v1/flows/test:1?appId=test.rule", FLOW);
        assertEquals(201, created.statusCode(), created.body());
        awaitBody("/onos/v1/flows/application/test.rule", "\"state\":\"ADDED\"");
        awaitBody("/onos/v1/flows/application/test.rule", "\"packets\":7");
        String location = created.headers().firstValue("Location").orElseThrow();
        assertEquals(204, onos.delete(location.substring(location.indexOf("/onos/"))).statusCode());
        awaitBodyWithout("/onos/v1/flows/application/test.rule", "\"state\"");
    }

    @Test
    void aGroupIsInstalledAndRemoved() throws Exception {
        assertEquals(201, onos.post("/onos/v1/groups/test:1", GROUP).statusCode());
        awaitBody("/onos/v1/groups/test:1", "\"state\":\"ADDED\"");
        assertEquals(204, onos.delete("/onos/v1/groups/test:1/0x1234").statusCode());
        awaitBodyWithout("/onos/v1/groups/test:1", "0x1234");
    }

    @Test
    void aMeterIsInstalledAndRemoved() throws Exception {
        assertEquals(201, onos.post("/onos/v1/meters/test:1", METER).statusCode());
        awaitBody("/onos/v1/meters/test:1", "\"state\":\"ADDED\"");
        assertEquals(204, onos.delete("/onos/v1/meters/test:1/1").statusCode());
        awaitBodyWithout("/onos/v1/meters/test:1", "\"state\"");
    }

    @Test
    void theStoresPurgeWhatOneAppPutOnADevice() throws Exception {
        onos.post("/onos/v1/flows/test:1?appId=org.onosnetmap.testapp", FLOW);
        awaitBody("/onos/v1/flows/application/org.onosnetmap.testapp", "\"state\":\"ADDED\"");
        assertEquals("purged", onos.shell("test-purge").trim());
    }

    @Test
    void componentPropertiesAreKnownByTheNamesOfTheShims() throws Exception {
        assertTrue(onos.get("/onos/v1/configuration/org.onosnetmap.embedded.store.PurgingFlowRuleStore").body().contains("backupPeriod"));
        assertTrue(onos.get("/onos/v1/configuration/org.onosnetmap.embedded.store.PurgingGroupStore").body().contains("allowExtraneousGroups"));
    }

    @Test
    void deactivationTakesEverythingAwayAndActivationBringsItBack() throws Exception {
        assertEquals(204, onos.delete(APP + "/active").statusCode());
        // ONOS may hear that it is master of the device just after that has gone, takes it for available then, and looks again after a minute.
        await("no device is available", Duration.ofMinutes(3), () -> !onos.get("/onos/v1/devices").body().contains("\"available\":true"));
        await("the REST resource is gone", SOON, () -> onos.get("/onos/testapp/hello").statusCode() == 404);
        await("its bundle is gone", SOON, () -> !onos.shell("bundle:list -t 0 -s").contains("org.onosnetmap.testapp"));
        assertEquals(200, onos.post(APP + "/active").statusCode());
        awaitDevice();
        awaitBody("/onos/testapp/hello", "hello");
        assertEquals("hello from the shell, 1 device(s)", onos.shell("test-hello").trim());
    }
}

package org.onosnetmap.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.onosnetmap.embedded.EmbeddedOnos.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping and starting again; side by side; without a network; and what a start that cannot be is answered with. */
class LifecycleIT {
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void appsSurviveARestartTwoRunSideBySideAndTheTreeStaysAsItIs() throws Exception {
        Path data = directory.resolve("data with blanks");
        Path tree = EmbeddedOnos.builder(data).home();
        Map<String, Long> before = files(tree);
        Path etc = data.resolve("karaf/etc");
        Map<String, Long> configuration;
        EmbeddedOnos stopped;
        try (EmbeddedOnos onos = EmbeddedOnos.builder(data).start();
             EmbeddedOnos other = EmbeddedOnos.builder(directory.resolve("other")).start()) {
            onos.awaitRest(BOOT);
            other.awaitRest(BOOT);
            assertEquals(200, onos.installApp(TestOar.write(directory.resolve("test.oar"))).statusCode());
            await("test:1 is available", SOON, () -> onos.get("/onos/v1/devices").body().contains("\"available\":true"));
            assertFalse(other.get("/onos/v1/devices").body().contains("test:1"));

            assertRefused("an ONOS runs with ONOS_DATA=" + data + " already; stop it", Map.of("ONOS_DATA", data.toString()));
            assertRefused("127.0.0.1:" + onos.httpPort() + " is in use", Map.of("ONOS_DATA", directory.resolve("third").toString(),
                    "ONOS_HTTP_PORT", Integer.toString(onos.httpPort())));
            configuration = configuration(etc);
            stopped = onos;
        }
        assertFalse(stopped.process().isAlive());
        assertEquals(List.of(), stopped.errors());
        try (EmbeddedOnos onos = EmbeddedOnos.builder(data).start()) {
            onos.awaitRest(BOOT);
            await("the app is active again", SOON, () -> onos.get("/onos/testapp/hello").body().equals("{\"hello\":1}"));
            await("test:1 is available", SOON, () -> onos.get("/onos/v1/devices").body().contains("\"available\":true"));
        }
        assertEquals(before, files(tree), "files of the tree and their times");
        assertEquals(configuration, configuration(etc), "a restart, which is on other ports, writes to no file of etc, for they are watched and read meanwhile");
    }

    /** The files that configurations are read from, and their times. */
    private static Map<String, Long> configuration(Path etc) throws IOException {
        Map<String, Long> files = files(etc);
        files.keySet().removeIf(name -> !name.endsWith(".cfg"));
        return files;
    }

    private static Map<String, Long> files(Path tree) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.collect(Collectors.toList())) {
                files.put(tree.relativize(path).toString(), Files.getLastModifiedTime(path).toMillis());
            }
        }
        return files;
    }

    /** In a network namespace where there is nothing but loopback. */
    @Test
    void startsWithoutANetwork() throws Exception {
        Path bin = EmbeddedOnos.builder(directory).home().resolve("bin");
        assumeTrue(run(Map.of(), "unshare", "-rn", "true").status == 0, "this kernel, or container, allows no network namespaces");
        Result result = run(Map.of("ONOS_DATA", directory.resolve("data").toString()), "unshare", "-rn", "bash", "-c",
                "ip link set lo up && { '" + bin + "/onos' & } && sleep 1 && '" + bin + "/onos-wait' 180 && '" + bin + "/onos-shell' nodes;"
                        + " status=$?; kill %1 && wait %1; exit $status");
        assertEquals(0, result.status, result.output);
        assertTrue(result.output.contains("state=READY"), result.output);
    }

    @Test
    void aStartThatCannotBeSaysWhatWhyAndWhatToDo() throws Exception {
        Map<String, String> data = Map.of("ONOS_DATA", directory.resolve("data").toString());
        assertRefused("ONOS_SSH_PORT is 'x', but must be a port number from 1 to 65535", with(data, "ONOS_SSH_PORT", "x"));
        assertRefused("ONOS_CLUSTER_PORT is '70000', but must be", with(data, "ONOS_CLUSTER_PORT", "70000"));
        assertRefused("cannot run '/nowhere/bin/java'; install a JRE 11 or 17, or set JAVA_HOME", with(data, "JAVA_HOME", "/nowhere"));
        assertRefused("cannot make ONOS_DATA, /proc/nowhere", Map.of("ONOS_DATA", "/proc/nowhere"));
        Path fake = Files.createDirectories(directory.resolve("java25/bin"));
        Files.writeString(fake.resolve("java"), "#!/bin/sh\necho 'openjdk version \"25\" 2025-09-16' >&2\n");
        assertTrue(fake.resolve("java").toFile().setExecutable(true));
        assertRefused("is Java 25, but Karaf 4.2 runs on 11 to 24", with(data, "JAVA_HOME", fake.getParent().toString()));
    }

    @Test
    void toolsOfAnOnosThatDoesNotRunSaySo() throws Exception {
        Path bin = EmbeddedOnos.builder(directory).home().resolve("bin");
        Map<String, String> data = Map.of("ONOS_DATA", directory.toString());
        assertTrue(run(data, bin + "/onos-shell", "nodes").output.contains("no ONOS has run with ONOS_DATA=" + directory));
        assertTrue(run(data, bin + "/onos-wait", "1").output.contains("after 1 s"));
        Files.writeString(directory.resolve("run.env"), "ONOS_PID=0 ONOS_IP=127.0.0.1 ONOS_HTTP_PORT=1 ONOS_SSH_PORT=1\n");
        assertTrue(run(data, bin + "/onos-wait", "60").output.contains("no ONOS runs with ONOS_DATA=" + directory));
        Files.writeString(directory.resolve("run.env"), "ONOS_PID=" + ProcessHandle.current().pid() + " ONOS_IP=127.0.0.1 ONOS_HTTP_PORT=1 ONOS_SSH_PORT=1\n");
        // Not 1: bash counts whole seconds, and if one begins before it looks for the first time, it would not look at all.
        assertTrue(run(data, bin + "/onos-wait", "3").output.contains("/onos/v1/devices does not answer as it should (no answer from 127.0.0.1:1)"));
        assertTrue(run(data, bin + "/onos-wait", "soon").output.contains("'soon' is no number of seconds"));
    }

    @Test
    void aTreeThatIsNotThereIsNamed() {
        String message = assertThrows(IOException.class, () -> EmbeddedOnos.builder(directory).home(directory.resolve("no")).start()).getMessage();
        assertTrue(message.contains("no/bin/onos does not exist; build it"), message);
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return more;
    }

    private void assertRefused(String reason, Map<String, String> environment) throws Exception {
        int[] ports = EmbeddedOnos.freePorts(3);
        Map<String, String> all = new TreeMap<>(Map.of("ONOS_HTTP_PORT", Integer.toString(ports[0]),
                "ONOS_SSH_PORT", Integer.toString(ports[1]), "ONOS_CLUSTER_PORT", Integer.toString(ports[2])));
        all.putAll(environment);
        Result result = run(all, EmbeddedOnos.builder(directory).home().resolve("bin/onos").toString());
        assertEquals(1, result.status, result.output);
        assertTrue(result.output.contains(reason), result.output);
    }

    private static final class Result {
        private final int status;
        private final String output;

        private Result(int status, String output) {
            this.status = status;
            this.output = output;
        }
    }

    private Result run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Path output = directory.resolve("command.out");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(4, TimeUnit.MINUTES), () -> String.join(" ", command) + " does not end");
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}

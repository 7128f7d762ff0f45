package org.onosnetmap.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.onosnetmap.embedded.EmbeddedOnos;

/**
 * One ONOS with the app for all test classes; its data goes at the end. Tests take it as a parameter. One that does not answer after a test
 * has failed is replaced by a new one with nothing in it, so that the tests that follow say what is wrong with themselves.
 */
public final class SharedOnos implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver, ExtensionContext.Store.CloseableResource {

    static final Duration SOON = Duration.ofSeconds(15);
    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String APP = "/onos/v1/applications/org.onosnetmap";
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final int LOG_LINES = 40;

    private static SharedOnos instance;
    /** Why a new ONOS did not start. The next one would not either, after minutes. */
    private static Throwable hopeless;

    private Path data;
    private EmbeddedOnos onos;
    private boolean usable;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        synchronized (SharedOnos.class) {
            if (instance == null) {
                instance = new SharedOnos();
                context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put(SharedOnos.class, instance);
            }
            instance.ensureUsable();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        instance.ensureUsable();
    }

    /** After a failure: keeps what may tell why, and removes the datapaths that the test left, which would be in the way of others. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        String test = context.getRequiredTestClass().getSimpleName() + '.' + context.getDisplayName().replaceAll("\\W+", "-");
        System.out.println(test + " failed; log and threads are kept in " + instance.keepEvidence(test));
        try {
            for (JsonNode d : instance.get("/onos/netmap/datapaths").path("datapaths")) {
                instance.onos.delete("/onos/netmap/datapaths/" + d.path("name").asText());
            }
        } catch (IOException | AssertionError e) {
            instance.usable = false;
            System.out.println("this ONOS does not answer any more (" + e + "); the next test gets a new one. The end of its log:");
            instance.logTail().forEach(System.out::println);
        }
    }

    private void ensureUsable() throws Exception {
        if (usable) {
            return;
        }
        if (hopeless != null) {
            throw new IOException("ONOS did not start before, and is not tried again: " + hopeless.getMessage(), hopeless);
        }
        try {
            close();
        } catch (IllegalStateException e) {
            System.out.println("the ONOS that did not answer: " + e.getMessage());
        }
        try {
            data = Files.createTempDirectory("onos-netmap-it");
            boot();
            install();
            usable = true;
        } catch (Exception | AssertionError e) {
            hopeless = e;
            throw e;
        }
    }

    private void boot() throws Exception {
        onos = EmbeddedOnos.builder(data.resolve("onos")).start();
        try {
            onos.awaitRest(BOOT);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; log and threads are kept in " + keepEvidence("boot"), e);
        }
    }

    /** What tells why: ONOS's log, its settings, and where its threads are. The folder with all else goes at the end. */
    private Path keepEvidence(String name) throws IOException, InterruptedException {
        Path kept = Files.createDirectories(Path.of("target", "onos-failed", name));
        Files.copy(onos.log(), kept.resolve("karaf.log"), StandardCopyOption.REPLACE_EXISTING);
        for (Path file : configuration()) {
            Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
        new ProcessBuilder(jstack, Long.toString(onos.process().pid())).redirectErrorStream(true).redirectOutput(kept.resolve("threads").toFile()).start().waitFor();
        return kept.toAbsolutePath();
    }

    private List<Path> configuration() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("onos/karaf/etc"))) {
            return files.filter(f -> f.toString().endsWith(".cfg")).collect(Collectors.toList());
        }
    }

    private List<String> logTail() throws IOException {
        List<String> lines = Files.readAllLines(onos.log());
        return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    }

    private void install() throws Exception {
        expect(200, onos.installApp(Path.of(System.getProperty("oar.file"))));
        awaitApp();
    }

    /** Waits until the app answers over REST. */
    void awaitApp() throws Exception {
        try {
            EmbeddedOnos.await("the app answers under /onos/netmap", Duration.ofMinutes(1), () -> onos.get("/onos/netmap/datapaths").statusCode() == 200);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; log and threads are kept in " + keepEvidence("app"), e);
        }
    }

    /** Stops ONOS and starts it again with the same data. */
    void restart() throws Exception {
        onos.close();
        boot();
        awaitApp();
    }

    void deactivate() throws Exception {
        expect(204, onos.delete(APP + "/active"));
    }

    void activate() throws Exception {
        onos.shell("app activate org.onosnetmap");
    }

    @Override
    public void close() throws IOException {
        if (data == null) {
            return;
        }
        try {
            if (onos != null) {
                onos.close();
            }
        } finally {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path p : all.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                    Files.delete(p);
                }
            }
            data = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SharedOnos.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return instance;
    }

    // ---- what tests say often

    EmbeddedOnos onos() {
        return onos;
    }

    /** A folder for the tests' files. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(data.resolve(name));
    }

    JsonNode get(String path) throws Exception {
        return MAPPER.readTree(expect(200, onos.get(path)).body());
    }

    /** POST of JSON written with single quotes. */
    HttpResponse<String> post(String path, String json) throws Exception {
        return onos.post(path, quoted(json));
    }

    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.uri() + " answered " + answer.statusCode() + " where " + status + " is right: " + answer.body());
        }
        return answer;
    }

    /** Makes a datapath, and waits for its device. */
    void addDatapath(String json) throws Exception {
        JsonNode made = MAPPER.readTree(expect(201, post("/onos/netmap/datapaths", json)).body());
        await("device " + made.path("deviceId"), () -> available(made.path("deviceId").asText()));
    }

    /** Makes a datapath whose port 1 plays a frame of each of some flows, again and again, 1 ms apart; ports 2 and 3 take what comes. */
    void addPlayer(String name, int flows) throws Exception {
        byte[][] frames = new byte[flows][];
        for (int i = 0; i < flows; i++) {
            frames[i] = Pcap.frame(0x02_00_00_00_00_0bL, 0x02_00_00_00_00_0aL + (i << 8), 0x88b5, (byte) i);
        }
        Path in = Pcap.write(folder(name).resolve("in.pcap"), 1000, frames);
        addDatapath("{'name': '" + name + "', 'ports': [{'name': 'pcap:" + in + "', 'number': 1, 'options': {'loop': true, 'timing': 'file'}},"
                + " {'name': 'null:b', 'number': 2}, {'name': 'null:c', 'number': 3}]}");
    }

    void removeDatapath(String name) throws Exception {
        expect(204, onos.delete("/onos/netmap/datapaths/" + name));
        await("device netmap:" + name + " is gone", () -> onos.get("/onos/v1/devices/netmap:" + name).statusCode() == 404);
    }

    boolean available(String deviceId) throws Exception {
        HttpResponse<String> answer = onos.get("/onos/v1/devices/" + deviceId);
        return answer.statusCode() == 200 && MAPPER.readTree(answer.body()).path("available").asBoolean();
    }

    /** The rules of a device as ONOS knows them. */
    JsonNode flows(String deviceId) throws Exception {
        HttpResponse<String> answer = onos.get("/onos/v1/flows/" + deviceId);
        // with no rule, ONOS answers 404
        return answer.statusCode() == 404 ? MAPPER.createArrayNode() : MAPPER.readTree(answer.body()).path("flows");
    }

    /** Posts one rule; returns its id. */
    String addFlow(String deviceId, int priority, String timeout, String criteria, String instructions) throws Exception {
        String json = "{'flows': [{'deviceId': '" + deviceId + "', 'priority': " + priority + ", " + timeout + ", 'selector': {'criteria': [" + criteria
                + "]}, 'treatment': {'instructions': [" + instructions + "]}}]}";
        return MAPPER.readTree(expect(200, post("/onos/v1/flows?appId=org.onosnetmap.test", json)).body()).path("flows").path(0).path("flowId").asText();
    }

    /** State of a rule in ONOS; empty if it is not there. */
    String flowState(String deviceId, String flowId) throws Exception {
        for (JsonNode f : flows(deviceId)) {
            if (f.path("id").asText().equals(flowId)) {
                return f.path("state").asText();
            }
        }
        return "";
    }

    JsonNode shellJson(String command) throws Exception {
        return MAPPER.readTree(onos.shell(command));
    }

    static void await(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        EmbeddedOnos.await(what, SOON, condition);
    }

    /** Whether ONOS has no device; it answers 404 while one goes that it is about to list. */
    boolean noDevices() throws Exception {
        HttpResponse<String> answer = onos.get("/onos/v1/devices");
        return answer.statusCode() == 200 && MAPPER.readTree(answer.body()).path("devices").size() == 0;
    }

    /**
     * Looks for errors in the log, but for those that tests ask for (404 for what is not there), and one of ONOS's own: when it stops, it
     * interrupts its thread that is taking back the resources of a device that has just gone.
     */
    void assertNoErrors() throws Exception {
        List<String> errors = onos.errors().stream().filter(line -> !line.contains("| Tools ") && !line.contains("Uncaught exception on onos-resource-registrar"))
                .collect(Collectors.toList());
        if (!errors.isEmpty()) {
            throw new AssertionError("errors in the log, which is kept in " + keepEvidence("errors") + ": " + errors);
        }
    }
}

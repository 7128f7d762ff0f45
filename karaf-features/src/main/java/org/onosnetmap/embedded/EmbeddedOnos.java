package org.onosnetmap.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A running embedded ONOS.
 *
 * <pre>{@code
 * try (EmbeddedOnos onos = EmbeddedOnos.builder(data).start()) {
 *     onos.awaitRest(Duration.ofMinutes(2));
 *     onos.installApp(oar);
 *     onos.get("/onos/v1/devices").body();
 *     onos.shell("devices -j");
 * }
 * }</pre>
 */
public final class EmbeddedOnos implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1";
    private static final String AUTHORIZATION = "Basic " + Base64.getEncoder().encodeToString("onos:rocks".getBytes(StandardCharsets.US_ASCII));
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Below Linux's ephemeral ports, so that no outgoing connection takes the port between choice and use. */
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

    private final Path home;
    private final Path data;
    private final int httpPort;
    private final Process process;
    private final Thread killer;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();

    private EmbeddedOnos(Path home, Path data, int httpPort, Process process) {
        this.home = home;
        this.data = data;
        this.httpPort = httpPort;
        this.process = process;
        this.killer = new Thread(process::destroy, "embedded-onos-killer");
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /**
     * Prepares a start with free ports.
     *
     * @param data a directory for all that ONOS writes; a new one for a fresh ONOS, that of an earlier run to go on from there
     */
    public static Builder builder(Path data) {
        return new Builder(data);
    }

    /** How an ONOS is started. */
    public static final class Builder {
        private final Path data;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path home = builtTree();

        private Builder(Path data) {
            this.data = data.toAbsolutePath();
        }

        Path home() {
            return home;
        }

        /** Takes another tree than the one built beside this class. */
        public Builder home(Path tree) {
            this.home = tree.toAbsolutePath();
            return this;
        }

        /** Sets a variable of the process's environment, say {@code ONOS_HEAP} or {@code ONOS_JAVA_OPTS}; {@code bin/onos --help} lists them. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /**
         * Starts the process. It is stopped by {@link EmbeddedOnos#close}, or when this JVM ends.
         *
         * @throws IOException if there is no tree, or it cannot be started
         */
        public EmbeddedOnos start() throws IOException {
            Path script = home.resolve("bin/onos");
            if (!Files.isExecutable(script)) {
                throw new IOException(script + " does not exist; build it with: mvn package -pl karaf-features -am");
            }
            Files.createDirectories(data);
            int[] ports = freePorts(3);
            ProcessBuilder builder = new ProcessBuilder(script.toString());
            Map<String, String> env = builder.environment();
            env.put("ONOS_DATA", data.toString());
            env.put("ONOS_IP", ADDRESS);
            env.put("ONOS_HTTP_PORT", Integer.toString(ports[0]));
            env.put("ONOS_SSH_PORT", Integer.toString(ports[1]));
            env.put("ONOS_CLUSTER_PORT", Integer.toString(ports[2]));
            env.putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(data.resolve("onos.out").toFile());
            return new EmbeddedOnos(home, data, Integer.parseInt(env.get("ONOS_HTTP_PORT")), builder.start());
        }
    }

    /** The tree of this build: beside the classes, or the jar, this class comes from. */
    private static Path builtTree() {
        try {
            return Path.of(EmbeddedOnos.class.getProtectionDomain().getCodeSource().getLocation().toURI()).resolveSibling("onos");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this class is a file", e);
        }
    }

    static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
                try {
                    // Held until all are chosen, so that they differ.
                    held.add(new ServerSocket(port, 1, InetAddress.getByName(ADDRESS)));
                    ports[held.size() - 1] = port;
                } catch (BindException e) {
                    continue; // Somebody else's; the next one.
                }
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return ports;
    }

    /**
     * Waits until every manager of the core answers over REST.
     *
     * @throws IOException if the process ends, or does not get there in time
     */
    public void awaitRest(Duration timeout) throws IOException, InterruptedException {
        run(timeout.plus(COMMAND_TIMEOUT), home.resolve("bin/onos-wait").toString(), Long.toString(timeout.toSeconds()));
    }

    /** Runs a shell command, say {@code devices -j}, and returns what it prints, without colours. */
    public String shell(String command) throws IOException, InterruptedException {
        return COLOURS.matcher(run(COMMAND_TIMEOUT, home.resolve("bin/onos-shell").toString(), command)).replaceAll("");
    }

    private String run(Duration timeout, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ONOS_DATA", data.toString());
        Path output = Files.createTempFile(data, "command", ".out");
        try {
            Process tool = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            tool.getOutputStream().close();
            if (!tool.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                tool.destroyForcibly();
                throw new IOException(Arrays.toString(command) + " is not done after " + timeout);
            }
            String printed = Files.readString(output);
            if (tool.exitValue() != 0) {
                throw new IOException(Arrays.toString(command) + " failed with " + tool.exitValue() + ": " + printed.trim()
                        + startOutput());
            }
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private String startOutput() throws IOException {
        return process.isAlive() ? "" : "; ONOS has ended: " + Files.readString(data.resolve("onos.out")).trim();
    }

    /** GET of a path such as {@code /onos/v1/devices}, as user onos. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** POST of JSON. */
    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** POST without a body, as ONOS wants it for {@code /onos/v1/applications/NAME/active}. */
    public HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** PUT of JSON. */
    public HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** DELETE. */
    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    /**
     * Uploads an OAR and activates the app. ONOS answers before the app's bundles are started, and also if they never will be: look
     * at what the app does to see that it runs.
     */
    public HttpResponse<String> installApp(Path oar) throws IOException, InterruptedException {
        return send(request("/onos/v1/applications?activate=true").header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofFile(oar)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + ADDRESS + ':' + httpPort + path))
                .timeout(REQUEST_TIMEOUT).header("Authorization", AUTHORIZATION);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Polls until a condition holds.
     *
     * @param what the condition in words, for the message
     * @throws AssertionError if it does not hold in time
     */
    public static void await(String what, Duration timeout, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("after " + timeout.toMillis() + " ms still not: " + what);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** The tree it was started from; its {@code bin} has more tools. */
    public Path home() {
        return home;
    }

    /** ONOS's log file. */
    public Path log() {
        return data.resolve("karaf/data/log/karaf.log");
    }

    /** The lines of the log with the level ERROR. */
    public List<String> errors() throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> line.contains("| ERROR |")).collect(Collectors.toList());
        }
    }

    /** The process, for its id, or to see whether it lives. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** The port of the REST API, for other clients. */
    public int httpPort() {
        return httpPort;
    }

    /**
     * Stops ONOS as SIGTERM does, and waits for the end. Does nothing if it has ended already.
     *
     * @throws IllegalStateException if it had to be killed
     */
    @Override
    public void close() {
        boolean stopped = false;
        process.destroy();
        try {
            stopped = process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!stopped) {
                process.destroyForcibly();
            }
        }
        Runtime.getRuntime().removeShutdownHook(killer);
        if (!stopped) {
            throw new IllegalStateException("ONOS did not stop within " + STOP_TIMEOUT + " and was killed; see " + log());
        }
    }
}

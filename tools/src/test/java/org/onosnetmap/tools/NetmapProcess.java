package org.onosnetmap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, in a network namespace if wanted: with signals and an exit status. */
public final class NetmapProcess {

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private NetmapProcess(Process process, Path stdout, Path stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Starts it.
     *
     * @param dir       for its output
     * @param namespace null for the one of the test
     */
    public static NetmapProcess start(Path dir, String namespace, String... args) throws IOException {
        return start(Files.createTempFile(dir, "stdout", ""), dir, namespace, args);
    }

    /** As {@link #start}, with its standard output to this file. */
    public static NetmapProcess startOnto(Path stdout, Path dir, String... args) throws IOException {
        return start(stdout, dir, null, args);
    }

    private static NetmapProcess start(Path out, Path dir, String namespace, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (namespace != null) {
            command.addAll(List.of("ip", "netns", "exec", namespace));
        }
        // A process that runs in the background may have inherited that Ctrl-C is ignored.
        command.addAll(List.of("env", "--default-signal=INT", System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Netmap.class.getName()));
        command.addAll(List.of(args));
        Path err = Files.createTempFile(dir, "stderr", "");
        return new NetmapProcess(new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** Waits until the standard output or error holds the text. */
    public NetmapProcess awaitOutput(String text) throws Exception {
        for (int i = 0; i < PATIENCE_SECONDS * 50; i++) {
            if (out().contains(text) || err().contains(text)) {
                return this;
            }
            assertTrue(process.isAlive(), () -> "ended without '" + text + "': " + all());
            Thread.sleep(20);
        }
        throw new AssertionError("no '" + text + "': " + all());
    }

    /** Sends SIGINT, as Ctrl-C does. */
    public NetmapProcess interrupt() throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start().waitFor());
        return this;
    }

    /** Waits for the end, which must have this status. */
    public NetmapProcess ends(int status) throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("does not end: " + all());
        }
        assertEquals(status, process.exitValue(), this::all);
        return this;
    }

    /** Fails unless the standard error is one line that holds the text. */
    public NetmapProcess says(String text) {
        assertTrue(err().contains(text), this::all);
        assertEquals(1, err().lines().count(), this::all);
        return this;
    }

    /** Fails unless the last line of the standard error holds the text. */
    public NetmapProcess endsWith(String text) {
        assertTrue(err().lines().reduce((a, b) -> b).orElse("").contains(text), this::all);
        return this;
    }

    /** Ends it by force if it is still there. */
    public void destroy() {
        process.destroyForcibly();
    }

    /** Where its standard output goes. */
    public Path outFile() {
        return stdout;
    }

    public String out() {
        return read(stdout);
    }

    public String err() {
        return read(stderr);
    }

    private String all() {
        return out() + "\n--- standard error\n" + err();
    }

    private static String read(Path file) {
        try {
            return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

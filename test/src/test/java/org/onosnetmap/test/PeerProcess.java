package org.onosnetmap.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.onosnetmap.test.conformance.Peer;
import org.onosnetmap.test.conformance.SwitchUnderTest;

/** A {@link Peer} in a network namespace of its own, and the interfaces on our side that lead to it. */
final class PeerProcess implements AutoCloseable {

    private final String id = Long.toString(ProcessHandle.current().pid() % 100_000);
    private final String namespace = "nmcf-" + id;
    private final Path log = Path.of("target", "conformance-peer.log").toAbsolutePath();
    private Process process;
    private BufferedReader answers;
    private PrintStream requests;

    PeerProcess() throws Exception {
        Namespaces.run("ip netns add " + namespace);
        try {
            // Nobody but the cases shall talk.
            in("sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
            List<String> interfaces = new ArrayList<>();
            for (int p = 1; p <= SwitchUnderTest.PORTS; p++) {
                interfaces.add("eth" + p);
                Namespaces.run("ip link add " + port(p) + " type veth peer name eth" + p + " netns " + namespace);
                Namespaces.run("sysctl -qw net.ipv6.conf." + port(p) + ".disable_ipv6=1");
                Namespaces.run("ip link set " + port(p) + " up");
                in("ip link set eth" + p + " up");
            }
            start(interfaces);
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /** The interface on our side that leads to a port of the peer. */
    String port(int n) {
        return "nmcf" + n + "-" + id;
    }

    private void in(String command) throws Exception {
        Namespaces.run("ip netns exec " + namespace + " " + command);
    }

    private void start(List<String> interfaces) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Peer.class.getName()));
        command.addAll(interfaces);
        Files.createDirectories(log.getParent());
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        requests = new PrintStream(process.getOutputStream(), false, StandardCharsets.US_ASCII);
        line(); // that it is ready
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process behind the switch's ports has ended; " + log + " says: " + Files.readString(log));
        }
        return line;
    }

    /** Makes a request; returns the lines of the answer. */
    List<String> exchange(String request) throws IOException {
        requests.println(request);
        requests.flush();
        List<String> all = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            all.add(line);
        }
        return all;
    }

    @Override
    public void close() throws Exception {
        try {
            if (process != null) {
                requests.close();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } finally {
            Namespaces.run("ip netns del " + namespace);
        }
    }
}

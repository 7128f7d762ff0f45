package org.onosnetmap.test;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts for tests: network namespaces with an {@code eth0} each, whose other end is here, where ONOS can attach it. Names carry the number
 * of this process, so that runs beside each other do not meet, and a number of their own, because the kernel takes its time to remove the
 * interfaces of a namespace that is gone. Everything goes with {@link #remove}.
 */
final class Namespaces {

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String id = ProcessHandle.current().pid() % 100_000 + "-" + MADE.incrementAndGet();
    private final List<String> hosts = new ArrayList<>();

    /** Skips the test without root, and only then. */
    static void assumeRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "network interfaces need root");
    }

    /** A name for an interface of the test's own; at most 15 bytes, as the kernel wants. */
    String name(String prefix) {
        return prefix + id;
    }

    /** Makes host {@code n} with the address 10.79.0.n/24; returns the interface on our side. */
    String host(int n) throws Exception {
        String ns = name("nmit" + n + "-");
        run("ip netns add " + ns);
        hosts.add(ns);
        in(n, "sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
        connect(n);
        return port(n);
    }

    /** The interface that leads to a host. */
    String port(int n) {
        return name("nmp" + n + "-");
    }

    /** Makes the interfaces between us and a host; once more after {@link #port} has been deleted. The host's address is always the same. */
    void connect(int n) throws Exception {
        String port = port(n);
        run("ip link add " + port + " type veth peer name eth0 address 02:00:00:79:00:0" + n + " netns " + name("nmit" + n + "-"));
        // An interface of a switch: this machine shall not talk on it.
        run("sysctl -qw net.ipv6.conf." + port + ".disable_ipv6=1");
        run("ip link set " + port + " up");
        in(n, "ip addr add 10.79.0." + n + "/24 dev eth0");
        in(n, "ip link set eth0 up");
    }

    /** Runs a command in a host and returns what it prints. */
    String in(int n, String command) throws Exception {
        return run("ip netns exec " + name("nmit" + n + "-") + " " + command);
    }

    /** Starts a command in a host, its output to be read. The caller waits for it. */
    Process start(int n, String command) throws IOException {
        return new ProcessBuilder(("timeout 60 ip netns exec " + name("nmit" + n + "-") + " " + command).split(" ")).redirectErrorStream(true).start();
    }

    /** Runs a command; fails if it fails. */
    static String run(String command) throws Exception {
        Process p = new ProcessBuilder(("timeout 60 " + command).split(" ")).redirectErrorStream(true).start();
        p.getOutputStream().close();
        String out = output(p);
        if (p.waitFor() != 0) {
            throw new IOException(command + ": exit " + p.exitValue() + "\n" + out);
        }
        return out;
    }

    /** All that a process prints until it ends. */
    static String output(Process p) throws IOException {
        try (InputStream in = p.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Removes the hosts, and with them the interfaces on both sides. */
    void remove() throws Exception {
        for (String ns : hosts) {
            run("ip netns del " + ns);
        }
    }
}

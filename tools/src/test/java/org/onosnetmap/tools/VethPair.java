package org.onosnetmap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;

/** Two namespaces with an interface each, {@code veth0} in the first and {@code veth1} in the second, joined. Skips the test without root. */
public final class VethPair implements AutoCloseable {

    private static int serial;

    public final String first;
    public final String second;

    public VethPair() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "network namespaces need root");
        String prefix;
        synchronized (VethPair.class) {
            prefix = "tools" + ProcessHandle.current().pid() + "-" + ++serial;
        }
        first = prefix + "a";
        second = prefix + "b";
        run("ip netns add " + first);
        run("ip netns add " + second);
        run("ip -n " + first + " link add veth0 type veth peer name veth1 netns " + second);
        for (String ns : new String[] {first, second}) {
            run("ip netns exec " + ns + " sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
        }
        run("ip -n " + first + " link set veth0 up");
        run("ip -n " + second + " link set veth1 up");
    }

    /** Runs a command; fails if it fails. Returns its output. */
    public static String run(String command) throws Exception {
        Process p = new ProcessBuilder(("timeout -k 1 30 " + command).split(" ")).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), command + ": " + out);
        return out;
    }

    @Override
    public void close() throws Exception {
        run("ip netns del " + first);
        run("ip netns del " + second);
    }
}

package org.onosnetmap.dataplane.port;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.onosnetmap.dataplane.sys.Libc;

/**
 * Network namespaces of a test: one that the calling thread (and threads and processes that it starts) is in until {@link #close}, for
 * the ports, and hosts on the other side of veth pairs. Everything vanishes with {@link #close}.
 */
public final class NetNamespaces implements AutoCloseable {

    /** setns(2), which only tests need. */
    private static final class Setns {
        static {
            Native.register(Setns.class, Platform.C_LIBRARY_NAME);
        }

        static native int setns(int fd, int type);
    }

    private static final int CLONE_NEWNET = 0x40000000;
    private static int serial;

    private final List<String> names = new ArrayList<>();
    private final String prefix;
    private final int formerNamespace;

    /** Makes the namespace of the ports and enters it. Skips the test without root, and only then. */
    public NetNamespaces() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "network namespaces need root");
        synchronized (NetNamespaces.class) {
            prefix = "ports" + ProcessHandle.current().pid() + "-" + ++serial;
        }
        formerNamespace = Libc.open("/proc/thread-self/ns/net", 0);
        String sw = add("sw");
        enter(sw);
        run("ip link set lo up");
        run("sysctl -qw net.ipv6.conf.default.disable_ipv6=1");
    }

    private String add(String name) throws Exception {
        String full = prefix + name;
        run("ip netns add " + full);
        names.add(full);
        return full;
    }

    /** Makes a host: {@code eth0} in a namespace of its own with an address 10.77.0.n/24 and fd77::n/64, and {@code port} on our side. */
    public void host(String name, String port, int n) throws Exception {
        String ns = add(name);
        run("ip link add " + port + " type veth peer name eth0 netns " + ns);
        run("ip link set " + port + " up");
        in(name, "ip link set lo up");
        in(name, "sysctl -qw net.ipv6.conf.eth0.accept_dad=0");
        in(name, "ip addr add 10.77.0." + n + "/24 dev eth0");
        in(name, "ip addr add fd77::" + n + "/64 dev eth0 nodad");
        in(name, "ip link set eth0 up");
    }

    /** Runs a command in a host and returns its output. */
    public String in(String host, String command) throws Exception {
        return run(at(host, command));
    }

    /** The command that runs a command in a host. */
    public String at(String host, String command) {
        return "ip netns exec " + prefix + host + " " + command;
    }

    /** Starts a command in a host. The caller ends it. */
    public Process start(String host, String command) throws IOException {
        return new ProcessBuilder(at(host, command).split(" ")).redirectErrorStream(true).start();
    }

    /** What a thread in a host does. */
    public interface Body<T> {
        T run() throws Exception;
    }

    /** Runs code on a thread of its own in a host: the sockets that it makes are the host's. */
    public <T> Future<T> submit(String host, Body<T> body) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(prefix + host);
            return body.run();
        });
        Thread t = new Thread(task, host);
        t.setDaemon(true);
        t.start();
        return task;
    }

    private static void enter(String namespace) {
        int fd = Libc.open("/run/netns/" + namespace, 0);
        if (fd < 0 || Setns.setns(fd, CLONE_NEWNET) != 0) {
            throw new IllegalStateException("setns " + namespace + ": errno " + Libc.errno());
        }
        Libc.close(fd);
    }

    /** Runs a command in the namespace of the ports and returns its output; fails if it fails. */
    public static String run(String command) throws Exception {
        Process p = new ProcessBuilder(("timeout -k 1 30 " + command).split(" ")).redirectErrorStream(true).start();
        p.getOutputStream().close();
        String out = output(p);
        if (p.waitFor() != 0) {
            throw new IllegalStateException(command + ": exit " + p.exitValue() + "\n" + out);
        }
        return out;
    }

    /** All that a process writes until it ends. */
    public static String output(Process p) throws IOException {
        try (InputStream in = p.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        Setns.setns(formerNamespace, CLONE_NEWNET);
        Libc.close(formerNamespace);
        for (String ns : names) {
            try {
                run("ip netns del " + ns);
            } catch (Exception e) {
                throw new IllegalStateException("cannot delete namespace " + ns, e);
            }
        }
    }
}

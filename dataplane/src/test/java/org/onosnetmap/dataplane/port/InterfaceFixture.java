package org.onosnetmap.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.onosnetmap.dataplane.engine.Await;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/** What tests of ports on interfaces share: a network namespace of their own for each test, a region, and how a port is opened. */
public abstract class InterfaceFixture {

    protected final NetmapMemory memory = NetmapMemory.forPorts(8);
    protected NetNamespaces ns;
    private final PortOpener opener;

    protected InterfaceFixture(PortOpener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void enterNamespace() throws Exception {
        ns = new NetNamespaces();
    }

    @AfterEach
    void leaveNamespace() {
        if (ns != null) { // it is null if the test was skipped
            ns.close();
        }
    }

    protected Port open(String name) throws PortException {
        return open(name, Map.of());
    }

    protected Port open(String name, Map<String, String> options) throws PortException {
        return opener.open(PortSpec.of(name, 0, options), memory, 1);
    }

    /** Fails unless the port cannot be opened, for that kind of reason, told with these words. */
    protected PortException refused(PortException.Kind kind, String name, String text, Map<String, String> options) {
        PortException e = assertThrows(PortException.class, () -> open(name, options).close());
        assertEquals(kind, e.kind(), e.getMessage());
        assertTrue(e.getMessage().contains(text), e.getMessage());
        return e;
    }

    protected static void await(String what, BooleanSupplier condition) {
        Await.until(condition, what);
    }

    /** Open file descriptors of this process. */
    protected static long descriptors() throws IOException {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        }
    }

    /** Sends {@code bytes} bytes from h1 to an address of h2, checks each, and returns Mbit/s. */
    protected double transfer(String address, long bytes) throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Future<Long> server = ns.submit("h2", () -> {
            byte[] buf = new byte[1 << 16];
            try (ServerSocket ss = new ServerSocket(0, 1, InetAddress.getByName(address))) {
                port.complete(ss.getLocalPort());
                try (Socket s = ss.accept(); InputStream in = s.getInputStream()) {
                    long at = 0;
                    for (int n; (n = in.read(buf)) > 0; ) {
                        for (int i = 0; i < n; i++, at++) {
                            if (buf[i] != (byte) (at % 251)) {
                                throw new AssertionError("byte " + at + " is wrong");
                            }
                        }
                    }
                    return at;
                }
            }
        });
        int to = port.get(5, TimeUnit.SECONDS);
        long start = System.nanoTime();
        Future<?> client = ns.submit("h1", () -> {
            byte[] buf = new byte[251 * 256];
            for (int i = 0; i < buf.length; i++) {
                buf[i] = (byte) (i % 251);
            }
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(address, to), 5000);
                OutputStream out = s.getOutputStream();
                for (long left = bytes; left > 0; left -= buf.length) {
                    out.write(buf, 0, (int) Math.min(left, buf.length));
                }
            }
            return null;
        });
        client.get(30, TimeUnit.SECONDS);
        assertEquals(bytes, server.get(30, TimeUnit.SECONDS));
        return bytes * 8e3 / (System.nanoTime() - start);
    }

    protected long tcp(String host, String counter) throws Exception {
        Matcher m = Pattern.compile(counter + "\\s+(\\d+)").matcher(ns.in(host, "nstat -az " + counter));
        assertTrue(m.find());
        return Long.parseLong(m.group(1));
    }

    protected static void awaitUp(Port p) throws InterruptedException {
        await("it is seen to be up", () -> {
            p.refresh();
            return p.link() == LinkState.UP;
        });
    }

    protected static void frame(NetmapRing r, int slot, int len) {
        int at = r.bufferAt(slot);
        for (int i = 0; i < len; i++) {
            r.memory().put(at + i, (byte) (i < 6 ? 0xff : i));
        }
        r.len(slot, len);
    }

    /** Rings of sockets in this process's memory. What else is mapped is up to the virtual machine, and to tests before, whose memory goes when it is collected. */
    protected static long mappings() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().filter(line -> line.contains("socket:")).count();
    }
}

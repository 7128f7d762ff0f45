package org.onosnetmap.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.onosnetmap.dataplane.engine.Await;
import org.onosnetmap.dataplane.netmap.NetmapMemory;

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
}

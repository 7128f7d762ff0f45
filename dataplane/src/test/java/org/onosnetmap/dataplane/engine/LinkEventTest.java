package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.port.InterfaceFixture;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NetNamespaces;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.LinkWatch;
import org.onosnetmap.dataplane.port.packet.PacketPort;

/** Links of interfaces that change, and how soon an engine knows. */
class LinkEventTest extends InterfaceFixture {

    LinkEventTest() {
        super(PacketPort::open);
    }

    @Test
    void aLinkThatChangesIsKnownAtOnceAndNotWhenLinksAreLookedAtNext() throws Exception {
        ns.host("h1", "s1", 1);
        // Links are looked at in an hour anyway: what is known before, the kernel has told.
        try (Engine engine = Engine.start(new EngineConfig().refreshNanos(TimeUnit.HOURS.toNanos(1)))) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("dp"));
            d.addPort(PortSpec.of("packet:s1", 1, java.util.Map.of()));
            for (int i = 0; i < 3; i++) {
                Await.until(() -> state(d) == LinkState.UP, "up"); // which Linux itself tells once a second at most
                NetNamespaces.run("ip link set s1 down");
                Await.until(() -> state(d) == LinkState.DOWN, "down");
                NetNamespaces.run("ip link set s1 up");
            }
        }
    }

    private static LinkState state(Datapath d) {
        return d.port(1).orElseThrow().link();
    }

    @Test
    void aWatchTellsOfEachChangeAndOfNothingOnceItIsClosed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        LinkWatch w = LinkWatch.start(calls::incrementAndGet).orElseThrow();
        for (String command : new String[] {"ip link add lw0 type veth peer name lx0", "ip link set lw0 up", "ip link set lw0 mtu 1400", "ip link set lw0 down", "ip link del lw0"}) {
            int before = calls.get();
            NetNamespaces.run(command);
            Await.until(() -> calls.get() > before, command);
        }
        w.close();
        int last = calls.get();
        NetNamespaces.run("ip link add lw1 type veth peer name lx1");
        CountDownLatch other = new CountDownLatch(1);
        try (LinkWatch second = LinkWatch.start(other::countDown).orElseThrow()) {
            NetNamespaces.run("ip link del lw1");
            assertTrue(other.await(10, TimeUnit.SECONDS), second.toString());
        }
        assertEquals(last, calls.get());
    }

    @Test
    void moreMessagesThanTheSocketHoldsAreOneChangeAndTheNextIsHeard() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (LinkWatch w = LinkWatch.start(() -> {
            busy.countDown();
            calls.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).orElseThrow()) {
            NetNamespaces.run("ip link add lw0 type veth peer name lx0");
            assertTrue(busy.await(10, TimeUnit.SECONDS), w.toString());
            StringBuilder batch = new StringBuilder();
            for (int i = 0; i < 2000; i++) {
                batch.append("link set lw0 mtu ").append(1000 + i % 2).append('\n');
            }
            java.nio.file.Path file = java.nio.file.Files.createTempFile("link", ".batch");
            java.nio.file.Files.writeString(file, batch);
            NetNamespaces.run("ip -batch " + file);
            java.nio.file.Files.delete(file);
            go.countDown();
            Await.until(() -> calls.get() > 1, "the many");
            int before = calls.get();
            NetNamespaces.run("ip link del lw0");
            Await.until(() -> calls.get() > before, "the next");
        }
    }
}

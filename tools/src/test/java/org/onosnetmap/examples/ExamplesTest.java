package org.onosnetmap.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.program.PortWaiter;
import org.onosnetmap.tools.Frames;

/** The examples do what docs/api.md says, and are as short. */
class ExamplesTest {

    private static final int LINES = 60;

    @TempDir
    private Path dir;
    private final PortSet set = new PortSet();

    private static void send(Port p, int destination, int source, int number) {
        byte[] f = Frames.frame(number);
        f[5] = (byte) destination;
        f[11] = (byte) source;
        NetmapRing tx = p.txRing(0);
        for (int i = 0; i < f.length; i++) {
            tx.memory().put(tx.bufferAt(tx.head()) + i, f[i]);
        }
        tx.len(tx.head(), f.length);
        tx.advanceTo(tx.next(tx.head()));
        p.txsync(0);
    }

    /** Waits for a frame; returns "destination source number" by the last byte of each. */
    private static String receive(Port p, PortWaiter waiter) {
        NetmapRing rx = p.rxRing(0);
        for (int i = 0; i < 100; i++) {
            p.rxsync(0);
            if (rx.available() > 0) {
                int at = rx.bufferAt(rx.head());
                String s = rx.memory().get(at + 5) + " " + rx.memory().get(at + 11) + " " + rx.memory().get(at + 59);
                rx.advanceTo(rx.next(rx.head()));
                p.rxsync(0);
                return s;
            }
            waiter.await(100_000_000);
        }
        throw new AssertionError("nothing came by " + p);
    }

    private static Thread start(Runnable program) {
        Thread t = new Thread(program);
        t.setDaemon(true);
        t.start();
        return t;
    }

    private static void end(Thread t) throws InterruptedException {
        t.interrupt();
        t.join(10_000);
        assertTrue(!t.isAlive(), "an interrupt ends it");
    }

    @Test
    void countPacketsCounts() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 5000, 0);
        CountPackets counter = new CountPackets();
        counter.run(set.open("pcap:" + in), 5000);
        assertEquals("5000 packets, 300000 bytes", counter.toString());
        set.close();
    }

    @Test
    void reflectPacketsReflects() throws Exception {
        Port reflected = set.open("netmap:e{1");
        Port mine = set.open("netmap:e}1");
        Thread t = start(() -> ReflectPackets.run(reflected));
        try (PortWaiter waiter = new PortWaiter()) {
            waiter.add(mine, 0);
            for (int i = 1; i < 3000; i++) {
                send(mine, 7, 9, i);
                assertEquals("9 7 " + (byte) i, receive(mine, waiter));
            }
        }
        end(t);
        set.close();
    }

    @Test
    void learningBridgeFloodsUntilItHasLearnt() throws Exception {
        Port[] bridged = new Port[3];
        Port[] mine = new Port[3];
        PortWaiter[] waiters = new PortWaiter[3];
        for (int i = 0; i < 3; i++) {
            bridged[i] = set.open("netmap:e" + i + "{1");
            mine[i] = set.open("netmap:e" + i + "}1");
            waiters[i] = new PortWaiter();
            waiters[i].add(mine[i], 0);
        }
        Thread t = start(() -> new LearningBridge().run(bridged));
        send(mine[0], 2, 1, 10);
        assertEquals("2 1 10", receive(mine[1], waiters[1]));
        assertEquals("2 1 10", receive(mine[2], waiters[2]), "an unknown address: to all");
        send(mine[1], 1, 2, 11);
        assertEquals("1 2 11", receive(mine[0], waiters[0]));
        send(mine[0], 2, 1, 12);
        assertEquals("2 1 12", receive(mine[1], waiters[1]));
        send(mine[0], 3, 1, 13);
        assertEquals("3 1 13", receive(mine[2], waiters[2]), "and neither 11 nor 12, for these addresses were known");
        end(t);
        for (PortWaiter w : waiters) {
            w.close();
        }
        set.close();
    }

    @Test
    void theyAreShort() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/org/onosnetmap/examples"))) {
            for (Path p : (Iterable<Path>) files::iterator) {
                assertTrue(Files.lines(p).count() < LINES, p + " has " + Files.lines(p).count() + " lines");
            }
        }
    }
}

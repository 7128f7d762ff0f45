package org.onosnetmap.dataplane.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends packets through an engine of its own, until the JVM has compiled what a packet goes through.
 *
 * <p>A JVM interprets a method at first, and compiles it when it was called some thousand times. To a switch with little to do that time comes
 * late, and to a single packet: the forwarding thread wakes the compiler, which the scheduler then likes to run on that very processor, for a time
 * slice or two (2 to 6 ms), while the packet waits. So that comes before the first packet.
 *
 * <p>One thread of low priority, for a second or two of processor time; once in the life of the class, since what is compiled stays so.
 */
public final class WarmUp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** The JVM compiles for good after 5,000 to 15,000 calls (-XX:Tier4InvocationThreshold, -XX:Tier4CompileThreshold). */
    private static final int PACKETS = 16_000;
    /** Longer than a worker looks for work before it sleeps, so that it is woken for each packet. */
    private static final long PAUSE_NANOS = 30_000;
    private static final int FRAME_LENGTH = 60;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final Thread thread = new Thread(this::run, "netmap-warm-up");

    private WarmUp() {
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Begins, unless it was begun in this JVM before. {@link #close} ends it early. */
    public static WarmUp start() {
        WarmUp w = new WarmUp();
        if (BEGUN.compareAndSet(false, true)) {
            w.thread.start();
        }
        return w;
    }

    /** Waits for its end. */
    public void await() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long start = System.nanoTime();
        try (Engine engine = Engine.start(new EngineConfig())) {
            engine.addDatapath(DatapathSpec.vale("valeWarmUp").maxPorts(2));
            rules(engine.addDatapath(DatapathSpec.openFlow("warm-up").maxPorts(2)));
            try (Port a = engine.openClient("valeWarmUp:a"); Port b = engine.openClient("valeWarmUp:b");
                    Port one = engine.openClient("netmap:warm-up-1}1"); Port two = engine.openClient("netmap:warm-up-2}1")) {
                // Asking takes the interrupt off, so that the engine can wait for its threads when it is closed.
                for (int i = 0; i < PACKETS && !Thread.interrupted(); i++) {
                    send(a, i, true);
                    send(one, i, false);
                    LockSupport.parkNanos(PAUSE_NANOS);
                    take(b);
                    take(two);
                }
            }
            LOG.info("The forwarding is warm after {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (DatapathException | PortException | FlowException e) {
            LOG.warn("The forwarding is not warmed up, so the first packets are slower: {}", e.getMessage());
        }
    }

    /** Two ports, and rules by address and UDP port. */
    private static void rules(Datapath d) throws PortException, DatapathException, FlowException {
        d.addPort(PortSpec.of("netmap:warm-up-1{1", 1, Map.of()));
        d.addPort(PortSpec.of("netmap:warm-up-2{1", 2, Map.of()));
        Match.Builder ip = Match.builder().set(Field.IN_PORT, 1).set(Field.ETH_TYPE, 0x0800);
        FlowRule byAddress = FlowRule.builder().priority(2).match(ip.set(Field.IPV4_DST, 0x0a000000, 0xff000000L).build()).apply(Action.output(2)).build();
        FlowRule byPort = FlowRule.builder().priority(1).match(ip.set(Field.IP_PROTO, 17).set(Field.UDP_DST, 9).build()).apply(Action.output(2)).build();
        for (FlowException e : d.apply(List.of(FlowMod.add(byAddress), FlowMod.add(byPort)))) {
            if (e != null) {
                throw e;
            }
        }
    }

    /** One UDP packet of flow {@code n}, to a switch that knows the address or floods. */
    private static void send(Port port, int n, boolean broadcast) {
        port.txsync(0);
        NetmapRing ring = port.txRing(0);
        if (ring.available() == 0) {
            return;
        }
        int slot = ring.head();
        ByteBuffer mem = ring.memory();
        int at = ring.bufferAt(slot);
        for (int i = 0; i < FRAME_LENGTH; i++) {
            mem.put(at + i, (byte) 0);
        }
        put(mem, at, 6, broadcast && (n & 1) == 0 ? 0xffffffffffffL : 0x020000000002L);
        put(mem, at + 6, 6, 0x020000000001L);
        put(mem, at + 12, 2, 0x0800);
        put(mem, at + 14, 4, 0x45000000L + FRAME_LENGTH - 14);
        put(mem, at + 22, 2, 64 << 8 | 17);
        put(mem, at + 26, 8, 0x0a000000_0a000000L | (long) (n & 0xff) << 32);
        put(mem, at + 34, 6, 9L << 32 | 9 << 16 | FRAME_LENGTH - 34);
        ring.len(slot, FRAME_LENGTH);
        ring.advanceTo(ring.next(slot));
        port.txsync(0);
    }

    /** The low bytes of a number in the order of the network. */
    private static void put(ByteBuffer mem, int at, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            mem.put(at + i, (byte) (value >> 8 * (bytes - 1 - i)));
        }
    }

    private static void take(Port port) {
        port.rxsync(0);
        NetmapRing ring = port.rxRing(0);
        ring.advanceTo(ring.tail());
    }
}

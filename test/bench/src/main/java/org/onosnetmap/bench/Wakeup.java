package org.onosnetmap.bench;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/**
 * How long the first packet after idle takes through a VALE switch, from the sender's txsync to the receiver's ring, and what an idle
 * engine costs. Prints one line of JSON.
 */
public final class Wakeup {

    private static final int SAMPLES = 300;
    private static final long IDLE_MILLIS = 20;
    private static final long QUIET_MILLIS = 5000;

    private Wakeup() {
    }

    public static void main(String[] args) throws Exception {
        try (Engine engine = Engine.start(new EngineConfig())) {
            engine.addDatapath(DatapathSpec.vale("vale0"));
            long[] nanos = new long[SAMPLES];
            try (Port from = engine.openClient("vale0:from"); Port to = engine.openClient("vale0:to")) {
                for (int i = 0; i < SAMPLES; i++) {
                    Thread.sleep(IDLE_MILLIS);
                    nanos[i] = broadcast(from, to);
                }
            }
            Arrays.sort(nanos);
            long before = cpuNanos();
            Thread.sleep(QUIET_MILLIS);
            double idle = (cpuNanos() - before) / (QUIET_MILLIS * 1e6);
            System.out.printf("{\"firstPacketMicros\": {\"median\": %.1f, \"p99\": %.1f}, \"idleCorePercent\": %.2f}%n",
                    nanos[SAMPLES / 2] / 1e3, nanos[SAMPLES * 99 / 100] / 1e3, 100 * idle);
        }
    }

    private static long broadcast(Port from, Port to) {
        from.txsync(0);
        NetmapRing tx = from.txRing(0);
        int i = tx.head();
        ByteBuffer mem = tx.memory();
        int at = tx.bufferAt(i);
        for (int k = 0; k < 60; k++) {
            mem.put(at + k, (byte) (k < 6 ? 0xff : k == 6 ? 2 : 0));
        }
        tx.len(i, 60);
        NetmapRing rx = to.rxRing(0);
        long start = System.nanoTime();
        tx.advanceTo(tx.next(i));
        from.txsync(0);
        do {
            to.rxsync(0);
        } while (rx.available() == 0);
        long took = System.nanoTime() - start;
        rx.advanceTo(rx.tail());
        to.rxsync(0);
        return took;
    }

    /** Processor time of the whole process. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}

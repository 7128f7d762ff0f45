package org.onosnetmap.examples;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.program.PortWaiter;
import org.onosnetmap.dataplane.vale.MacTable;

/** Passes packets to the port where their destination was seen last, else to all others: {@code LearningBridge PORT PORT ...}. */
public final class LearningBridge {

    private final MacTable known = new MacTable(4096);

    /** Bridges until the thread is interrupted. */
    void run(Port... ports) {
        try (PortWaiter waiter = new PortWaiter()) {
            for (Port p : ports) {
                waiter.add(p, 0);
            }
            for (; !Thread.interrupted(); waiter.await(100_000_000)) {
                for (int from = 0; from < ports.length; from++) {
                    ports[from].rxsync(0);
                    NetmapRing rx = ports[from].rxRing(0);
                    for (; rx.available() > 0; rx.advanceTo(rx.next(rx.head()))) {
                        forward(rx.memory().duplicate().order(ByteOrder.BIG_ENDIAN), rx.bufferAt(rx.head()), rx.checkedLength(rx.head()), from, ports);
                    }
                    ports[from].rxsync(0); // gives the slots back
                }
            }
        }
    }

    private void forward(ByteBuffer memory, int at, int length, int from, Port[] ports) {
        if (at < 0 || length < 14) {
            return;
        }
        known.learn(memory.getLong(at + 6) >>> 16, 0, from + 1, 0);
        int to = known.lookup(memory.getLong(at) >>> 16, 0) - 1;
        for (int i = 0; i < ports.length; i++) {
            NetmapRing tx = ports[i].txRing(0);
            if (i != from && (to < 0 || to == i) && tx.available() > 0 && length <= tx.bufSize()) {
                memory.limit(at + length).position(at);
                tx.memory().duplicate().position(tx.bufferAt(tx.head())).put(memory);
                tx.len(tx.head(), length);
                tx.advanceTo(tx.next(tx.head()));
                ports[i].txsync(0);
            }
        }
    }

    public static void main(String[] args) throws Exception {
        try (PortSet set = new PortSet()) {
            new LearningBridge().run(set.openAll(args).toArray(new Port[0]));
        }
    }
}

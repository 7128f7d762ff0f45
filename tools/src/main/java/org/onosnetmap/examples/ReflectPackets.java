package org.onosnetmap.examples;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.program.PortWaiter;

/** Sends each packet back to where it came from, without copying it: {@code ReflectPackets PORT}. */
public final class ReflectPackets {

    /** Reflects what comes by the first ring until the port is gone or the thread is interrupted. */
    static void run(Port port) {
        NetmapRing rx = port.rxRing(0);
        NetmapRing tx = port.txRing(0);
        try (PortWaiter waiter = new PortWaiter()) {
            waiter.add(port, 0);
            while (port.link() != LinkState.GONE && !Thread.interrupted()) {
                port.rxsync(0);
                for (int n = Math.min(rx.available(), tx.available()); n > 0; n--) {
                    int in = rx.head();
                    int out = tx.head();
                    if (rx.bufferAt(in) >= 0) {
                        swapAddresses(rx.memory(), rx.bufferAt(in));
                        int buffer = tx.bufIdx(out); // the two slots exchange their buffers
                        tx.bufIdx(out, rx.bufIdx(in));
                        tx.len(out, rx.len(in));
                        tx.flags(out, NetmapAbi.NS_BUF_CHANGED);
                        rx.bufIdx(in, buffer);
                        rx.flags(in, NetmapAbi.NS_BUF_CHANGED);
                        tx.advanceTo(tx.next(out));
                    }
                    rx.advanceTo(rx.next(in));
                }
                port.txsync(0);
                if (rx.available() == 0) {
                    waiter.await(100_000_000);
                }
            }
        }
    }

    private static void swapAddresses(ByteBuffer memory, int at) {
        for (int i = at; i < at + 6; i++) {
            byte b = memory.get(i);
            memory.put(i, memory.get(i + 6));
            memory.put(i + 6, b);
        }
    }

    public static void main(String[] args) throws Exception {
        try (PortSet ports = new PortSet()) {
            run(ports.open(args[0]));
        }
    }
}

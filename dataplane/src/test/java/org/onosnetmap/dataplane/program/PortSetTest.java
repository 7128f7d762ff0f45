package org.onosnetmap.dataplane.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;

class PortSetTest {

    private static void send(Port p, int first) {
        NetmapRing r = p.txRing(0);
        int at = r.bufferAt(r.head());
        for (int i = 0; i < 60; i++) {
            r.memory().put(at + i, (byte) (i < 6 ? 0xff : i == 12 ? 8 : i == 6 ? 2 : i == 59 ? first : 0));
        }
        r.len(r.head(), 60);
        r.advanceTo(r.next(r.head()));
        p.txsync(0);
    }

    /** Waits for a frame and returns its last byte. */
    private static int receive(PortWaiter waiter, Port p) {
        NetmapRing r = p.rxRing(0);
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() - end < 0) {
            p.rxsync(0);
            if (r.available() > 0) {
                int b = r.memory().get(r.bufferAt(r.head()) + 59);
                r.advanceTo(r.next(r.head()));
                return b;
            }
            waiter.await(1_000_000_000);
        }
        throw new AssertionError("nothing came by " + p);
    }

    @Test
    void portsOfOneSwitchMeetAndAWaiterHearsOfIt() throws Exception {
        try (PortSet ports = new PortSet(); PortWaiter waiter = new PortWaiter()) {
            Port a = ports.open("vale3:a");
            Port b = ports.open("vale3:b");
            Port c = ports.open("netmap:p{1");
            Port d = ports.open("netmap:p}1");
            waiter.add(b, 0);
            waiter.add(d, 0);
            for (int i = 1; i < 100; i++) {
                send(a, i);
                assertEquals(i, receive(waiter, b));
                send(c, i);
                assertEquals(i, receive(waiter, d));
            }
            assertSame(c.txRing(0).memory(), d.rxRing(0).memory());
            assertNotNull(ports.vale("vale3"));
            assertNull(ports.vale("vale4"));
        }
    }

    @Test
    void aWakeBeforeTheWaitIsNotLost() {
        try (PortWaiter waiter = new PortWaiter()) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                waiter.wake();
                waiter.await(1_000_000_000);
            }
            assertTrue(System.nanoTime() - start < 50_000_000_000L, "a wait that does not hear the wake takes a second each");
        }
    }

    @Test
    void aPortThatIsOpenIsNotOpenedAgain() throws Exception {
        try (PortSet ports = new PortSet()) {
            ports.open("vale3:a");
            assertEquals(PortException.Kind.IN_USE, assertThrows(PortException.class, () -> ports.open("vale3:a")).kind());
            ports.open("netmap:p{1");
            assertEquals(PortException.Kind.IN_USE, assertThrows(PortException.class, () -> ports.open("netmap:p{1")).kind());
            assertEquals(PortException.Kind.BAD_NAME, assertThrows(PortException.class, () -> ports.open("vale3")).kind());
        }
    }
}

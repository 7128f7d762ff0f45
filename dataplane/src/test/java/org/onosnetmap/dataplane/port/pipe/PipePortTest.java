package org.onosnetmap.dataplane.port.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;

class PipePortTest {

    private final NetmapMemory memory = NetmapMemory.forPorts(8);

    private PipePort[] pair(int slots) throws PortException {
        return PipePort.pair(memory, PortName.parse("netmap:t{1"), PortName.parse("netmap:t}1"), 1, 1, slots);
    }

    /** Puts numbered 60-byte packets into ring 0, as many as there is room for up to {@code count}. Returns the next number. */
    private static long send(Port p, long number, int count) {
        NetmapRing r = p.txRing(0);
        int i = r.head();
        for (int n = Math.min(count, r.available()); n > 0; n--, i = r.next(i)) {
            r.memory().putLong(r.bufferAt(i), number++);
            r.len(i, 60);
            r.flags(i, 0);
        }
        r.advanceTo(i);
        p.txsync(0);
        return number;
    }

    /** Takes everything out of ring 0 and checks that it is numbered from {@code number}. Returns the next number. */
    private static long receive(Port p, long number) {
        p.rxsync(0);
        NetmapRing r = p.rxRing(0);
        int i = r.head();
        for (; i != r.tail(); i = r.next(i)) {
            assertEquals(number, r.memory().getLong(r.bufferAt(i)));
            assertEquals(60, r.len(i));
            number++;
        }
        r.advanceTo(i);
        return number;
    }

    @Test
    void slotsOfBothRingsHoldTheSameBuffer() throws PortException {
        PipePort[] p = pair(16);
        for (int i = 0; i < 16; i++) {
            assertEquals(p[0].txRing(0).bufIdx(i), p[1].rxRing(0).bufIdx(i));
            assertEquals(p[1].txRing(0).bufIdx(i), p[0].rxRing(0).bufIdx(i));
            assertNotEquals(p[0].txRing(0).bufIdx(i), p[1].txRing(0).bufIdx(i));
        }
    }

    @Test
    void sentSlotComesBackOnlyAfterReleaseAndBothSyncs() throws PortException {
        PipePort[] p = pair(1024);
        NetmapRing tx = p[0].txRing(0);
        NetmapRing rx = p[1].rxRing(0);
        assertEquals(1023, send(p[0], 0, 2000), "one slot is never used");
        assertEquals(0, tx.available(), "a full pipe has no room and drops nothing");
        p[1].rxsync(0);
        assertEquals(1023, rx.available());
        rx.advanceTo(10);
        p[0].txsync(0);
        assertEquals(0, tx.available(), "released, but the receiver has not synced");
        p[1].rxsync(0);
        assertEquals(0, tx.available(), "synced by the receiver, but not by the sender");
        p[0].txsync(0);
        assertEquals(10, tx.available());
        assertFalse(p[0].txBacklog(0), "the sender's syncs cannot hurry the receiver");
    }

    @Test
    void senderGetsTheBufferThatTheReceiverLeft() throws PortException {
        PipePort[] p = pair(8);
        NetmapRing spare = p[1].txRing(0);
        NetmapRing rx = p[1].rxRing(0);
        send(p[0], 7, 1);
        p[1].rxsync(0);
        int swappedIn = spare.bufIdx(0);
        spare.bufIdx(0, rx.bufIdx(0));
        rx.bufIdx(0, swappedIn);
        rx.advanceTo(1);
        p[1].rxsync(0);
        p[0].txsync(0);
        assertEquals(swappedIn, p[0].txRing(0).bufIdx(0));
    }

    @Test
    void headOutOfOrderMovesNothing() throws PortException {
        PipePort[] p = pair(8);
        for (int bad : new int[] {-1, 8, 9999, Integer.MIN_VALUE}) {
            p[0].txRing(0).head(bad);
            p[0].txsync(0);
            p[1].rxRing(0).head(bad);
            p[1].rxsync(0);
            assertEquals(0, p[1].rxRing(0).tail());
        }
        p[1].rxRing(0).head(3); // nothing was received: it cannot be released
        p[1].rxsync(0);
        p[1].rxRing(0).head(0);
        p[0].txRing(0).head(0);
        assertEquals(5, send(p[0], 0, 5));
        assertEquals(5, receive(p[1], 0));
    }

    @Test
    void doorbellRingsOnlyWhenSomethingWasSent() throws PortException {
        PipePort[] p = pair(8);
        int[] rung = new int[1];
        p[1].doorbell(0, () -> rung[0]++);
        p[0].txsync(0);
        p[1].txsync(0);
        assertEquals(0, rung[0]);
        send(p[0], 0, 3);
        assertEquals(1, rung[0]);
        p[0].txsync(0);
        assertEquals(1, rung[0]);
    }

    @Test
    void closingBothEndsGivesEveryBufferBackOnce() throws PortException {
        int before = memory.freeBuffers();
        Random rnd = new Random(5);
        for (int round = 0; round < 50; round++) {
            PipePort[] p = pair(32);
            long sent = 0;
            for (int step = 0; step < 40; step++) {
                sent = send(p[rnd.nextInt(2)], sent, rnd.nextInt(20));
                PipePort q = p[rnd.nextInt(2)];
                q.rxsync(0);
                NetmapRing rx = q.rxRing(0);
                NetmapRing tx = q.txRing(0);
                for (int n = Math.min(rnd.nextInt(10), Math.min(rx.available(), tx.available())); n > 0; n--) {
                    int i = rx.head();
                    int k = tx.head();
                    int idx = rx.bufIdx(i);
                    rx.bufIdx(i, tx.bufIdx(k));
                    tx.bufIdx(k, idx);
                    rx.advanceTo(rx.next(i));
                    tx.advanceTo(tx.next(k));
                }
            }
            p[rnd.nextInt(2)].close();
            p[0].close();
            p[1].close();
            assertEquals(before, memory.freeBuffers());
        }
        // Take all the buffers there are: each must appear once.
        BitSet seen = new BitSet();
        PipePort[] a = pair(2048);
        PipePort[] b = pair(2048);
        for (PipePort p : new PipePort[] {a[0], a[1], b[0], b[1]}) {
            for (int i = 0; i < 2048; i++) {
                assertFalse(seen.get(p.txRing(0).bufIdx(i)), "buffer handed out twice");
                seen.set(p.txRing(0).bufIdx(i));
            }
        }
    }

    @Test
    void tenMillionPacketsBetweenTwoThreadsArriveInOrderAndNoBufferIsLost() throws Exception {
        PipePort[] p = pair(512);
        NetmapRing side = p[1].txRing(0); // the receiver swaps with these, as a forwarding loop does
        long total = 10_000_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread receiver = new Thread(() -> {
            try {
                Random rnd = new Random(1);
                NetmapRing rx = p[1].rxRing(0);
                for (long next = 0; next < total; ) {
                    p[1].rxsync(0);
                    int i = rx.head();
                    if (i == rx.tail()) {
                        Thread.yield(); // let the sender have the core
                        continue;
                    }
                    for (; i != rx.tail(); i = rx.next(i)) {
                        int at = rx.bufferAt(i);
                        long got = rx.memory().getLong(at);
                        if (got != next || rx.memory().getLong(at + 52) != ~next || rx.len(i) != 60 + (int) (next % 1000)) {
                            throw new AssertionError("packet " + next + " arrived as " + got + ", " + rx.memory().getLong(at + 52) + ", " + rx.len(i) + " bytes");
                        }
                        next++;
                        int k = rnd.nextInt(512);
                        int idx = rx.bufIdx(i);
                        rx.bufIdx(i, side.bufIdx(k));
                        side.bufIdx(k, idx);
                    }
                    rx.advanceTo(i);
                }
                p[1].rxsync(0);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        receiver.start();
        NetmapRing tx = p[0].txRing(0);
        for (long next = 0; next < total && failure.get() == null; ) {
            int i = tx.head();
            if (tx.available() == 0) {
                Thread.yield(); // let the receiver have the core
            }
            for (int n = tx.available(); n > 0 && next < total; n--, i = tx.next(i)) {
                int at = tx.bufferAt(i);
                tx.memory().putLong(at, next);
                tx.memory().putLong(at + 52, ~next);
                tx.len(i, 60 + (int) (next % 1000));
                next++;
            }
            tx.advanceTo(i);
            p[0].txsync(0);
        }
        receiver.join(60_000);
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        assertFalse(receiver.isAlive(), "receiver is done");
        p[0].txsync(0);
        assertEquals(511, tx.available());
        BitSet seen = new BitSet();
        for (int i = 0; i < 512; i++) {
            seen.set(tx.bufIdx(i));
            seen.set(side.bufIdx(i));
        }
        assertEquals(1024, seen.cardinality(), "every buffer is in one slot of one ring");
    }

    @Test
    void packetsWaitForAnEndThatIsClosed() throws PortException {
        VirtualPorts ports = new VirtualPorts();
        Port master = ports.open(PortSpec.of("netmap:x{1"), memory, 1);
        assertEquals(100, send(master, 0, 100));
        Port slave = ports.open(PortSpec.of("netmap:x}1"), memory, 1);
        assertEquals(100, receive(slave, 0));
        slave.close();
        assertEquals(150, send(master, 100, 50));
        slave = ports.open(PortSpec.of("netmap:x}1"), memory, 1);
        assertEquals(150, receive(slave, 100));
        master.close();
        assertEquals(20, send(slave, 0, 20));
        master = ports.openClient("netmap:x{1");
        assertEquals(20, receive(master, 0));
        master.close();
        slave.close();
    }

    @Test
    void endsInDifferentRegionsCopy() throws PortException {
        NetmapMemory other = new NetmapMemory(2, 8, 256, 2048, 2048);
        int freeThere = other.freeBuffers();
        int freeHere = memory.freeBuffers();
        VirtualPorts ports = new VirtualPorts();
        Port a = ports.open(PortSpec.of("netmap:y{1", 0, Map.of("slots", "64")), memory, 1);
        Port b = ports.open(PortSpec.of("netmap:y}1"), other, 1);
        assertEquals("copy between regions", b.details().get("mode"));
        long sentA = 0;
        long gotB = 0;
        long sentB = 0;
        long gotA = 0;
        Random rnd = new Random(3);
        for (int i = 0; i < 2000; i++) {
            sentA = send(a, sentA, rnd.nextInt(80));
            sentB = send(b, sentB, rnd.nextInt(80));
            if (rnd.nextBoolean()) {
                gotA = receive(a, gotA);
            }
            if (rnd.nextBoolean()) {
                gotB = receive(b, gotB);
            }
        }
        for (int i = 0; i < 4; i++) { // whatever is still on the way
            a.txsync(0);
            b.txsync(0);
            gotA = receive(a, gotA);
            gotB = receive(b, gotB);
        }
        assertTrue(sentA > 10_000 && sentB > 10_000);
        assertEquals(sentA, gotB);
        assertEquals(sentB, gotA);
        a.close();
        b.close();
        assertEquals(freeThere, other.freeBuffers());
        assertEquals(freeHere, memory.freeBuffers());
    }

    @Test
    void copyingEndDropsAndCountsWhatItCannotFollow() throws PortException {
        NetmapMemory small = new NetmapMemory(2, 8, 1024, 2048, 256);
        VirtualPorts ports = new VirtualPorts();
        Port a = ports.open(PortSpec.of("netmap:z{1"), memory, 1);
        Port b = ports.openClient(PortSpec.of("netmap:z}1"), small, 1);
        NetmapRing tx = a.txRing(0);
        tx.len(0, 257); // too long for a buffer over there
        int good = tx.bufIdx(1);
        tx.bufIdx(1, 0x0fffffff);
        tx.len(1, 60);
        tx.memory().putLong(tx.bufferAt(2), 0);
        tx.len(2, 60);
        tx.advanceTo(3);
        a.txsync(0);
        assertEquals(1, receive(b, 0));
        assertEquals(2, b.counters().rxErrors);
        tx.bufIdx(1, good);
        b.txRing(0).bufIdx(0, 1);
        b.txRing(0).advanceTo(1);
        b.txsync(0);
        assertEquals(1, b.counters().txErrors);
        assertFalse(b.txBacklog(0));
    }

    @Test
    void valePortHasAProgramAtItsOtherEnd() throws PortException {
        VirtualPorts ports = new VirtualPorts();
        PortException e = assertThrows(PortException.class, () -> ports.openClient("vale0:p1"));
        assertEquals(PortException.Kind.NOT_FOUND, e.kind());
        Port sw = ports.open(PortSpec.of("vale0:p1"), memory, 2);
        Port program = ports.openClient("vale0:p1");
        assertEquals(2, program.rxRings());
        assertEquals(2, sw.txRings());
        assertEquals(5, send(program, 0, 5));
        assertEquals(5, receive(sw, 0));
        assertEquals(PortException.Kind.IN_USE, assertThrows(PortException.class, () -> ports.openClient("vale0:p1")).kind());
        assertEquals(PortException.Kind.IN_USE, assertThrows(PortException.class, () -> ports.open(PortSpec.of("vale0:p1"), memory, 2)).kind());
        sw.close();
        program.close();
        sw = ports.open(PortSpec.of("vale0:p1"), memory, 1);
        assertEquals(1, sw.txRings());
        sw.close();
    }

    @Test
    void moreWorkersThanTheOtherEndHasRingsForAreRefusedWithTheRemedy() throws PortException {
        VirtualPorts ports = new VirtualPorts();
        Port client = ports.openClient("netmap:w{1");
        PortException e = assertThrows(PortException.class, () -> ports.open(PortSpec.of("netmap:w}1"), memory, 2));
        assertTrue(e.getMessage().contains("rxRings=2"), e.getMessage());
        client.close();
        client = ports.openClient(PortSpec.of("netmap:w{1", 0, Map.of("rxRings", "2")), null, 1);
        Port end = ports.open(PortSpec.of("netmap:w}1"), memory, 2);
        assertEquals(2, end.txRings());
        assertEquals(1, end.rxRings());
        end.close();
        client.close();
    }

    @Test
    void aFullRegionIsToldAndLeavesNothingBehind() throws PortException {
        NetmapMemory small = new NetmapMemory(4, 8, 256, 300, 2048);
        VirtualPorts ports = new VirtualPorts();
        PortSpec spec = PortSpec.of("netmap:f{1", 0, Map.of("slots", "256"));
        PortException e = assertThrows(PortException.class, () -> ports.open(spec, small, 1));
        assertEquals(PortException.Kind.FAILED, e.kind());
        assertEquals(300, small.freeBuffers());
        assertThrows(PortException.class, () -> ports.open(PortSpec.of("netmap:f{1", 0, Map.of("slots", "4096")), small, 1));
        Port p = ports.open(PortSpec.of("netmap:f{1", 0, Map.of("slots", "100")), small, 1);
        p.close();
        assertEquals(300, small.freeBuffers());
    }

    @Test
    void onePortPairMovesManyPacketsFromOneThread() throws PortException {
        PipePort[] p = pair(1024);
        for (int b = 0; b < 20_000; b++) {
            NetmapRing tx = p[0].txRing(0);
            int i = tx.head();
            for (int n = 0; n < 256; n++, i = tx.next(i)) {
                tx.len(i, 60);
            }
            tx.advanceTo(i);
            p[0].txsync(0);
            p[1].rxsync(0);
            NetmapRing rx = p[1].rxRing(0);
            assertEquals(256, rx.available());
            rx.advanceTo(rx.tail());
            p[1].rxsync(0);
            p[0].txsync(0);
        }
    }
}

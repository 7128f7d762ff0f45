package org.onosnetmap.dataplane.port.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NetNamespaces;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;

class PcapPortTest {

    @TempDir
    Path folder;

    private final NetmapMemory memory = NetmapMemory.forPorts(4);

    private static byte[] packet(int n, int len) {
        byte[] b = new byte[len];
        Arrays.fill(b, (byte) n);
        return b;
    }

    /** A file of {@code count} packets of 60 + i bytes, a millisecond apart. */
    private Path file(String name, int count) throws IOException {
        Path p = folder.resolve(name);
        try (PcapWriter w = new PcapWriter(p)) {
            for (int i = 0; i < count; i++) {
                w.write(1_700_000_000_000_000_000L + i * 1_000_000L, ByteBuffer.wrap(packet(i, 60 + i)));
            }
        }
        return p;
    }

    private Port open(Path p, String... options) throws PortException {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return PcapPort.open(PortSpec.of("pcap:" + p, 0, map), memory, 1);
    }

    private PortException refused(PortException.Kind kind, Path p, String text, String... options) {
        int free = memory.freeBuffers();
        PortException e = assertThrows(PortException.class, () -> open(p, options).close());
        assertEquals(kind, e.kind(), e.getMessage());
        assertTrue(e.getMessage().contains(text), e.getMessage());
        assertEquals(free, memory.freeBuffers());
        return e;
    }

    private static int take(Port p, int from) {
        p.rxsync(0);
        NetmapRing r = p.rxRing(0);
        for (int i = r.head(); i != r.tail(); i = r.next(i), from++) {
            assertEquals((byte) from, r.memory().get(r.bufferAt(i) + r.len(i) - 1));
            assertEquals(60 + from, r.len(i));
        }
        r.advanceTo(r.tail());
        return from;
    }

    private static void send(Port p, int... lengths) {
        NetmapRing r = p.txRing(0);
        int i = r.head();
        for (int len : lengths) {
            for (int k = 0; k < len; k++) {
                r.memory().put(r.bufferAt(i) + k, (byte) len);
            }
            r.len(i, len);
            i = r.next(i);
        }
        r.advanceTo(i);
        p.txsync(0);
    }

    @Test
    void aFileThatIsNotReadHasWhatWasSentAndMatches() throws Exception {
        Path out = folder.resolve("out.pcapng");
        try (Port p = open(out, "read", "false", "filter", "greater 62")) {
            send(p, 60, 61, 62, 63);
            assertFalse(p.txRing(0).txPending());
            p.rxsync(0);
            assertEquals(0, p.rxRing(0).available());
            p.refresh();
            assertEquals("2 of 4 packets", p.details().get("written"));
            try (PcapReader r = new PcapReader(out)) {
                assertTrue(r.next() && r.captured() == 62, "already there while the port is open");
            }
        }
        try (PcapReader r = new PcapReader(out)) {
            for (int len : new int[] {62, 63}) {
                assertTrue(r.next());
                assertEquals(len, r.captured());
                assertEquals(len, r.buffer().get(r.position() + len - 1));
            }
            assertFalse(r.next());
        }
        refused(PortException.Kind.BAD_NAME, out, "option read is 'maybe'; take true or false", "read", "maybe");
        refused(PortException.Kind.BAD_NAME, out, "option filter: ", "read", "false", "filter", "tcp prot");
        refused(PortException.Kind.BAD_NAME, out, "unknown option 'loop'", "read", "false", "loop", "true");
        refused(PortException.Kind.FAILED, folder.resolve("no/out"), "cannot make the file (there is no such file or folder)", "read", "false");
    }

    @Test
    void onAFullDiskAFileThatIsNotReadEndsBehindTheLastWholePacketAndTheLinkIsDown() throws Exception {
        refused(PortException.Kind.FAILED, Path.of("/dev/full"), "cannot make the file (No space left on device)", "read", "false");
        assumeTrue(System.getProperty("user.name").equals("root"), "mounts need root");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        NetNamespaces.run("mount -t tmpfs -o size=64k tmpfs " + disk);
        try (Port p = open(disk.resolve("out"), "read", "false")) {
            for (int i = 0; i < 100; i++) {
                send(p, 1000);
            }
            assertEquals(LinkState.UP, p.link());
            p.refresh();
            assertEquals(LinkState.DOWN, p.link());
            assertEquals("the file cannot be written: No space left on device", p.linkReason());
            send(p, 1000);
            assertEquals(1, p.counters().txErrors);
            int whole = 0;
            try (PcapReader r = new PcapReader(disk.resolve("out"))) {
                while (r.next()) {
                    assertEquals(1000, r.captured());
                    whole++;
                }
            }
            assertTrue(whole > 50 && whole < 70, whole + " packets");
        } finally {
            NetNamespaces.run("umount " + disk);
        }
    }

    @Test
    void writtenPacketsAreReadAgainInEveryFormat() throws IOException {
        byte[][] files = {Files.readAllBytes(file("n.pcap", 50)), classic(ByteOrder.BIG_ENDIAN, 1, 50), classic(ByteOrder.LITTLE_ENDIAN, 1, 50),
            ng(ByteOrder.BIG_ENDIAN, 50, 1), ng(ByteOrder.LITTLE_ENDIAN, 50, 1)};
        for (byte[] bytes : files) {
            Path p = folder.resolve("x");
            Files.write(p, bytes);
            try (PcapReader r = new PcapReader(p)) {
                for (int pass = 0; pass < 3; pass++) {
                    for (int i = 0; i < 50; i++) {
                        assertTrue(r.next());
                        assertEquals(60 + i, r.captured());
                        assertEquals(60 + i, r.original());
                        assertEquals(1_700_000_000_000_000_000L + i * 1_000_000L, r.timeNanos());
                        assertEquals((byte) i, r.buffer().get(r.position() + 59));
                    }
                    assertFalse(r.next());
                    assertFalse(r.next());
                    r.rewind();
                }
            }
        }
    }

    private static byte[] classic(ByteOrder order, int link, int count) {
        ByteBuffer b = ByteBuffer.allocate(24 + count * 200).order(order);
        b.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65535).putInt(link);
        for (int i = 0; i < count; i++) {
            b.putInt(1_700_000_000).putInt(i * 1000).putInt(60 + i).putInt(60 + i).put(packet(i, 60 + i));
        }
        return Arrays.copyOf(b.array(), b.position());
    }

    private static byte[] ng(ByteOrder order, int count, int link) {
        ByteBuffer b = ByteBuffer.allocate(4096 + count * 200).order(order);
        b.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
        b.putInt(1).putInt(32).putShort((short) link).putShort((short) 0).putInt(0); // interface: nanoseconds
        b.putShort((short) 9).putShort((short) 1).put((byte) 9).put(new byte[3]).putInt(0).putInt(32);
        b.putInt(0x0bad).putInt(16).putInt(7).putInt(16); // a block that nobody knows
        for (int i = 0; i < count; i++) {
            long t = 1_700_000_000_000_000_000L + i * 1_000_000L;
            int len = 60 + i;
            int padded = len + 3 & ~3;
            b.putInt(6).putInt(32 + padded).putInt(0).putInt((int) (t >> 32)).putInt((int) t).putInt(len).putInt(len).put(packet(i, len));
            b.put(new byte[padded - len]).putInt(32 + padded);
        }
        return Arrays.copyOf(b.array(), b.position());
    }

    @Test
    void replaysOnceAndThenRests() throws Exception {
        try (Port p = open(file("a.pcap", 100))) {
            assertEquals(0, p.nextRxNanos(0));
            assertEquals(100, take(p, 0));
            assertEquals(100, take(p, 100));
            assertEquals(Long.MAX_VALUE, p.nextRxNanos(0));
            assertEquals(LinkState.UP, p.link());
            assertEquals(0, p.counters().rxErrors);
            assertTrue(p.details().get("replayed").startsWith("100 packets"));
        }
    }

    @Test
    void loopsAsOftenAsAsked() throws Exception {
        try (Port p = open(file("a.pcap", 7), "loop", "3", "slots", "8")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(7, take(p, 0));
            }
            assertEquals(0, take(p, 0));
        }
        try (Port p = open(file("b.pcap", 7), "loop", "true", "slots", "8")) {
            for (int i = 0; i < 1000; i++) {
                assertEquals(7, take(p, 0));
            }
        }
    }

    @Test
    void timedReplayKeepsTheGapsOfTheFile() throws Exception {
        try (Port p = open(file("a.pcap", 40), "timing", "file", "loop", "2")) {
            long start = System.nanoTime();
            int n = 0;
            while (n < 80) {
                p.rxsync(0);
                n += p.rxRing(0).available();
                p.rxRing(0).advanceTo(p.rxRing(0).tail());
                long elapsed = System.nanoTime() - start;
                assertTrue((n - 1) * 1_000_000L <= elapsed, "packet " + n + " came after " + elapsed + " ns");
                if (n < 80) {
                    long wait = p.nextRxNanos(0);
                    assertTrue(wait <= 1_000_000, "waits " + wait);
                    java.util.concurrent.locks.LockSupport.parkNanos(wait);
                }
            }
            assertTrue(System.nanoTime() - start < 10_000_000_000L, "80 packets a millisecond apart take far more than 80 ms");
        }
        try (Port p = open(file("c.pcap", 40), "timing", "x100")) {
            assertEquals(1, take(p, 0));
            assertTrue(p.nextRxNanos(0) <= 10_000);
        }
    }

    @Test
    void whatIsSentIsCapturedAndWithoutAFileSwallowed() throws Exception {
        Path out = folder.resolve("out.pcap");
        long before = System.currentTimeMillis();
        try (Port p = open(file("a.pcap", 1), "write", out.toString())) {
            NetmapRing tx = p.txRing(0);
            for (int i = 0; i < 500; i++) {
                for (int k = 0; k < 100; k++) {
                    tx.memory().put(tx.bufferAt(i) + k, (byte) i);
                }
                tx.len(i, 100);
            }
            tx.bufIdx(7, 0);
            tx.len(8, 3000);
            tx.advanceTo(500);
            p.txsync(0);
            assertEquals(1023, tx.available());
            assertEquals(2, p.counters().txErrors);
            p.refresh();
            try (PcapReader r = new PcapReader(out)) { // readable while it is written
                int n = 0;
                while (r.next()) {
                    long ms = r.timeNanos() / 1_000_000;
                    assertTrue(ms >= before - 1000 && ms <= System.currentTimeMillis() + 1000);
                    n++;
                }
                assertEquals(498, n);
            }
        }
        try (Port p = open(file("b.pcap", 1))) {
            p.txRing(0).advanceTo(5);
            p.txsync(0);
            assertEquals(1023, p.txRing(0).available());
        }
    }

    @Test
    void replayAndCaptureAllocateNothingPerPacket() throws Exception {
        byte[][] files = {classic(ByteOrder.LITTLE_ENDIAN, 1, 100), ng(ByteOrder.LITTLE_ENDIAN, 100, 1)};
        for (byte[] bytes : files) {
            Path p = folder.resolve("x");
            Files.write(p, bytes);
            try (Port port = open(p, "loop", "true", "write", folder.resolve("out").toString())) {
                forward(port, 10_000); // loads what it needs
                com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
                long me = Thread.currentThread().getId();
                long before = threads.getThreadAllocatedBytes(me);
                forward(port, 100_000);
                long allocated = threads.getThreadAllocatedBytes(me) - before;
                assertTrue(allocated < 100_000, allocated + " bytes for 100,000 packets"); // a little for each time that the file is read, or written, again
            }
        }
    }

    /** Sends back what comes. */
    private static void forward(Port port, int packets) {
        NetmapRing rx = port.rxRing(0);
        NetmapRing tx = port.txRing(0);
        while (packets > 0) {
            port.rxsync(0);
            for (; rx.head() != rx.tail(); packets--) {
                int from = rx.bufIdx(rx.head());
                rx.bufIdx(rx.head(), tx.bufIdx(tx.head()));
                tx.bufIdx(tx.head(), from);
                tx.len(tx.head(), rx.len(rx.head()));
                rx.advanceTo(rx.next(rx.head()));
                tx.advanceTo(tx.next(tx.head()));
            }
            port.txsync(0);
        }
    }

    @Test
    void cutFileDeliversWhatIsWholeAndThenIsGoneWithTheReason() throws Exception {
        Path p = file("a.pcap", 20);
        byte[] all = Files.readAllBytes(p);
        Files.write(p, Arrays.copyOf(all, all.length - 5));
        try (Port port = open(p)) {
            assertEquals(19, take(port, 0));
            assertEquals(LinkState.GONE, port.link());
            assertTrue(port.linkReason().contains("cut short"), port.linkReason());
            assertEquals(1, port.counters().rxErrors);
            assertEquals(19, take(port, 19));
            assertEquals(1, port.counters().rxErrors);
            assertEquals(Long.MAX_VALUE, port.nextRxNanos(0));
        }
    }

    @Test
    void snappedAndOverlongPacketsArePassedOverAndCounted() throws Exception {
        ByteBuffer b = ByteBuffer.allocate(10_000).order(ByteOrder.nativeOrder());
        b.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65535).putInt(1);
        b.putInt(0).putInt(0).putInt(60).putInt(1514).put(packet(9, 60)); // snapped
        b.putInt(0).putInt(0).putInt(3000).putInt(3000).put(packet(9, 3000)); // longer than a buffer
        b.putInt(0).putInt(0).putInt(10).putInt(10).put(packet(9, 10)); // shorter than a header
        b.putInt(0).putInt(0).putInt(60).putInt(60).put(packet(0, 60));
        Path p = folder.resolve("s.pcap");
        Files.write(p, Arrays.copyOf(b.array(), b.position()));
        try (Port port = open(p)) {
            assertEquals(1, take(port, 0));
            assertEquals(3, port.counters().rxErrors);
            assertEquals(LinkState.UP, port.link());
        }
        Files.write(p, Arrays.copyOf(b.array(), 24 + 16 + 60)); // nothing but a snapped packet: endless repetition ends
        try (Port port = open(p, "loop", "true")) {
            assertEquals(0, take(port, 0));
            assertEquals(Long.MAX_VALUE, port.nextRxNanos(0));
        }
    }

    @Test
    void filesThatAreNoneAndOptionsThatAreNoneAreRefusedWithTheRemedy() throws Exception {
        Path p = folder.resolve("f");
        refused(PortException.Kind.NOT_FOUND, p, "no such file");
        refused(PortException.Kind.NOT_FOUND, folder, "folder");
        Files.write(p, new byte[0]);
        refused(PortException.Kind.BAD_NAME, p, "empty");
        Files.write(p, packet('x', 100));
        refused(PortException.Kind.BAD_NAME, p, "neither pcap nor pcapng");
        Files.write(p, classic(ByteOrder.LITTLE_ENDIAN, 113, 1));
        refused(PortException.Kind.BAD_NAME, p, "link type 113");
        Path good = file("g", 1);
        refused(PortException.Kind.BAD_NAME, good, "timing", "timing", "fast");
        refused(PortException.Kind.BAD_NAME, good, "timing", "timing", "x0");
        refused(PortException.Kind.BAD_NAME, good, "loop", "loop", "-1");
        refused(PortException.Kind.BAD_NAME, good, "rxRings", "rxRings", "2");
        refused(PortException.Kind.BAD_NAME, good, "the file that is read", "write", good.toString());
        refused(PortException.Kind.FAILED, good, "cannot make", "write", folder + "/no/such/folder");
    }

    @Test
    void fullDiskIsToldAndLeavesAFileOfWholePackets() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "a small file system needs root");
        Path small = Files.createDirectory(folder.resolve("small"));
        NetNamespaces.run("mount -t tmpfs -o size=64k tmpfs " + small);
        try {
            Path out = small.resolve("out.pcap");
            try (Port p = open(file("a.pcap", 1), "write", out.toString())) {
                NetmapRing tx = p.txRing(0);
                for (int round = 0; round < 10; round++) {
                    int i = tx.head();
                    for (int n = 0; n < 100; n++, i = tx.next(i)) {
                        tx.len(i, 1001);
                    }
                    tx.advanceTo(i);
                    p.txsync(0);
                    assertEquals(1023, tx.available());
                    p.refresh();
                }
                assertEquals(LinkState.DOWN, p.link());
                assertTrue(p.linkReason().contains("out.pcap") && p.linkReason().contains("No space"), p.linkReason());
                assertTrue(p.counters().txErrors >= 800, p.counters().txErrors + " counted");
            }
            int n = 0;
            try (PcapReader r = new PcapReader(out)) {
                while (r.next()) {
                    assertEquals(1001, r.captured());
                    n++;
                }
            }
            assertTrue(n > 30 && n < 70, n + " packets in 64 KiB");
        } finally {
            NetNamespaces.run("umount " + small);
        }
    }

    @Test
    void randomlyDamagedFilesAreReadOrRefusedAndNeverMore() throws Exception {
        Random rnd = new Random(4);
        byte[][] seeds = {classic(ByteOrder.BIG_ENDIAN, 1, 20), classic(ByteOrder.LITTLE_ENDIAN, 1, 20), ng(ByteOrder.BIG_ENDIAN, 20, 1), ng(ByteOrder.LITTLE_ENDIAN, 20, 1)};
        Path p = folder.resolve("fuzz");
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] b = seeds[rnd.nextInt(4)].clone();
            for (int n = rnd.nextInt(6); n > 0; n--) {
                b[rnd.nextInt(rnd.nextBoolean() ? 100 : b.length)] = (byte) (rnd.nextBoolean() ? rnd.nextInt() : rnd.nextInt(3) - 1);
            }
            Files.write(p, Arrays.copyOf(b, rnd.nextInt(3) == 0 ? rnd.nextInt(b.length + 1) : b.length));
            int packets = 0;
            try (PcapReader r = new PcapReader(p)) {
                while (r.next()) {
                    assertTrue(r.captured() >= 0 && r.position() + r.captured() <= r.buffer().capacity());
                    assertTrue(++packets < 1000, "does not end");
                }
                read++;
            } catch (EOFException | PcapException e) {
                assertTrue(e.getMessage().contains("fuzz"), e.getMessage());
                refused++;
            }
        }
        assertTrue(read > 100 && refused > 100, read + " read, " + refused + " refused");
    }
}

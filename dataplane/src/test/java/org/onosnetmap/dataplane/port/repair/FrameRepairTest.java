package org.onosnetmap.dataplane.port.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Random frames go through the repair; an independent, slow reading of the RFCs checks what comes out. */
class FrameRepairTest {

    private static final int TCPV4 = 1;
    private static final int TCPV6 = 4;
    private static final int UDP_L4 = 5;

    private final Random rnd = new Random(20);
    private final FrameRepair repair = new FrameRepair();

    /** A frame before repair, as bytes in network order, with what the virtio header says. */
    private static final class Case {
        byte[] frame;
        int l3;
        int l4;
        int headers;
        boolean v4;
        int protocol;
        int flags = 1;
        int gsoType;
        int gsoSize;
        int csumStart;
        int csumOffset;
        int vlan;
    }

    private static void put16(byte[] b, int at, int v) {
        b[at] = (byte) (v >> 8);
        b[at + 1] = (byte) v;
    }

    private static int get16(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
    }

    private static long get32(byte[] b, int at) {
        return (long) get16(b, at) << 16 | get16(b, at + 2);
    }

    /** Ones' complement sum, a 16-bit word a step. */
    private static int sum(byte[] b, int at, int end, int start) {
        int s = start;
        for (int i = at; i < end; i += 2) {
            s += (b[i] & 0xff) << 8 | (i + 1 < end ? b[i + 1] & 0xff : 0);
            s = (s & 0xffff) + (s >> 16);
        }
        return s;
    }

    private static int pseudo(byte[] f, int l3, boolean v4, int protocol, int length) {
        int s = v4 ? sum(f, l3 + 12, l3 + 20, 0) : sum(f, l3 + 8, l3 + 40, 0);
        byte[] rest = new byte[4];
        put16(rest, 0, protocol);
        put16(rest, 2, length);
        return sum(rest, 0, 4, s);
    }

    private Case random(int protocol, int payload) {
        Case c = new Case();
        c.protocol = protocol;
        c.v4 = rnd.nextBoolean();
        int tags = rnd.nextInt(3);
        c.vlan = rnd.nextInt(3) == 0 ? (rnd.nextBoolean() ? 0x8100 : 0x88a8) << 16 | rnd.nextInt(1 << 16) : 0;
        c.l3 = 14 + 4 * tags;
        int ipOptions = c.v4 ? 4 * rnd.nextInt(11) : 0;
        List<byte[]> extensions = new ArrayList<>();
        int extensionBytes = 0;
        if (!c.v4) {
            for (int n = rnd.nextInt(3); n > 0; n--) {
                byte[] e = new byte[8 * (1 + rnd.nextInt(3))];
                e[1] = (byte) (e.length / 8 - 1);
                extensions.add(e);
                extensionBytes += e.length;
            }
        }
        c.l4 = c.l3 + (c.v4 ? 20 + ipOptions : 40 + extensionBytes);
        int l4Header = protocol == 6 ? 20 + 4 * rnd.nextInt(11) : protocol == 17 ? 8 : 12;
        c.headers = c.l4 + l4Header;
        byte[] f = new byte[c.headers + payload];
        rnd.nextBytes(f);
        int p = 12;
        for (int t = 0; t < tags; t++, p += 4) {
            put16(f, p, rnd.nextBoolean() ? 0x8100 : 0x88a8);
        }
        put16(f, p, c.v4 ? 0x0800 : 0x86dd);
        if (c.v4) {
            f[c.l3] = (byte) (0x40 | (20 + ipOptions) / 4);
            put16(f, c.l3 + 2, f.length - c.l3);
            put16(f, c.l3 + 6, rnd.nextBoolean() ? 0x4000 : 0);
            f[c.l3 + 9] = (byte) protocol;
            put16(f, c.l3 + 10, 0);
            put16(f, c.l3 + 10, ~sum(f, c.l3, c.l4, 0));
        } else {
            f[c.l3] = (byte) (0x60 | f[c.l3] & 0xf);
            put16(f, c.l3 + 4, f.length - c.l3 - 40);
            int next = c.l3 + 6;
            int at = c.l3 + 40;
            int[] kinds = {0, 43, 60};
            for (byte[] e : extensions) {
                f[next] = (byte) kinds[rnd.nextInt(3)];
                f[at + 1] = e[1];
                next = at;
                at += e.length;
            }
            f[next] = (byte) protocol;
        }
        if (protocol == 6) {
            f[c.l4 + 12] = (byte) (l4Header / 4 << 4);
        } else if (protocol == 17) {
            put16(f, c.l4 + 4, f.length - c.l4);
        }
        c.csumStart = c.l4;
        c.csumOffset = protocol == 6 ? 16 : protocol == 17 ? 6 : 8;
        if (protocol != 132) {
            put16(f, c.l4 + c.csumOffset, pseudo(f, c.l3, c.v4, protocol, f.length - c.l4));
        }
        c.frame = f;
        return c;
    }

    /** Runs the repair; null if it refuses. */
    private List<byte[]> run(Case c, int room) {
        int at = 10 + rnd.nextInt(7);
        ByteBuffer mem = ByteBuffer.allocateDirect(at + c.frame.length + 8).order(ByteOrder.nativeOrder());
        int h = at - 10;
        mem.put(h, (byte) c.flags).put(h + 1, (byte) c.gsoType).putShort(h + 4, (short) c.gsoSize).putShort(h + 6, (short) c.csumStart).putShort(h + 8, (short) c.csumOffset);
        for (int i = 0; i < c.frame.length; i++) {
            mem.put(at + i, c.frame[i]);
        }
        if (!repair.start(mem, h, at, c.frame.length, c.vlan)) {
            assertFalse(repair.pending());
            return null;
        }
        List<byte[]> out = new ArrayList<>();
        ByteBuffer view = mem.duplicate();
        ByteBuffer dst = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
        while (repair.pending()) {
            int to = rnd.nextInt(64);
            for (int i = 0; i < 4096; i += 8) {
                dst.putLong(i, 0x5a5a5a5a5a5a5a5aL);
            }
            int n = repair.next(view, dst, to, room);
            if (n < 0) {
                out.add(null);
                continue;
            }
            assertTrue(n <= room);
            byte[] b = new byte[n];
            for (int i = 0; i < n; i++) {
                b[i] = dst.get(to + i);
            }
            for (int i = 0; i < 4096; i++) {
                assertTrue(i >= to && i < to + n || dst.get(i) == 0x5a, "wrote outside of the frame at " + (i - to));
            }
            out.add(b);
        }
        return out;
    }

    /** Takes the tag out again and checks that it is the one that was put in. */
    private static byte[] untagged(Case c, byte[] f) {
        if (c.vlan == 0) {
            return f;
        }
        assertEquals(c.vlan & 0xffff_ffffL, get32(f, 12));
        byte[] b = new byte[f.length - 4];
        System.arraycopy(f, 0, b, 0, 12);
        System.arraycopy(f, 16, b, 12, b.length - 12);
        return b;
    }

    private static void verifyChecksums(Case c, byte[] f) {
        int length = f.length - c.l4;
        if (c.v4) {
            assertEquals(0xffff, sum(f, c.l3, c.l4, 0), "IPv4 header checksum");
        }
        assertEquals(0xffff, sum(f, c.l4, f.length, pseudo(f, c.l3, c.v4, c.protocol, length)), "transport checksum");
        if (c.protocol == 17) {
            assertTrue(get16(f, c.l4 + 6) != 0, "0 would mean no checksum");
        }
    }

    @Test
    void segmentsPutTogetherAreTheLargeFrameAndEveryChecksumIsRight() {
        for (int round = 0; round < 1000; round++) {
            int protocol = rnd.nextBoolean() ? 6 : 17;
            int size = 1 + rnd.nextInt(1448);
            int payload = rnd.nextInt(Math.min(size * 60, 60_000));
            Case c = random(protocol, payload);
            c.gsoType = protocol == 17 ? UDP_L4 : (c.v4 ? TCPV4 : TCPV6) | (rnd.nextBoolean() ? 0x80 : 0);
            c.gsoSize = size;
            if (rnd.nextInt(8) == 0) {
                c.flags = 0; // large, but with its own checksum: software made it
                c.csumStart = 0;
            }
            List<byte[]> out = run(c, 2048);
            assertEquals(Math.max(1, (payload + size - 1) / size), out.size());
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (int i = 0; i < out.size(); i++) {
                byte[] f = untagged(c, out.get(i));
                boolean last = i == out.size() - 1;
                assertEquals(c.headers + (last ? payload - i * size : size), f.length, "size of segment " + i);
                verifyChecksums(c, f);
                byte[] expected = Arrays.copyOf(c.frame, c.headers);
                if (c.v4) {
                    put16(expected, c.l3 + 2, f.length - c.l3);
                    put16(expected, c.l3 + 4, get16(c.frame, c.l3 + 4) + i);
                    System.arraycopy(f, c.l3 + 10, expected, c.l3 + 10, 2);
                } else {
                    put16(expected, c.l3 + 4, f.length - c.l3 - 40);
                }
                if (protocol == 6) {
                    long seq = get32(c.frame, c.l4 + 4) + (long) i * size;
                    put16(expected, c.l4 + 4, (int) (seq >> 16));
                    put16(expected, c.l4 + 6, (int) seq);
                    expected[c.l4 + 13] &= (byte) ((last ? 0xff : ~0x09) & (i == 0 ? 0xff : ~0x80));
                    System.arraycopy(f, c.l4 + 16, expected, c.l4 + 16, 2);
                } else {
                    put16(expected, c.l4 + 4, f.length - c.l4);
                    System.arraycopy(f, c.l4 + 6, expected, c.l4 + 6, 2);
                }
                assertArrayEquals(expected, Arrays.copyOf(f, c.headers), "headers of segment " + i);
                whole.write(f, c.headers, f.length - c.headers);
            }
            assertArrayEquals(Arrays.copyOfRange(c.frame, c.headers, c.frame.length), whole.toByteArray());
        }
    }

    @Test
    void partialChecksumsAreCompletedAndNothingElseChanges() {
        for (int round = 0; round < 1000; round++) {
            Case c = random(rnd.nextBoolean() ? 6 : 17, rnd.nextInt(1400));
            byte[] f = untagged(c, run(c, 2048).get(0));
            verifyChecksums(c, f);
            byte[] expected = c.frame.clone();
            System.arraycopy(f, c.csumStart + c.csumOffset, expected, c.csumStart + c.csumOffset, 2);
            assertArrayEquals(expected, f);
        }
    }

    @Test
    void sctpGetsItsCrc() {
        for (int round = 0; round < 500; round++) {
            Case c = random(132, rnd.nextInt(1400));
            byte[] f = untagged(c, run(c, 2048).get(0));
            byte[] zeroed = Arrays.copyOfRange(c.frame, c.l4, c.frame.length);
            Arrays.fill(zeroed, 8, 12, (byte) 0);
            CRC32C crc = new CRC32C();
            crc.update(zeroed);
            assertEquals(crc.getValue(), Integer.reverseBytes((int) get32(f, c.l4 + 8)) & 0xffff_ffffL);
        }
    }

    @Test
    void tagIsPutBackIntoCompleteFrames() {
        Case c = random(6, 100);
        c.flags = 0;
        c.csumStart = 0;
        c.vlan = 0x8100_2064;
        assertArrayEquals(c.frame, untagged(c, run(c, 2048).get(0)));
    }

    @Test
    void framesThatDoNotFitAreSaidSoAndDoNotStopTheNext() {
        Case c = random(6, 5000);
        c.gsoType = c.v4 ? TCPV4 : TCPV6;
        c.gsoSize = 3000;
        List<byte[]> out = run(c, 2048 + c.headers);
        assertEquals(2, out.size());
        assertEquals(null, out.get(0));
        assertEquals(c.headers + 2000 + (c.vlan == 0 ? 0 : 4), out.get(1).length);
    }

    @Test
    void tunnelsAreRefused() {
        for (int round = 0; round < 500; round++) {
            Case c = random(6, 4000);
            c.gsoType = c.v4 ? TCPV4 : TCPV6;
            c.gsoSize = 1000;
            c.csumStart = c.l4 + 28; // of a header within
            assertEquals(null, run(c, 2048));
        }
    }

    @Test
    void garbageIsRefusedOrWrittenWithinBoundsAndNeverThrows() {
        int refused = 0;
        for (int round = 0; round < 100_000; round++) {
            Case c;
            if (rnd.nextInt(4) == 0) {
                c = new Case();
                c.frame = new byte[rnd.nextInt(200)];
                rnd.nextBytes(c.frame);
            } else {
                c = random(new int[] {6, 17, 132}[rnd.nextInt(3)], rnd.nextInt(300));
                c.frame = Arrays.copyOf(c.frame, rnd.nextInt(c.frame.length + 1));
                for (int n = rnd.nextInt(4); n > 0 && c.frame.length > 0; n--) {
                    c.frame[rnd.nextInt(c.frame.length)] = (byte) rnd.nextInt();
                }
            }
            c.flags = rnd.nextInt(4);
            c.gsoType = new int[] {0, 1, 3, 4, 5, 0x81, 0xff, rnd.nextInt(256)}[rnd.nextInt(8)];
            c.gsoSize = rnd.nextInt(3) == 0 ? rnd.nextInt(1 << 16) : rnd.nextInt(100);
            c.csumStart = rnd.nextInt(3) == 0 ? rnd.nextInt(1 << 16) : c.l4 + rnd.nextInt(3) - 1 & 0xffff;
            c.csumOffset = rnd.nextInt(3) == 0 ? rnd.nextInt(1 << 16) : 2 * rnd.nextInt(9);
            refused += fuzz(c) ? 0 : 1;
        }
        assertTrue(refused > 10_000 && refused < 97_000, refused + " refused");
    }

    private final ByteBuffer fuzzMem = ByteBuffer.allocateDirect(2048).order(ByteOrder.nativeOrder());
    private final ByteBuffer fuzzDst = ByteBuffer.allocateDirect(512).order(ByteOrder.nativeOrder());

    private boolean fuzz(Case c) {
        fuzzMem.put(0, (byte) c.flags).put(1, (byte) c.gsoType).putShort(4, (short) c.gsoSize).putShort(6, (short) c.csumStart).putShort(8, (short) c.csumOffset);
        for (int i = 0; i < c.frame.length; i++) {
            fuzzMem.put(10 + i, c.frame[i]);
        }
        if (!repair.start(fuzzMem, 0, 10, c.frame.length, c.vlan)) {
            return false;
        }
        ByteBuffer view = fuzzMem.duplicate();
        int frames = 0;
        while (repair.pending()) {
            assertTrue(repair.next(view, fuzzDst, 0, 512) <= 512);
            assertTrue(++frames < 1000, "does not end");
        }
        return true;
    }
}

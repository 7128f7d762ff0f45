package org.onosnetmap.dataplane.port.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is put together must come apart again into the very same frames, damaged ones included. */
class SegmentRunTest {

    private static final int SLOT = 2048;

    private final Random rnd = new Random(8);
    private final ByteBuffer mem = ByteBuffer.allocateDirect(128 * SLOT).order(ByteOrder.nativeOrder());
    private final ByteBuffer large = ByteBuffer.allocateDirect(1 << 17).order(ByteOrder.nativeOrder());
    private final ByteBuffer again = ByteBuffer.allocateDirect(128 * SLOT).order(ByteOrder.nativeOrder());
    private final FrameRepair repair = new FrameRepair();
    private final SegmentRun run = new SegmentRun(mem);

    /** Cuts a large TCP frame into segments in {@link #mem}, one a slot, and returns their lengths. */
    private List<Integer> segments(int firstSlot, boolean v4, int size, int payload, int flags) {
        int l4 = v4 ? 34 : 54;
        int tcpHeader = 20 + 4 * rnd.nextInt(11);
        int length = l4 + tcpHeader + payload;
        ByteBuffer b = ByteBuffer.allocate(length);
        byte[] random = new byte[length];
        rnd.nextBytes(random);
        b.put(random);
        b.putShort(12, (short) (v4 ? 0x0800 : 0x86dd));
        if (v4) {
            b.put(14, (byte) 0x45).putShort(16, (short) (length - 14)).putShort(20, (short) (rnd.nextBoolean() ? 0x4000 : 0)).put(23, (byte) 6);
        } else {
            b.put(14, (byte) 0x60).putShort(18, (short) (length - 54)).put(20, (byte) 6);
        }
        b.put(l4 + 12, (byte) (tcpHeader / 4 << 4)).put(l4 + 13, (byte) flags);
        large.put(0, (byte) 1).put(1, (byte) (v4 ? 1 : 4)).putShort(4, (short) size).putShort(6, (short) l4).putShort(8, (short) 16);
        for (int i = 0; i < length; i++) {
            large.put(10 + i, b.get(i));
        }
        assertTrue(repair.start(large, 0, 10, length, 0));
        return cut(firstSlot, mem);
    }

    private List<Integer> cut(int slot, ByteBuffer into) {
        List<Integer> lengths = new ArrayList<>();
        ByteBuffer view = large.duplicate();
        while (repair.pending()) {
            lengths.add(repair.next(view, into, slot++ * SLOT, SLOT));
        }
        return lengths;
    }

    private static byte[] bytes(ByteBuffer b, int at, int len) {
        byte[] a = new byte[len];
        for (int i = 0; i < len; i++) {
            a[i] = b.get(at + i);
        }
        return a;
    }

    /** Puts together what goes together from slot {@code i} on, checks that it comes apart into the same frames, and returns how many. */
    private int checkRun(List<Integer> lengths, int i) {
        if (!run.start(i * SLOT, lengths.get(i))) {
            return 1;
        }
        int k = i + 1;
        while (k < lengths.size() && run.add(k * SLOT, lengths.get(k))) {
            k++;
        }
        assertEquals(k - i, run.count());
        if (k - i == 1) {
            return 1;
        }
        int at = run.writeHeaders(large, 0);
        assertTrue(at <= FrameRepair.HEADER_SIZE + SegmentRun.MAX_HEADERS);
        for (int s = i; s < k; s++) {
            for (int p = run.headers(); p < lengths.get(s); p++) {
                large.put(at++, mem.get(s * SLOT + p));
            }
        }
        assertTrue(repair.start(large, 0, FrameRepair.HEADER_SIZE, at - FrameRepair.HEADER_SIZE, 0));
        List<Integer> got = cut(0, again);
        assertEquals(lengths.subList(i, k), got);
        for (int s = i; s < k; s++) {
            assertArrayEquals(bytes(mem, s * SLOT, lengths.get(s)), bytes(again, (s - i) * SLOT, lengths.get(s)), "frame " + s + " of a run from " + i);
        }
        return k - i;
    }

    @Test
    void segmentsOfOneFrameAreOneRun() {
        for (int round = 0; round < 300; round++) {
            int size = 256 + rnd.nextInt(1200);
            int n = 2 + rnd.nextInt(40);
            int payload = Math.min(size * n - rnd.nextInt(size - 1), 63_000);
            List<Integer> lengths = segments(0, rnd.nextBoolean(), size, payload, rnd.nextBoolean() ? 0x10 : 0x18);
            assertEquals(lengths.size(), checkRun(lengths, 0));
        }
    }

    @Test
    void anyFlippedBitStaysFlippedAndInItsFrame() {
        int alone = 0;
        for (int round = 0; round < 1000; round++) {
            List<Integer> lengths = segments(0, rnd.nextBoolean(), 300, 2000, 0x10);
            int bad = rnd.nextInt(lengths.size());
            int at = bad * SLOT + rnd.nextInt(rnd.nextBoolean() ? 80 : lengths.get(bad));
            mem.put(at, (byte) (mem.get(at) ^ 1 << rnd.nextInt(8)));
            int frames = 0;
            for (int i = 0; i < lengths.size(); ) {
                int n = checkRun(lengths, i);
                frames++;
                i += n;
            }
            alone += frames > 1 ? 1 : 0;
        }
        assertTrue(alone > 600, alone + " of 1000 runs were interrupted");
    }

    @Test
    void framesOfSeveralConnectionsAreKeptApart() {
        for (int round = 0; round < 200; round++) {
            List<Integer> lengths = new ArrayList<>();
            int runs = 2 + rnd.nextInt(4);
            for (int r = 0; r < runs; r++) {
                lengths.addAll(segments(lengths.size(), rnd.nextBoolean(), 500, 2300, 0x10));
            }
            int found = 0;
            for (int i = 0; i < lengths.size(); found++) {
                i += checkRun(lengths, i);
            }
            assertEquals(runs, found);
        }
    }

    @Test
    void segmentsWithOtherFlagsGoAlone() {
        for (int flags : new int[] {0x02, 0x12, 0x11, 0x14, 0x30, 0x50, (byte) 0x90, 0x00}) {
            List<Integer> lengths = segments(0, true, 300, 300, flags);
            assertFalse(run.start(0, lengths.get(0)), "flags " + flags);
        }
        assertFalse(run.start(0, 60));
    }
}

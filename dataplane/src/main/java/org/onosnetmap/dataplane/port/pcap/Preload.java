package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * The packets of a file in memory, each at a cache line of its own, and copied from there into a ring: some times or for ever. One
 * thread.
 */
final class Preload {

    private static final int LINE = 64;
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** One behind the other, each filled up to a multiple of {@link #LINE}. */
    private final ByteBuffer frames;
    private final int[] lengths;
    private final int skipped;
    private int passesLeft;
    private int next;
    private int position;
    private boolean ended;

    /**
     * Reads the whole file.
     *
     * @param maxFrame longer packets, and those that the capture cut, are passed over
     * @param passes   how often to deliver them; {@link Integer#MAX_VALUE} for ever
     * @throws PcapException if the file is damaged, or has more than 2 GiB of packets
     */
    Preload(Path path, PcapReader reader, int maxFrame, int passes) throws IOException {
        int[] found = new int[1024];
        int n = 0;
        int bad = 0;
        long bytes = 0;
        while (reader.next()) {
            if (!isWhole(reader, maxFrame)) {
                bad++;
                continue;
            }
            if (n == found.length) {
                found = Arrays.copyOf(found, 2 * n);
            }
            found[n++] = reader.captured();
            bytes += padded(reader.captured());
        }
        if (bytes > Integer.MAX_VALUE - LINE) {
            throw new PcapException(path, "has packets of " + bytes + " bytes, more than the 2 GiB that option preload takes; leave the option out");
        }
        lengths = Arrays.copyOf(found, n);
        frames = ByteBuffer.allocateDirect((int) bytes + LINE).alignedSlice(LINE);
        skipped = bad;
        passesLeft = passes;
        ended = n == 0;
        fill(reader, maxFrame);
    }

    private void fill(PcapReader reader, int maxFrame) throws IOException {
        int at = 0;
        reader.rewind();
        while (reader.next()) {
            if (isWhole(reader, maxFrame)) {
                ByteBuffer from = reader.buffer().duplicate();
                from.limit(reader.position() + reader.captured()).position(reader.position());
                frames.position(at);
                frames.put(from);
                at += padded(reader.captured());
            }
        }
        frames.clear();
    }

    private static boolean isWhole(PcapReader r, int maxFrame) {
        return r.captured() >= r.original() && r.captured() <= maxFrame && r.captured() >= 14;
    }

    private static int padded(int len) {
        return len + LINE - 1 & -LINE;
    }

    /** Packets of the file that cannot be delivered. */
    int skipped() {
        return skipped;
    }

    boolean ended() {
        return ended;
    }

    /**
     * Puts packets into the slots from {@code from} to before {@code full}. A slot that names no buffer goes back empty and uses up its packet.
     *
     * @return the slot behind the last one filled
     */
    int deliver(NetmapRing r, int from, int full) {
        ByteBuffer mem = r.memory();
        int slot = from;
        for (; slot != full && !ended; slot = r.next(slot)) {
            int len = lengths[next];
            int idx = r.bufIdx(slot);
            if (r.validBuffer(idx)) {
                copy(position, mem, r.bufferOffset(idx), len);
                r.word(slot, idx | (long) len << 32);
            } else {
                r.len(slot, 0);
            }
            position += padded(len);
            if (++next == lengths.length) {
                next = 0;
                position = 0;
                ended = passesLeft != Integer.MAX_VALUE && --passesLeft == 0;
            }
        }
        return slot;
    }

    /** Whole cache lines, as buffers are multiples of them. */
    private void copy(int at, ByteBuffer to, int pos, int len) {
        ByteBuffer from = frames;
        for (int i = 0; i < len; i += LINE) {
            long a = (long) LONG.get(from, at + i);
            long b = (long) LONG.get(from, at + i + 8);
            long c = (long) LONG.get(from, at + i + 16);
            long d = (long) LONG.get(from, at + i + 24);
            long e = (long) LONG.get(from, at + i + 32);
            long f = (long) LONG.get(from, at + i + 40);
            long g = (long) LONG.get(from, at + i + 48);
            long h = (long) LONG.get(from, at + i + 56);
            LONG.set(to, pos + i, a);
            LONG.set(to, pos + i + 8, b);
            LONG.set(to, pos + i + 16, c);
            LONG.set(to, pos + i + 24, d);
            LONG.set(to, pos + i + 32, e);
            LONG.set(to, pos + i + 40, f);
            LONG.set(to, pos + i + 48, g);
            LONG.set(to, pos + i + 56, h);
        }
    }
}

package org.onosnetmap.dataplane.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.sys.Libc;

class LookupCompilerTest {

    private static final int FRAME = 192;
    private static final int[] TYPES = {0x0800, 0x8100, 0x88a8, 0x86dd, 0x0806};

    private final Random random = new Random(1);
    private final ByteBuffer frames = ByteBuffer.allocateDirect(Batch.CAPACITY * FRAME);
    private final Batch batch = new Batch();
    private final int[] lengths = new int[Batch.CAPACITY];
    private final int[] odd = new int[Batch.CAPACITY + 1];

    /** Mostly a frame of the shape, with what makes it one near its limits. */
    private void frame(int i) {
        int at = i * FRAME;
        for (int k = 0; k < FRAME; k++) {
            frames.put(at + k, (byte) random.nextInt(2));
        }
        int tag = 0;
        int type = TYPES[random.nextInt(TYPES.length)];
        frames.putShort(at + 12, (short) type);
        if (type == 0x8100 || type == 0x88a8) {
            tag = 4;
            type = TYPES[random.nextInt(TYPES.length)];
            frames.putShort(at + 16, (short) type);
        }
        int length = 14 + random.nextInt(80);
        frames.put(at + 14 + tag, (byte) (type == 0x86dd ? 0x60 : random.nextInt(8) == 0 ? 0x46 : 0x45));
        int[] protocols = {6, 17, 1, 58, 132, 33, 0, 44, 255};
        int protocol = protocols[random.nextInt(protocols.length)];
        if (type == 0x86dd) {
            frames.putShort(at + 18 + tag, (short) Math.max(0, length - 54 - tag + random.nextInt(3) - 1));
            frames.put(at + 20 + tag, (byte) protocol);
        } else {
            frames.putShort(at + 16 + tag, (short) Math.max(0, length - 14 - tag + random.nextInt(3) - 1));
            frames.putShort(at + 20 + tag, (short) (random.nextInt(8) == 0 ? 1 << random.nextInt(16) : 0x4000));
            frames.put(at + 23 + tag, (byte) protocol);
        }
        lengths[i] = length;
    }

    /** Most of so many bytes; of none, those that rules on hosts and ports read, which fit one word. */
    private static byte[] mask(int bytes) {
        byte[] mask = new byte[FrameShape.REACH];
        for (int i = 0; i < bytes; i++) {
            mask[i] = (byte) (i % 7 == 3 ? 0x0f : i % 5 == 1 ? 0 : -1);
        }
        if (bytes == 0) {
            Arrays.fill(mask, 26, 30, (byte) -1);
            mask[23] = -1;
            mask[36] = 0x0f;
            mask[37] = -1;
        }
        return mask;
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "1, 8", "1, 12", "2, 20", "3, 24", "3, 38", "4, 42", "4, 70", "5, 58", "5, 72"})
    void saysOfFramesOfItsShapeWhatTheCacheSaysAndNamesTheOthers(int shape, int bytes) {
        boolean link = shape <= FrameShape.ETHERNET_TAGGED;
        KeyWindows windows = KeyWindows.over(mask(bytes));
        assertEquals(bytes <= 8, windows.words() == 1);
        FlowCache cache = new FlowCache(windows);
        BatchLookup compiled = LookupCompiler.lookup(shape, windows, false);
        frames.order(ByteOrder.BIG_ENDIAN);
        batch.memory(frames, Libc.address(frames));
        long found = 0;
        long others = 0;
        for (int round = 0; round < 300; round++) {
            batch.size = 1 + random.nextInt(Batch.CAPACITY);
            for (int i = 0; i < Batch.CAPACITY; i++) {
                if (round == 0 || random.nextInt(4) == 0) { // the others come again
                    frame(i);
                }
            }
            for (int i = 0; i < batch.size; i++) {
                int which = random.nextInt(Batch.CAPACITY);
                batch.at[i] = which * FRAME;
                batch.length[i] = lengths[which];
            }
            int floor = round / 50;
            int n = cache.lookup(compiled, batch, floor, odd);
            int[] outcome = batch.outcome.clone();
            int next = 0;
            for (int i = 0; i < batch.size; i++) {
                if (batch.findShape(i, link) != shape) {
                    assertTrue(next < n && odd[next] == i, "frame " + i + " is of another shape");
                    next++;
                    continue;
                }
                int expected = cache.find(frames, batch.at[i], floor);
                assertEquals(expected, outcome[i], "frame " + i);
                found += expected != 0 ? 1 : 0;
            }
            assertEquals(n, next);
            others += n;
            for (int i = 0; i < batch.size; i += 2) {
                cache.insert(cache.locate(frames, batch.at[i]), round / 50, 1 + random.nextInt(1000), floor);
            }
        }
        assertTrue(found > 100, "some frames should be found: " + found);
        assertTrue(others > 1000, "some frames should be of other shapes: " + others);
    }

    /** 30,000 flows: in a table of 131,072 buckets some dozens of them are not in their own. */
    @ParameterizedTest
    @CsvSource({"8, 4", "9, 8"})
    void findsInATableThatIsFarWhatTheCacheFindsAlsoBesideItsBucket(int bytes, int megabytes) {
        byte[] mask = new byte[FrameShape.REACH];
        Arrays.fill(mask, 26, 26 + bytes, (byte) -1);
        KeyWindows windows = KeyWindows.over(mask);
        FlowCache cache = new FlowCache(windows);
        BatchLookup compiled = LookupCompiler.lookup(FrameShape.IPV4, windows, false);
        frames.order(ByteOrder.BIG_ENDIAN);
        batch.memory(frames, Libc.address(frames));
        batch.size = Batch.CAPACITY;
        for (int i = 0; i < batch.size; i++) {
            do {
                frame(i);
                batch.at[i] = i * FRAME;
                batch.length[i] = lengths[i];
            } while (batch.findShape(i, false) != FrameShape.IPV4);
        }
        int found = 0;
        for (int round = 0; round < 3; round++) {
            for (int flow = 0; flow < 30_000; flow += Batch.CAPACITY) {
                for (int i = 0; i < batch.size; i++) {
                    frames.putLong(batch.at[i] + 26, new SplittableRandom(flow + i).nextLong());
                }
                assertEquals(0, cache.lookup(compiled, batch, 0, odd));
                for (int i = 0; i < batch.size; i++) {
                    assertEquals(cache.find(frames, batch.at[i], 0), batch.outcome[i], "flow " + (flow + i));
                    found += round == 2 && batch.outcome[i] == flow + i + 1 ? 1 : 0;
                }
                for (int i = 0; i < batch.size; i++) {
                    cache.insert(cache.locate(frames, batch.at[i]), 0, flow + i + 1, 0);
                }
            }
        }
        assertEquals(megabytes << 20, cache.bytes());
        assertTrue(found > 29_900, "of 30,000 flows " + found + " are found");
    }

    @Test
    void aLookUpThatNobodyHoldsIsUnloaded() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(LookupCompiler.lookup(FrameShape.IPV4, KeyWindows.over(mask(2)), true).getClass().getClassLoader());
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertEquals(null, loader.get());
    }
}

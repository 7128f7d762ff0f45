package org.onosnetmap.dataplane.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.sys.Libc;

/** Makes look-ups that are ready to be used: written, and warm. Thread-safe. */
public final class LookupCompiler {

    /** Batches after which the virtual machine has compiled a loop for good: it counts its rounds (-XX:Tier4BackEdgeThreshold, 40,000) and has something left to do. */
    private static final int BATCHES = 3_000;
    private static final int FRAME = 128;

    private LookupCompiler() {
    }

    /** Whether this machine and this Java can have such look-ups. */
    public static boolean isSupported() {
        return FrameShape.SUPPORTED && RawMemory.unsafe() != null;
    }

    /**
     * A look-up of frames of a shape by keys in these windows.
     *
     * @param warm whether the virtual machine is to compile it before it is used, which takes some ten milliseconds
     */
    public static BatchLookup lookup(int shape, KeyWindows windows, boolean warm) {
        BatchLookup l = LookupWriter.lookup(shape, windows);
        if (warm) {
            warm(l, new FlowCache(windows));
        }
        return l;
    }

    /** Frames of zeros are as much work as any. */
    private static void warm(BatchLookup l, FlowCache cache) {
        Batch b = new Batch();
        ByteBuffer frames = ByteBuffer.allocateDirect(Batch.CAPACITY * FRAME).order(ByteOrder.nativeOrder());
        b.memory(frames, Libc.address(frames));
        b.size = Batch.CAPACITY;
        Arrays.setAll(b.at, i -> i * FRAME);
        Arrays.fill(b.length, FRAME);
        cache.insert(cache.locate(frames, 0), 0, 1, 0);
        int[] odd = new int[Batch.CAPACITY + 1];
        for (int i = 0; i < BATCHES; i++) {
            cache.lookup(l, b, 0, odd);
        }
    }
}

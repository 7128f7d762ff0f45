package org.onosnetmap.dataplane.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.sys.Libc;

/** Runs new code on frames of zeros, which are as much work as any, until the virtual machine has compiled it. */
final class WarmBatch {

    /** After so many batches it has compiled a loop for good: it counts its rounds (-XX:Tier4BackEdgeThreshold, 40,000) and has something left to do. */
    private static final int BATCHES = 3_000;
    private static final int FRAME = 128;

    private WarmBatch() {
    }

    /**
     * Runs it.
     *
     * @param code takes the batch, and an array for the numbers of frames of other shapes
     */
    static void run(BiConsumer<Batch, int[]> code) {
        Batch b = new Batch();
        ByteBuffer frames = ByteBuffer.allocateDirect(Batch.CAPACITY * FRAME).order(ByteOrder.nativeOrder());
        b.memory(frames, Libc.address(frames));
        b.size = Batch.CAPACITY;
        Arrays.setAll(b.at, i -> i * FRAME);
        Arrays.fill(b.length, FRAME);
        int[] odd = new int[Batch.CAPACITY + 1];
        for (int i = 0; i < BATCHES; i++) {
            code.accept(b, odd);
        }
    }
}

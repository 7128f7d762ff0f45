package org.onosnetmap.dataplane.compile;

import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;

/** Makes look-ups that are ready to be used: written, and warm. Thread-safe. */
public final class LookupCompiler {

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
            FlowCache cache = new FlowCache(windows);
            WarmBatch.run((b, odd) -> {
                cache.lookup(l, b, 0, odd);
                l.others(b.size, b.at, b.length, b.address, odd); // the look-up asks for them only if there are some
            });
        }
        return l;
    }
}

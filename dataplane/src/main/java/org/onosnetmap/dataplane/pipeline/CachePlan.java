package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.cache.SameFlow;
import org.onosnetmap.dataplane.classify.MaskUnion;
import org.onosnetmap.dataplane.compile.LookupCompiler;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.ShapedKey;

/** What the tables of a snapshot read of packets, all together, and so what a {@link org.onosnetmap.dataplane.cache.FlowCache} must have in its keys. Immutable, but that
 * look-ups compiled for it come when they are ready. */
final class CachePlan {

    /** Of tables without rules. */
    static final CachePlan NOTHING = new CachePlan(MaskUnion.NONE);

    /** How deep headers are read, see {@link KeyLayout}. */
    final int depth;
    /** Whether rules tell input ports apart. */
    final boolean inPort;
    /** Words of the keys that tables are asked with, of {@link ShapedKey#stride}. */
    final int stride;
    /** By {@link FrameShape}; null for shapes that are not cached. */
    final KeyWindows[] windows = new KeyWindows[FrameShape.COUNT];
    /** By shape, as those: whether a batch is one flow, also where addresses have marks. */
    final SameFlow[] same = new SameFlow[FrameShape.COUNT];
    final SameFlow[] sameMarked = new SameFlow[FrameShape.COUNT];

    /** A bit for each shape of which frames were looked up. */
    private volatile int asked;
    /** By shape: the look-up that was made for this plan, or null. Replaced as a whole. */
    private volatile BatchLookup[] compiled = new BatchLookup[FrameShape.COUNT];

    CachePlan(MaskUnion read) {
        depth = read.depth();
        stride = ShapedKey.stride(read.words());
        inPort = (read.any(KeyLayout.IN_PORT) & 0xffffffffL) != 0 || (read.ipv4(KeyLayout.IN_PORT) & 0xffffffffL) != 0
                || (read.ipv6(KeyLayout.IN_PORT) & 0xffffffffL) != 0;
        if (!FrameShape.SUPPORTED || depth == KeyLayout.DEPTH_PORT) {
            return;
        }
        int first = depth == KeyLayout.DEPTH_ETHERNET ? FrameShape.ETHERNET : FrameShape.IPV4;
        int last = depth == KeyLayout.DEPTH_ETHERNET ? FrameShape.ETHERNET_TAGGED : FrameShape.IPV6;
        for (int shape = first; shape <= last; shape++) {
            byte[] mask = FrameShape.maskOf(shape, read);
            if (mask != null) {
                windows[shape] = KeyWindows.over(mask);
                same[shape] = SameFlow.of(shape, mask, false);
                sameMarked[shape] = SameFlow.of(shape, mask, true);
            }
        }
    }

    /** A worker: the look-up for a shape, null if there is none yet. */
    BatchLookup compiled(int shape) {
        BatchLookup l = compiled[shape];
        if (l == null && (asked >>> shape & 1) == 0) {
            asked |= 1 << shape; // if two workers do so at once, one of them will ask again
        }
        return l;
    }

    /** Whether there is a shape that {@link #compile} would make a look-up for. */
    boolean isToCompile() {
        return LookupCompiler.isSupported() && toCompile() != 0;
    }

    private int toCompile() {
        int shapes = 0;
        for (int shape = 1; shape < FrameShape.COUNT; shape++) {
            if ((asked >>> shape & 1) != 0 && windows[shape] != null && compiled[shape] == null) {
                shapes |= 1 << shape;
            }
        }
        return shapes;
    }

    /** Makes look-ups for the shapes that workers meet; warm ones on a thread that has time. */
    synchronized void compile(boolean warm) {
        BatchLookup[] all = compiled.clone();
        for (int rest = toCompile(); rest != 0; rest &= rest - 1) {
            int shape = Integer.numberOfTrailingZeros(rest);
            all[shape] = LookupCompiler.lookup(shape, windows[shape], warm);
        }
        compiled = all;
    }

    /** Whether what was kept under the other plan can still be found under this one. */
    boolean isSameAs(CachePlan other) {
        return depth == other.depth && inPort == other.inPort && stride <= other.stride && Arrays.equals(windows, other.windows);
    }
}

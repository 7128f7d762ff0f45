package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.cache.SameFlow;
import org.onosnetmap.dataplane.classify.MaskUnion;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** What the tables of a snapshot read of packets, all together, and so what a {@link org.onosnetmap.dataplane.cache.FlowCache} must have in its keys. Immutable. */
final class CachePlan {

    /** Of tables without rules. */
    static final CachePlan NOTHING = new CachePlan(MaskUnion.NONE);

    /** How deep headers are read, see {@link KeyLayout}. */
    final int depth;
    /** Whether rules tell input ports apart. */
    final boolean inPort;
    /** By {@link FrameShape}; null for shapes that are not cached. */
    final KeyWindows[] windows = new KeyWindows[FrameShape.COUNT];
    /** By shape, as those: whether a batch is one flow, also where addresses have marks. */
    final SameFlow[] same = new SameFlow[FrameShape.COUNT];
    final SameFlow[] sameMarked = new SameFlow[FrameShape.COUNT];

    CachePlan(MaskUnion read) {
        depth = read.depth();
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

    /** Whether what was kept under the other plan can still be found under this one. */
    boolean isSameAs(CachePlan other) {
        return depth == other.depth && inPort == other.inPort && Arrays.equals(windows, other.windows);
    }
}

package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** What a worker remembers of flows under one plan: a {@link FlowCache} for each shape of frames, and for each port where rules tell ports apart; and the look-ups in them. */
final class FlowMemory {

    /** A batch that is not light is mixed if one of so many frames is of another shape than the first; then so many batches do without compiled code. */
    private static final int MIXED = 8;
    private static final int WITHOUT = 64;

    /** What is remembered of frames that came in by one port, or by any where rules tell no ports apart. */
    static final class Flows {
        final FlowCache[] byShape = new FlowCache[FrameShape.COUNT];
        /** Where nothing of a frame is read: outcome of all, and its generation. */
        int constant;
        int constantGeneration;

        long bytes() {
            long sum = 0;
            for (FlowCache c : byShape) {
                sum += c == null ? 0 : c.bytes();
            }
            return sum;
        }

        /** See {@link #constant}; 0 if it is of a generation below the floor. */
        int constant(int floor) {
            return constantGeneration - floor >= 0 ? constant : 0;
        }
    }

    final CachePlan plan;
    private final Counter compiled;
    private final Flows shared = new Flows();
    private Flows[] byPort = new Flows[0];
    /** Batches that still do without compiled code. */
    private int mixed;
    private final int[] odd = new int[Batch.CAPACITY + 1];

    /**
     * @param plan     null before the first batch
     * @param compiled counts frames that were looked up by code that was made for their shape
     */
    FlowMemory(CachePlan plan, Counter compiled) {
        this.plan = plan;
        this.compiled = compiled;
    }

    /** Whether nothing of a frame is read. */
    boolean isConstant() {
        return plan.depth == KeyLayout.DEPTH_PORT;
    }

    /** Whether nothing behind the EtherType is read. */
    boolean isLink() {
        return plan.depth == KeyLayout.DEPTH_ETHERNET;
    }

    Flows of(int port) {
        if (!plan.inPort) {
            return shared;
        }
        if (port >= byPort.length) {
            byPort = Arrays.copyOf(byPort, Math.max(port + 1, 2 * byPort.length));
        }
        if (byPort[port] == null) {
            byPort[port] = new Flows();
        }
        return byPort[port];
    }

    /** Size of all tables. */
    long bytes() {
        long sum = shared.bytes();
        for (Flows f : byPort) {
            sum += f == null ? 0 : f.bytes();
        }
        return sum;
    }

    /** The cache for a shape, which is made for the first frame; null if such frames are not kept. */
    FlowCache cache(Flows m, int shape) {
        FlowCache c = m.byShape[shape];
        KeyWindows w = plan.windows[shape];
        if (c == null && w != null) {
            c = new FlowCache(w);
            m.byShape[shape] = c;
        }
        return c;
    }

    /** Looks up the first frame for all, if they are one flow. */
    boolean lookupSame(Snapshot s, Flows m, Batch b, int floor) {
        if (b.size < 2) {
            return false;
        }
        int shape = b.findShape(0, isLink());
        FlowCache c = m.byShape[shape];
        if (c == null || !(s.marked == 0 ? plan.same : plan.sameMarked)[shape].holds(b)) {
            return false;
        }
        b.fillShape(shape);
        int id = c.find(b.mem, b.at[0], floor);
        b.fillOutcome(id != 0 && s.marked != 0 && s.marks.isOld(b, 0, c.generation(), s.marked) ? 0 : id);
        return true;
    }

    /** Looks up all frames. */
    void lookup(Snapshot s, Flows m, Batch b, int floor) {
        if (!lookupCompiled(m, b, floor)) {
            lookupByShape(m, b, floor);
        }
        if (s.marked != 0) {
            s.marks.check(b, s.marked);
        }
    }

    /** By the code that was made for the shape of the first frame; frames of other shapes are looked up one by one, so if they are many, other batches do without. */
    private boolean lookupCompiled(Flows m, Batch b, int floor) {
        if (mixed > 0) {
            mixed--;
            return false;
        }
        int shape = b.findShape(0, isLink());
        BatchLookup l = plan.compiled(shape);
        FlowCache c = m.byShape[shape];
        if (l == null || c == null) {
            return false;
        }
        int others = c.lookup(l, b, floor, odd);
        b.fillShape(shape);
        for (int i = 0; i < others; i++) {
            lookupOne(m, b, odd[i], floor);
        }
        compiled(b, others);
        return true;
    }

    /** Whether many frames of recent batches were of other shapes than the first: these do without compiled code. */
    boolean isMixed() {
        return mixed > 0;
    }

    /** Compiled code has taken a batch, but for so many frames. */
    void compiled(Batch b, int others) {
        compiled.add(b.size - others);
        if (b.size >= Batch.LIGHT && others * MIXED > b.size) {
            mixed = WITHOUT;
        }
    }

    void lookupOne(Flows m, Batch b, int i, int floor) {
        FlowCache c = cache(m, b.findShape(i, isLink()));
        if (c == null) {
            b.outcome[i] = 0;
        } else {
            c.lookupOne(b, i, floor);
        }
    }

    private void lookupByShape(Flows m, Batch b, int floor) {
        int seen = b.shapes(isLink());
        for (int shape = 1; shape < FrameShape.COUNT; shape++) {
            if ((seen >>> shape & 1) != 0) {
                FlowCache c = cache(m, shape);
                if (c != null) {
                    c.lookup(b, shape, floor);
                }
            }
        }
    }
}

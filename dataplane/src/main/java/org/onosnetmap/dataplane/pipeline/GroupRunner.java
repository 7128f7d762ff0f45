package org.onosnetmap.dataplane.pipeline;

import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Limits;
import org.onosnetmap.dataplane.packet.FlowHash;
import org.onosnetmap.dataplane.packet.HeaderEditor;
import org.onosnetmap.dataplane.packet.PacketKey;

/**
 * Hands packets to groups, for one {@link PipelineExecutor} (OpenFlow 1.3.5 section 5.6.1). Every bucket works on a packet of its own, and
 * the packet is afterwards as it was. A copy is made only where that shows: when the bucket changes the frame and somebody needs it after.
 * Copies lie in buffers that are made once, one for each level of groups behind groups.
 */
final class GroupRunner {

    /** A frame's copy and what reads and changes it. */
    private static final class Copy {
        final Packet packet = new Packet();
        final PacketKey key;
        final HeaderEditor editor;
        private ByteBuffer mem = ByteBuffer.allocateDirect(0);

        Copy(PacketKey original) {
            key = new PacketKey(original);
            editor = new HeaderEditor(key);
        }

        void take(Packet p, PacketKey original) {
            if (mem.capacity() < p.capacity) {
                mem = ByteBuffer.allocateDirect(p.capacity); // at the first copies only: rings have one size of buffers
            }
            if (mem.order() != p.mem.order()) {
                mem.order(p.mem.order());
            }
            int i = 0;
            for (; i + 8 <= p.length; i += 8) {
                mem.putLong(i, p.mem.getLong(p.offset + i));
            }
            for (; i < p.length; i++) {
                mem.put(i, p.mem.get(p.offset + i));
            }
            packet.set(mem, 0, p.length, p.capacity, p.inPort);
            packet.queue = p.queue;
            key.startCopy(original, mem, 0, p.inPort);
        }
    }

    private final PipelineExecutor executor;
    private final int place;
    private final IntPredicate ports;
    private final Copy[] copies = new Copy[Limits.GROUP_CHAIN];
    private int copiesInUse;
    private int depth;

    GroupRunner(PipelineExecutor executor, int place, Egress egress, PacketKey key) {
        this.executor = executor;
        this.place = place;
        this.ports = egress::isLive;
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new Copy(key);
        }
    }

    /** Whether a bucket's actions are running. */
    boolean inBucket() {
        return depth > 0;
    }

    /**
     * Hands the packet to a group.
     *
     * @param r    the rule that led here; null for a packet-out
     * @param last whether nobody needs the frame afterwards
     */
    void run(Snapshot s, int id, Packet p, CompiledRule r, boolean last) {
        CompiledGroup g = s.groups.get(id);
        if (g != null) { // a packet-out may come later than the group's end
            run(s, g, p, r, last);
        }
    }

    /**
     * The group of an action set: runs instead of the output (section 5.10).
     *
     * @param output whether the set has an output too
     * @return whether the output is to be done nevertheless, because the group is a CLONE group
     */
    boolean runInSet(Snapshot s, int id, Packet p, CompiledRule r, boolean last, boolean output) {
        CompiledGroup g = s.groups.get(id);
        if (g == null) {
            return false;
        }
        boolean goesOn = output && g.type == Group.Type.CLONE;
        run(s, g, p, r, last && !goesOn);
        return goesOn;
    }

    private void run(Snapshot s, CompiledGroup g, Packet p, CompiledRule r, boolean last) {
        g.counters.add(place, p.length);
        CompiledBucket[] buckets = g.buckets;
        switch (g.type) {
            case SELECT:
                int chosen = g.select.choose(FlowHash.of(executor.key()), buckets, s.groups, ports);
                if (chosen >= 0) {
                    run(s, buckets[chosen], p, r, last);
                }
                break;
            case FAILOVER:
                for (int i = 0; i < buckets.length; i++) {
                    if (Liveness.isLive(buckets[i], s.groups, ports)) {
                        run(s, buckets[i], p, r, last);
                        return;
                    }
                }
                break;
            default:
                for (int i = 0; i < buckets.length; i++) {
                    run(s, buckets[i], p, r, last && i == buckets.length - 1);
                }
                break;
        }
    }

    private void run(Snapshot s, CompiledBucket b, Packet p, CompiledRule r, boolean last) {
        b.counters.add(place, p.length);
        depth++;
        try {
            if (last) {
                executor.run(s, b.actions, p, r, true);
            } else if (b.changesFrame) {
                runOnCopy(s, b, p, r);
            } else {
                int queue = p.queue;
                executor.run(s, b.actions, p, r, false);
                p.queue = queue;
            }
        } finally {
            depth--;
        }
    }

    private void runOnCopy(Snapshot s, CompiledBucket b, Packet p, CompiledRule r) {
        Copy c = copies[copiesInUse++];
        PacketKey key = executor.key();
        HeaderEditor editor = executor.editor();
        c.take(p, key);
        executor.work(c.key, c.editor);
        try {
            executor.run(s, b.actions, c.packet, r, true);
        } finally {
            copiesInUse--;
            executor.work(key, editor);
            c.key.endCopy(key);
        }
    }
}

package org.onosnetmap.dataplane.worker;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.MirrorStats;
import org.onosnetmap.dataplane.pipeline.Packet;

/** A mirror as workers see it. All fields are final but the counters, of which each worker has its own. */
final class Mirror {

    private static final int TPID_VLAN = 0x8100;
    private static final int TPID_QINQ = 0x88a8;

    final MirrorSpec spec;
    final int port;
    /** By VLAN; null for all. */
    private final boolean[] vlans;
    private final Counts[] counts;

    Mirror(MirrorSpec spec, int workers) {
        this.spec = spec;
        this.port = spec.port();
        this.vlans = spec.vlans().isEmpty() ? null : new boolean[MirrorSpec.MAX_VLAN + 1];
        spec.vlans().forEach(v -> vlans[v] = true);
        this.counts = new Counts[workers];
        for (int w = 0; w < workers; w++) {
            counts[w] = new Counts();
        }
    }

    /** Whether a frame's VLAN is wanted. */
    boolean wants(Packet p) {
        return vlans == null || vlans[vlan(p)];
    }

    private static int vlan(Packet p) {
        ByteBuffer m = p.mem;
        int at = p.offset;
        int type = (m.get(at + 12) & 255) << 8 | m.get(at + 13) & 255;
        boolean tagged = (type == TPID_VLAN || type == TPID_QINQ) && p.length >= 18;
        return tagged ? (m.get(at + 14) & 15) << 8 | m.get(at + 15) & 255 : MirrorSpec.UNTAGGED;
    }

    void count(int worker, int length) {
        Counts c = counts[worker];
        c.packets++;
        c.bytes += length;
    }

    MirrorStats stats() {
        long packets = 0;
        long bytes = 0;
        for (Counts c : counts) {
            packets += c.packets;
            bytes += c.bytes;
        }
        return new MirrorStats(spec, packets, bytes);
    }
}

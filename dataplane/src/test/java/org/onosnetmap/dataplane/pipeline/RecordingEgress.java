package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** Keeps what leaves a pipeline. A frame that was given away is overwritten, so that a later use of it shows. */
final class RecordingEgress extends Egress {

    final List<ReferenceOutput> outputs = new ArrayList<>();
    boolean gaveFrameAway;

    private static final byte[] GONE = new byte[14];

    static {
        Arrays.fill(GONE, (byte) 0xee);
    }

    /** Ports without a link. */
    final Set<Integer> down = new HashSet<>();

    void begin() {
        outputs.clear();
        gaveFrameAway = false;
    }

    @Override
    public boolean isLive(int port) {
        return port > 0 && !down.contains(port);
    }

    @Override
    public void output(Packet p, int port, boolean last) {
        outputs.add(ReferenceOutput.port(port, take(p, last)).queue(p.queue));
    }

    @Override
    public void flood(Packet p, boolean all, boolean last) {
        outputs.add(ReferenceOutput.of(all ? ReferenceOutput.Kind.ALL : ReferenceOutput.Kind.FLOOD, take(p, last)).queue(p.queue));
    }

    @Override
    public void normal(Packet p, boolean last) {
        outputs.add(ReferenceOutput.of(ReferenceOutput.Kind.NORMAL, take(p, last)).queue(p.queue));
    }

    @Override
    public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
        outputs.add(ReferenceOutput.controller(maxLen, reason, table, cookie, take(p, false)));
    }

    private byte[] take(Packet p, boolean last) {
        byte[] b = new byte[p.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = p.mem.get(p.offset + i);
        }
        if (b.length >= 14 && Arrays.equals(Arrays.copyOf(b, 14), GONE)) {
            throw new AssertionError("the frame is used after it was given away");
        }
        if (last) {
            gaveFrameAway = true;
            for (int i = 0; i < p.capacity; i++) {
                p.mem.put(p.offset + i, GONE[0]);
            }
        }
        return b;
    }
}

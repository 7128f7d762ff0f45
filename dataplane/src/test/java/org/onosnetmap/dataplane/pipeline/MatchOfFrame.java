package org.onosnetmap.dataplane.pipeline;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/** Matches that a certain frame meets: chance alone makes few that any packet meets, and fewer the more fields they have. */
final class MatchOfFrame {

    private MatchOfFrame() {
    }

    /** Up to three of the frame's fields, whole or masked, with what they need; seldom that a tag is not there, which most frames meet. */
    static Match random(Random r, byte[] frame) {
        Map<Field, BigInteger> packet = ReferencePipeline.fields(frame);
        List<Field> fields = new ArrayList<>(packet.keySet());
        Match.Builder b = Match.builder();
        for (int n = 1 + r.nextInt(3); n > 0; n--) {
            Field f = fields.get(r.nextInt(fields.size()));
            boolean isNoTag = packet.get(f).signum() == 0 && (f == Field.VLAN_VID || f == Field.INNER_VLAN_VID);
            if (packet.keySet().containsAll(Prerequisites.of(f)) && (!isNoTag || r.nextInt(8) == 0)) {
                Prerequisites.of(f).forEach(p -> set(b, p, packet.get(p), -1, -1));
                boolean whole = !f.maskable() || r.nextBoolean();
                set(b, f, packet.get(f), whole ? -1 : r.nextLong(), whole ? -1 : r.nextLong());
            }
        }
        return b.build();
    }

    private static void set(Match.Builder b, Field f, BigInteger v, long maskHi, long maskLo) {
        b.set(f, v.shiftRight(64).longValue(), v.longValue(), maskHi & f.fullMaskHi(), maskLo & f.fullMaskLo());
    }
}

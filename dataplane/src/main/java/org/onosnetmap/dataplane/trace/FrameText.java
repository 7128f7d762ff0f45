package org.onosnetmap.dataplane.trace;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/** A frame in one line: its fields and its length. */
final class FrameText {

    /** Not worth saying where they say "nothing". */
    private static final Set<Field> QUIET_ZERO = EnumSet.of(Field.VLAN_VID, Field.INNER_VLAN_VID, Field.IP_DSCP, Field.IP_ECN, Field.IPV6_FLABEL, Field.IPV6_EXTHDR);

    private FrameText() {
    }

    static String of(byte[] frame) {
        if (frame.length < 14) {
            return frame.length + " bytes";
        }
        StringBuilder s = new StringBuilder();
        Map<Field, BigInteger> fields = ReferencePipeline.fields(frame);
        fields.forEach((f, v) -> {
            if (v.signum() != 0 || !QUIET_ZERO.contains(f)) {
                s.append(f.name().toLowerCase(Locale.ROOT)).append('=').append(FieldText.format(f, v.shiftRight(64).longValue(), v.longValue())).append(',');
            }
        });
        return s.append(frame.length).append(" bytes").toString();
    }
}

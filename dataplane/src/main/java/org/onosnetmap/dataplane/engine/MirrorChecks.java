package org.onosnetmap.dataplane.engine;

import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.MirrorSpec;

/** What a mirror must fulfil. */
final class MirrorChecks {

    private MirrorChecks() {
    }

    static void check(String datapath, MirrorSpec m, IntPredicate isPort) throws DatapathException {
        String what = datapath + ": mirror '" + m.name() + "'";
        if (m.name().isEmpty()) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, datapath + ": a mirror has a name; give it one");
        }
        if (!isPort.test(m.port())) {
            throw new DatapathException(DatapathException.Kind.NOT_FOUND, what + ": there is no port " + Integer.toUnsignedString(m.port()) + " to copy to; attach it first");
        }
        for (int v : m.vlans()) {
            if (v < MirrorSpec.UNTAGGED || v > MirrorSpec.MAX_VLAN) {
                throw new DatapathException(DatapathException.Kind.BAD_NAME, what + ": VLAN " + v + " is out of range; take 1 to " + MirrorSpec.MAX_VLAN + ", or 0 for frames without a tag");
            }
        }
        if (m.sources().contains(m.port()) || m.destinations().contains(m.port())) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, what + " copies frames of port " + m.port() + " to that port; take another one for the copies");
        }
    }
}

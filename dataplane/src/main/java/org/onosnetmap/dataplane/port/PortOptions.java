package org.onosnetmap.dataplane.port;

import java.util.Set;
import java.util.TreeSet;
import org.onosnetmap.dataplane.netmap.NetmapAbi;

/** The options that every type of port knows, and the refusal of those that none does. */
public final class PortOptions {

    private static final Set<String> COMMON = Set.of("rxRings", "slots", "force");

    private PortOptions() {
    }

    /** Refuses an option that is neither common nor in {@code own}. */
    public static void check(PortSpec spec, Set<String> own) throws PortException {
        for (String key : spec.options().keySet()) {
            if (!COMMON.contains(key) && !own.contains(key)) {
                Set<String> known = new TreeSet<>(COMMON);
                known.addAll(own);
                throw new PortException(PortException.Kind.BAD_NAME, spec.name() + ": unknown option '" + key + "'; this port knows " + known);
            }
        }
        checkCommon(spec);
    }

    /** Refuses values of the common options that are none. */
    public static void checkCommon(PortSpec spec) throws PortException {
        spec.force();
        slots(spec);
        rxRings(spec);
    }

    /** Slots of each ring. */
    public static int slots(PortSpec spec) throws PortException {
        return spec.intOption("slots", NetmapAbi.DEFAULT_SLOTS, 4, 4096);
    }

    /** Number of receive rings. */
    public static int rxRings(PortSpec spec) throws PortException {
        return spec.intOption("rxRings", 1, 1, 16);
    }
}

package org.onosnetmap.dataplane.port;

import java.util.function.Supplier;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;

/** Takes a port's rings from a region, with the trouble told as a {@link PortException}. */
public final class PortRings {

    private PortRings() {
    }

    /** {@code txRings} transmit rings and as many receive rings as option {@code rxRings} says, with {@code slots} slots each. */
    public static NetmapIf allocate(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        int rxRings = PortOptions.rxRings(spec);
        int slots = PortOptions.slots(spec);
        return allocate(() -> memory.allocate(spec.name().toString(), txRings, rxRings, slots, slots));
    }

    /** Runs an allocation of {@link NetmapMemory}. */
    public static <T> T allocate(Supplier<T> allocation) throws PortException {
        try {
            return allocation.get();
        } catch (NetmapMemory.OutOfMemoryException e) {
            throw new PortException(PortException.Kind.FAILED, e.getMessage(), e);
        } catch (IllegalArgumentException e) { // more rings or slots than the region's layout has
            throw new PortException(PortException.Kind.REFUSED, e.getMessage() + "; set the options slots and rxRings accordingly", e);
        }
    }
}

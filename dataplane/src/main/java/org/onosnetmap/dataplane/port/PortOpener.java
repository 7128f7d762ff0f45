package org.onosnetmap.dataplane.port;

import org.onosnetmap.dataplane.netmap.NetmapMemory;

/** Opens one type of port. */
@FunctionalInterface
public interface PortOpener {

    /**
     * Opens a port with its rings in the region.
     *
     * @param spec    name and options; every option must be known, else {@link PortException.Kind#BAD_NAME}
     * @param memory  the region of the datapath; the port frees its {@code netmap_if} there when it is closed
     * @param txRings number of transmit rings, one for each worker
     * @throws PortException with the cause and the remedy; nothing is changed then
     */
    Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException;
}

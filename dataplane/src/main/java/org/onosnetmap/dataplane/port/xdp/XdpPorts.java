package org.onosnetmap.dataplane.port.xdp;

import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortOpener;
import org.onosnetmap.dataplane.port.PortSpec;

/** Opens {@code xdp:} ports, which share their frames where they can. An engine has one. Thread-safe. */
public final class XdpPorts implements PortOpener {

    private final Umems umems = new Umems();

    /**
     * Attaches an interface. One that is down is attached too; its link is DOWN until it is up.
     *
     * @throws PortException if it is missing, no Ethernet, attached already, the loopback or carries the default route or another XDP program
     *                       (these can be forced), its frames are too long or its queues too many, the kernel cannot, or this process may not
     */
    @Override
    public Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        return XdpPort.open(spec, memory, txRings, umems);
    }
}

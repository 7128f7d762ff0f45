package org.onosnetmap.dataplane.port;

import java.util.EnumMap;
import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.device.SavedSettings;
import org.onosnetmap.dataplane.port.netmap.NetmapPort;
import org.onosnetmap.dataplane.port.packet.PacketPort;
import org.onosnetmap.dataplane.port.pcap.PcapPort;
import org.onosnetmap.dataplane.port.pipe.VirtualPorts;
import org.onosnetmap.dataplane.port.tap.TapPort;
import org.onosnetmap.dataplane.port.xdp.XdpPorts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens ports of every type. An engine has one: its pipes and VALE ports find each other here. Thread-safe. */
public final class Ports implements PortOpener {

    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

    private final VirtualPorts virtual = new VirtualPorts();
    private final Map<PortName.Type, PortOpener> openers = new EnumMap<>(PortName.Type.class);

    /** Puts back, first of all, what a process that was killed left changed on the interfaces of this network namespace. */
    public Ports() {
        SavedSettings.restoreLeftovers().forEach(LOG::info);
        openers.put(PortName.Type.NULL, NullPort::open);
        openers.put(PortName.Type.PACKET, PacketPort::open);
        openers.put(PortName.Type.XDP, new XdpPorts());
        openers.put(PortName.Type.TAP, TapPort::open);
        openers.put(PortName.Type.PCAP, PcapPort::open);
        openers.put(PortName.Type.NETMAP, NetmapPort::open);
        openers.put(PortName.Type.VALE, virtual::open);
        openers.put(PortName.Type.PIPE_MASTER, virtual::open);
        openers.put(PortName.Type.PIPE_SLAVE, virtual::open);
    }

    /** Opens ports of one type by an opener of the program's own. Called before the first port is opened. */
    public void use(PortName.Type type, PortOpener opener) {
        openers.put(type, opener);
    }

    /** The pipes and VALE ports, for programs of this process that take the other end. */
    public VirtualPorts virtual() {
        return virtual;
    }

    @Override
    public Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOpener opener = openers.get(spec.name().type());
        if (opener == null) {
            throw new PortException(PortException.Kind.BAD_NAME, spec.name() + ": ports of type " + spec.name().type() + " cannot be opened");
        }
        return opener.open(spec, memory, txRings);
    }
}

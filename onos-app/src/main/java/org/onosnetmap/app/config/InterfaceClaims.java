package org.onosnetmap.app.config;

import java.util.HashMap;
import java.util.Map;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.dataplane.port.NetmapName;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;

/** Who declares which interface: what can be attached once only on a node may be declared once only. One thread. */
public final class InterfaceClaims {

    private final Map<String, String> owners = new HashMap<>();

    /**
     * Claims what is behind a port, if its name tells that it can be attached once only.
     *
     * @return that another port has it already, in the words of an error; empty if none has
     */
    public String claim(DatapathDeclaration d, PortDeclaration p) {
        String thing = exclusive(p.name());
        String me = "port '" + p.name() + "' of datapath '" + d.name() + "'";
        String other = thing.isEmpty() ? null : owners.putIfAbsent(d.node() + " " + thing, me);
        return other == null ? "" : me + " and " + other + " are both " + thing + "; remove one of them first";
    }

    /** What can be attached once only on a node; empty for ports of which there may be many, or only opening them tells. */
    private static String exclusive(String portName) {
        try {
            PortName n = PortName.parse(portName);
            switch (n.type()) {
                case PACKET:
                case XDP:
                case TAP:
                    return "interface " + n.device();
                case NETMAP:
                    return kernel(n.netmap());
                case VALE:
                case PIPE_MASTER:
                case PIPE_SLAVE:
                    return portName;
                default:
                    return "";
            }
        } catch (PortException e) {
            throw new IllegalStateException("parsed before", e);
        }
    }

    /** Of a port of the kernel module, the rings; monitors are as many as one likes, and single directions are for opening to tell. */
    private static String kernel(NetmapName n) {
        if (n.isMonitor() || n.txOnly() || n.rxOnly()) {
            return "";
        }
        String what = n.isInterface() ? "interface " + n.parent() : "kernel port " + n.kernelName();
        switch (n.rings()) {
            case HOST:
                return "host rings of " + what;
            case ONE_HOST:
                return "host ring " + n.ring() + " of " + what;
            case ONE_NIC:
                return "ring pair " + n.ring() + " of " + what;
            default:
                return what;
        }
    }
}

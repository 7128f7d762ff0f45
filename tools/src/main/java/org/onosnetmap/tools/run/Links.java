package org.onosnetmap.tools.run;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.tools.ToolException;

/** The links of a command's ports: waited for in the beginning, watched after that. */
public final class Links {

    /** How long a link may take to come up, in seconds, if the command line does not say. */
    private static final int PATIENCE = 2;
    private static final long REFRESH = 250_000_000;

    private final PortSet set;
    private final List<Port> ports = new ArrayList<>();
    private long refreshed = System.nanoTime();

    public Links(PortSet set) {
        this.set = set;
    }

    /** Watches this port, too. */
    public void add(Port port) {
        ports.add(port);
    }

    /**
     * Waits before the first packet.
     *
     * @param seconds exactly so long; null for until all links are up, two seconds at most
     * @return what is to be told before the first packet, a line each: links that are down all the same, and ends that have nobody opposite
     */
    public List<String> await(Integer seconds, Interruption interruption) {
        long end = System.nanoTime() + 1_000_000_000L * (seconds == null ? PATIENCE : seconds);
        while (!interruption.isRequested() && (seconds != null || !down().isEmpty()) && System.nanoTime() - end < 0) {
            interruption.sleep(20);
            set.refresh();
        }
        List<String> all = down();
        for (Port p : ports) {
            if (isInProcess(p.name()) && ports.stream().noneMatch(q -> q != p && meet(p.name(), q.name()))) {
                all.add(p.name() + " is of this process, and nothing else is on its " + (p.name().type() == PortName.Type.VALE
                        ? "switch; the kernel's is netmap:" + p.name() : "pipe; the kernel's is " + p.name() + "@0"));
            }
        }
        return all;
    }

    /** Switches and pipes of this process, where only its own ports are. */
    private static boolean isInProcess(PortName n) {
        return n.type() == PortName.Type.VALE || n.type() == PortName.Type.PIPE_MASTER || n.type() == PortName.Type.PIPE_SLAVE;
    }

    /** Whether two of them are on the same switch, or the ends of one pipe. */
    private static boolean meet(PortName a, PortName b) {
        return isInProcess(b) && a.device().equals(b.device()) && (a.type() == PortName.Type.VALE ? b.type() == a.type() : b.type() != a.type() && a.id().equals(b.id()));
    }

    private List<String> down() {
        List<String> all = new ArrayList<>();
        for (Port p : ports) {
            if (p.link() != LinkState.UP) {
                all.add(p.name() + ": " + p.linkReason());
            }
        }
        return all;
    }

    /**
     * Looks after the ports; cheap enough to be called often.
     *
     * @throws ToolException if one has vanished
     */
    public void watch() throws ToolException {
        long now = System.nanoTime();
        if (now - refreshed > REFRESH) {
            refreshed = now;
            set.refresh();
        }
        for (Port p : ports) {
            if (p.link() == LinkState.GONE) {
                throw new ToolException(p.name() + ": " + p.linkReason());
            }
        }
    }
}

package org.onosnetmap.dataplane.port;

import java.util.Set;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/** {@code null:} swallows what is sent to it, at no cost, and receives nothing. */
public final class NullPort extends Port {

    private final NetmapMemory memory;
    private boolean closed;

    private NullPort(PortName name, NetmapIf nif, NetmapMemory memory) {
        super(name, nif);
        this.memory = memory;
    }

    /** A {@link PortOpener}. */
    public static NullPort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOptions.check(spec, Set.of());
        return new NullPort(spec.name(), PortRings.allocate(spec, memory, txRings), memory);
    }

    @Override
    public void rxsync(int ring) {
    }

    @Override
    public void txsync(int ring) {
        NetmapRing r = txRing(ring);
        int head = r.head();
        r.tail(head == 0 ? r.numSlots() - 1 : head - 1);
    }

    @Override
    public LinkState link() {
        return LinkState.UP;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.free(netmapIf());
        }
    }
}

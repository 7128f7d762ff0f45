package org.onosnetmap.dataplane.port.pipe;

import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.Doorbell;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortName;

/** One end of a pipe whose two ends live in the same region. */
public final class PipePort extends Port {

    private final Pipe pipe;
    private final PipeChannel[] out;
    private final PipeChannel[] in;
    private boolean closed;

    PipePort(PortName name, NetmapIf nif, Pipe pipe, PipeChannel[] out, PipeChannel[] in) {
        super(name, nif);
        this.pipe = pipe;
        this.out = out;
        this.in = in;
    }

    /**
     * Makes a pipe that has no name to be found by.
     *
     * @param memory    region of both ends
     * @param a         name of the first end
     * @param b         name of the second end
     * @param ringsAtoB transmit rings of the first end, receive rings of the second
     * @param ringsBtoA transmit rings of the second end, receive rings of the first
     * @param slots     slots of each ring, of which one is never in use
     * @return first and second end, both open
     * @throws NetmapMemory.OutOfMemoryException if the region has no room
     */
    public static PipePort[] pair(NetmapMemory memory, PortName a, PortName b, int ringsAtoB, int ringsBtoA, int slots) {
        Pipe pipe = new Pipe(new Object(), memory, a, b, ringsAtoB, ringsBtoA, slots, () -> { });
        return new PipePort[] {pipe.open(0, a), pipe.open(1, b)};
    }

    @Override
    public void rxsync(int ring) {
        in[ring].rxsync();
    }

    @Override
    public void txsync(int ring) {
        out[ring].txsync();
    }

    @Override
    public boolean txBacklog(int ring) {
        return false; // what is in the ring waits for the other end
    }

    @Override
    public void doorbell(int ring, Doorbell bell) {
        in[ring].doorbell(bell);
    }

    @Override
    public LinkState link() {
        return LinkState.UP;
    }

    @Override
    public Map<String, String> details() {
        return Map.of("driver", "pipe", "mode", "zero copy", "peer", pipe.peerOpen(this) ? "open" : "closed");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (PipeChannel c : in) {
                c.doorbell(Doorbell.NONE);
            }
            pipe.close(this);
        }
    }
}

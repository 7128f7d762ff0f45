package org.onosnetmap.dataplane.worker;

import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/** One receive ring of an attached port, with what its worker counts there. Fields of the worker's own are plain; see {@link Counts}. */
final class Rx extends Padding {

    final Port port;
    final int portNo;
    final int ringNo;
    final NetmapRing ring;
    final Counts counts = new Counts();
    /** Whether the last slot was part of a packet that goes on in the next one. */
    boolean fragment;
    /** Set by the control side while the port is disabled: what comes in is thrown away. */
    volatile boolean disabled;
    /** Set by the worker when poll(2) reports an error on the descriptor, cleared by the control side: not polled meanwhile. */
    volatile boolean muted;

    Rx(Port port, int portNo, int ringNo) {
        this.port = port;
        this.portNo = portNo;
        this.ringNo = ringNo;
        this.ring = port.rxRing(ringNo);
    }
}

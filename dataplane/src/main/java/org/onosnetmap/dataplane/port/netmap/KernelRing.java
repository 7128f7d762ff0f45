package org.onosnetmap.dataplane.port.netmap;

import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/** A ring of the kernel's with the descriptor that is bound to it alone. */
final class KernelRing {

    final NetmapDevice device;
    /** What the descriptor was given, with its extra buffers. */
    final NetmapIf nif;
    final NetmapRing ring;

    KernelRing(NetmapDevice device, NetmapIf nif, NetmapRing ring) {
        this.device = device;
        this.nif = nif;
        this.ring = ring;
    }
}

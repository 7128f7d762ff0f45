package org.onosnetmap.dataplane.worker;

import java.util.Collection;

/** The mirrors of a datapath and the ports they look at. Immutable but for counters; published with the ports. */
final class Mirrors {

    static final Mirrors NONE = new Mirrors(new Mirror[0], 0);

    final Mirror[] all;
    /** By port number: the mirrors that get what comes in there, a bit for each place in {@link #all}. */
    final long[] in;
    /** The same of what leaves there. */
    final long[] out;
    /** By port number: whether it is a mirror's port, to which nothing is flooded. */
    final boolean[] analysis;

    private Mirrors(Mirror[] all, int ports) {
        this.all = all;
        this.in = new long[ports];
        this.out = new long[ports];
        this.analysis = new boolean[ports];
        for (int p = 0; p < ports; p++) {
            for (int i = 0; i < all.length; i++) {
                in[p] |= all[i].spec.isSource(p) ? 1L << i : 0;
                out[p] |= all[i].spec.destinations().contains(p) ? 1L << i : 0;
                analysis[p] |= all[i].spec.port() == p;
            }
        }
    }

    /** @param maxPort highest number of a port */
    static Mirrors of(Collection<Mirror> all, int maxPort) {
        return all.isEmpty() ? NONE : new Mirrors(all.toArray(new Mirror[0]), maxPort + 1);
    }
}

package org.onosnetmap.dataplane.worker;

/** The ports of a datapath as one worker sees them. Immutable; published anew when a port, its queues or a mirror come or go. */
final class PortTable {

    static final PortTable EMPTY = new PortTable(new Rx[0], new Tx[0], new Tx[0], new Tx[0], Mirrors.NONE);

    /** Receive rings that this worker serves. */
    final Rx[] rx;
    /** This worker's transmit ring of every port, by rising port number. */
    final Tx[] tx;
    /** The same by port number; null where there is no port. */
    final Tx[] byNumber;

    /** Those of the transmit rings whose port has queues that this worker serves. */
    final Tx[] queued;

    final Mirrors mirrors;

    PortTable(Rx[] rx, Tx[] tx, Tx[] byNumber, Tx[] queued, Mirrors mirrors) {
        this.rx = rx;
        this.tx = tx;
        this.byNumber = byNumber;
        this.queued = queued;
        this.mirrors = mirrors;
    }
}

package org.onosnetmap.dataplane.worker;

/** The ports of a datapath as one worker sees them. Immutable; published anew when a port or its queues come or go. */
final class PortTable {

    static final PortTable EMPTY = new PortTable(new Rx[0], new Tx[0], new Tx[0]);

    /** Receive rings that this worker serves. */
    final Rx[] rx;
    /** This worker's transmit ring of every port, by rising port number. */
    final Tx[] tx;
    /** The same by port number; null where there is no port. */
    final Tx[] byNumber;

    /** Those of the transmit rings whose port has queues that this worker serves. */
    final Tx[] queued;

    PortTable(Rx[] rx, Tx[] tx, Tx[] byNumber) {
        this(rx, tx, byNumber, new Tx[0]);
    }

    PortTable(Rx[] rx, Tx[] tx, Tx[] byNumber, Tx[] queued) {
        this.rx = rx;
        this.tx = tx;
        this.byNumber = byNumber;
        this.queued = queued;
    }
}

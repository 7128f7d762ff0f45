package org.onosnetmap.app.api;

/** A queue of a port and its counters. */
public final class QueueStatus {

    private final QueueDeclaration queue;
    private final long txPackets;
    private final long txBytes;
    private final long txDropped;
    private final long waitingBytes;
    private final long ageNanos;

    /** All values; see the getters. */
    public QueueStatus(QueueDeclaration queue, long txPackets, long txBytes, long txDropped, long waitingBytes, long ageNanos) {
        this.queue = queue;
        this.txPackets = txPackets;
        this.txBytes = txBytes;
        this.txDropped = txDropped;
        this.waitingBytes = waitingBytes;
        this.ageNanos = ageNanos;
    }

    public QueueDeclaration queue() {
        return queue;
    }

    /** Packets sent. */
    public long txPackets() {
        return txPackets;
    }

    /** Their bytes, without FCS. */
    public long txBytes() {
        return txBytes;
    }

    /** Packets that found the queue full, or waited in it when the port went down. */
    public long txDropped() {
        return txDropped;
    }

    /** Bytes of memory that waiting packets take. */
    public long waitingBytes() {
        return waitingBytes;
    }

    /** Time since it was made, in nanoseconds. */
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public String toString() {
        return queue + ": tx " + txPackets + " packets, " + txBytes + " bytes, " + txDropped + " dropped, " + waitingBytes + " bytes waiting";
    }
}

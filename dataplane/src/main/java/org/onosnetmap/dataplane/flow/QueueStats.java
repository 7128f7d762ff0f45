package org.onosnetmap.dataplane.flow;

/** A queue in force and its counters at one moment (OpenFlow 1.3.5 section 7.3.5.8). */
public final class QueueStats {

    private final int port;
    private final QueueSpec spec;
    private final long txPackets;
    private final long txBytes;
    private final long txErrors;
    private final long waiting;
    private final long ageNanos;

    public QueueStats(int port, QueueSpec spec, long txPackets, long txBytes, long txErrors, long waiting, long ageNanos) {
        this.port = port;
        this.spec = spec;
        this.txPackets = txPackets;
        this.txBytes = txBytes;
        this.txErrors = txErrors;
        this.waiting = waiting;
        this.ageNanos = ageNanos;
    }

    /** The port it belongs to. */
    public int port() {
        return port;
    }

    public QueueSpec spec() {
        return spec;
    }

    /** Packets sent. */
    public long txPackets() {
        return txPackets;
    }

    /** Their bytes, without FCS. */
    public long txBytes() {
        return txBytes;
    }

    /** Packets dropped because the queue was full, or because the port did not carry packets while they waited. */
    public long txErrors() {
        return txErrors;
    }

    /** Bytes of memory that waiting packets take. */
    public long waiting() {
        return waiting;
    }

    /** Time since the queue was made, in nanoseconds. */
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public String toString() {
        return "port " + Integer.toUnsignedString(port) + " " + spec + ": tx " + txPackets + " packets, " + txBytes + " bytes, " + txErrors + " errors";
    }
}

package org.onosnetmap.app.api;

/** Packets and bytes of a port since it was attached; bytes without frame check sequence. */
public final class PortCounters {

    /** Nothing counted. */
    public static final PortCounters ZERO = new PortCounters(0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final long rxPackets;
    private final long rxBytes;
    private final long rxDropped;
    private final long rxErrors;
    private final long rxRepaired;
    private final long txPackets;
    private final long txBytes;
    private final long txDropped;
    private final long txErrors;

    /** All values; see the getters. */
    public PortCounters(long rxPackets, long rxBytes, long rxDropped, long rxErrors, long rxRepaired, long txPackets, long txBytes, long txDropped,
                        long txErrors) {
        this.rxPackets = rxPackets;
        this.rxBytes = rxBytes;
        this.rxDropped = rxDropped;
        this.rxErrors = rxErrors;
        this.rxRepaired = rxRepaired;
        this.txPackets = txPackets;
        this.txBytes = txBytes;
        this.txDropped = txDropped;
        this.txErrors = txErrors;
    }

    public long rxPackets() {
        return rxPackets;
    }

    public long rxBytes() {
        return rxBytes;
    }

    /** Lost by the system before they reached a ring. */
    public long rxDropped() {
        return rxDropped;
    }

    /** Could not be received whole. */
    public long rxErrors() {
        return rxErrors;
    }

    /** Had a tag or a checksum restored that the interface's offloads had taken away. */
    public long rxRepaired() {
        return rxRepaired;
    }

    public long txPackets() {
        return txPackets;
    }

    public long txBytes() {
        return txBytes;
    }

    /** Found the transmit ring full, or the port down. */
    public long txDropped() {
        return txDropped;
    }

    /** Refused by the interface. */
    public long txErrors() {
        return txErrors;
    }
}

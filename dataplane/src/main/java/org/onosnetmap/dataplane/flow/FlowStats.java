package org.onosnetmap.dataplane.flow;

/** A rule in force and its counters at one moment. */
public final class FlowStats {

    private final FlowRule rule;
    private final long packets;
    private final long bytes;
    private final long ageNanos;

    public FlowStats(FlowRule rule, long packets, long bytes, long ageNanos) {
        this.rule = rule;
        this.packets = packets;
        this.bytes = bytes;
        this.ageNanos = ageNanos;
    }

    public FlowRule rule() {
        return rule;
    }

    /** Packets that matched. */
    public long packets() {
        return packets;
    }

    /** Their bytes, without FCS. */
    public long bytes() {
        return bytes;
    }

    /** Time since the rule was added, in nanoseconds. */
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public String toString() {
        return rule + " packets=" + packets + " bytes=" + bytes;
    }
}

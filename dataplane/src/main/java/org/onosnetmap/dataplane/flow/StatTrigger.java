package org.onosnetmap.dataplane.flow;

import java.util.Objects;

/**
 * Thresholds at which a rule's counters are reported without being asked for (instruction OFPIT_STAT_TRIGGER, OpenFlow 1.5.1 section
 * 5.9). Immutable.
 */
public final class StatTrigger {

    private final long packets;
    private final long bytes;
    private final long durationNanos;
    private final boolean periodic;
    private final boolean onlyFirst;

    /**
     * A threshold of 0 is none.
     *
     * @param packets       packets matched
     * @param bytes         bytes matched
     * @param durationNanos age of the rule, in nanoseconds
     * @param periodic      whether each multiple of a threshold counts too
     * @param onlyFirst     whether only the first threshold that is reached counts
     */
    public StatTrigger(long packets, long bytes, long durationNanos, boolean periodic, boolean onlyFirst) {
        this.packets = packets;
        this.bytes = bytes;
        this.durationNanos = durationNanos;
        this.periodic = periodic;
        this.onlyFirst = onlyFirst;
    }

    public long packets() {
        return packets;
    }

    public long bytes() {
        return bytes;
    }

    public long durationNanos() {
        return durationNanos;
    }

    public boolean periodic() {
        return periodic;
    }

    public boolean onlyFirst() {
        return onlyFirst;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StatTrigger)) {
            return false;
        }
        StatTrigger o = (StatTrigger) other;
        return packets == o.packets && bytes == o.bytes && durationNanos == o.durationNanos && periodic == o.periodic && onlyFirst == o.onlyFirst;
    }

    @Override
    public int hashCode() {
        return Objects.hash(packets, bytes, durationNanos, periodic, onlyFirst);
    }

    @Override
    public String toString() {
        return "stat_trigger(packets=" + packets + ",bytes=" + bytes + ",duration=" + durationNanos + "ns" + (periodic ? ",periodic" : "")
                + (onlyFirst ? ",only_first" : "") + ")";
    }
}

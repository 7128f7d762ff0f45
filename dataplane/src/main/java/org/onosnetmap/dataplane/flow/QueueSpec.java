package org.onosnetmap.dataplane.flow;

import java.util.Objects;

/**
 * A queue of a port: what it may take of the port, and what it is promised (OpenFlow 1.3.5 section 7.2.2). Immutable. Its identity at its
 * port is its number. Rates are bits per second of frames without FCS, as all counters are.
 */
public final class QueueSpec {

    /** The queue of packets that no set-queue action was applied to. Every port has it, without limits unless they are set. */
    public static final int DEFAULT = 0;
    /** In requests: all queues (OFPQ_ALL). No queue has this number. */
    public static final int ALL_QUEUES = 0xffffffff;
    /** Highest rate, in bits per second. */
    public static final long MAX_RATE = 1_000_000_000_000L;
    /** Highest burst, in bits. */
    public static final long MAX_BURST = 1_000_000_000_000L;

    private final int id;
    private final long minRate;
    private final long maxRate;
    private final long burst;
    private final int priority;

    /** A queue of priority 0; see {@link #QueueSpec(int, long, long, long, int)}. */
    public QueueSpec(int id, long minRate, long maxRate, long burst) {
        this(id, minRate, maxRate, burst, 0);
    }

    /**
     * A queue. Nothing is checked here: the datapath refuses what it cannot honour, with a reason.
     *
     * @param id       number, unsigned 32 bits but not {@link #ALL_QUEUES}; {@link #DEFAULT} gives the default queue limits
     * @param minRate  bits per second that the queue gets even if others want them too; 0 for none
     * @param maxRate  bits per second that the queue does not exceed; 0 for none
     * @param burst    bits that a queue with a maximum rate may send at once after it was idle; 0 for one frame
     * @param priority what is left when all minimum rates are served goes to the queue of the lowest number first, and in equal shares to
     *                 queues of the same number
     */
    public QueueSpec(int id, long minRate, long maxRate, long burst, int priority) {
        this.id = id;
        this.minRate = minRate;
        this.maxRate = maxRate;
        this.burst = burst;
        this.priority = priority;
    }

    public int id() {
        return id;
    }

    public long minRate() {
        return minRate;
    }

    public long maxRate() {
        return maxRate;
    }

    public long burst() {
        return burst;
    }

    public int priority() {
        return priority;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof QueueSpec)) {
            return false;
        }
        QueueSpec o = (QueueSpec) other;
        return id == o.id && minRate == o.minRate && maxRate == o.maxRate && burst == o.burst && priority == o.priority;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, minRate, maxRate, burst, priority);
    }

    @Override
    public String toString() {
        return "queue_id=" + Integer.toUnsignedString(id) + (minRate == 0 ? "" : ",min_rate=" + minRate) + (maxRate == 0 ? "" : ",max_rate=" + maxRate)
                + (burst == 0 ? "" : ",burst=" + burst) + (priority == 0 ? "" : ",priority=" + priority);
    }
}

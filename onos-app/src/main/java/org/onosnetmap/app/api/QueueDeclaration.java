package org.onosnetmap.app.api;

import java.util.Objects;

/** An egress queue that a port shall have. Immutable. Rates are bits per second of frames without FCS. */
public final class QueueDeclaration {

    /** Highest number of a queue. */
    public static final long MAX_ID = 0xffff_fffeL;
    /** Highest rate and burst. */
    public static final long MAX_RATE = 1_000_000_000_000L;

    private final long id;
    private final long minRate;
    private final long maxRate;
    private final long burst;
    private final int priority;

    /**
     * A queue.
     *
     * @param id       number that QUEUE instructions have; 0 is the queue of packets without such an instruction
     * @param minRate  bits per second that it gets even if other queues want them too; 0 for none
     * @param maxRate  bits per second that it does not exceed; 0 for no limit
     * @param burst    bits that it may send at once after it was idle, if it has a maximum rate; 0 for one frame
     * @param priority who gets what is left above all minimum rates: the lowest number first
     */
    public QueueDeclaration(long id, long minRate, long maxRate, long burst, int priority) {
        this.id = id;
        this.minRate = minRate;
        this.maxRate = maxRate;
        this.burst = burst;
        this.priority = priority;
    }

    public long id() {
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
        if (!(other instanceof QueueDeclaration)) {
            return false;
        }
        QueueDeclaration o = (QueueDeclaration) other;
        return id == o.id && minRate == o.minRate && maxRate == o.maxRate && burst == o.burst && priority == o.priority;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, minRate, maxRate, burst, priority);
    }

    @Override
    public String toString() {
        return "queue " + id + (minRate == 0 ? "" : ", min=" + minRate + " bit/s") + (maxRate == 0 ? "" : ", max=" + maxRate + " bit/s")
                + (burst == 0 ? "" : ", burst=" + burst + " bit") + (priority == 0 ? "" : ", priority=" + priority);
    }
}

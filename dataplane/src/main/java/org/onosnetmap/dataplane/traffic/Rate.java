package org.onosnetmap.dataplane.traffic;

/**
 * When packets are due: packet {@code i} at the start plus {@code i} divided by the rate, so that the mean holds whatever the jitter of a
 * single packet. A sender that was held up (its ring was full) makes up for at most a tenth of a second, and for the rest goes on from there. One thread.
 */
final class Rate {

    private static final double SECOND = 1e9;
    private static final long CATCH_UP = 100_000_000;

    private final double nanosPerPacket;
    private long start;
    private long sent;

    /** @param packetsPerSecond above 0 */
    Rate(double packetsPerSecond) {
        nanosPerPacket = SECOND / packetsPerSecond;
    }

    /** Begins now. */
    void start(long now) {
        start = now;
        sent = 0;
    }

    /** Packets that are due. */
    int due(long now) {
        long due = (long) ((now - start) / nanosPerPacket) + 1;
        long behind = due - sent;
        if (behind * nanosPerPacket > CATCH_UP && behind > 1) {
            long keep = Math.max(1, (long) (CATCH_UP / nanosPerPacket));
            start += (long) ((behind - keep) * nanosPerPacket);
            behind = keep;
        }
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, behind));
    }

    void sent(int packets) {
        sent += packets;
    }

    /** Nanoseconds until the next packet is due; 0 for now. */
    long untilNext(long now) {
        return Math.max(0, start + (long) (sent * nanosPerPacket) - now);
    }
}

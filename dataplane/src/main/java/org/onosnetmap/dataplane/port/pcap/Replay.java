package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The packets of a file in the order and at the times of their delivery: once, some times or for ever. Packets that cannot be delivered
 * (cut by the capture, or longer than a buffer) are passed over and counted. One thread.
 */
final class Replay {

    /** Time stamps do not matter. */
    static final double FULL_SPEED = 0;

    private final PcapReader reader;
    private final int maxFrame;
    private final double speed;
    private int passesLeft;
    private boolean atHand;
    private boolean ended;
    private int skipped;

    // One pass: when it began, on the clock and in the file, and what has come since.
    private boolean begun;
    private long startNanos;
    private long firstTime;
    private long due;
    private long packets;
    private long delivered;

    /**
     * @param speed  factor on the file's timing, or {@link #FULL_SPEED}
     * @param passes how often; {@link Integer#MAX_VALUE} for ever
     */
    Replay(PcapReader reader, int maxFrame, double speed, int passes) {
        this.reader = reader;
        this.maxFrame = maxFrame;
        this.speed = speed;
        this.passesLeft = passes;
    }

    boolean timed() {
        return speed != FULL_SPEED;
    }

    /**
     * Whether the reader is at a packet to deliver. If so, {@link #dueNanos} tells when, and {@link #delivered} goes on.
     *
     * @param now of {@link System#nanoTime}; of no matter at full speed
     */
    boolean hasPacket(long now) throws IOException {
        while (!atHand && !ended) {
            if (!reader.next()) {
                endOfFile();
                continue;
            }
            time(now);
            packets++;
            if (reader.captured() < reader.original() || reader.captured() > maxFrame || reader.captured() < 14) {
                skipped++;
            } else {
                atHand = true;
            }
        }
        return atHand;
    }

    private void endOfFile() throws IOException {
        // For ever over a file without a packet to deliver would hang.
        if (delivered == 0 || passesLeft != Integer.MAX_VALUE && --passesLeft == 0) {
            ended = true;
            return;
        }
        reader.rewind();
        // The gap between two passes is the mean gap within one.
        startNanos = due + (packets > 1 ? (due - startNanos) / (packets - 1) : 0);
        firstTime = Long.MIN_VALUE;
        packets = 0;
        delivered = 0;
    }

    private void time(long now) {
        if (!timed()) {
            return;
        }
        if (!begun) {
            begun = true;
            startNanos = now;
            firstTime = Long.MIN_VALUE;
        }
        if (firstTime == Long.MIN_VALUE) {
            firstTime = reader.timeNanos();
            due = startNanos;
        }
        long at = startNanos + (long) ((reader.timeNanos() - firstTime) / speed);
        due = at - due > 0 ? at : due; // a clock that was set back in the capture stops for a while, and no more
    }

    /** When the packet at hand is due, in terms of {@link System#nanoTime}. */
    long dueNanos() {
        return due;
    }

    boolean ended() {
        return ended;
    }

    PcapReader reader() {
        return reader;
    }

    ByteBuffer buffer() {
        return reader.buffer();
    }

    /** The packet at hand was taken. */
    void delivered() {
        atHand = false;
        delivered++;
    }

    /** Packets passed over since the last call. */
    int takeSkipped() {
        int n = skipped;
        skipped = 0;
        return n;
    }
}

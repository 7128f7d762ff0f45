package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.cache.Batch;

/**
 * Where packets go that leave the pipeline. The worker implements it; tests record. Each call takes the frame as it is at that moment:
 * the pipeline may change it afterwards, unless it says that this was the {@code last} use, which allows the buffer itself to be given
 * away. After a call with {@code last} the pipeline does not touch the frame again.
 */
public abstract class Egress {

    /** Why a packet goes to the controller (enum ofp_packet_in_reason, OpenFlow 1.3.5 section 7.4.1): the table-miss entry sent it. */
    public static final int REASON_NO_MATCH = 0;
    /** An action of a rule sent it. */
    public static final int REASON_ACTION = 1;
    /** Its TTL was not valid any more. */
    public static final int REASON_INVALID_TTL = 2;

    /** The frame that calls are about from now on, of a batch. */
    public void frame(Batch b, int i) {
    }

    /**
     * Some frames of a batch out of one port, as they are, for the last time.
     *
     * @param which their numbers, from place {@code from} to {@code to - 1}
     * @param p     to be filled for calls that take one frame
     */
    public void outputAll(Batch b, int[] which, int from, int to, int port, Packet p) {
        for (int i = from; i < to; i++) {
            frame(b, which[i]);
            p.set(b, which[i]);
            output(p, port, true);
        }
    }

    /** Frames {@code from} to {@code to - 1} of a batch to the learning switch, for the last time. */
    public void normalAll(Batch b, int from, int to, Packet p) {
        for (int i = from; i < to; i++) {
            frame(b, i);
            p.set(b, i);
            normal(p, true);
        }
    }

    /** Whether packets can go out of a port: it exists, is enabled and has a link. Buckets that watch it ask for each packet. */
    public abstract boolean isLive(int port);

    /** Out of a port by its number. {@code inPort} itself is possible only when the rule said {@code IN_PORT}. A port that does not exist drops and counts. */
    public abstract void output(Packet p, int port, boolean last);

    /** Out of all ports but the one it came in by; {@code all} also out of those that do not take floods. */
    public abstract void flood(Packet p, boolean all, boolean last);

    /** The learning switch. */
    public abstract void normal(Packet p, boolean last);

    /** To the controller: the first {@code maxLen} bytes. */
    public abstract void controller(Packet p, int maxLen, int reason, int table, long cookie);
}

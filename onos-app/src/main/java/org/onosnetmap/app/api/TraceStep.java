package org.onosnetmap.app.api;

/** One step of a packet's way through a datapath, as a trace tells it. */
public final class TraceStep {

    private final int depth;
    private final String kind;
    private final String text;
    private final long number;
    private final long flowId;
    private final String frame;

    /** All values; see the getters. */
    public TraceStep(int depth, String kind, String text, long number, long flowId, String frame) {
        this.depth = depth;
        this.kind = kind;
        this.text = text;
        this.number = number;
        this.flowId = flowId;
        this.frame = frame;
    }

    /** How many steps this one is part of; for indenting. */
    public int depth() {
        return depth;
    }

    /** PACKET, TABLE, NO_MATCH, MATCH, METER, ACTION, ACTION_SET, GROUP, BUCKET, OUTPUT or DROP. */
    public String kind() {
        return kind;
    }

    /** What happened, for people. */
    public String text() {
        return text;
    }

    /** Number of the table, meter, group, bucket or port; 0 for steps without one. */
    public long number() {
        return number;
    }

    /** Id of the flow rule that matched, or did not; 0 for other steps. */
    public long flowId() {
        return flowId;
    }

    /** The frame after the step in hex, where it changed or left; else null. */
    public String frame() {
        return frame;
    }
}

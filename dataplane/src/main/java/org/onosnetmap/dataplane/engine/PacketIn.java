package org.onosnetmap.dataplane.engine;

/** A packet for the controller. */
public final class PacketIn {

    private final int inPort;
    private final int reason;
    private final int table;
    private final long cookie;
    private final int totalLength;
    private final byte[] data;

    public PacketIn(int inPort, int reason, int table, long cookie, int totalLength, byte[] data) {
        this.inPort = inPort;
        this.reason = reason;
        this.table = table;
        this.cookie = cookie;
        this.totalLength = totalLength;
        this.data = data;
    }

    /** Port it came in by. */
    public int inPort() {
        return inPort;
    }

    /** One of {@code REASON_*} of {@link org.onosnetmap.dataplane.pipeline.Egress}. */
    public int reason() {
        return reason;
    }

    /** Table of the rule that sent it. */
    public int table() {
        return table;
    }

    /** Cookie of the rule that sent it. */
    public long cookie() {
        return cookie;
    }

    /** Bytes of the whole frame. */
    public int totalLength() {
        return totalLength;
    }

    /** The frame from its first byte on, or as much of it as the rule asked for. The receiver may keep it. */
    public byte[] data() {
        return data;
    }
}

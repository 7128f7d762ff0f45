package org.onosnetmap.app.api;

/** A mirror and its counters. */
public final class MirrorStatus {

    private final MirrorDeclaration mirror;
    private final String reason;
    private final long packets;
    private final long bytes;

    /** All values; see the getters. */
    public MirrorStatus(MirrorDeclaration mirror, String reason, long packets, long bytes) {
        this.mirror = mirror;
        this.reason = reason;
        this.packets = packets;
        this.bytes = bytes;
    }

    public MirrorDeclaration mirror() {
        return mirror;
    }

    /** Whether it copies. */
    public boolean active() {
        return reason.isEmpty();
    }

    /** Why it does not copy; empty if it does. */
    public String reason() {
        return reason;
    }

    /** Frames copied. */
    public long packets() {
        return packets;
    }

    /** Their bytes, without FCS. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return mirror + ": " + packets + " packets, " + bytes + " bytes" + (active() ? "" : "; waits: " + reason);
    }
}

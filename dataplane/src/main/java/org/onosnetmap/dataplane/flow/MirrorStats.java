package org.onosnetmap.dataplane.flow;

/** A mirror in force and its counters at one moment. */
public final class MirrorStats {

    private final MirrorSpec spec;
    private final long packets;
    private final long bytes;

    public MirrorStats(MirrorSpec spec, long packets, long bytes) {
        this.spec = spec;
        this.packets = packets;
        this.bytes = bytes;
    }

    public MirrorSpec spec() {
        return spec;
    }

    /** Frames selected while the mirror's port was up; those that found no room there are counted as dropped by the port. */
    public long packets() {
        return packets;
    }

    /** Their bytes, without FCS. */
    public long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return spec + " packets=" + packets + " bytes=" + bytes;
    }
}

package org.onosnetmap.dataplane.flow;

/** A meter in force and its counters at one moment (OpenFlow 1.3.5 section 5.8). */
public final class MeterStats {

    private final Meter meter;
    private final int rules;
    private final long packets;
    private final long bytes;
    private final long[] bandPackets;
    private final long[] bandBytes;
    private final long ageNanos;

    public MeterStats(Meter meter, int rules, long packets, long bytes, long[] bandPackets, long[] bandBytes, long ageNanos) {
        this.meter = meter;
        this.rules = rules;
        this.packets = packets;
        this.bytes = bytes;
        this.bandPackets = bandPackets.clone();
        this.bandBytes = bandBytes.clone();
        this.ageNanos = ageNanos;
    }

    public Meter meter() {
        return meter;
    }

    /** Rules that point to it. */
    public int rules() {
        return rules;
    }

    /** Packets that came to the meter, those that it dropped included. */
    public long packets() {
        return packets;
    }

    /** Their bytes, without FCS. */
    public long bytes() {
        return bytes;
    }

    /** Packets that a band dropped or remarked. */
    public long bandPackets(int band) {
        return bandPackets[band];
    }

    /** Bytes that a band dropped or remarked. */
    public long bandBytes(int band) {
        return bandBytes[band];
    }

    /** Time since the meter was added, in nanoseconds. */
    public long ageNanos() {
        return ageNanos;
    }

    @Override
    public String toString() {
        return meter + " packets=" + packets + " bytes=" + bytes;
    }
}

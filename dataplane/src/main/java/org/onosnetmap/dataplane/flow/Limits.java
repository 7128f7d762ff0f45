package org.onosnetmap.dataplane.flow;

/** How many groups and meters a datapath takes (OpenFlow 1.3.5 sections 7.3.5.10 and 7.3.5.13: group and meter features). */
public final class Limits {

    /** Groups of a datapath, of all types together. */
    public static final int GROUPS = 65_536;
    /** Buckets of a group. */
    public static final int BUCKETS = 1024;
    /** Groups one behind the other, the first included, both in actions and in what buckets watch. */
    public static final int GROUP_CHAIN = 8;
    /** Times that the buckets of a group, and of the groups behind it, may run for one packet. */
    public static final int GROUP_COPIES = 16_384;
    /** Largest weight of a bucket; OpenFlow has 16 bits for it. */
    public static final int WEIGHT = 65_535;
    /** Meters of a datapath. */
    public static final int METERS = 65_536;
    /** Bands of a meter. */
    public static final int BANDS = 8;
    /** Largest rate and burst of a band; OpenFlow has 32 bits for each. */
    public static final long RATE = 0xffff_ffffL;

    private Limits() {
    }
}

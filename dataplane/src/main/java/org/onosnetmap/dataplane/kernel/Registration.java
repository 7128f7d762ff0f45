package org.onosnetmap.dataplane.kernel;

/** What the kernel says of a port: the answer to REGISTER or PORT_INFO_GET. */
public final class Registration {

    /** Bytes from the start of the region to this descriptor's {@code netmap_if}; 0 if nothing was bound. */
    public final long offset;
    /** Bytes of the region. */
    public final long memSize;
    public final int txSlots;
    public final int rxSlots;
    public final int txRings;
    public final int rxRings;
    public final int hostTxRings;
    public final int hostRxRings;
    /** The region. */
    public final int memId;
    /** Extra buffers, which {@code ni_bufs_head} leads to. */
    public final int extraBufs;

    Registration(long offset, long memSize, int[] slotsAndRings, int memId, int extraBufs) {
        this.offset = offset;
        this.memSize = memSize;
        this.txSlots = slotsAndRings[0];
        this.rxSlots = slotsAndRings[1];
        this.txRings = slotsAndRings[2];
        this.rxRings = slotsAndRings[3];
        this.hostTxRings = slotsAndRings[4];
        this.hostRxRings = slotsAndRings[5];
        this.memId = memId;
        this.extraBufs = extraBufs;
    }
}

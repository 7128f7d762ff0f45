package org.onosnetmap.dataplane.port;

/**
 * What a port counts beyond what passes its rings. Written by the worker that syncs the port (or by the port's refresh on the control
 * side, each field by one of them), read by anyone; a reader may see a value that is a moment old.
 */
public final class PortCounters {

    /** Packets lost before they reached a receive ring: the kernel's ring was full. */
    public volatile long rxDropped;
    /** Frames that could not be received whole: too long for a buffer, damaged, cut short. */
    public volatile long rxErrors;
    /** Frames that the interface refused for good: too long for its MTU, interface down. */
    public volatile long txErrors;
    /** Frames repaired on receipt: checksum completed, segments cut out of a large frame, VLAN tag put back. */
    public volatile long rxRepaired;
}

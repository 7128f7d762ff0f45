package org.onosnetmap.dataplane.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a port counts beyond what passes its rings. Added to by the workers that sync the port and by its refresh on the control side;
 * read by anyone; a reader may see a value that is a moment old.
 */
public final class PortCounters {

    private static final VarHandle RX_DROPPED = handle("rxDropped");
    private static final VarHandle RX_ERRORS = handle("rxErrors");
    private static final VarHandle TX_ERRORS = handle("txErrors");
    private static final VarHandle RX_REPAIRED = handle("rxRepaired");

    /** Packets lost before they reached a receive ring: the kernel's ring was full. */
    public volatile long rxDropped;
    /** Frames that could not be received whole: too long for a buffer, damaged, cut short. */
    public volatile long rxErrors;
    /** Frames that the interface refused for good: too long for its MTU, interface down. */
    public volatile long txErrors;
    /** Frames repaired on receipt: checksum completed, segments cut out of a large frame, VLAN tag put back. */
    public volatile long rxRepaired;

    /** Adds to {@link #rxDropped}; any thread. */
    public void addRxDropped(long n) {
        RX_DROPPED.getAndAdd(this, n);
    }

    /** Adds to {@link #rxErrors}; any thread. */
    public void addRxErrors(long n) {
        RX_ERRORS.getAndAdd(this, n);
    }

    /** Adds to {@link #txErrors}; any thread. */
    public void addTxErrors(long n) {
        TX_ERRORS.getAndAdd(this, n);
    }

    /** Adds to {@link #rxRepaired}; any thread. */
    public void addRxRepaired(long n) {
        RX_REPAIRED.getAndAdd(this, n);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(PortCounters.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

package org.onosnetmap.dataplane.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count that one thread raises and any thread may read: no torn or stuck value, no fence either. */
public final class Counter {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** Only the owning thread. */
    public void increment() {
        VALUE.setOpaque(this, value + 1);
    }

    /** Only the owning thread. */
    public void add(long n) {
        VALUE.setOpaque(this, value + n);
    }

    /** Any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}

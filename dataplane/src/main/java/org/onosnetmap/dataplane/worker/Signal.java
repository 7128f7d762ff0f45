package org.onosnetmap.dataplane.worker;

import java.util.concurrent.locks.LockSupport;

/** Wakes one waiting thread. {@link #wake} costs a fence and a read unless the thread sleeps. */
public final class Signal {

    private volatile Thread sleeper;
    private volatile boolean raised;

    /** Any thread: there is something to do. */
    public void wake() {
        if (!raised) {
            raised = true;
        }
        Thread t = sleeper;
        if (t != null) {
            LockSupport.unpark(t);
        }
    }

    /** The waiting thread: returns after {@link #wake}, an interrupt, or the time given in nanoseconds. */
    public void await(long nanos) {
        sleeper = Thread.currentThread();
        if (!raised) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
        raised = false;
    }
}

package org.onosnetmap.dataplane.port;

/** How a port that has no file descriptor wakes the worker that receives from it. {@link #ring()} may be called by any thread, is cheap while the worker is awake, and never blocks. */
public interface Doorbell {

    /** A doorbell with nobody behind it. */
    Doorbell NONE = () -> { };

    /** There is something to receive. */
    void ring();
}

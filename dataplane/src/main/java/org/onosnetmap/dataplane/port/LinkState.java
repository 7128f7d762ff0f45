package org.onosnetmap.dataplane.port;

/** Whether a port can carry packets. */
public enum LinkState {
    /** It can. */
    UP,
    /** The interface is down or has no carrier; it may come back. */
    DOWN,
    /** What is behind the port has vanished (interface deleted, file ended in an error); it does not come back. */
    GONE
}

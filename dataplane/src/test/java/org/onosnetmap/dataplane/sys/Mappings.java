package org.onosnetmap.dataplane.sys;

/** Memory that our code has mapped. What else is mapped in the process is up to the virtual machine. */
public final class Mappings {

    private Mappings() {
    }

    /** How many there are now. */
    public static int count() {
        return Libc.mappings();
    }
}

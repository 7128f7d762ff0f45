package org.onosnetmap.dataplane.sys;

/** A system call failed; the message names the call, its object and the kernel's reason. */
public final class SystemCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    /** @param what the call and its object, as {@code "bind to eth1"} */
    public SystemCallException(String what, int errno) {
        super(what + ": " + Libc.strerror(errno) + " (errno " + errno + ")");
        this.errno = errno;
    }

    /** The kernel's error number. */
    public int errno() {
        return errno;
    }
}

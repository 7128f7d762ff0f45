package org.onosnetmap.dataplane.kernel;

import com.sun.jna.Platform;

/**
 * How a system writes down the requests to {@code /dev/netmap}. Structures and low numbers are the same everywhere, {@code net/netmap.h};
 * what differs is how ioctl(2) packs direction, size and number into one, and which error number says that something is not there.
 */
interface IoctlCodes {

    /** Group of netmap's requests. */
    int GROUP = 'i';
    int NIOCTXSYNC = 148;
    int NIOCRXSYNC = 149;
    int NIOCCTRL = 151;
    /** Bytes of {@code struct nmreq_header}. */
    int HEADER_SIZE = 88;

    /** A request without an argument. */
    int none(int number);

    /** A request whose argument, of so many bytes, is read and written. */
    int readWrite(int number, int size);

    /** {@code EOPNOTSUPP}. */
    int notSupported();

    /** Transmits what was put into the rings of a descriptor. */
    default int txsync() {
        return none(NIOCTXSYNC);
    }

    /** Receives into the rings of a descriptor. */
    default int rxsync() {
        return none(NIOCRXSYNC);
    }

    /** Requests with a {@code struct nmreq_header}. */
    default int control() {
        return readWrite(NIOCCTRL, HEADER_SIZE);
    }

    /** Those of the system that this is. */
    static IoctlCodes here() {
        return Platform.isFreeBSD() ? new FreeBsdIoctlCodes() : new LinuxIoctlCodes();
    }
}

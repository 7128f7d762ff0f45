package org.onosnetmap.dataplane.kernel;

/**
 * FreeBSD, {@code sys/ioccom.h}: direction in bits 29 to 31 (no argument, out, in), size in bits 16 to 28, group in bits 8 to 15, number
 * below. Unlike on Linux, a request without an argument has a bit for that.
 */
final class FreeBsdIoctlCodes implements IoctlCodes {

    private static final int IOC_VOID = 1 << 29;
    private static final int IOC_OUT = 1 << 30;
    private static final int IOC_IN = 1 << 31;

    @Override
    public int none(int number) {
        return IOC_VOID | GROUP << 8 | number;
    }

    @Override
    public int readWrite(int number, int size) {
        return IOC_IN | IOC_OUT | (size & 0x1fff) << 16 | GROUP << 8 | number;
    }

    @Override
    public int notSupported() {
        return 45;
    }
}

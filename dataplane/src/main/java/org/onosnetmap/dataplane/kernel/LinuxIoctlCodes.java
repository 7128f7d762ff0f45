package org.onosnetmap.dataplane.kernel;

/** Linux, {@code asm-generic/ioctl.h}: direction in bits 30 and 31 (1 write, 2 read), size in bits 16 to 29, group in bits 8 to 15, number below. */
final class LinuxIoctlCodes implements IoctlCodes {

    @Override
    public int none(int number) {
        return GROUP << 8 | number;
    }

    @Override
    public int readWrite(int number, int size) {
        return 3 << 30 | (size & 0x3fff) << 16 | GROUP << 8 | number;
    }

    @Override
    public int notSupported() {
        return 95;
    }
}

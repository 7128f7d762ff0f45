package org.onosnetmap.dataplane.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pages shared with what is behind a descriptor: a socket's ring, a device's memory. */
public final class MappedFile {

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_POPULATE = 0x8000;

    private final long address;
    private final long size;
    private boolean unmapped;

    private MappedFile(long address, long size) {
        this.address = address;
        this.size = size;
    }

    /**
     * Maps the first {@code size} bytes, readable and writable.
     *
     * @throws SystemCallException if the kernel refuses
     */
    public static MappedFile shared(int fd, long size) {
        return shared(fd, size, 0);
    }

    /**
     * Maps {@code size} bytes from {@code offset} on, readable and writable.
     *
     * @throws SystemCallException if the kernel refuses
     */
    public static MappedFile shared(int fd, long size, long offset) {
        long p = Libc.mmap(0, size, PROT_READ_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
        if (p == -1) {
            throw new SystemCallException("mmap of " + size + " bytes of descriptor " + fd, Libc.errno());
        }
        return new MappedFile(p, size);
    }

    /** A new view in native byte order. */
    public ByteBuffer buffer() {
        return Libc.pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    }

    /** Ends the mapping. Any later access through a view crashes the process. */
    public void unmap() {
        if (!unmapped) {
            unmapped = true;
            Libc.munmap(address, size);
        }
    }
}

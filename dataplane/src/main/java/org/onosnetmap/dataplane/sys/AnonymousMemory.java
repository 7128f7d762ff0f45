package org.onosnetmap.dataplane.sys;

import java.nio.ByteBuffer;

/** Private zeroed pages straight from mmap(2), outside of the Java heap and its direct-memory limit; untouched pages cost nothing. */
public final class AnonymousMemory {

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;
    private static final int MADV_HUGEPAGE = 14;
    private static final long HUGE_PAGE = 2 << 20;

    private final long address;
    private final long size;

    private AnonymousMemory(long address, long size) {
        this.address = address;
        this.size = size;
    }

    /**
     * Reserves pages.
     *
     * @param size bytes, at most 2 GiB
     * @throws SystemCallException if the kernel refuses
     */
    public static AnonymousMemory reserve(long size) {
        long p = Libc.mmap(0, size, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == -1) {
            throw new SystemCallException("mmap of " + size + " bytes", Libc.errno());
        }
        if (size >= 4 * HUGE_PAGE) {
            Libc.madvise(p, size, MADV_HUGEPAGE); // fewer TLB misses; a kernel without huge pages says no, which is fine
        }
        Libc.mapped();
        return new AnonymousMemory(p, size);
    }

    /** First byte's address. */
    public long address() {
        return address;
    }

    /** A new view of the pages, big endian as every new buffer. It does not keep them: see {@link #release}. */
    public ByteBuffer buffer() {
        return Libc.pointer(address).getByteBuffer(0, size);
    }

    /** Gives the pages back. Any later access through a view crashes the process: call it when no view can be reached. */
    public void release() {
        Libc.munmap(address, size);
        Libc.unmapped();
    }
}

package org.onosnetmap.dataplane.sys;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory of a device in this process, which can be given back at any time: blank pages take its place then, until no view of it can be
 * reached. So who holds a view for too long reads zeros and does not crash the process.
 */
public final class DeviceMemory {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    private final long address;
    private final long size;
    private ByteBuffer view;

    private DeviceMemory(long address, long size, ByteBuffer view) {
        this.address = address;
        this.size = size;
        this.view = view;
    }

    /**
     * Maps the first {@code size} bytes of a device, at most 2 GiB, readable and writable. Pages come when they are touched.
     *
     * @throws SystemCallException if the kernel refuses
     */
    public static DeviceMemory map(int fd, long size) {
        long at = Libc.mmap(0, size, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        if (at == -1) {
            throw new SystemCallException("mmap of " + size + " bytes of a device", Libc.errno());
        }
        Libc.mapped();
        ByteBuffer view = Libc.pointer(at).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
        CLEANER.register(view, () -> {
            Libc.munmap(at, size);
            Libc.unmapped();
        });
        return new DeviceMemory(at, size, view);
    }

    /** The memory, in native byte order; always the same object. Null once it is released. */
    public ByteBuffer buffer() {
        return view;
    }

    /** Gives the device's memory back. */
    public void release() {
        if (view != null) {
            // As long as view refers to it, the address is ours.
            if (Libc.mmap(address, size, PROT_READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == -1) {
                throw new SystemCallException("giving back " + size + " bytes of a device", Libc.errno());
            }
            view = null;
        }
    }
}

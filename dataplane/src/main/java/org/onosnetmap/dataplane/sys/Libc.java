package org.onosnetmap.dataplane.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.lang.reflect.Field;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system calls that the data plane makes, mapped directly onto the C library. Each returns what the C function returns; after a
 * -1, {@link #errno()} tells why. Nothing here allocates.
 */
public final class Libc {

    /** An option that JNA does not know, for an instance of the library that is ours alone and can be closed. */
    private static final Map<String, Object> OURS = Map.of("owner", Libc.class.getName());

    private static final Logger LOG = LoggerFactory.getLogger(Libc.class);

    /** Number of the system call bpf(2), by Linux's syscall tables. */
    private static final long BPF = Platform.isIntel() ? 321 : Platform.isPPC() ? 361 : Platform.ARCH.startsWith("s390") ? 351 : 280;

    private static NativeLibrary library;
    private static int mappings;
    private static boolean released;

    static {
        acquire();
    }

    private Libc() {
    }

    /** Binds the functions, unless they are bound. The class does so by itself when it is loaded. */
    public static synchronized void acquire() {
        released = false;
        if (library == null) {
            // not with our class loader as an option, on which JNA would hold
            library = NativeLibrary.getInstance(Platform.C_LIBRARY_NAME, OURS);
            Native.register(Libc.class, library);
        }
    }

    /**
     * Unbinds the functions, at once or when the last memory that was mapped is given back. JNA refers to this class, and so to its class
     * loader and all that it has loaded, until then: who is going to drop the class loader, as an OSGi bundle that stops, calls this when
     * all engines are closed. Calls fail afterwards, until {@link #acquire()}.
     */
    public static synchronized void release() {
        released = true;
        unbindIfUnused();
    }

    /** Memory was mapped that {@link #munmap} will be called for. */
    static synchronized void mapped() {
        mappings++;
    }

    /** Such memory was given back. */
    static synchronized void unmapped() {
        mappings--;
        unbindIfUnused();
    }

    /** How much such memory there is now, in pieces as they were mapped; for tests. */
    static synchronized int mappings() {
        return mappings;
    }

    private static void unbindIfUnused() {
        if (released && mappings == 0 && library != null) {
            Native.unregister(Libc.class);
            forgetOptions();
            library.close();
            library = null;
        }
    }

    /**
     * JNA 5.17 keeps the options of each class it has bound in a weak map, with the class among the values: nothing of it is ever
     * collected, and unregister does not look there.
     */
    private static void forgetOptions() {
        try {
            Field options = Native.class.getDeclaredField("typeOptions");
            options.setAccessible(true);
            ((Map<?, ?>) options.get(null)).remove(Libc.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("This JNA keeps its options elsewhere; the class loader may stay in memory", e);
        }
    }

    /** errno of the last call of this thread. */
    public static int errno() {
        return Native.getLastError();
    }

    /** mmap(2). Returns the address, -1 on failure. */
    public static native long mmap(long addr, long length, int prot, int flags, int fd, long offset);

    /** munmap(2). */
    public static native int munmap(long addr, long length);

    /** madvise(2). */
    public static native int madvise(long addr, long length, int advice);

    /** close(2). */
    public static native int close(int fd);

    /** read(2). */
    public static native long read(int fd, long buf, long count);

    /** write(2). */
    public static native long write(int fd, long buf, long count);

    /** poll(2). {@code fds} is the address of {@code struct pollfd[n]}. */
    public static native int poll(long fds, long n, int timeoutMillis);

    /** ppoll(2). {@code timeout} is the address of a {@code struct timespec}, 0 for none; {@code signals} that of a signal set, 0 for none. */
    public static native int ppoll(long fds, long n, long timeout, long signals);

    /** sched_setaffinity(2); 0 is the calling thread. {@code mask} is the address of a bit for each processor, {@code length} bytes of them. */
    public static native int sched_setaffinity(int thread, long length, long mask);

    /** sched_getaffinity(2). */
    public static native int sched_getaffinity(int thread, long length, long mask);

    /** eventfd(2). */
    public static native int eventfd(int initial, int flags);

    /** socket(2). */
    public static native int socket(int domain, int type, int protocol);

    /** bind(2). */
    public static native int bind(int fd, long sockaddr, int length);

    /** listen(2). */
    public static native int listen(int fd, int backlog);

    /** connect(2). */
    public static native int connect(int fd, long sockaddr, int length);

    /** setsockopt(2). */
    public static native int setsockopt(int fd, int level, int option, long value, int length);

    /** getsockopt(2). {@code length} is the address of a {@code socklen_t}. */
    public static native int getsockopt(int fd, int level, int option, long value, long length);

    /** recv(2). */
    public static native long recv(int fd, long buf, long count, int flags);

    /** send(2). */
    public static native long send(int fd, long buf, long count, int flags);

    /** sendmmsg(2). {@code messages} is the address of {@code struct mmsghdr[n]}. */
    public static native int sendmmsg(int fd, long messages, int n, int flags);

    /** ioctl(2) whose argument is an address or a number. */
    public static native int ioctl(int fd, long request, long argument);

    /** open(2) of a path that exists. */
    public static native int open(String path, int flags);

    /** dup3(2): afterwards {@code newFd} is what {@code oldFd} is. */
    public static native int dup3(int oldFd, int newFd, int flags);

    /** bpf(2), which the C library has no function for. {@code attributes} is the address of a {@code union bpf_attr}. */
    public static int bpf(int command, long attributes, int size) {
        return (int) syscall(BPF, command, attributes, size);
    }

    private static native long syscall(long number, long first, long second, long third);

    /** strerror(3). */
    public static native String strerror(int errno);

    /** The address as a pointer, for {@code ByteBuffer} views. */
    static Pointer pointer(long address) {
        return new Pointer(address);
    }

    /** Where the memory of a direct buffer is. It stays as long as the buffer can be reached. */
    public static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }
}

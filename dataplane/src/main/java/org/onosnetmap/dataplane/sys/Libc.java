package org.onosnetmap.dataplane.sys;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The system calls that the data plane makes, mapped directly onto the C library. Each returns what the C function returns; after a
 * -1, {@link #errno()} tells why. Nothing here allocates.
 */
public final class Libc {

    static {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {
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

    /** sendmmsg(2). {@code messages} is the address of {@code struct mmsghdr[n]}. */
    public static native int sendmmsg(int fd, long messages, int n, int flags);

    /** ioctl(2) whose argument is an address or a number. */
    public static native int ioctl(int fd, long request, long argument);

    /** open(2) of a path that exists. */
    public static native int open(String path, int flags);

    /** dup3(2): afterwards {@code newFd} is what {@code oldFd} is. */
    public static native int dup3(int oldFd, int newFd, int flags);

    /** strerror(3). */
    public static native String strerror(int errno);

    /** The address as a pointer, for {@code ByteBuffer} views. */
    static Pointer pointer(long address) {
        return new Pointer(address);
    }
}

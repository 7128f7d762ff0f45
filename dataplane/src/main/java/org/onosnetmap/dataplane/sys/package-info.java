/**
 * System calls through JNA direct mapping, and nothing else of the operating system.
 *
 * <p>No native library of this project: {@link org.onosnetmap.dataplane.sys.Libc} declares C library functions, which cost some 100 ns
 * a call more than in C; the callers make one call per batch of packets. Addresses are plain {@code long}s. Linux on 64-bit machines.
 */
package org.onosnetmap.dataplane.sys;

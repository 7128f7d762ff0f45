package org.onosnetmap.dataplane.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Big-endian reads and writes at absolute positions of a buffer, whatever the buffer's own byte order is: ring memory is kept in native
 * order, headers are in network order. Compiled code makes one load and one byte swap of each, for heap and direct buffers alike.
 */
final class Wire {

    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Wire() {
    }

    static int u8(ByteBuffer b, int at) {
        return b.get(at) & 0xff;
    }

    static int u16(ByteBuffer b, int at) {
        return (short) SHORT.get(b, at) & 0xffff;
    }

    static int i32(ByteBuffer b, int at) {
        return (int) INT.get(b, at);
    }

    static long i64(ByteBuffer b, int at) {
        return (long) LONG.get(b, at);
    }

    static void put8(ByteBuffer b, int at, int v) {
        b.put(at, (byte) v);
    }

    static void put16(ByteBuffer b, int at, int v) {
        SHORT.set(b, at, (short) v);
    }

    static void put32(ByteBuffer b, int at, int v) {
        INT.set(b, at, v);
    }

    static void put64(ByteBuffer b, int at, long v) {
        LONG.set(b, at, v);
    }

    /** The low 48 bits. */
    static void put48(ByteBuffer b, int at, long v) {
        put16(b, at, (int) (v >>> 32));
        put32(b, at + 2, (int) v);
    }
}

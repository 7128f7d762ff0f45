package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.pipeline.CompiledActions.DEC_TTL;
import static org.onosnetmap.dataplane.pipeline.CompiledActions.SET;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Field;

/**
 * What routers do to a frame, as few writes at fixed places: new Ethernet addresses, TTL less one. For frames of one shape. What it cannot
 * say is done by a {@link PipelineExecutor}.
 */
final class FrameEdit {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE_INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle NATIVE_LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    /** Of the first eight bytes the last two, where the source address begins. */
    private static final long SOURCE = 0xffffL;
    private static final int TTL_ONE = 1 << 24;
    /** What is added to the complement of the checksum when the TTL becomes one less (RFC 1624, equation 3): the complement of 0x0100. */
    private static final int LESS_ONE = 0xfeff;

    private final int shape;
    /** The first eight bytes, and the four behind, in native order: bits that stay, bits that are set. */
    private long keep0 = -1;
    private long set0;
    private int keep8 = -1;
    private int set8;
    private boolean addresses;
    /** Byte of the IPv4 header's TTL, behind which come the protocol and the checksum; 0 if it stays. */
    private int ttlAt;
    /** Where the frame leaves afterwards. */
    int port;

    FrameEdit(int shape) {
        this.shape = shape;
    }

    boolean isEmpty() {
        return !addresses && ttlAt == 0;
    }

    /** Takes in a step of actions; false if it is none of those that can be said here. */
    boolean add(CompiledActions a, int step) {
        if (a.step[step] == SET && shape != FrameShape.NONE) {
            if (a.field[step] == Field.ETH_DST) {
                keep0 &= nativeLong(SOURCE);
                set0 = set0 & nativeLong(SOURCE) | nativeLong(a.lo[step] << 16);
                addresses = true;
                return true;
            }
            if (a.field[step] == Field.ETH_SRC) {
                keep0 &= ~nativeLong(SOURCE);
                set0 = set0 & ~nativeLong(SOURCE) | nativeLong(a.lo[step] >>> 32 & SOURCE);
                keep8 = 0;
                set8 = LITTLE_ENDIAN ? Integer.reverseBytes((int) a.lo[step]) : (int) a.lo[step];
                addresses = true;
                return true;
            }
        }
        if (a.step[step] == DEC_TTL && ttlAt == 0 && (shape == FrameShape.IPV4 || shape == FrameShape.IPV4_TAGGED)) {
            ttlAt = shape == FrameShape.IPV4 ? 22 : 26;
            return true;
        }
        return false;
    }

    private static long nativeLong(long bigEndian) {
        return LITTLE_ENDIAN ? Long.reverseBytes(bigEndian) : bigEndian;
    }

    /** Changes a frame; false, and nothing changed, if its TTL runs out. */
    boolean apply(ByteBuffer mem, int at) {
        if (ttlAt != 0) {
            int old = (int) INT.get(mem, at + ttlAt);
            if (old >>> 25 == 0) {
                return false; // 0 or 1
            }
            int sum = (~old & 0xffff) + LESS_ONE;
            sum += sum >>> 16;
            INT.set(mem, at + ttlAt, old - TTL_ONE & 0xffff0000 | ~sum & 0xffff);
        }
        if (addresses) {
            if ((keep0 | keep8) == 0) { // both, as routers do
                NATIVE_LONG.set(mem, at, set0);
                NATIVE_INT.set(mem, at + 8, set8);
            } else {
                NATIVE_LONG.set(mem, at, (long) NATIVE_LONG.get(mem, at) & keep0 | set0);
                NATIVE_INT.set(mem, at + 8, (int) NATIVE_INT.get(mem, at + 8) & keep8 | set8);
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof FrameEdit)) {
            return false;
        }
        FrameEdit e = (FrameEdit) o;
        return e.keep0 == keep0 && e.set0 == set0 && e.keep8 == keep8 && e.set8 == set8 && e.ttlAt == ttlAt && e.port == port;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(set0 * 31 + set8) * 31 + port;
    }
}

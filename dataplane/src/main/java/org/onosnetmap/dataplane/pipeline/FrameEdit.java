package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.pipeline.CompiledActions.DEC_TTL;
import static org.onosnetmap.dataplane.pipeline.CompiledActions.SET;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.packet.InternetChecksum;

/**
 * What routers do to a frame, as few writes at fixed places: new Ethernet addresses, TTL less one. For frames of one shape. What it cannot
 * say is done by a {@link PipelineExecutor}.
 */
final class FrameEdit {

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final int shape;
    /** The first eight bytes, and the four behind: bits that stay, bits that are set. */
    private long keep0 = -1;
    private long set0;
    private int keep8 = -1;
    private int set8;
    private boolean addresses;
    /** Byte of the IPv4 header's TTL; 0 if it stays. */
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
                keep0 &= 0xffffL;
                set0 = set0 & 0xffffL | a.lo[step] << 16;
                addresses = true;
                return true;
            }
            if (a.field[step] == Field.ETH_SRC) {
                keep0 &= ~0xffffL;
                set0 = set0 & ~0xffffL | a.lo[step] >>> 32 & 0xffff;
                keep8 = 0;
                set8 = (int) a.lo[step];
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

    /** Changes a frame; false, and nothing changed, if its TTL runs out. */
    boolean apply(ByteBuffer mem, int at) {
        if (ttlAt != 0) {
            int ttl = at + ttlAt;
            int old = (short) SHORT.get(mem, ttl) & 0xffff;
            if (old < 0x200) {
                return false;
            }
            SHORT.set(mem, ttl, (short) (old - 0x100));
            int sum = ttl + 2;
            SHORT.set(mem, sum, (short) InternetChecksum.apply((short) SHORT.get(mem, sum), InternetChecksum.change16(old, old - 0x100)));
        }
        if (addresses) {
            LONG.set(mem, at, (long) LONG.get(mem, at) & keep0 | set0);
            INT.set(mem, at + 8, (int) INT.get(mem, at + 8) & keep8 | set8);
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

package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.packet.InternetChecksum;

class FrameEditTest {

    private static final int TTL = 22;
    private static final int SUM = 24;

    private final ByteBuffer frame = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    private static FrameEdit decrementTtl() {
        FrameEdit e = new FrameEdit(FrameShape.IPV4);
        CompiledActions a = CompiledActions.inside(List.of(Action.decTtl(false)));
        assertTrue(e.add(a, 0));
        return e;
    }

    private int u16(int at) {
        return (frame.get(at) & 255) << 8 | frame.get(at + 1) & 255;
    }

    private void put16(int at, int value) {
        frame.put(at, (byte) (value >>> 8)).put(at + 1, (byte) value);
    }

    @Test
    void everyChecksumChangesByRfc1624() {
        FrameEdit e = decrementTtl();
        for (int sum = 0; sum <= 0xffff; sum++) {
            int ttlAndProtocol = (2 + sum % 254) << 8 | 17;
            put16(TTL, ttlAndProtocol);
            put16(SUM, sum);
            assertTrue(e.apply(frame, 0));
            assertEquals(ttlAndProtocol - 0x100, u16(TTL));
            assertEquals(InternetChecksum.apply((short) sum, InternetChecksum.change16(ttlAndProtocol, ttlAndProtocol - 0x100)) & 0xffff, u16(SUM));
        }
    }

    @Test
    void anExpiredTtlLeavesTheFrameAsItIs() {
        for (int ttl = 0; ttl < 2; ttl++) {
            put16(TTL, ttl << 8 | 17);
            put16(SUM, 0x1234);
            assertFalse(decrementTtl().apply(frame, 0));
            assertEquals(ttl << 8 | 17, u16(TTL));
            assertEquals(0x1234, u16(SUM));
        }
    }
}

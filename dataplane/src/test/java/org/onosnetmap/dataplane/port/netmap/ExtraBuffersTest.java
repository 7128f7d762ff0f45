package org.onosnetmap.dataplane.port.netmap;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;

class ExtraBuffersTest {

    private final NetmapMemory memory = new NetmapMemory(1, 2, 4, 100, 2048);
    private final NetmapIf nif = memory.allocate("x", 1, 1, 4, 4);
    private final NetmapRing ring = nif.rxRing(0);

    private void list(int... indexes) {
        for (int i = 0; i < indexes.length; i++) {
            memory.buffer().putInt(ring.bufferOffset(indexes[i]), i + 1 < indexes.length ? indexes[i + 1] : 0);
        }
        nif.bufsHead(indexes[0]);
    }

    @Test
    void theListIsTakenOnceAndGoesBackWithWhatTheRingsHoldThen() {
        list(50, 60, 55);
        assertArrayEquals(new int[] {50, 60, 55}, ExtraBuffers.take(nif, ring, 3));
        assertEquals(0, nif.bufsHead());
        assertArrayEquals(new int[0], ExtraBuffers.take(nif, ring, 3));
        for (int i = 0; i < 4; i++) {
            ring.bufIdx(i, 70 + i);
        }
        ring.bufIdx(2, 0x0fff_ffff);
        ExtraBuffers.giveBack(nif, new NetmapRing[] {ring});
        assertArrayEquals(new int[] {73, 71, 70}, ExtraBuffers.take(nif, ring, 10), "a slot that names no buffer gives back none");
    }

    @Test
    void aListThatSomebodySpoiltEndsThere() {
        list(50, 60);
        memory.buffer().putInt(ring.bufferOffset(60), -5);
        assertArrayEquals(new int[] {50, 60}, ExtraBuffers.take(nif, ring, 10));
        list(50, 60);
        memory.buffer().putInt(ring.bufferOffset(60), 50);
        assertEquals(10, ExtraBuffers.take(nif, ring, 10).length, "in a circle, no further than there can be buffers");
    }
}

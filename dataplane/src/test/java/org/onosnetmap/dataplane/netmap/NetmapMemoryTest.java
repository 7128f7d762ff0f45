package org.onosnetmap.dataplane.netmap;

import static org.junit.jupiter.api.Assertions.*;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetmapMemoryTest {

    @Test
    void aFreshPortLooksAsTheAbiSays() {
        NetmapMemory m = new NetmapMemory(2, 8, 64, 512, 2048);
        NetmapIf nif = m.allocate("vale0:a-name-too-long", 1, 2, 16, 32);
        assertEquals("vale0:a-name-to", nif.name());
        assertEquals(1, nif.txRings());
        assertEquals(2, nif.rxRings());
        NetmapRing tx = nif.txRing(0);
        assertEquals(16, tx.numSlots());
        assertEquals(0, tx.head());
        assertEquals(15, tx.tail());
        assertEquals(15, tx.available());
        assertFalse(tx.txPending());
        NetmapRing rx = nif.rxRing(1);
        assertEquals(0, rx.tail());
        assertEquals(0, rx.available());
        assertEquals(1, rx.ringId());
        Set<Integer> buffers = new HashSet<>();
        for (NetmapRing r : new NetmapRing[] {tx, nif.rxRing(0), rx}) {
            for (int i = 0; i < r.numSlots(); i++) {
                assertTrue(buffers.add(r.bufIdx(i)), "a buffer in two slots");
                assertTrue(r.validBuffer(r.bufIdx(i)));
                assertEquals(2048, r.len(i));
            }
        }
        // struct netmap_ring: buf_ofs at 0 is relative to the ring, num_slots at 8, nr_buf_size at 12, slots at 256.
        int at = tx.slot(0) - 256;
        assertEquals(16, m.buffer().getInt(at + 8));
        assertEquals(2048, m.buffer().getInt(at + 12));
        assertEquals(tx.bufferOffset(5), at + m.buffer().getLong(at) + 5 * 2048);
    }

    @Test
    void buffersAreConservedOverAnyOrderOfAllocationAndRelease() {
        NetmapMemory m = new NetmapMemory(8, 32, 64, 2000, 2048);
        int all = m.freeBuffers();
        Random random = new Random(1);
        NetmapIf[] held = new NetmapIf[8];
        for (int round = 0; round < 500; round++) {
            int i = random.nextInt(8);
            if (held[i] == null) {
                held[i] = m.allocate("p" + i, 1 + random.nextInt(2), 1, 8 + random.nextInt(56), 16);
            } else {
                m.free(held[i]);
                held[i] = null;
            }
        }
        for (NetmapIf nif : held) {
            if (nif != null) {
                m.free(nif);
            }
        }
        assertEquals(all, m.freeBuffers());
    }

    @Test
    void anExhaustedPoolIsNamedAndNothingIsLost() {
        NetmapMemory m = new NetmapMemory(4, 8, 64, 100, 2048);
        int free = m.freeBuffers();
        NetmapMemory.OutOfMemoryException e = assertThrows(NetmapMemory.OutOfMemoryException.class, () -> m.allocate("big", 1, 1, 64, 64));
        assertTrue(e.getMessage().contains("128 buffers wanted") && e.getMessage().contains("big"), e.getMessage());
        assertEquals(free, m.freeBuffers());
        m.free(m.allocate("small", 1, 1, 16, 16));
        assertEquals(free, m.freeBuffers());
    }

    @Test
    void wildSlotValuesAreFoundBeforeTheyAreFollowed() {
        NetmapMemory m = new NetmapMemory(1, 2, 16, 64, 2048);
        NetmapRing r = m.allocate("x", 1, 1, 16, 16).txRing(0);
        for (int idx : new int[] {0, 1, -1, 66, 0x0fffffff, Integer.MIN_VALUE}) {
            r.bufIdx(3, idx);
            assertEquals(-1, r.bufferAt(3), "index " + idx);
        }
        r.len(3, 2049);
        assertEquals(-1, r.checkedLength(3));
        r.len(3, 65535);
        assertEquals(-1, r.checkedLength(3));
        r.len(3, 2048);
        assertEquals(2048, r.checkedLength(3));
    }

    @Test
    void aRingWithAWildIndexHoldsNothing() {
        NetmapRing r = new NetmapMemory(1, 2, 16, 64, 2048).allocate("x", 1, 1, 16, 16).txRing(0);
        for (int wild : new int[] {-1, 16, 9999, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            r.tail(wild);
            assertEquals(0, r.available());
            r.tail(15);
            r.head(wild);
            assertEquals(0, r.available());
            r.head(0);
            assertEquals(15, r.available());
        }
    }

    @Test
    void aRingThatDoesNotFitItsRegionIsRefused() {
        NetmapMemory m = new NetmapMemory(1, 2, 16, 64, 2048);
        NetmapIf nif = m.allocate("x", 1, 1, 16, 16);
        int at = nif.txRing(0).slot(0) - 256;
        m.buffer().putInt(at + 8, 0x7fffffff);
        assertThrows(IllegalArgumentException.class, () -> new NetmapRing(m.buffer(), at, m.bufCount()));
        m.buffer().putInt(at + 8, 16);
        m.buffer().putLong(at, Long.MAX_VALUE / 2);
        assertThrows(IllegalArgumentException.class, () -> new NetmapRing(m.buffer(), at, m.bufCount()));
        m.buffer().putLong(nif.offset() + 56, 1L << 40);
        assertThrows(IllegalArgumentException.class, () -> new NetmapIf(m.buffer(), nif.offset(), m.bufCount()));
    }
}

package org.onosnetmap.dataplane.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.dataplane.netmap.NetmapAbi.NS_MOREFRAG;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.NullPort;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;

class RxTest {

    private final Random random = new Random(1);

    @Test
    void aBatchHasThoseSlotsThatAreInOrderWhateverIsInTheOthers() throws PortException {
        Rx rx = new Rx(NullPort.open(PortSpec.of("null:"), NetmapMemory.forPorts(2), 1), 1, 0);
        NetmapRing r = rx.ring;
        int[] buffer = new int[r.numSlots()];
        for (int i = 0; i < buffer.length; i++) {
            buffer[i] = r.bufIdx(i);
        }
        Batch b = new Batch();
        boolean rest = false; // of a packet in several slots
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            int first = random.nextInt(r.numSlots());
            int n = 1 + random.nextInt(Math.min(Batch.CAPACITY, r.numSlots() - 1));
            boolean hostile = random.nextInt(3) == 0;
            List<Integer> slots = new ArrayList<>();
            long bytes = 0;
            int i = first;
            for (int k = 0; k < n; k++, i = r.next(i)) {
                boolean good = !hostile || random.nextInt(10) > 0;
                int idx = good || random.nextBoolean() ? buffer[i] : anyInvalid();
                int len = good || random.nextBoolean() ? 14 + random.nextInt(r.bufSize() - 13) : anyInvalidLength(r.bufSize());
                boolean more = !good && random.nextInt(4) == 0;
                r.word(i, idx & 0xffffffffL | (long) len << 32 | (more ? (long) NS_MOREFRAG << 48 : 0));
                if (idx == buffer[i] && len >= 14 && len <= r.bufSize() && !more && !rest) {
                    slots.add(i);
                    bytes += len;
                } else {
                    refused++;
                }
                rest = more;
            }
            assertEquals(bytes, rx.collect(b, first, i));
            assertEquals(slots.size(), b.size);
            for (int k = 0; k < b.size; k++) {
                int slot = slots.get(k);
                assertEquals(slot, b.slot[k]);
                assertEquals(r.word(slot), b.word[k]);
                assertEquals(r.bufferOffset(buffer[slot]), b.at[k]);
                assertEquals(r.len(slot), b.length[k]);
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    private int anyInvalid() {
        int[] all = {0, 1, -1, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, Integer.MAX_VALUE, 1 << 24};
        return all[random.nextInt(all.length)];
    }

    private int anyInvalidLength(int bufSize) {
        int[] all = {0, 13, bufSize + 1, 0xffff};
        return all[random.nextInt(all.length)];
    }
}

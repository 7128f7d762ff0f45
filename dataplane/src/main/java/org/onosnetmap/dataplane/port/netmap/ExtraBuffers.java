package org.onosnetmap.dataplane.port.netmap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * The extra buffers of a descriptor: a list that {@code ni_bufs_head} leads to, each buffer's first four bytes naming the next, with 0 at its
 * end (netmap(4)). On close the kernel frees what the list holds then.
 */
final class ExtraBuffers {

    private ExtraBuffers() {
    }

    /**
     * Takes the buffers off the list.
     *
     * @param any  a ring of the same region
     * @param most that may be on it
     * @return their indexes; the list ends where it names no buffer
     */
    static int[] take(NetmapIf nif, NetmapRing any, int most) {
        ByteBuffer mem = any.memory();
        int[] all = new int[most];
        int n = 0;
        for (int idx = nif.bufsHead(); n < most && any.validBuffer(idx); idx = mem.getInt(any.bufferOffset(idx))) {
            all[n++] = idx;
        }
        nif.bufsHead(0); // whoever kills this process, the kernel does not follow a list whose buffers are in rings
        return Arrays.copyOf(all, n);
    }

    /** Puts the buffers that rings hold on the list. */
    static void giveBack(NetmapIf nif, NetmapRing[] rings) {
        int head = 0;
        for (NetmapRing r : rings) {
            for (int i = 0; i < r.numSlots(); i++) {
                int at = r.bufferAt(i);
                if (at >= 0) {
                    r.memory().putInt(at, head);
                    head = r.bufIdx(i);
                }
            }
        }
        nif.bufsHead(head);
    }
}

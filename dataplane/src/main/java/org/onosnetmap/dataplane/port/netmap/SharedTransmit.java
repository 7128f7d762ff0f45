package org.onosnetmap.dataplane.port.netmap;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * Transmit rings for more workers than the port has. Each worker fills a ring of this process, whose slots hold extra buffers of the kernel's
 * region; a sync moves what is in it to the kernel's ring (worker w's to ring w modulo the number of rings) by exchanging buffers, under a
 * lock for each of these. So frames are not copied, and workers wait for each other once a batch at most.
 */
final class SharedTransmit implements AutoCloseable {

    private final KernelRing[] kernel;
    private final NetmapRing[] rings;
    private final NetmapIf owner;
    private final Object[] locks;

    /**
     * @param kernel  the port's transmit rings
     * @param owner   whose extra buffers they are
     * @param buffers the extra buffers, to be shared out
     */
    SharedTransmit(KernelRing[] kernel, int workers, NetmapIf owner, int[] buffers, int bufCount) {
        this.kernel = kernel;
        this.owner = owner;
        this.locks = new Object[kernel.length];
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new Object();
        }
        int slots = buffers.length / workers;
        int ringBytes = RING_SIZE + slots * SLOT_SIZE + 127 & ~127;
        this.rings = new NetmapRing[workers];
        ByteBuffer mem = ByteBuffer.allocateDirect(workers * ringBytes).order(ByteOrder.nativeOrder());
        NetmapRing like = kernel[0].ring;
        int next = 0;
        for (int w = 0; w < workers; w++) {
            int at = w * ringBytes;
            mem.putInt(at + RING_NUM_SLOTS, slots).putInt(at + RING_BUF_SIZE, like.bufSize()).putShort(at + RING_ID, (short) w)
                    .putShort(at + RING_DIR, (short) DIR_TX).putInt(at + RING_TAIL, slots - 1);
            rings[w] = new NetmapRing(mem, at, like.memory(), like.bufferOffset(0), bufCount);
            for (int i = 0; i < slots; i++) {
                rings[w].bufIdx(i, buffers[next++]);
            }
        }
    }

    /** The rings that the workers fill. */
    NetmapRing[] rings() {
        return rings;
    }

    /**
     * Moves what worker {@code w} has put into its ring, as far as there is room, and transmits.
     *
     * @return frames that were lost because their slot was no good; -1 with errno if the port is gone
     */
    int txsync(int w) {
        NetmapRing from = rings[w];
        KernelRing to = kernel[w % kernel.length];
        int at = from.next(from.tail());
        if (!from.headWithin(at)) {
            return 0;
        }
        int lost = 0;
        synchronized (locks[w % kernel.length]) {
            for (int end = from.head(); ; ) {
                int moved = 0;
                int fill = to.ring.head();
                for (int room = to.ring.available(); at != end && room > 0; at = from.next(at)) {
                    if (exchange(from, at, to.ring, fill)) {
                        fill = to.ring.next(fill);
                        room--;
                        moved++;
                    } else {
                        lost++;
                    }
                }
                if (moved > 0) {
                    to.ring.advanceTo(fill);
                }
                if (to.device.txsync() < 0) {
                    return -1;
                }
                if (at == end || to.ring.available() == 0) {
                    break;
                }
            }
        }
        from.tail(at == 0 ? from.numSlots() - 1 : at - 1);
        return lost;
    }

    private static boolean exchange(NetmapRing from, int i, NetmapRing to, int k) {
        long word = from.word(i);
        int idx = (int) word;
        int mine = to.bufIdx(k);
        int len = (int) (word >>> 32) & 0xffff;
        if (!from.validBuffer(idx) || !to.validBuffer(mine) || len > from.bufSize()) {
            return false;
        }
        to.word(k, idx & 0xffffffffL | (long) len << 32 | (long) NS_BUF_CHANGED << 48);
        from.bufIdx(i, mine);
        return true;
    }

    /** Gives the buffers back. No worker uses the rings any more. */
    @Override
    public void close() {
        ExtraBuffers.giveBack(owner, rings);
    }
}

package org.onosnetmap.dataplane.port.pipe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Doorbell;

/**
 * One direction of a pipe: a transmit ring and a receive ring of the same size in the same region, for one sending and one receiving
 * thread.
 *
 * <p>Around the ring stand three positions, {@code reclaimed <= released <= sent}. The slots from {@code reclaimed} to {@code sent}
 * are out of the sender's hands, and for those the receive ring says which buffer they hold; for the others the transmit ring does. So
 * each buffer has one owner at any time, and both rings show the same buffer in a slot once both sides have synced.
 */
final class PipeChannel {

    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    // Two cache lines for each side (lines are fetched in pairs) and two in front, where the array's header is.
    private static final int SENT = 32;
    private static final int RECLAIMED = SENT + 1;
    private static final int RELEASED = 64;

    private final int[] position = new int[96];
    private final NetmapRing tx;
    private final NetmapRing rx;
    private volatile Doorbell bell = Doorbell.NONE;

    /** @param rx a ring whose slots hold no buffers yet */
    PipeChannel(NetmapRing tx, NetmapRing rx) {
        this.tx = tx;
        this.rx = rx;
        for (int i = 0; i < tx.numSlots(); i++) {
            rx.word(i, tx.word(i));
        }
    }

    /** Whom to wake when something was sent. */
    void doorbell(Doorbell bell) {
        this.bell = bell;
    }

    /** Sender: hands over what is before {@code head}, and takes back what the receiver released. */
    void txsync() {
        int n = tx.numSlots();
        int head = tx.head();
        int sent = position[SENT];
        if (head != sent && tx.headWithin(sent)) {
            for (int i = sent; i != head; i = i + 1 == n ? 0 : i + 1) {
                rx.word(i, tx.word(i));
            }
            INT.setVolatile(position, SENT, head); // not just a release: the doorbell looks next whether the receiver sleeps
            bell.ring();
        }
        int released = (int) INT.getAcquire(position, RELEASED);
        int reclaimed = position[RECLAIMED];
        if (released != reclaimed) {
            takeBack(reclaimed, released, n);
            position[RECLAIMED] = released;
        }
        tx.tail(released == 0 ? n - 1 : released - 1);
    }

    /** Receiver: releases what is before {@code head}, and shows what was sent. */
    void rxsync() {
        int head = rx.head();
        int released = position[RELEASED];
        if (head != released && rx.headWithin(released)) {
            INT.setRelease(position, RELEASED, head);
        }
        rx.tail((int) INT.getAcquire(position, SENT));
    }

    /** Makes the transmit ring the only one that names buffers. Both sides must be at rest, and the channel is not used any more. */
    void dissolve() {
        takeBack(position[RECLAIMED], position[SENT], tx.numSlots());
        for (int i = 0; i < rx.numSlots(); i++) {
            rx.bufIdx(i, 0);
        }
    }

    private void takeBack(int from, int to, int n) {
        for (int i = from; i != to; i = i + 1 == n ? 0 : i + 1) {
            int idx = rx.bufIdx(i);
            if (idx != tx.bufIdx(i)) {
                tx.bufIdx(i, idx);
                tx.flags(i, tx.flags(i) | NetmapAbi.NS_BUF_CHANGED);
            }
        }
    }
}

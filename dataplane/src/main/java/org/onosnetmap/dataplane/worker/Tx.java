package org.onosnetmap.dataplane.worker;

import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.queue.PortQueues;

/** One transmit ring of an attached port, as its worker fills it. */
final class Tx extends Padding {

    final Port port;
    final int portNo;
    final int ringNo;
    final NetmapRing ring;
    final Counts counts = new Counts();
    /** Whether packets may go out; set by the control side. */
    volatile boolean up = true;
    /** Where frames wait for this port; null if they go into the ring at once. Set by the control side. */
    volatile PortQueues queues;
    /** Next slot to fill, ahead of the ring's {@code head} until the batch ends. */
    int next;
    /** Slots left from {@link #next} on. */
    int room;
    /** Whether slots were filled since the last sync. */
    boolean dirty;
    /** Whether the ring was synced in this batch already to make room. */
    boolean full;

    Tx(Port port, int portNo, int ringNo) {
        this.port = port;
        this.portNo = portNo;
        this.ringNo = ringNo;
        this.ring = port.txRing(ringNo);
        reload();
    }

    /** Takes over the ring's indexes after a sync. */
    void reload() {
        next = ring.head();
        room = ring.available();
    }

    /** The next slot holds a frame. */
    void filled(int len) {
        next = ring.next(next);
        room--;
        counts.packets++;
        counts.bytes += len;
    }

    /** The slots up to {@code slot} hold frames, {@code packets} more of {@code bytes} in all. */
    void filledTo(int slot, int packets, long bytes) {
        next = slot;
        room -= packets;
        counts.packets += packets;
        counts.bytes += bytes;
    }

    /** Hands over what was filled, and looks what room there is. */
    void sync() {
        ring.advanceTo(next);
        port.txsync(ringNo);
        reload();
    }
}

package org.onosnetmap.dataplane.worker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.onosnetmap.dataplane.pipeline.CompiledActions;

/** Packets on their way from the control side to a worker. Many producers, who take turns; one consumer, who does not wait. */
final class PacketOutQueue {

    /** A packet and what to do with it. */
    static final class Item {
        final CompiledActions actions;
        final int inPort;
        final byte[] frame;

        Item(CompiledActions actions, int inPort, byte[] frame) {
            this.actions = actions;
            this.inPort = inPort;
            this.frame = frame;
        }
    }

    private static final int PLACES = 1024;

    private final AtomicReferenceArray<Item> items = new AtomicReferenceArray<>(PLACES);
    private final AtomicLong dropped = new AtomicLong();
    private int head;
    private int tail;

    /** Control side. False if the queue is full; the packet is counted as dropped then. */
    synchronized boolean offer(Item item) {
        if (items.get(head) != null) {
            dropped.incrementAndGet();
            return false;
        }
        items.set(head, item);
        head = head + 1 & PLACES - 1;
        return true;
    }

    /** Worker: the next packet, or null. */
    Item poll() {
        Item item = items.getPlain(tail);
        if (item == null && (item = items.getAcquire(tail)) == null) {
            return null;
        }
        items.setRelease(tail, null);
        tail = tail + 1 & PLACES - 1;
        return item;
    }

    /** Whether there is something to take. */
    boolean isEmpty() {
        return items.getAcquire(tail) == null;
    }

    long dropped() {
        return dropped.get();
    }
}

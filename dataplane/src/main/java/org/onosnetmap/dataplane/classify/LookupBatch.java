package org.onosnetmap.dataplane.classify;

import org.onosnetmap.dataplane.packet.PacketKey;

/** What {@link Classifier#lookup(long[], int, int, LookupBatch)} finds, and what it works in. One object a worker. */
public final class LookupBatch {

    /** Keys in a batch at most. */
    public static final int CAPACITY = 256;

    /** What was found; null for nothing. */
    public final Entry[] found = new Entry[CAPACITY];

    final PacketKey key = new PacketKey();
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Which tuples can have an entry for a packet, by the first bits of its two IPv4 addresses: a bit for each tuple and each value of them. So a
 * packet passes over most tuples at the cost of two loads. A packet of another protocol has anything in these bits, and entries on it have no mask
 * there, so that their tuples are always asked.
 *
 * <p>Control side, and read by look-ups. Bits are only added, which workers may see early; those of removed entries stay until all is made anew.
 */
final class AddressBits {

    private static final int BITS = 12;
    private static final int VALUES = 1 << BITS;
    /** A shorter prefix is taken for none. */
    private static final int MIN_LENGTH = 4;
    private static final int SOURCE_SHIFT = 64 - BITS;
    private static final int DESTINATION_SHIFT = 32 - BITS;

    /** Longs for each value: so many times 64 tuples have room. */
    final int words;
    private final long[] sources;
    private final long[] destinations;
    /** Tuples with entries on any address. */
    private final long[] anySource;
    private final long[] anyDestination;
    private final int room;
    private int added;
    private int slots;

    /** With the tuples' entries, by falling priority and with room for more. */
    AddressBits(List<Tuple> tuples, int entries) {
        words = (tuples.size() * 5 / 4 + Long.SIZE - 1) / Long.SIZE;
        sources = new long[VALUES * words];
        destinations = new long[VALUES * words];
        anySource = new long[words];
        anyDestination = new long[words];
        room = 3 * entries + Long.SIZE;
        tuples.sort((a, b) -> Integer.compare(b.maxPriority(), a.maxPriority()));
        for (Tuple t : tuples) {
            t.slot = slots++;
            t.forEach(e -> add(t, e));
        }
    }

    /** Whether there is no room for an entry, or too many of those that are here may have gone. */
    boolean isFull() {
        return added >= room || slots == words * Long.SIZE;
    }

    void add(Tuple t, Entry e) {
        added++;
        if (t.slot < 0) {
            t.slot = slots++;
        }
        long mask = e.mask.at(KeyLayout.IPV4);
        long value = mask == 0 ? 0 : e.value(KeyLayout.IPV4);
        add(sources, anySource, t.slot, (int) (mask >>> SOURCE_SHIFT), (int) (value >>> SOURCE_SHIFT));
        add(destinations, anyDestination, t.slot, (int) (mask >>> DESTINATION_SHIFT) & VALUES - 1, (int) (value >>> DESTINATION_SHIFT) & VALUES - 1);
    }

    private void add(long[] bits, long[] any, int slot, int mask, int value) {
        int length = Integer.bitCount(mask);
        int word = slot / Long.SIZE;
        if (length < MIN_LENGTH || mask != (VALUES - 1 & -VALUES >> length)) {
            any[word] |= 1L << slot;
            return;
        }
        for (int v = value; v < value + (VALUES >> length); v++) {
            bits[v * words + word] |= 1L << slot;
        }
    }

    /** Of 64 tuples those that a packet must ask. */
    long tuples(long addresses, int word) {
        return (sources[(int) (addresses >>> SOURCE_SHIFT) * words + word] | anySource[word])
                & (destinations[((int) (addresses >>> DESTINATION_SHIFT) & VALUES - 1) * words + word] | anyDestination[word]);
    }

    /** Tables in the places of their tuples' bits. */
    TupleTable[] inPlace(List<Tuple> tuples) {
        TupleTable[] all = new TupleTable[words * Long.SIZE];
        Arrays.fill(all, TupleTable.NONE);
        for (Tuple t : tuples) {
            all[t.slot] = t.publish();
        }
        return all;
    }
}

package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** Up to 32 bits of a word of the key, of which entries want a prefix, which is a range of values. */
final class KeyField {

    static final KeyField SOURCE = new KeyField(KeyLayout.IPV4, 32, 32);
    static final KeyField DESTINATION = new KeyField(KeyLayout.IPV4, 0, 32);
    /** IP protocol, ports, EtherType, tag, port, lower bits of both MAC addresses and of metadata, second tag. */
    static final KeyField[] OTHERS = {
        new KeyField(KeyLayout.INNER, KeyLayout.PROTO_SHIFT, 8), new KeyField(KeyLayout.INNER, 0, 16), new KeyField(KeyLayout.INNER, 16, 16),
        new KeyField(KeyLayout.DST_TYPE, 0, 16), new KeyField(KeyLayout.SRC_VLAN, 0, 16), new KeyField(KeyLayout.IN_PORT, 0, 16),
        new KeyField(KeyLayout.DST_TYPE, 16, 16), new KeyField(KeyLayout.SRC_VLAN, 16, 16), new KeyField(KeyLayout.METADATA, 0, 16),
        new KeyField(KeyLayout.INNER_VLAN, 0, 16)};

    /** A change is a long: below it is the number of an entry. */
    private static final int ENTRY_BITS = 24;

    final int word;
    final int shift;
    /** 8, 16 or 32. */
    final int bits;
    /** Highest value. */
    private final long max;

    private KeyField(int word, int shift, int bits) {
        this.word = word;
        this.shift = shift;
        this.bits = bits;
        this.max = (1L << bits) - 1;
    }

    /** Where entries' values begin or have ended, ascending: {@link #value} and number of the entry. What would end behind the highest value is not there. */
    long[] changes(Entry[] entries) {
        long[] all = new long[2 * entries.length];
        int n = 0;
        for (int i = 0; i < entries.length; i++) {
            long mask = prefix(entries[i]);
            long first = mask == 0 ? 0 : entries[i].value(word) >>> shift & mask;
            long end = (first | max & ~mask) + 1;
            all[n++] = first << ENTRY_BITS | i;
            if (end <= max) {
                all[n++] = end << ENTRY_BITS | i;
            }
        }
        Arrays.sort(all, 0, n);
        return Arrays.copyOf(all, n);
    }

    /** Of a change. */
    static long value(long change) {
        return change >>> ENTRY_BITS;
    }

    /** Number of the entry that a change is of. */
    static int entry(long change) {
        return (int) change & (1 << ENTRY_BITS) - 1;
    }

    /** The entry's mask, if it is one of a prefix; another is taken for none. */
    private long prefix(Entry e) {
        long mask = e.mask.at(word) >>> shift & max;
        long rest = max & ~mask;
        return (rest & rest + 1) == 0 ? mask : 0;
    }
}

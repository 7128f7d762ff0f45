package org.onosnetmap.dataplane.classify;

import java.util.concurrent.atomic.AtomicLong;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.PacketKey;

/** What a classifier holds: a match with its rank. Workers read only final fields. */
public abstract class Entry {

    private static final int ORDER_BITS = 47;
    private static final long MAX_ORDER = (1L << ORDER_BITS) - 1;
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** Number that no other entry has, from 1 on. */
    public final long id = LAST_ID.incrementAndGet();

    final Mask mask;
    /** What the first three words of the mask must be; the entry's own, so that a comparison costs one cache line. */
    private final long value0;
    private final long value1;
    private final long value2;
    /** The words behind them; null if there are none. */
    private final long[] more;
    /** The highest wins: the priority, below it the order. Not negative. */
    final long rank;
    /** Where it is, and its hash there. Control side only. */
    Tuple home;
    long hash;

    /**
     * @param match    valid in OpenFlow's terms
     * @param priority the highest wins; 0 to 65535
     * @param order    among equal priorities the lowest wins; 0 to 2<sup>47</sup> - 1
     */
    protected Entry(Match match, int priority, long order) {
        this.mask = Masks.same(Mask.of(match));
        long[] values = mask.values(match);
        this.value0 = values.length > 0 ? values[0] : 0;
        this.value1 = values.length > 1 ? values[1] : 0;
        this.value2 = values.length > 2 ? values[2] : 0;
        this.more = values.length > 3 ? values : null;
        this.rank = rank(priority, order);
    }

    static long rank(int priority, long order) {
        return (long) priority << ORDER_BITS | MAX_ORDER - order;
    }

    final int priority() {
        return (int) (rank >>> ORDER_BITS);
    }

    /** Place among equal priorities. */
    public final long order() {
        return MAX_ORDER - (rank & MAX_ORDER);
    }

    final boolean beats(Entry other) {
        return rank > other.rank;
    }

    /** Whether the packet has what the match wants; reads its headers as deep as the match needs. */
    final boolean matches(PacketKey packet) {
        packet.need(mask.depth);
        return matches(packet.words(), 0);
    }

    /** Whether the key that lies there has what the match wants. */
    final boolean matches(long[] keys, int at) {
        Mask m = mask;
        if ((keys[at + m.index0] & m.bits0 ^ value0 | keys[at + m.index1] & m.bits1 ^ value1 | keys[at + m.index2] & m.bits2 ^ value2) != 0) {
            return false;
        }
        return more == null || matchesMore(keys, at);
    }

    /** Of many keys each that matches gets a number, unless it has a lower one. Of masks of up to three words. */
    final void take(long[] keys, int stride, int n, int number, int[] numbers) {
        Mask m = mask;
        int at0 = m.index0;
        int at1 = m.index1;
        int at2 = m.index2;
        for (int i = 0, at = 0; i < n; i++, at += stride) {
            long differences = keys[at + at0] & m.bits0 ^ value0 | keys[at + at1] & m.bits1 ^ value1 | keys[at + at2] & m.bits2 ^ value2;
            int others = (int) ((differences | -differences) >>> 63);
            numbers[i] = Math.min(numbers[i], number | -others & Integer.MAX_VALUE);
        }
    }

    private boolean matchesMore(long[] keys, int at) {
        for (int i = 3; i < more.length; i++) {
            if ((keys[at + mask.index[i]] & mask.bits[i]) != more[i]) {
                return false;
            }
        }
        return true;
    }

    /** What the match wants in one of the mask's words of the key. */
    final long value(int word) {
        int i = 0;
        while (mask.index[i] != word) {
            i++;
        }
        switch (i) {
            case 0:
                return value0;
            case 1:
                return value1;
            case 2:
                return value2;
            default:
                return more[i];
        }
    }
}

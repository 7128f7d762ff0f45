package org.onosnetmap.dataplane.vale;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The addresses that a learning switch knows: (VLAN, Ethernet address) to port, with the time of the last sighting.
 *
 * <p>A fixed table of buckets with eight entries each; an address has two buckets to live in, and goes into the emptier one:
 * the table fills to three quarters before a bucket overflows, and then the address not seen for longest gives way. Any number of workers learn and look up at the
 * same time without locks: a key is one long, claimed by compare-and-set; port and time are one long beside it, which also carries a
 * tag of the key it was written for. A race can cost a sighting, or leave an address in both of its buckets until it ages out; a look-up
 * that meets a port written for another address sees the wrong tag and answers "unknown".
 *
 * <p>Time is a tick that the owner hands in (a second or so each), so that nothing here asks the clock.
 */
public final class MacTable {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WAYS = 8;
    /** Marks a key as used: VLAN ids have 12 bits. */
    private static final long USED = 0x8000;
    /** A key that is being written. */
    private static final long CLAIMED = 1;
    private static final long MULTICAST = 1L << 40;

    private final long[] keys;
    private final long[] values;
    private final int bucketMask;
    /** Grows with every new or moved address; racy increments may be lost but never all of them. */
    private volatile long changes;

    /** Hears of the entries of a table, see {@link #forEach}. */
    @FunctionalInterface
    public interface Visitor {
        /** An entry: address, VLAN, port, tick of the last sighting. */
        void entry(long mac, int vlan, int port, int tick);
    }

    /** @param capacity number of addresses, rounded up to a power of two, at least 64 */
    public MacTable(int capacity) {
        int buckets = Integer.highestOneBit(Math.max(8, (capacity + WAYS - 1) / WAYS * 2 - 1));
        keys = new long[buckets * WAYS];
        values = new long[buckets * WAYS];
        bucketMask = buckets - 1;
    }

    /** Number of addresses that fit. */
    public int capacity() {
        return keys.length;
    }

    private static long key(long mac, int vlan) {
        return mac << 16 | USED | vlan;
    }

    private static long mix(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return h ^ h >>> 32;
    }

    /** Port in 16 bits, tag of the key in 16, tick in 32. */
    private static long value(int port, long h, int tick) {
        return (long) port << 48 | (h >>> 16 & 0xffff) << 32 | tick & 0xffffffffL;
    }

    private int bucket1(long h) {
        return ((int) h & bucketMask) * WAYS;
    }

    private int bucket2(long h) {
        return ((int) (h >>> 40) * 0x5bd1e995 >>> 7 & bucketMask) * WAYS;
    }

    private static boolean held(long key) {
        return (key & USED) != 0;
    }

    private int find(long key, int from) {
        for (int i = from; i < from + WAYS; i++) {
            if ((long) LONGS.getOpaque(keys, i) == key) {
                return i;
            }
        }
        return -1;
    }

    /** Remembers that the address was seen on the port (1 to 65,535). A multicast address is no source and is ignored. */
    public void learn(long mac, int vlan, int port, int tick) {
        if ((mac & MULTICAST) != 0) {
            return;
        }
        long key = key(mac, vlan);
        long h = mix(key);
        long value = value(port, h, tick);
        int i = find(key, bucket1(h));
        if (i < 0) {
            i = find(key, bucket2(h));
        }
        if (i >= 0) {
            long old = (long) LONGS.getOpaque(values, i);
            if (old != value) {
                LONGS.setOpaque(values, i, value);
                if (old >>> 48 != value >>> 48) {
                    changes++;
                }
            }
            return;
        }
        insert(key, value, h, tick);
    }

    /** Into the emptier of the two buckets, or in place of the entry that was not seen for longest. */
    private void insert(long key, long value, long h, int tick) {
        int from = used(bucket1(h)) <= used(bucket2(h)) ? bucket1(h) : bucket2(h);
        int victim = -1;
        long victimKey = 0;
        int age = -1;
        for (int i = from; i < from + WAYS; i++) {
            long held = (long) LONGS.getOpaque(keys, i);
            if (held == 0 && replace(i, 0, key, value)) {
                return;
            }
            int a = tick - (int) (long) LONGS.getOpaque(values, i);
            if (held(held) && a > age) {
                age = a;
                victim = i;
                victimKey = held;
            }
        }
        if (victim >= 0) {
            replace(victim, victimKey, key, value);
        }
    }

    private int used(int from) {
        int n = 0;
        for (int i = from; i < from + WAYS; i++) {
            n += (long) LONGS.getOpaque(keys, i) == 0 ? 0 : 1;
        }
        return n;
    }

    private boolean replace(int i, long from, long key, long value) {
        if (!LONGS.compareAndSet(keys, i, from, CLAIMED)) {
            return false; // another worker was faster; the next frame of this address tries again
        }
        LONGS.setOpaque(values, i, value);
        LONGS.setRelease(keys, i, key);
        changes++;
        return true;
    }

    /** The port that the address was last seen on, or -1. */
    public int lookup(long mac, int vlan) {
        long key = key(mac, vlan);
        long h = mix(key);
        int i = find(key, bucket1(h));
        if (i < 0) {
            i = find(key, bucket2(h));
            if (i < 0) {
                return -1;
            }
        }
        long value = (long) LONGS.getOpaque(values, i);
        return (value >>> 32 & 0xffff) == (h >>> 16 & 0xffff) ? (int) (value >>> 48) : -1;
    }

    /** A number that differs from before when addresses were learnt, moved or forgotten. */
    public long changes() {
        return changes;
    }

    /** Forgets what was last seen before the tick. Control side. */
    public void forgetBefore(int tick) {
        for (int i = 0; i < keys.length; i++) {
            long key = (long) LONGS.getAcquire(keys, i);
            if (held(key) && (int) (long) LONGS.getOpaque(values, i) - tick < 0) {
                remove(i, key);
            }
        }
    }

    /** Forgets what was learnt on the port. Control side. */
    public void forgetPort(int port) {
        for (int i = 0; i < keys.length; i++) {
            long key = (long) LONGS.getAcquire(keys, i);
            if (held(key) && (int) ((long) LONGS.getOpaque(values, i) >>> 48) == port) {
                remove(i, key);
            }
        }
    }

    /** Forgets everything. Control side. */
    public void clear() {
        for (int i = 0; i < keys.length; i++) {
            long key = (long) LONGS.getAcquire(keys, i);
            if (held(key)) {
                remove(i, key);
            }
        }
    }

    private void remove(int i, long key) {
        if (LONGS.compareAndSet(keys, i, key, 0L)) {
            changes++;
        }
    }

    /** Visits the entries there are at the moment, in no order. */
    public void forEach(Visitor v) {
        for (int i = 0; i < keys.length; i++) {
            long key = (long) LONGS.getAcquire(keys, i);
            if (held(key)) {
                long value = (long) LONGS.getAcquire(values, i);
                v.entry(key >>> 16, (int) key & 0xfff, (int) (value >>> 48), (int) value);
            }
        }
    }
}

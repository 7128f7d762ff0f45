package org.onosnetmap.dataplane.vale;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.pipeline.Packet;

/**
 * What the learning switch does with a frame; one object a worker.
 *
 * <p>In front of the {@link MacTable}, which all workers share, lie two small tables of what this worker has learnt and looked up last, so that
 * a conversation costs two loads a frame. What stands there holds for one second and until the table changes: then it is looked up in
 * the table again.
 */
public final class LearningSwitch {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long GROUP = 1L << 40;
    private static final int RECENT_BITS = 12;

    private final MacTable macs;
    /** Two longs each: address and VLAN; port, second and state of the table. */
    private final long[] learnt = new long[2 << RECENT_BITS];
    private final long[] known = new long[2 << RECENT_BITS];
    /** {@link MacTable#changes} as last seen. */
    private long changes;

    public LearningSwitch(MacTable macs) {
        this.macs = macs;
    }

    /** Begins a batch: what other workers and the control side have changed counts from here on. */
    public void begin() {
        changes = macs.changes();
    }

    /** As {@link #port(ByteBuffer, int, int, int, int)}. */
    public int port(Packet p, int tick) {
        return port(p.mem, p.offset, p.length, p.inPort, tick);
    }

    /**
     * Learns where a frame came from, and tells where it belongs.
     *
     * @param m      memory of native byte order
     * @param length of the frame, at least an Ethernet header
     * @param inPort number of the port it came in by; nothing is learnt of numbers below 1
     * @param tick   seconds, for the age of what is learnt
     * @return the port, which may be the one that the frame came in by; -1 for all others
     */
    public int port(ByteBuffer m, int at, int length, int inPort, int tick) {
        long dst = high48(m.getLong(at));
        long src = high48(m.getLong(at + 6));
        int type = (m.get(at + 12) & 255) << 8 | m.get(at + 13) & 255;
        int vlan = 0;
        if (type == 0x8100 && length >= 18) {
            vlan = (m.get(at + 14) & 15) << 8 | m.get(at + 15) & 255;
        }
        if (inPort > 0) {
            learn(src, vlan, inPort, tick);
        }
        return (dst & GROUP) != 0 ? -1 : lookup(dst, vlan, tick);
    }

    private void learn(long src, int vlan, int port, int tick) {
        long key = src << 16 | vlan;
        int i = slot(key);
        long value = stamp(port, tick);
        if (learnt[i] == key && learnt[i + 1] == value) {
            return;
        }
        macs.learn(src, vlan, port, tick);
        changes = macs.changes(); // this address may be new, or have moved
        learnt[i] = key;
        learnt[i + 1] = stamp(port, tick);
    }

    private int lookup(long dst, int vlan, int tick) {
        long key = dst << 16 | vlan;
        int i = slot(key);
        long value = known[i + 1];
        if (known[i] == key && value == stamp((int) (value >>> 48), tick)) {
            return (int) (value >>> 48);
        }
        int port = macs.lookup(dst, vlan);
        if (port >= 0) {
            known[i] = key;
            known[i + 1] = stamp(port, tick);
        }
        return port;
    }

    private static int slot(long key) {
        return (int) (key * 0x9e3779b97f4a7c15L >>> 64 - RECENT_BITS) << 1;
    }

    /** Port in 16 bits, second in 16, state of the table in 32; never 0 for a port. */
    private long stamp(int port, int tick) {
        return (long) port << 48 | (tick & 0xffffL) << 32 | changes & 0xffffffffL;
    }

    /** The addresses are big endian, the memory is in native order. */
    private static long high48(long eightBytes) {
        return (LITTLE_ENDIAN ? Long.reverseBytes(eightBytes) : eightBytes) >>> 16;
    }
}

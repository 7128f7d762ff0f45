package org.onosnetmap.dataplane.vale;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.pipeline.Packet;

/** What the learning switch does with a frame. */
public final class LearningSwitch {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private LearningSwitch() {
    }

    /**
     * Learns where a frame came from, and tells where it belongs.
     *
     * @param p    at least an Ethernet header, in memory of native byte order
     * @param tick seconds, for the age of what is learnt
     * @return the port, which may be the one that the frame came in by; -1 for all others
     */
    public static int port(MacTable macs, Packet p, int tick) {
        ByteBuffer m = p.mem;
        int at = p.offset;
        long dst = high48(m.getLong(at));
        long src = high48(m.getLong(at + 6));
        int type = (m.get(at + 12) & 255) << 8 | m.get(at + 13) & 255;
        int vlan = 0;
        if (type == 0x8100 && p.length >= 18) {
            vlan = (m.get(at + 14) & 15) << 8 | m.get(at + 15) & 255;
        }
        if (p.inPort > 0) {
            macs.learn(src, vlan, p.inPort, tick);
        }
        return (dst & 1L << 40) != 0 ? -1 : macs.lookup(dst, vlan);
    }

    /** The addresses are big endian, the memory is in native order. */
    private static long high48(long eightBytes) {
        return (LITTLE_ENDIAN ? Long.reverseBytes(eightBytes) : eightBytes) >>> 16;
    }
}

package org.onosnetmap.dataplane.netmap;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A {@code struct netmap_if} in place: the name of a port and the way to its rings. */
public final class NetmapIf {

    private final ByteBuffer mem;
    private final int base;
    private final NetmapRing[] tx;
    private final NetmapRing[] rx;
    private final NetmapRing[] hostTx;
    private final NetmapRing[] hostRx;

    /**
     * A view of the structure at a position of the region.
     *
     * @param mem      the region, in native byte order
     * @param base     byte position of the structure in it
     * @param bufCount number of buffers of the region's pool
     * @throws IllegalArgumentException if the structure or one of its rings does not fit into the region
     */
    public NetmapIf(ByteBuffer mem, int base, int bufCount) {
        this.mem = mem;
        this.base = base;
        int nicTx = count(IF_TX_RINGS);
        int nicRx = count(IF_RX_RINGS);
        this.tx = rings(0, nicTx, bufCount);
        this.hostTx = rings(nicTx, count(IF_HOST_TX_RINGS), bufCount);
        this.rx = rings(nicTx + hostTx.length, nicRx, bufCount);
        this.hostRx = rings(nicTx + hostTx.length + nicRx, count(IF_HOST_RX_RINGS), bufCount);
    }

    private int count(int field) {
        int n = mem.getInt(base + field);
        if (n < 0 || n > 4096) {
            throw new IllegalArgumentException("netmap_if at " + base + ": " + n + " rings");
        }
        return n;
    }

    private NetmapRing[] rings(int first, int n, int bufCount) {
        NetmapRing[] r = new NetmapRing[n];
        for (int i = 0; i < n; i++) {
            long ofs = mem.getLong(base + IF_RING_OFS + 8 * (first + i));
            long at = base + ofs;
            if (ofs == 0) {
                continue; // not bound by this descriptor
            }
            if (at < 0 || at + RING_SIZE > mem.capacity()) {
                throw new IllegalArgumentException("netmap_if at " + base + ": ring " + (first + i) + " at " + at + " outside of the region");
            }
            r[i] = new NetmapRing(mem, (int) at, bufCount);
        }
        return r;
    }

    /** Position of the structure in the region, in bytes. */
    public int offset() {
        return base;
    }

    /** Name of the port, at most 15 bytes. */
    public String name() {
        byte[] b = new byte[IF_NAMSIZ];
        int n = 0;
        for (byte c; n < b.length && (c = mem.get(base + IF_NAME + n)) != 0; n++) {
            b[n] = c;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8);
    }

    /** Number of transmit rings, without host rings. */
    public int txRings() {
        return tx.length;
    }

    /** Number of receive rings, without host rings. */
    public int rxRings() {
        return rx.length;
    }

    /** Transmit ring {@code i}; null if it was not bound. */
    public NetmapRing txRing(int i) {
        return tx[i];
    }

    /** Receive ring {@code i}; null if it was not bound. */
    public NetmapRing rxRing(int i) {
        return rx[i];
    }

    /** Number of host transmit rings. */
    public int hostTxRings() {
        return hostTx.length;
    }

    /** Number of host receive rings. */
    public int hostRxRings() {
        return hostRx.length;
    }

    /** Host transmit ring {@code i}; null if it was not bound. */
    public NetmapRing hostTxRing(int i) {
        return hostTx[i];
    }

    /** Host receive ring {@code i}; null if it was not bound. */
    public NetmapRing hostRxRing(int i) {
        return hostRx[i];
    }

    /** First of the extra buffers, 0 for none. The first four bytes of each name the next. */
    public int bufsHead() {
        return mem.getInt(base + IF_BUFS_HEAD);
    }

    /** Sets the first of the extra buffers: those that the kernel frees when the descriptor is closed. */
    public void bufsHead(int idx) {
        mem.putInt(base + IF_BUFS_HEAD, idx);
    }
}

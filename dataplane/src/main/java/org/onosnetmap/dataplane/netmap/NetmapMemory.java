package org.onosnetmap.dataplane.netmap;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.*;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.onosnetmap.dataplane.sys.AnonymousMemory;

/**
 * A region of user memory in netmap's layout: interface pool, ring pool and buffer pool, one after the other, each page aligned.
 *
 * <p>Ports whose rings live in the same region exchange packets by swapping buffer indexes. The address space is reserved at once and
 * becomes memory only where it is touched, so that a generous region costs nothing until ports fill it. The memory is given back when
 * nothing refers to it any more: a port that is used after its region was closed reads stale packets and never crashes the process.
 *
 * <p>Allocation and release are synchronized: they belong to the control side. The rings themselves are not.
 */
public final class NetmapMemory {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int PAGE = 4096;
    private static final int IF_OBJ_SIZE = 1024;

    private final ByteBuffer mem;
    private final long address;
    private final int ifCount;
    private final int ringPool;
    private final int ringCount;
    private final int ringObjSize;
    private final int bufPool;
    private final int bufCount;
    private final int bufSize;

    private final BitSet usedIfs = new BitSet();
    private final BitSet usedRings = new BitSet();
    /** Buffers that came back. */
    private final Deque<int[]> freeBuffers = new ArrayDeque<>();
    private int neverUsed = FIRST_BUFFER;
    private int freeCount;

    /**
     * Reserves a region.
     *
     * @param ports    how many ports it can hold
     * @param rings    how many rings in all
     * @param maxSlots largest number of slots of a ring
     * @param buffers  how many buffers
     * @param bufSize  bytes of a buffer, a multiple of 64
     * @throws IllegalArgumentException if the region would not fit into 2 GiB, the reach of a {@code ByteBuffer}
     */
    public NetmapMemory(int ports, int rings, int maxSlots, int buffers, int bufSize) {
        if (ports < 1 || rings < 1 || maxSlots < 2 || buffers < 1 || bufSize < 64 || bufSize % 64 != 0) {
            throw new IllegalArgumentException("netmap region: ports, rings and buffers must be at least 1, slots at least 2 and the buffer size a multiple of 64");
        }
        this.ifCount = ports;
        this.ringCount = rings;
        this.bufSize = bufSize;
        this.bufCount = buffers + FIRST_BUFFER;
        long ringObj = ringObject(maxSlots);
        long ringStart = roundUp((long) ports * IF_OBJ_SIZE, PAGE);
        long bufStart = bufferStart(ports, rings, maxSlots);
        long size = roundUp(bufStart + (long) bufCount * bufSize, PAGE);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("netmap region: " + size + " bytes wanted, at most 2 GiB can be had; ask for fewer or smaller buffers");
        }
        this.ringObjSize = (int) ringObj;
        this.ringPool = (int) ringStart;
        this.bufPool = (int) bufStart;
        AnonymousMemory pages = AnonymousMemory.reserve(size);
        this.address = pages.address();
        ByteBuffer buffer = pages.buffer().order(ByteOrder.nativeOrder());
        CLEANER.register(buffer, pages::release);
        this.mem = buffer;
    }

    /** The most buffers that a region of 2 GiB holds beside its other pools; arguments as for the constructor. */
    public static int maxBuffers(int ports, int rings, int maxSlots, int bufSize) {
        return (int) ((Integer.MAX_VALUE / PAGE * (long) PAGE - bufferStart(ports, rings, maxSlots)) / bufSize) - FIRST_BUFFER;
    }

    private static long bufferStart(int ports, int rings, int maxSlots) {
        return roundUp(roundUp((long) ports * IF_OBJ_SIZE, PAGE) + ringObject(maxSlots) * rings, PAGE);
    }

    private static long ringObject(int maxSlots) {
        return roundUp(RING_SIZE + (long) maxSlots * SLOT_SIZE, 128);
    }

    /** A region for up to {@code ports} ports with the usual rings and buffers: four rings a port of up to 4,096 slots, 1,024 on average. */
    public static NetmapMemory forPorts(int ports) {
        return new NetmapMemory(ports, 4 * ports, 4096, (int) Math.min(900_000L, 4L * ports * DEFAULT_SLOTS + DEFAULT_SLOTS), DEFAULT_BUF_SIZE);
    }

    /**
     * A buffer size not below {@code bytes} that is an odd multiple of 64. With a power of two, the headers of all packets would compete
     * for a few sets of the processor's caches.
     */
    public static int spread(int bytes) {
        return ((bytes + 63) / 64 | 1) * 64;
    }

    private static long roundUp(long n, int to) {
        return (n + to - 1) / to * to;
    }

    /** The region, in native byte order. */
    public ByteBuffer buffer() {
        return mem;
    }

    /** Address of the region's first byte, for system calls. It is good as long as {@link #buffer()} is reachable. */
    public long address() {
        return address;
    }

    /** Bytes of a buffer. */
    public int bufSize() {
        return bufSize;
    }

    /** Number of buffers, with the two reserved ones: the lowest index that is no buffer. */
    public int bufCount() {
        return bufCount;
    }

    /** Buffers that are in no ring. */
    public synchronized int freeBuffers() {
        return freeCount + bufCount - neverUsed;
    }

    /**
     * Lays out a port: its {@code netmap_if}, its rings, and a buffer for each slot.
     *
     * @param name    name to write into the structure; cut at 15 bytes
     * @param txRings number of transmit rings
     * @param rxRings number of receive rings
     * @param txSlots slots of each transmit ring
     * @param rxSlots slots of each receive ring
     * @return the port's structures, as after a fresh registration: transmit rings all the client's, receive rings empty
     * @throws OutOfMemoryException if a pool is exhausted; nothing is allocated then
     */
    public NetmapIf allocate(String name, int txRings, int rxRings, int txSlots, int rxSlots) {
        return allocate(name, txRings, rxRings, txSlots, rxSlots, true);
    }

    /**
     * As {@link #allocate(String, int, int, int, int)}, for a port whose receive slots get their buffers from somewhere else.
     *
     * @param rxBuffers false leaves buffer index 0, which is none, in every receive slot
     */
    public synchronized NetmapIf allocate(String name, int txRings, int rxRings, int txSlots, int rxSlots, boolean rxBuffers) {
        if (txRings < 0 || rxRings < 0 || IF_RING_OFS + 8 * (txRings + rxRings) > IF_OBJ_SIZE) {
            throw new IllegalArgumentException(name + ": " + txRings + " + " + rxRings + " rings; a port has at most " + (IF_OBJ_SIZE - IF_RING_OFS) / 8);
        }
        int maxSlots = (ringObjSize - RING_SIZE) / SLOT_SIZE;
        if (txSlots < 2 || rxSlots < 2 || txSlots > maxSlots || rxSlots > maxSlots) {
            throw new IllegalArgumentException(name + ": rings of " + txSlots + " and " + rxSlots + " slots; this region's rings have 2 to " + maxSlots);
        }
        long buffers = (long) txRings * txSlots + (rxBuffers ? (long) rxRings * rxSlots : 0);
        require(name, "interfaces", 1, ifCount - usedIfs.cardinality());
        require(name, "rings", txRings + rxRings, ringCount - usedRings.cardinality());
        require(name, "buffers", buffers, freeBuffers());

        int ifIdx = usedIfs.nextClearBit(0);
        usedIfs.set(ifIdx);
        int at = ifIdx * IF_OBJ_SIZE;
        for (int i = 0; i < IF_OBJ_SIZE; i += 8) {
            mem.putLong(at + i, 0);
        }
        byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < Math.min(ascii.length, IF_NAMSIZ - 1); i++) {
            mem.put(at + IF_NAME + i, ascii[i]);
        }
        mem.putInt(at + IF_TX_RINGS, txRings);
        mem.putInt(at + IF_RX_RINGS, rxRings);
        for (int i = 0; i < txRings; i++) {
            mem.putLong(at + IF_RING_OFS + 8 * i, newRing(i, DIR_TX, txSlots, true) - at);
        }
        for (int i = 0; i < rxRings; i++) {
            mem.putLong(at + IF_RING_OFS + 8 * (txRings + i), newRing(i, DIR_RX, rxSlots, rxBuffers) - at);
        }
        return new NetmapIf(mem, at, bufCount);
    }

    private void require(String name, String what, long wanted, long available) {
        if (wanted > available) {
            throw new OutOfMemoryException(name + ": " + wanted + " " + what + " wanted, " + available
                    + " available in this netmap region; detach ports or configure a larger region");
        }
    }

    private int newRing(int id, int dir, int slots, boolean buffers) {
        int idx = usedRings.nextClearBit(0);
        usedRings.set(idx);
        int at = ringPool + idx * ringObjSize;
        for (int i = 0; i < RING_SIZE; i += 8) {
            mem.putLong(at + i, 0);
        }
        mem.putLong(at + RING_BUF_OFS, bufPool - (long) at);
        mem.putInt(at + RING_NUM_SLOTS, slots);
        mem.putInt(at + RING_BUF_SIZE, bufSize);
        mem.putShort(at + RING_ID, (short) id);
        mem.putShort(at + RING_DIR, (short) dir);
        mem.putInt(at + RING_TAIL, dir == DIR_TX ? slots - 1 : 0);
        for (int i = 0; i < slots; i++) {
            int slot = at + RING_SIZE + i * SLOT_SIZE;
            mem.putInt(slot + SLOT_BUF_IDX, buffers ? newBuffer() : 0);
            mem.putShort(slot + SLOT_LEN, (short) bufSize);
            mem.putShort(slot + SLOT_FLAGS, (short) 0);
            mem.putLong(slot + SLOT_PTR, 0);
        }
        return at;
    }

    private int newBuffer() {
        int[] chunk = freeBuffers.peek();
        if (chunk == null) {
            return neverUsed++;
        }
        freeCount--;
        int idx = chunk[chunk[0]];
        if (--chunk[0] == 0) {
            freeBuffers.pop();
        }
        return idx;
    }

    /**
     * Gives back a port's structures and the buffers that its slots name now (after swaps, not those they began with). The port must
     * be out of every worker's sight. A slot that names no buffer of the pool loses one buffer, and nothing else.
     */
    public synchronized void free(NetmapIf nif) {
        int ifIdx = nif.offset() / IF_OBJ_SIZE;
        if (!usedIfs.get(ifIdx)) {
            throw new IllegalStateException(nif.name() + ": freed twice");
        }
        usedIfs.clear(ifIdx);
        for (int i = 0; i < nif.txRings(); i++) {
            freeRing(nif.offset(), i, nif.txRing(i));
        }
        for (int i = 0; i < nif.rxRings(); i++) {
            freeRing(nif.offset(), nif.txRings() + i, nif.rxRing(i));
        }
    }

    private void freeRing(int nifAt, int entry, NetmapRing ring) {
        int at = nifAt + (int) mem.getLong(nifAt + IF_RING_OFS + 8 * entry);
        usedRings.clear((at - ringPool) / ringObjSize);
        int[] chunk = new int[ring.numSlots() + 1]; // a stack: [0] is its depth
        for (int i = 0; i < ring.numSlots(); i++) {
            int idx = ring.bufIdx(i);
            if (ring.validBuffer(idx)) {
                chunk[++chunk[0]] = idx;
            }
        }
        give(chunk);
    }

    private void give(int[] chunk) {
        if (chunk[0] > 0) {
            freeBuffers.push(chunk);
            freeCount += chunk[0];
        }
    }

    /**
     * Takes buffers that are in no slot, as netmap's extra buffers, for what a port needs beside its rings.
     *
     * @param name who asks, for the message
     * @throws OutOfMemoryException if there are not so many; none is taken then
     */
    public synchronized int[] takeExtra(String name, int n) {
        require(name, "buffers", n, freeBuffers());
        int[] taken = new int[n];
        for (int i = 0; i < n; i++) {
            taken[i] = newBuffer();
        }
        return taken;
    }

    /** Gives buffers back that are in no slot. */
    public synchronized void giveBack(int[] buffers) {
        int[] chunk = new int[buffers.length + 1];
        for (int idx : buffers) {
            chunk[++chunk[0]] = idx;
        }
        give(chunk);
    }

    /** One more than the highest buffer index that was ever in use. */
    public synchronized int highestUsed() {
        return neverUsed;
    }

    /** Position of the buffer pool in the region, a multiple of 4,096. */
    public int bufferPool() {
        return bufPool;
    }

    /** A pool of the region is exhausted. */
    public static final class OutOfMemoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfMemoryException(String message) {
            super(message);
        }
    }
}

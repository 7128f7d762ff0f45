package org.onosnetmap.dataplane.netmap;

import static org.onosnetmap.dataplane.netmap.NetmapAbi.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.Libc;

/**
 * A {@code struct netmap_ring} in place: the indexes, and the slots behind them.
 *
 * <p>The ring has two users. The <em>client</em> owns the slots from {@link #head} up to, not including, {@link #tail}; it hands slots
 * over by advancing {@code head} (and {@code cur}). The <em>port</em>, which plays the kernel's part, takes them in {@code sync} and
 * advances {@code tail}. Both run on the same thread here, so that plain accesses suffice; what crosses threads goes through the
 * port's own means.
 *
 * <p>Values read from a slot come from memory that others may write: {@link #bufferAt} and {@link #checkedLength} check them. Not
 * thread-safe.
 */
public final class NetmapRing {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer mem;
    /** Where the buffers are: the same region, but for rings that are laid out elsewhere. */
    private final ByteBuffer region;
    private final long regionAddress;
    private final int base;
    private final int slots;
    private final int numSlots;
    private final int bufSize;
    private final int bufPool;
    private final int bufCount;
    private final int ringId;

    /**
     * A view of the ring at a position of the region.
     *
     * @param mem      the region, in native byte order
     * @param base     byte position of the ring in it
     * @param bufCount number of buffers of the region's pool; an index at or above it is refused
     * @throws IllegalArgumentException if what the ring says of itself does not fit into the region
     */
    public NetmapRing(ByteBuffer mem, int base, int bufCount) {
        this(mem, base, mem, base + mem.getLong(base + RING_BUF_OFS), bufCount);
    }

    /**
     * A view of a ring that lies outside of the region that has its buffers.
     *
     * @param mem      memory with the ring, in native byte order
     * @param base     byte position of the ring in it
     * @param region   memory with the buffers, in native byte order
     * @param pool     byte position of the pool of buffers in the region
     * @param bufCount number of buffers of the pool
     * @throws IllegalArgumentException if what the ring says of itself does not fit
     */
    public NetmapRing(ByteBuffer mem, int base, ByteBuffer region, long pool, int bufCount) {
        this.mem = mem;
        this.region = region;
        this.regionAddress = Libc.address(region);
        this.base = base;
        this.slots = base + RING_SIZE;
        this.numSlots = mem.getInt(base + RING_NUM_SLOTS);
        this.bufSize = mem.getInt(base + RING_BUF_SIZE);
        this.bufCount = bufCount;
        this.ringId = mem.getShort(base + RING_ID) & 0xffff;
        if (numSlots < 2 || (long) slots + (long) numSlots * SLOT_SIZE > mem.capacity()) {
            throw new IllegalArgumentException("ring at " + base + ": " + numSlots + " slots do not fit into the region");
        }
        if (bufSize < 64 || pool < 0 || pool + (long) bufCount * bufSize > region.capacity()) {
            throw new IllegalArgumentException("ring at " + base + ": " + bufCount + " buffers of " + bufSize + " bytes at " + pool
                    + " do not fit into the region of " + region.capacity());
        }
        this.bufPool = (int) pool;
    }

    /** Address of the first byte of {@link #memory}. */
    public long memoryAddress() {
        return regionAddress;
    }

    /** The region that holds the buffers and, as a rule, the ring: rings with the same one can exchange buffers. */
    public ByteBuffer memory() {
        return region;
    }

    /** Index of the ring among those of its direction. */
    public int ringId() {
        return ringId;
    }

    /** Number of slots. One of them is never in use. */
    public int numSlots() {
        return numSlots;
    }

    /** Bytes of a buffer. */
    public int bufSize() {
        return bufSize;
    }

    /** Whether packets need not begin where their buffers do, but where {@code ptr} says. */
    public boolean hasOffsets() {
        return mem.getLong(base + RING_OFFSET_MASK) != 0;
    }

    /** Index after {@code i}, around the end. */
    public int next(int i) {
        int n = i + 1;
        return n == numSlots ? 0 : n;
    }

    /** First slot owned by the client. */
    public int head() {
        return mem.getInt(base + RING_HEAD);
    }

    /** The client's wake-up point. */
    public int cur() {
        return mem.getInt(base + RING_CUR);
    }

    /** First slot owned by the port. */
    public int tail() {
        return mem.getInt(base + RING_TAIL);
    }

    /** Client: hands the slots before {@code i} to the port at the next sync; sets {@code head} and {@code cur}. */
    public void advanceTo(int i) {
        mem.putInt(base + RING_HEAD, i);
        mem.putInt(base + RING_CUR, i);
    }

    /** Sets {@code head} alone. */
    public void head(int i) {
        mem.putInt(base + RING_HEAD, i);
    }

    /** Sets {@code cur} alone. */
    public void cur(int i) {
        mem.putInt(base + RING_CUR, i);
    }

    /** Port: sets {@code tail}. */
    public void tail(int i) {
        mem.putInt(base + RING_TAIL, i);
    }

    /**
     * Number of slots the client owns: packets to read in a receive ring, room in a transmit ring. 0 if an index is out of range, so that
     * whoever goes over that many slots from {@link #head} stays in the ring.
     */
    public int available() {
        int head = head();
        int tail = tail();
        if (head < 0 || head >= numSlots || tail < 0 || tail >= numSlots) {
            return 0;
        }
        int n = tail - head;
        return n < 0 ? n + numSlots : n;
    }

    /**
     * Port: whether {@code head} is one that the client may set, which is from where it was at the last sync to at most {@code tail}.
     * As in netmap, a head out of that order moves nothing.
     *
     * @param from head at the last sync
     */
    public boolean headWithin(int from) {
        int head = head();
        int tail = tail();
        if (head < 0 || head >= numSlots || tail < 0 || tail >= numSlots) {
            return false;
        }
        int step = head - from;
        int most = tail - from;
        return (step < 0 ? step + numSlots : step) <= (most < 0 ? most + numSlots : most);
    }

    /** Transmit rings: whether slots handed over have not come back yet. */
    public boolean txPending() {
        return next(tail()) != head();
    }

    /** Position in the region of slot {@code i}, {@code 0 <= i < numSlots}. */
    public int slot(int i) {
        return slots + i * SLOT_SIZE;
    }

    /** Buffer index in slot {@code i}, unchecked. */
    public int bufIdx(int i) {
        return mem.getInt(slots + i * SLOT_SIZE + SLOT_BUF_IDX);
    }

    /** Puts a buffer into slot {@code i}; the caller sets {@link NetmapAbi#NS_BUF_CHANGED}. */
    public void bufIdx(int i, int idx) {
        mem.putInt(slots + i * SLOT_SIZE + SLOT_BUF_IDX, idx);
    }

    /** Bytes in slot {@code i} as written, unsigned and unchecked. */
    public int len(int i) {
        return mem.getShort(slots + i * SLOT_SIZE + SLOT_LEN) & 0xffff;
    }

    /** Sets the bytes of slot {@code i}. */
    public void len(int i, int len) {
        mem.putShort(slots + i * SLOT_SIZE + SLOT_LEN, (short) len);
    }

    /** Flags of slot {@code i}. */
    public int flags(int i) {
        return mem.getShort(slots + i * SLOT_SIZE + SLOT_FLAGS) & 0xffff;
    }

    /** Sets the flags of slot {@code i}. */
    public void flags(int i, int flags) {
        mem.putShort(slots + i * SLOT_SIZE + SLOT_FLAGS, (short) flags);
    }

    /** {@code ptr} of slot {@code i}. */
    public long ptr(int i) {
        return mem.getLong(slots + i * SLOT_SIZE + SLOT_PTR);
    }

    /** Sets {@code ptr} of slot {@code i}. */
    public void ptr(int i, long ptr) {
        mem.putLong(slots + i * SLOT_SIZE + SLOT_PTR, ptr);
    }

    /**
     * Buffer index, length and flags of slot {@code i} in one read, as {@code idx | len << 32 | flags << 48} (little endian): a value
     * that is checked is then the value that is used, whoever writes the slot meanwhile.
     */
    public long word(int i) {
        return (long) LONG.get(mem, slots + i * SLOT_SIZE);
    }

    /** Writes buffer index, length and flags of slot {@code i} at once. */
    public void word(int i, long word) {
        LONG.set(mem, slots + i * SLOT_SIZE, word);
    }

    /** Whether a slot may name this buffer. */
    public boolean validBuffer(int idx) {
        return idx >= FIRST_BUFFER && idx < bufCount;
    }

    /** Negative if {@link #validBuffer} is false: for loops that add up over many slots and look once. */
    public int signOfInvalid(int idx) {
        return idx - FIRST_BUFFER | idx | bufCount - 1 - idx;
    }

    /** Position in the region of buffer {@code idx}, which must be valid. */
    public int bufferOffset(int idx) {
        return bufPool + idx * bufSize;
    }

    /** Position in the region of the buffer of slot {@code i}, or -1 if the slot names none of the pool. */
    public int bufferAt(int i) {
        int idx = bufIdx(i);
        return validBuffer(idx) ? bufferOffset(idx) : -1;
    }

    /** Bytes in slot {@code i}, or -1 if they do not fit into a buffer. */
    public int checkedLength(int i) {
        int len = len(i);
        return len <= bufSize ? len : -1;
    }

    @Override
    public String toString() {
        return "ring " + ringId + " head " + head() + " cur " + cur() + " tail " + tail() + " of " + numSlots;
    }
}

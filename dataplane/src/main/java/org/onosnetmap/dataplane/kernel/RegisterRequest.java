package org.onosnetmap.dataplane.kernel;

/** What a descriptor is to be bound to: {@code struct nmreq_register} as the caller fills it. Fields that are 0 leave it to the kernel. */
public final class RegisterRequest {

    /** {@code NR_REG_*}: which rings. */
    public enum Mode {
        ALL_NIC(1), HOST(2), NIC_AND_HOST(3), ONE_NIC(4), NULL(7), ONE_HOST(8);

        final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    /** Copies of what the port sends. */
    public static final long MONITOR_TX = 0x100;
    /** Copies of what the port receives. */
    public static final long MONITOR_RX = 0x200;
    /** Monitors: the buffers themselves, not copies. */
    public static final long ZCOPY_MON = 0x400;
    /** Nobody else gets these rings. */
    public static final long EXCLUSIVE = 0x800;
    public static final long RX_RINGS_ONLY = 0x2000;
    public static final long TX_RINGS_ONLY = 0x4000;
    /** poll(2) does not transmit, unless room in a transmit ring is waited for. */
    public static final long NO_TX_POLL = 0x20000;

    final String name;
    Mode mode = Mode.ALL_NIC;
    int ringId;
    long flags;
    int txRings;
    int rxRings;
    int txSlots;
    int rxSlots;
    int memId;
    int extraBufs;

    /** @param name as the kernel has it: {@code eth0}, {@code vale0:p1}, <code>x{1</code>; at most 63 bytes */
    public RegisterRequest(String name) {
        this.name = name;
    }

    /** @param ringId for the modes of one ring pair; else 0 */
    public RegisterRequest mode(Mode mode, int ringId) {
        this.mode = mode;
        this.ringId = ringId;
        return this;
    }

    /** Bits of {@link #MONITOR_TX} and so on, besides those set before. */
    public RegisterRequest flags(long bits) {
        flags |= bits;
        return this;
    }

    /** Rings wanted of a port that is made by this request. */
    public RegisterRequest rings(int tx, int rx) {
        txRings = tx;
        rxRings = rx;
        return this;
    }

    /** Slots wanted of each ring of a port that is made by this request. */
    public RegisterRequest slots(int n) {
        txSlots = n;
        rxSlots = n;
        return this;
    }

    /** Region for a port that is made by this request. */
    public RegisterRequest memory(int id) {
        memId = id;
        return this;
    }

    /** Buffers wanted besides those of the rings; {@link Registration#extraBufs} tells how many there are. */
    public RegisterRequest extraBufs(int n) {
        extraBufs = n;
        return this;
    }
}

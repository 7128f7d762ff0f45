package org.onosnetmap.dataplane.netmap;

/**
 * Numbers of the netmap application binary interface (NETMAP_API 14, Linux x86-64 and FreeBSD amd64): byte offsets inside the shared
 * structures, flag bits and defaults, as documented in netmap(4) and the public header {@code net/netmap.h}.
 */
public final class NetmapAbi {

    /** Version of the interface. */
    public static final int NETMAP_API = 14;

    /** Bytes of {@code struct netmap_slot}. */
    public static final int SLOT_SIZE = 16;
    /** u32: index of the buffer. */
    public static final int SLOT_BUF_IDX = 0;
    /** u16: bytes in the buffer. */
    public static final int SLOT_LEN = 4;
    /** u16: {@code NS_*} bits. */
    public static final int SLOT_FLAGS = 6;
    /** u64: address of an indirect buffer, or the offset of the packet in its buffer. */
    public static final int SLOT_PTR = 8;

    /** Bytes of {@code struct netmap_ring} before its slots. */
    public static final int RING_SIZE = 256;
    /** i64: start of the buffer pool, relative to the ring. */
    public static final int RING_BUF_OFS = 0;
    /** u32: number of slots. */
    public static final int RING_NUM_SLOTS = 8;
    /** u32: bytes of a buffer. */
    public static final int RING_BUF_SIZE = 12;
    /** u16: index of the ring. */
    public static final int RING_ID = 16;
    /** u16: direction. */
    public static final int RING_DIR = 18;
    /** u32: first slot owned by the user. */
    public static final int RING_HEAD = 20;
    /** u32: wake-up point. */
    public static final int RING_CUR = 24;
    /** u32: first slot owned by the kernel. */
    public static final int RING_TAIL = 28;
    /** u32: {@code NR_*} bits. */
    public static final int RING_FLAGS = 32;
    /** struct timeval: time of the last sync. */
    public static final int RING_TS = 40;
    /** u64: bits of a slot's {@code ptr} that hold the packet's offset. */
    public static final int RING_OFFSET_MASK = 56;
    /** u64: required alignment of buffers. */
    public static final int RING_BUF_ALIGN = 64;

    /** char[16]: name of the interface. */
    public static final int IF_NAME = 0;
    /** u32: 0. */
    public static final int IF_VERSION = 16;
    /** u32: {@link #NI_PRIV_MEM}. */
    public static final int IF_FLAGS = 20;
    /** u32: number of transmit rings. */
    public static final int IF_TX_RINGS = 24;
    /** u32: number of receive rings. */
    public static final int IF_RX_RINGS = 28;
    /** u32: head of the list of extra buffers, 0 for none. */
    public static final int IF_BUFS_HEAD = 32;
    /** u32: number of host transmit rings. */
    public static final int IF_HOST_TX_RINGS = 36;
    /** u32: number of host receive rings. */
    public static final int IF_HOST_RX_RINGS = 40;
    /** i64[]: ring positions relative to the structure: NIC tx, host tx, NIC rx, host rx. */
    public static final int IF_RING_OFS = 56;
    /** Bytes of the name, with its final NUL. */
    public static final int IF_NAMSIZ = 16;

    /** Slot: the buffer index was changed. */
    public static final int NS_BUF_CHANGED = 0x0001;
    /** Slot: report when transmitted. */
    public static final int NS_REPORT = 0x0002;
    /** Slot: pass to the other side of the interface. */
    public static final int NS_FORWARD = 0x0004;
    /** Slot: the switch does not learn the source address. */
    public static final int NS_NO_LEARN = 0x0008;
    /** Slot: {@code ptr} is the address of the data. */
    public static final int NS_INDIRECT = 0x0010;
    /** Slot: the packet goes on in the next slot. */
    public static final int NS_MOREFRAG = 0x0020;

    /** Region flag: the memory belongs to this port alone. */
    public static final int NI_PRIV_MEM = 0x1;

    /** Buffers 0 and 1 are reserved: the first one that a slot may name. */
    public static final int FIRST_BUFFER = 2;
    /** Usual bytes of a buffer. */
    public static final int DEFAULT_BUF_SIZE = 2048;
    /** Usual number of slots of a ring. */
    public static final int DEFAULT_SLOTS = 1024;
    /** Value of {@link #RING_DIR} in transmit rings, as netmap programs find it. */
    public static final int DIR_TX = 1;
    /** Value of {@link #RING_DIR} in receive rings, as netmap programs find it. */
    public static final int DIR_RX = 0;

    private NetmapAbi() {
    }
}

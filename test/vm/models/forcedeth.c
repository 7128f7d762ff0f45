/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A model of the Ethernet controller in NVIDIA's nForce MCP55, for QEMU: "-device forcedeth,netdev=...".
 *
 * There is no public data sheet: facts are what Linux's driver forcedeth does and says. Where they leave open what happens, the model
 * takes the view that is harder on a driver:
 *	- Only a reset rewinds the NIC to the first descriptor of a ring; new addresses, stops and starts do not.
 *	- A call to transmit while the transmitter is off, or in reset, is lost.
 *	- A packet's descriptors have to be there, all of them, when its first one is the NIC's: else it is an underrun.
 *	- More than 16 packets at a time are too many.
 *	- Of a transmit descriptor that is done, only the mark of a packet's end is left.
 *	- Receive buffers start at multiples of 8: other addresses are rounded down.
 *	- A frame is received in one descriptor that is long enough, or not at all.
 *	- When memory cannot be reached, which is the case while the driver has not made the device a bus master, it stops until a reset.
 * A driver's mistakes are counted as transmit underflows and receive overflows, which "ethtool -S" shows.
 *
 * Not there: large send, wake-up, MSI, the management unit, pause frames, receive checksums (no protocol is told), loopback.
 */
#include "phy.h"
#include "net/checksum.h"

#define TYPE_FORCEDETH "forcedeth"
OBJECT_DECLARE_SIMPLE_TYPE(ForcedethState, FORCEDETH)

/* Registers, of 32 bits. */
enum {
    IRQ_STATUS = 0x000, IRQ_MASK = 0x004,
    INT_RX_ERROR = 0x0001, INT_RX = 0x0002, INT_RX_NO_BUFFER = 0x0004, INT_TX_ERROR = 0x0008, INT_TX = 0x0010, INT_TIMER = 0x0020, INT_LINK = 0x0040,
    INT_FAILED = 0x8200,        /* has to be reset */
    TIMER_INTERVAL = 0x00c,     /* of timer interrupts: 97 is a millisecond */
    MAC_RESET = 0x034,
    TX_CONTROL = 0x084, RX_CONTROL = 0x094,
    START = 0x01,
    FILTER = 0x08c,
    FILTER_PROMISCUOUS = 0x80, FILTER_MY_ADDRESS = 0x20, FILTER_ALWAYS = 0x7f0000,
    RX_MOST = 0x090,            /* bytes of a received frame */
    ADDRESS_A = 0x0a8, ADDRESS_B = 0x0ac,
    MULTICAST_A = 0x0b0, MULTICAST_B = 0x0b4, MULTICAST_MASK_A = 0x0b8, MULTICAST_MASK_B = 0x0bc,
    PHY_INTERFACE = 0x0c0,
    TX_RING = 0x100, RX_RING = 0x104, RING_SIZES = 0x108,
    TX_POLL = 0x10c,
    TX_POLL_ADDRESS_ORDER = 0x8000,     /* the address begins in the low byte of A, and not in the second of B */
    SETUP5 = 0x130,
    CONTROL = 0x144,
    CONTROL_KICK = 0x01, CONTROL_SETUP = 0x02, CONTROL_IDLE = 0x08, CONTROL_RESET = 0x10, CONTROL_STRIP = 0x40, CONTROL_INSERT = 0x80,
    TX_RING_HIGH = 0x148, RX_RING_HIGH = 0x14c,
    MII_STATUS = 0x180, MII_MASK = 0x184,
    MII_STATUS_ERROR = 0x1, MII_STATUS_LINK = 0x8,
    MII_CONTROL = 0x190, MII_DATA = 0x194,
    MII_CONTROL_IN_USE = 0x8000, MII_CONTROL_WRITE = 0x400,
    COUNTERS = 0x280, COUNTERS_END = 0x2ec,     /* each is 0 after it was read */
    TX_BYTES = 0x280, TX_UNDERFLOW = 0x294, RX_TOO_LONG = 0x2b4, RX_OVERFLOW = 0x2b8, RX_UNICAST = 0x2c8, RX_MULTICAST = 0x2cc,
    RX_BROADCAST = 0x2d0, TX_FRAMES = 0x2d8, RX_BYTES = 0x2dc, RX_DROPPED = 0x2e8,
    POWER2 = 0x600,
    POWER2_GATE_CLOCKS = 0xf00,
    REG_BYTES = 0x1000,
};

#define PHY_RGMII           0x10000000u     /* of PHY_INTERFACE */
#define PHY_ADDRESS         1
#define PHY_ID              0x01410cc2      /* none that needs to be set up */

/* The last word of a descriptor. */
#define TX_VALID            0x80000000u     /* the NIC's */
#define TX_LAST             0x20000000u
#define TX_LARGE_SEND       0x10000000u
#define TX_CHECKSUMS        0x0c000000u     /* to put in */
#define RX_AVAIL            0x80000000u     /* the NIC's */
#define RX_GOOD             0x20000000u
#define LENGTH              0x00003fffu     /* to transmit, it is one less */
#define TX_TAG              0x00040000u     /* third word: put in the tag in the low half */
#define RX_TAG              0x00010000u     /* second word: the tag in the low half was taken out */
#define DESC_BYTES          16
#define AT_A_TIME           16

typedef struct Desc {
    uint64_t addr;
    uint32_t tag, flags;
} Desc;

struct ForcedethState {
    PCIDevice pci;
    MemoryRegion mmio;
    NICState *nic;
    NICConf conf;
    QEMUTimer *timer;           /* runs while its interrupt is let through */
    uint32_t reg[REG_BYTES / 4];
    Phy phy;
    bool failed;                /* does nothing until a reset */
    unsigned tx_at, rx_at;      /* next descriptors */
    size_t tx_bytes;            /* of the frame that is gathered */
    uint8_t tx_frame[MAX_FRAME + TAG_BYTES];
    uint8_t rx_frame[MAX_FRAME];
};

static uint32_t *reg(ForcedethState *s, unsigned at) { return &s->reg[at / 4]; }

static void count(ForcedethState *s, unsigned counter, unsigned n)
{
    *reg(s, counter) += n;
}

/* ---- interrupts ---- */

static void update_irq(ForcedethState *s)
{
    pci_set_irq(&s->pci, (*reg(s, IRQ_STATUS) & *reg(s, IRQ_MASK)) != 0);
}

static void raise_irq(ForcedethState *s, uint32_t events)
{
    *reg(s, IRQ_STATUS) |= events;
    update_irq(s);
}

static void arm_timer(ForcedethState *s)
{
    if (!(*reg(s, IRQ_MASK) & INT_TIMER)) {
        timer_del(s->timer);
    } else if (!timer_pending(s->timer)) {
        timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + (*reg(s, TIMER_INTERVAL) + 1) * (int64_t)SCALE_MS / 98);
    }
}

static void time_is_up(void *opaque)
{
    ForcedethState *s = opaque;

    raise_irq(s, INT_TIMER);
    arm_timer(s);
}

/* ---- memory ---- */

static void dma_failed(ForcedethState *s)
{
    s->failed = true;
    raise_irq(s, INT_FAILED | INT_TX_ERROR | INT_RX_ERROR);
}

/* Zeros, if the memory cannot be read. */
static void dma_in(ForcedethState *s, dma_addr_t from, void *to, size_t bytes)
{
    if (pci_dma_read(&s->pci, from, to, bytes) != MEMTX_OK) {
        memset(to, 0, bytes);
        dma_failed(s);
    }
}

static void dma_out(ForcedethState *s, dma_addr_t to, const void *from, size_t bytes)
{
    if (pci_dma_write(&s->pci, to, from, bytes) != MEMTX_OK) {
        dma_failed(s);
    }
}

/* ---- descriptors ---- */

static dma_addr_t desc_address(ForcedethState *s, unsigned ring, unsigned at)
{
    uint64_t high = *reg(s, ring == TX_RING ? TX_RING_HIGH : RX_RING_HIGH);

    return (high << 32 | *reg(s, ring)) + at * DESC_BYTES;
}

static Desc read_desc(ForcedethState *s, unsigned ring, unsigned at)
{
    uint8_t raw[DESC_BYTES];

    dma_in(s, desc_address(s, ring, at), raw, sizeof(raw));
    return (Desc) { (uint64_t)ldl_le_p(raw) << 32 | ldl_le_p(raw + 4), ldl_le_p(raw + 8), ldl_le_p(raw + 12) };
}

static void write_word(ForcedethState *s, unsigned ring, unsigned at, unsigned word, uint32_t value)
{
    uint8_t raw[4];

    stl_le_p(raw, value);
    dma_out(s, desc_address(s, ring, at) + 4 * word, raw, sizeof(raw));
}

static unsigned next_desc(ForcedethState *s, unsigned ring, unsigned at)
{
    unsigned last = (*reg(s, RING_SIZES) >> (ring == TX_RING ? 0 : 16)) & 0x3fff;

    return at >= last ? 0 : at + 1;
}

/* ---- the link ---- */

static void link_changed(void *opaque)
{
    ForcedethState *s = opaque;

    *reg(s, MII_STATUS) |= MII_STATUS_LINK;
    if (*reg(s, MII_MASK) & MII_STATUS_LINK) {
        raise_irq(s, INT_LINK);
    }
}

static void link_status_changed(NetClientState *nc)
{
    ForcedethState *s = qemu_get_nic_opaque(nc);

    phy_cable(&s->phy);
}

static void phy_access(ForcedethState *s, uint32_t command)
{
    unsigned at = command & 0x1f;

    if (((command >> 5) & 0x1f) != PHY_ADDRESS) {
        *reg(s, MII_STATUS) |= MII_STATUS_ERROR;
    } else if (command & MII_CONTROL_WRITE) {
        phy_write(&s->phy, at, *reg(s, MII_DATA));
    } else {
        *reg(s, MII_DATA) = phy_read(&s->phy, at);
    }
}

/* ---- transmission ---- */

/* Whether a direction, by its control register, is at work. */
static bool works(ForcedethState *s, unsigned control)
{
    return (*reg(s, control) & START) && !(*reg(s, CONTROL) & CONTROL_RESET) && !(*reg(s, POWER2) & POWER2_GATE_CLOCKS) && !s->failed;
}

static void send_frame(ForcedethState *s, uint32_t flags, uint32_t tag)
{
    uint8_t *frame = s->tx_frame;

    if (s->tx_bytes < ETH_HLEN || (flags & TX_LARGE_SEND)) {
        count(s, TX_UNDERFLOW, 1);
        return;
    }
    if (flags & TX_CHECKSUMS) {
        net_checksum_calculate(frame, s->tx_bytes, CSUM_ALL);
    }
    if ((tag & TX_TAG) && (*reg(s, CONTROL) & CONTROL_INSERT)) {
        s->tx_bytes = frame_put_tag(frame, s->tx_bytes, tag);
    }
    s->tx_bytes = frame_pad(frame, s->tx_bytes);
    count(s, TX_FRAMES, 1);
    count(s, TX_BYTES, s->tx_bytes + FCS_BYTES);
    if (s->phy.up) {
        qemu_send_packet(qemu_get_queue(s->nic), frame, s->tx_bytes);
    }
}

/* Whether the driver has given more packets than the NIC can do with. */
static bool too_many(ForcedethState *s)
{
    unsigned at = s->tx_at, packets = 0;

    do {
        Desc d = read_desc(s, TX_RING, at);

        if (!(d.flags & TX_VALID)) {
            return false;
        }
        packets += (d.flags & TX_LAST) != 0;
        at = next_desc(s, TX_RING, at);
    } while (packets <= AT_A_TIME && at != s->tx_at);
    return packets > AT_A_TIME;
}

/* One packet; false if there is none. */
static bool transmit_packet(ForcedethState *s)
{
    Desc first = read_desc(s, TX_RING, s->tx_at), d;

    if (!(first.flags & TX_VALID)) {
        return false;
    }
    /* The rest of it was written before. */
    smp_rmb();
    first = read_desc(s, TX_RING, s->tx_at);
    s->tx_bytes = 0;
    do {
        size_t len;

        d = read_desc(s, TX_RING, s->tx_at);
        len = (d.flags & LENGTH) + 1;
        if (!(d.flags & TX_VALID) || s->tx_bytes + len > MAX_FRAME) {
            count(s, TX_UNDERFLOW, 1);
            return false;
        }
        dma_in(s, d.addr, s->tx_frame + s->tx_bytes, len);
        s->tx_bytes += len;
        write_word(s, TX_RING, s->tx_at, 3, d.flags & TX_LAST);
        s->tx_at = next_desc(s, TX_RING, s->tx_at);
    } while (!(d.flags & TX_LAST));
    send_frame(s, first.flags | d.flags, first.tag);
    return true;
}

static void transmit(ForcedethState *s)
{
    bool any = false;

    if (!works(s, TX_CONTROL)) {
        return;
    }
    if (too_many(s)) {
        count(s, TX_UNDERFLOW, 1);
    }
    while (works(s, TX_CONTROL) && transmit_packet(s)) {
        any = true;
    }
    if (any) {
        raise_irq(s, INT_TX);
    }
}

/* ---- reception ---- */

static bool is_mine(ForcedethState *s, const uint8_t *frame)
{
    uint8_t mine[ETH_ALEN];
    unsigned i;

    stl_le_p(mine, *reg(s, ADDRESS_A));
    stw_le_p(mine + 4, *reg(s, ADDRESS_B));
    for (i = 0; i < ETH_ALEN; i++) {
        if (frame[i] != mine[*reg(s, TX_POLL) & TX_POLL_ADDRESS_ORDER ? i : ETH_ALEN - 1 - i]) {
            return false;
        }
    }
    return true;
}

static bool accepts(ForcedethState *s, const uint8_t *frame)
{
    uint32_t mode = *reg(s, FILTER), mask_a = *reg(s, MULTICAST_MASK_A), mask_b = *reg(s, MULTICAST_MASK_B) & 0xffff;

    if (mode & FILTER_PROMISCUOUS) {
        return true;
    }
    if (is_broadcast_ether_addr(frame)) {
        return (mode & FILTER_ALWAYS) == FILTER_ALWAYS;
    }
    if (frame[0] & 1) {
        return !((ldl_le_p(frame) ^ *reg(s, MULTICAST_A)) & mask_a) && !((lduw_le_p(frame + 4) ^ *reg(s, MULTICAST_B)) & mask_b);
    }
    return (mode & FILTER_MY_ADDRESS) && is_mine(s, frame);
}

/* The last word last: it gives the descriptor back to the driver, which may look at it at any time. */
static void store(ForcedethState *s, const Desc *d, size_t len, uint32_t tag)
{
    dma_out(s, d->addr & ~7ull, s->rx_frame, len);
    if (*reg(s, CONTROL) & CONTROL_STRIP) {
        write_word(s, RX_RING, s->rx_at, 1, tag);
    }
    smp_wmb();
    write_word(s, RX_RING, s->rx_at, 3, RX_GOOD | len);
    s->rx_at = next_desc(s, RX_RING, s->rx_at);
}

static ssize_t receive(NetClientState *nc, const uint8_t *frame, size_t size)
{
    ForcedethState *s = qemu_get_nic_opaque(nc);
    uint16_t tag;
    bool strips;
    size_t len;
    Desc d;

    if (!works(s, RX_CONTROL) || !s->phy.up || size < ETH_HLEN || size > MAX_FRAME - FCS_BYTES || !accepts(s, frame)) {
        return size;
    }
    strips = (*reg(s, CONTROL) & CONTROL_STRIP) && frame_has_tag(frame, size);
    len = frame_copy(s->rx_frame, frame, size, strips, &tag);
    if (len + FCS_BYTES > *reg(s, RX_MOST)) {
        count(s, RX_TOO_LONG, 1);
        return size;
    }
    d = read_desc(s, RX_RING, s->rx_at);
    if (!(d.flags & RX_AVAIL)) {
        count(s, RX_DROPPED, 1);
        raise_irq(s, INT_RX_NO_BUFFER);
    } else if (len + FCS_BYTES > (d.flags & LENGTH)) {
        count(s, RX_OVERFLOW, 1);
        raise_irq(s, INT_RX_ERROR);
    } else {
        store(s, &d, len, strips ? RX_TAG | tag : 0);
        count(s, is_broadcast_ether_addr(frame) ? RX_BROADCAST : frame[0] & 1 ? RX_MULTICAST : RX_UNICAST, 1);
        count(s, RX_BYTES, len + FCS_BYTES);
        raise_irq(s, INT_RX);
    }
    return size;
}

/* ---- registers ---- */

static uint64_t mmio_read(void *opaque, hwaddr at, unsigned size)
{
    ForcedethState *s = opaque;
    uint32_t value = *reg(s, at);

    if (at >= COUNTERS && at < COUNTERS_END) {
        *reg(s, at) = 0;
    }
    return value;
}

static void set_control(ForcedethState *s, uint32_t value)
{
    *reg(s, CONTROL) = (value & ~CONTROL_KICK) | CONTROL_IDLE;
    if (value & CONTROL_RESET) {
        s->tx_at = s->rx_at = 0;
        s->failed = false;
    }
    if (value & CONTROL_SETUP) {
        *reg(s, SETUP5) |= 1u << 31;
    }
    if (value & CONTROL_KICK) {
        transmit(s);
    }
}

static void mmio_write(void *opaque, hwaddr at, uint64_t value, unsigned size)
{
    ForcedethState *s = opaque;

    switch (at) {
    case IRQ_STATUS:
        *reg(s, IRQ_STATUS) &= ~value;
        break;
    case MII_STATUS:
        *reg(s, MII_STATUS) &= ~value;
        break;
    case MAC_RESET:
        if (value) {
            *reg(s, ADDRESS_A) = *reg(s, ADDRESS_B) = *reg(s, TX_POLL) = 0;
            *reg(s, TX_CONTROL) = *reg(s, RX_CONTROL) = 0;
        }
        break;
    case CONTROL:
        set_control(s, value);
        break;
    case MII_CONTROL:
        *reg(s, MII_CONTROL) = value & ~MII_CONTROL_IN_USE;
        if (!(value & MII_CONTROL_IN_USE)) {
            phy_access(s, value);
        }
        break;
    default:
        if (at < COUNTERS || at >= COUNTERS_END) {
            *reg(s, at) = value;
        }
    }
    update_irq(s);
    arm_timer(s);
}

static const MemoryRegionOps mmio_ops = {
    .read = mmio_read,
    .write = mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

/* ---- the device ---- */

static NetClientInfo net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = receive,
    .link_status_changed = link_status_changed,
};

static void device_reset(DeviceState *dev)
{
    ForcedethState *s = FORCEDETH(dev);
    const uint8_t *mac = s->conf.macaddr.a;

    phy_reset(&s->phy);
    memset(s->reg, 0, sizeof(s->reg));
    /* As the firmware leaves it: the last byte first. */
    *reg(s, ADDRESS_A) = ldl_be_p(mac + 2);
    *reg(s, ADDRESS_B) = lduw_be_p(mac);
    *reg(s, PHY_INTERFACE) = PHY_RGMII;
    set_control(s, CONTROL_RESET);
    update_irq(s);
    arm_timer(s);
}

static void realize(PCIDevice *pci, Error **errp)
{
    ForcedethState *s = FORCEDETH(pci);

    if (!nic_fits(pci, errp)) {
        return;
    }
    pci_config_set_interrupt_pin(pci->config, 1);
    memory_region_init_io(&s->mmio, OBJECT(pci), &mmio_ops, s, "forcedeth", REG_BYTES);
    pci_register_bar(pci, 0, PCI_BASE_ADDRESS_SPACE_MEMORY, &s->mmio);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, time_is_up, s);
    s->nic = nic_new(pci, &net_info, &s->conf);
    phy_init(&s->phy, s->nic, PHY_ID, link_changed);
}

static void unrealize(PCIDevice *pci)
{
    ForcedethState *s = FORCEDETH(pci);

    phy_exit(&s->phy);
    timer_free(s->timer);
    qemu_del_nic(s->nic);
}

static Property properties[] = {
    DEFINE_NIC_PROPERTIES(ForcedethState, conf),
    DEFINE_PROP_END_OF_LIST(),
};

static void class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    pc->realize = realize;
    pc->exit = unrealize;
    pc->vendor_id = PCI_VENDOR_ID_NVIDIA;
    pc->device_id = 0x0372;
    pc->revision = 0xa3;
    pc->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->reset = device_reset;
    dc->desc = "NVIDIA nForce MCP55 (a model of onos-netmap)";
    device_class_set_props(dc, properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo type = {
    .name = TYPE_FORCEDETH,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(ForcedethState),
    .class_init = class_init,
    .interfaces = (InterfaceInfo[]) { { INTERFACE_CONVENTIONAL_PCI_DEVICE }, { } },
};

NIC_MODEL(type)

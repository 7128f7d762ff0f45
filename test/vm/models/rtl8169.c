/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A model of Realtek's RTL8110S, of the RTL8169 family, for QEMU: "-device rtl8169,netdev=...".
 *
 * Facts are from the data sheet "RTL8169S/RTL8110S Registers". Where it leaves open what happens, the model takes the view
 * that is harder on a driver:
 *	- Only a reset rewinds the NIC to the first descriptor of a ring; new base addresses and the enable bits do not.
 *	- A packet's descriptors have to be there, all of them, when its first one is the NIC's: else it is an underrun.
 *	- Receive buffers start at multiples of 8: other addresses are rounded down.
 *	- What comes for no descriptor is lost. Nothing waits for a receiver that is off.
 *	- The address and configuration registers change only while they are unlocked.
 *	- When memory cannot be reached, which is the case while the driver has not made the device a bus master, it stops until a reset.
 * A driver's mistakes are counted as errors, which "ethtool -S" shows.
 *
 * Not there: large send, wake-up by packets, the high-priority ring, I/O ports, receive checksums (no protocol is told).
 */
#include "phy.h"
#include "net/checksum.h"

#define TYPE_RTL8169 "rtl8169"
OBJECT_DECLARE_SIMPLE_TYPE(Rtl8169State, RTL8169)

/* Registers. */
enum {
    IDR = 0x00,             /* the address, 6 bytes */
    MAR = 0x08,             /* filter of multicast addresses, 64 bits */
    DTCCR = 0x10,           /* address for counters, 64 bits, and command */
    DTCCR_DUMP = 0x08,
    TNPDS = 0x20,           /* address of the transmit ring, 64 bits */
    CR = 0x37,
    CR_RST = 0x10, CR_RE = 0x08, CR_TE = 0x04,
    TPPOLL = 0x38,
    TPPOLL_NPQ = 0x40,      /* there is something on the transmit ring */
    IMR = 0x3c,
    ISR = 0x3e,
    INT_ROK = 0x0001, INT_RER = 0x0002, INT_TOK = 0x0004, INT_TER = 0x0008, INT_RDU = 0x0010, INT_LINK = 0x0020, INT_TDU = 0x0080,
    INT_SERR = 0x8000,      /* a PCI error */
    TCR = 0x40,
    RCR = 0x44,
    RCR_AAP = 0x01, RCR_APM = 0x02, RCR_AM = 0x04, RCR_AB = 0x08,  /* accepts: all, its address, multicast, broadcast */
    EECR = 0x50,
    EECR_UNLOCK = 0xc0,
    CONFIG0 = 0x51, CONFIG5 = 0x56,
    PHYAR = 0x60,
    PHYSTATUS = 0x6c,
    PHYSTATUS_1000 = 0x10, PHYSTATUS_LINK = 0x02, PHYSTATUS_FULL = 0x01,
    RMS = 0xda,             /* most bytes of a received frame */
    CPCR = 0xe0,
    CPCR_RXVLAN = 0x40,     /* takes VLAN tags out */
    RDSAR = 0xe4,           /* address of the receive ring, 64 bits */
};

#define TCR_VERSION         0x04000000u     /* RTL8110S */
#define TCR_VERSION_MASK    0x7cf00000u
#define PHYAR_FLAG          0x80000000u     /* written: is to write; read: has been read */
#define PHY_ID              0x001cc912      /* RTL8211B, whose driver knows it */
#define PHY_PAGE            31              /* register that chooses a page */

/* Descriptors: two words and an address. */
#define OWN                 0x80000000u     /* the NIC's */
#define EOR                 0x40000000u     /* the ring's last */
#define FS                  0x20000000u     /* a frame's first */
#define LS                  0x10000000u     /* a frame's last */
#define RX_MULTICAST        0x08000000u
#define RX_PHYSICAL         0x04000000u
#define RX_BROADCAST        0x02000000u
#define TX_LARGE_SEND       0x08000000u
#define TX_CHECKSUMS        0x00070000u     /* to put in: IP, UDP, TCP */
#define LENGTH              0x00003fffu     /* received, or of a receive buffer */
#define TX_LENGTH           0x0000ffffu
#define TX_TAG              0x00020000u     /* second word: put in the tag in the low half */
#define RX_TAG              0x00010000u     /* second word: the tag in the low half was taken out */
#define DESC_BYTES          16
#define MAX_DESCS           1024

typedef struct Desc {
    uint32_t opts1, opts2;
    uint64_t addr;
} Desc;

/* As the NIC writes them to memory. */
typedef struct QEMU_PACKED Counters {
    uint64_t tx_ok, rx_ok, tx_errors;
    uint32_t rx_errors;
    uint16_t missed, align_errors;
    uint32_t tx_one_collision, tx_collisions;
    uint64_t rx_unicast, rx_broadcast;
    uint32_t rx_multicast;
    uint16_t tx_aborted, tx_underrun;
} Counters;

struct Rtl8169State {
    PCIDevice pci;
    MemoryRegion mmio;
    NICState *nic;
    NICConf conf;
    uint8_t reg[256];           /* as they are read */
    Phy phy;
    unsigned tx_at, rx_at;      /* next descriptors */
    Counters count;             /* in the machine's byte order */
    size_t tx_bytes;            /* of the frame that is gathered */
    bool tx_open;               /* its last descriptor was not there yet */
    uint8_t tx_frame[MAX_FRAME + TAG_BYTES];
    uint8_t rx_frame[MAX_FRAME];
};

static uint16_t reg16(const Rtl8169State *s, unsigned at) { return lduw_le_p(s->reg + at); }
static uint32_t reg32(const Rtl8169State *s, unsigned at) { return ldl_le_p(s->reg + at); }

/* ---- interrupts ---- */

static void update_irq(Rtl8169State *s)
{
    pci_set_irq(&s->pci, (reg16(s, IMR) & reg16(s, ISR)) != 0);
}

static void raise_irq(Rtl8169State *s, uint16_t events)
{
    stw_le_p(s->reg + ISR, reg16(s, ISR) | events);
    update_irq(s);
}

/* ---- memory ---- */

/* The NIC does nothing any more until a reset. */
static void dma_failed(Rtl8169State *s)
{
    s->reg[CR] = 0;
    raise_irq(s, INT_SERR);
}

/* Zeros, if the memory cannot be read. */
static void dma_in(Rtl8169State *s, dma_addr_t from, void *to, size_t bytes)
{
    if (pci_dma_read(&s->pci, from, to, bytes) != MEMTX_OK) {
        memset(to, 0, bytes);
        dma_failed(s);
    }
}

static void dma_out(Rtl8169State *s, dma_addr_t to, const void *from, size_t bytes)
{
    if (pci_dma_write(&s->pci, to, from, bytes) != MEMTX_OK) {
        dma_failed(s);
    }
}

/* ---- descriptors ---- */

/* Where descriptor @at of the ring is whose address is in register @base. Rings start at multiples of 256. */
static dma_addr_t desc_address(const Rtl8169State *s, unsigned base, unsigned at)
{
    return ((uint64_t)reg32(s, base + 4) << 32 | (reg32(s, base) & ~0xffu)) + at * DESC_BYTES;
}

static Desc read_desc(Rtl8169State *s, unsigned base, unsigned at)
{
    uint8_t raw[DESC_BYTES];

    dma_in(s, desc_address(s, base, at), raw, sizeof(raw));
    return (Desc) { ldl_le_p(raw), ldl_le_p(raw + 4), ldq_le_p(raw + 8) };
}

/* The first word last: it gives the descriptor back to the driver, which may look at it at any time. */
static void return_desc(Rtl8169State *s, unsigned base, unsigned at, uint32_t opts1, uint32_t opts2)
{
    uint8_t raw[4];

    stl_le_p(raw, opts2);
    dma_out(s, desc_address(s, base, at) + 4, raw, sizeof(raw));
    smp_wmb();
    stl_le_p(raw, opts1);
    dma_out(s, desc_address(s, base, at), raw, sizeof(raw));
}

static unsigned next_desc(unsigned at, uint32_t opts1)
{
    return (opts1 & EOR) || at + 1 == MAX_DESCS ? 0 : at + 1;
}

/* ---- the link ---- */

static void link_changed(void *opaque)
{
    Rtl8169State *s = opaque;

    s->reg[PHYSTATUS] = s->phy.up ? PHYSTATUS_1000 | PHYSTATUS_LINK | PHYSTATUS_FULL : 0;
    raise_irq(s, INT_LINK);
}

static void link_status_changed(NetClientState *nc)
{
    Rtl8169State *s = qemu_get_nic_opaque(nc);

    phy_cable(&s->phy);
}

/* There is nothing on other pages. */
static bool phy_has(const Rtl8169State *s, unsigned at)
{
    return !s->phy.reg[PHY_PAGE] || at == PHY_PAGE;
}

/* The driver waits until the flag is the other way round. */
static void phy_access(Rtl8169State *s, uint32_t command)
{
    unsigned at = (command >> 16) & 0x1f;

    if (command & PHYAR_FLAG) {
        if (phy_has(s, at)) {
            phy_write(&s->phy, at, command);
        }
        command &= ~PHYAR_FLAG;
    } else {
        command = PHYAR_FLAG | at << 16 | (phy_has(s, at) ? phy_read(&s->phy, at) : 0);
    }
    stl_le_p(s->reg + PHYAR, command);
}

/* ---- transmission ---- */

static void send_frame(Rtl8169State *s, uint32_t opts1, uint32_t opts2)
{
    uint8_t *frame = s->tx_frame;

    if (s->tx_bytes < ETH_HLEN || (opts1 & TX_LARGE_SEND)) {
        s->count.tx_errors++;
        return;
    }
    if (opts1 & TX_CHECKSUMS) {
        net_checksum_calculate(frame, s->tx_bytes, CSUM_ALL);
    }
    if (opts2 & TX_TAG) {
        /* The descriptor has it in network order. */
        s->tx_bytes = frame_put_tag(frame, s->tx_bytes, bswap16(opts2));
    }
    s->tx_bytes = frame_pad(frame, s->tx_bytes);
    s->count.tx_ok++;
    if (s->phy.up) {
        qemu_send_packet(qemu_get_queue(s->nic), frame, s->tx_bytes);
    }
}

/* One descriptor of the NIC's. */
static void gather(Rtl8169State *s, const Desc *d)
{
    size_t len = d->opts1 & TX_LENGTH;

    if (!(d->opts1 & FS) != s->tx_open) {
        s->count.tx_errors++;
    }
    if (d->opts1 & FS) {
        s->tx_bytes = 0;
    }
    if (!len || s->tx_bytes + len > MAX_FRAME) {
        s->count.tx_aborted++;
        s->count.tx_errors++;
        len = 0;
    }
    dma_in(s, d->addr, s->tx_frame + s->tx_bytes, len);
    s->tx_bytes += len;
    s->tx_open = !(d->opts1 & LS);
    if (!s->tx_open) {
        send_frame(s, d->opts1, d->opts2);
    }
}

static void transmit(Rtl8169State *s)
{
    uint16_t events = 0;

    while (s->reg[CR] & CR_TE) {
        Desc d = read_desc(s, TNPDS, s->tx_at);

        if (!(d.opts1 & OWN)) {
            break;
        }
        /* The rest of it was written before. */
        smp_rmb();
        d = read_desc(s, TNPDS, s->tx_at);
        gather(s, &d);
        return_desc(s, TNPDS, s->tx_at, d.opts1 & ~OWN, d.opts2);
        s->tx_at = next_desc(s->tx_at, d.opts1);
        events = INT_TOK;
    }
    if (s->tx_open) {
        s->tx_open = false;
        s->count.tx_underrun++;
        s->count.tx_errors++;
        events |= INT_TER;
    }
    raise_irq(s, events | INT_TDU);
}

/* ---- reception ---- */

static bool is_multicast(const uint8_t *frame)
{
    return frame[0] & 1;
}

static bool accepts(const Rtl8169State *s, const uint8_t *frame)
{
    uint32_t mode = reg32(s, RCR);

    if (mode & RCR_AAP) {
        return true;
    }
    if (is_broadcast_ether_addr(frame)) {
        return mode & RCR_AB;
    }
    if (is_multicast(frame)) {
        unsigned bit = net_crc32(frame, ETH_ALEN) >> 26;

        return (mode & RCR_AM) && (s->reg[MAR + bit / 8] >> bit % 8 & 1);
    }
    return (mode & RCR_APM) && !memcmp(frame, s->reg + IDR, ETH_ALEN);
}

/* The frame as it comes to memory, in s->rx_frame, with a place for its checksum; the tag that is taken out goes to *opts2. */
static size_t prepare(Rtl8169State *s, const uint8_t *from, size_t len, uint32_t *opts2)
{
    bool strips = (reg16(s, CPCR) & CPCR_RXVLAN) && frame_has_tag(from, len);
    uint16_t tag;

    len = frame_copy(s->rx_frame, from, len, strips, &tag);
    *opts2 = strips ? RX_TAG | bswap16(tag) : 0;
    memset(s->rx_frame + len, 0xfc, FCS_BYTES);
    return len + FCS_BYTES;
}

/* Whether the driver has given the NIC room for so many bytes. */
static bool has_room(Rtl8169State *s, size_t bytes)
{
    size_t room = 0;
    unsigned at = s->rx_at, n;

    for (n = 0; n < MAX_DESCS && room < bytes; n++) {
        Desc d = read_desc(s, RDSAR, at);

        if (!(d.opts1 & OWN) || !(d.opts1 & LENGTH)) {
            return false;
        }
        room += d.opts1 & LENGTH;
        at = next_desc(at, d.opts1);
    }
    return room >= bytes;
}

static uint32_t kind_of_address(const uint8_t *frame)
{
    return is_broadcast_ether_addr(frame) ? RX_BROADCAST : is_multicast(frame) ? RX_MULTICAST : RX_PHYSICAL;
}

static void store(Rtl8169State *s, size_t bytes, uint32_t opts2)
{
    size_t done = 0;

    while (done < bytes) {
        Desc d = read_desc(s, RDSAR, s->rx_at);
        size_t len = MIN(d.opts1 & LENGTH, bytes - done);
        bool last = done + len == bytes;
        /* The last one tells the length of the whole. */
        uint32_t opts1 = (d.opts1 & EOR) | (done ? 0 : FS) | (last ? LS | bytes : len) | kind_of_address(s->rx_frame);

        dma_out(s, d.addr & ~7ull, s->rx_frame + done, len);
        return_desc(s, RDSAR, s->rx_at, opts1, opts2);
        s->rx_at = next_desc(s->rx_at, d.opts1);
        done += len;
    }
}

static void count_received(Rtl8169State *s)
{
    s->count.rx_ok++;
    if (is_broadcast_ether_addr(s->rx_frame)) {
        s->count.rx_broadcast++;
    } else if (is_multicast(s->rx_frame)) {
        s->count.rx_multicast++;
    } else {
        s->count.rx_unicast++;
    }
}

static ssize_t receive(NetClientState *nc, const uint8_t *frame, size_t len)
{
    Rtl8169State *s = qemu_get_nic_opaque(nc);
    uint32_t opts2, most = reg16(s, RMS) & LENGTH;
    size_t bytes;

    if (!(s->reg[CR] & CR_RE) || !s->phy.up || len < ETH_HLEN || len > MAX_FRAME - FCS_BYTES || !accepts(s, frame)) {
        return len;
    }
    bytes = prepare(s, frame, len, &opts2);
    /* 0 is no limit, but the length has to fit into a descriptor. */
    if (bytes > (most ? most : LENGTH)) {
        s->count.rx_errors++;
        raise_irq(s, INT_RER);
    } else if (!has_room(s, bytes)) {
        s->count.missed++;
        raise_irq(s, INT_RDU);
    } else {
        store(s, bytes, opts2);
        count_received(s);
        raise_irq(s, INT_ROK);
    }
    return len;
}

/* ---- registers ---- */

static void dump_counters(Rtl8169State *s)
{
    Counters c = {
        cpu_to_le64(s->count.tx_ok), cpu_to_le64(s->count.rx_ok), cpu_to_le64(s->count.tx_errors), cpu_to_le32(s->count.rx_errors),
        cpu_to_le16(s->count.missed), 0, 0, 0, cpu_to_le64(s->count.rx_unicast), cpu_to_le64(s->count.rx_broadcast),
        cpu_to_le32(s->count.rx_multicast), cpu_to_le16(s->count.tx_aborted), cpu_to_le16(s->count.tx_underrun),
    };
    dma_addr_t to = (uint64_t)reg32(s, DTCCR + 4) << 32 | (reg32(s, DTCCR) & ~0x3fu);

    dma_out(s, to, &c, sizeof(c));
    s->reg[DTCCR] &= ~DTCCR_DUMP;
}

/* What CR.RST does: the PHY, the address, the counters and most settings stay. */
static void soft_reset(Rtl8169State *s)
{
    s->tx_at = s->rx_at = 0;
    s->tx_open = false;
    s->reg[CR] = 0;
    stw_le_p(s->reg + IMR, 0);
    stw_le_p(s->reg + ISR, 0);
    update_irq(s);
}

static bool is_locked(const Rtl8169State *s, unsigned at)
{
    return (at < IDR + 8 || (at >= CONFIG0 && at <= CONFIG5)) && (s->reg[EECR] & EECR_UNLOCK) != EECR_UNLOCK;
}

static uint64_t mmio_read(void *opaque, hwaddr at, unsigned size)
{
    Rtl8169State *s = opaque;
    uint64_t value = 0;

    if (at + size <= sizeof(s->reg)) {
        memcpy(&value, s->reg + at, size);
    }
    return le64_to_cpu(value);
}

static void mmio_write(void *opaque, hwaddr at, uint64_t value, unsigned size)
{
    Rtl8169State *s = opaque;
    uint64_t raw = cpu_to_le64(value);

    if (at + size > sizeof(s->reg) || is_locked(s, at)) {
        return;
    }
    switch (at) {
    case CR:
        if (value & CR_RST) {
            soft_reset(s);
        } else {
            s->reg[CR] = value & (CR_RE | CR_TE);
        }
        return;
    case TPPOLL:
        if (value & TPPOLL_NPQ) {
            transmit(s);
        }
        return;
    case ISR:
        stw_le_p(s->reg + ISR, reg16(s, ISR) & ~value);
        update_irq(s);
        return;
    case TCR:
        stl_le_p(s->reg + TCR, (value & ~TCR_VERSION_MASK) | TCR_VERSION);
        return;
    case PHYAR:
        phy_access(s, value);
        return;
    case PHYSTATUS:
        return;
    }
    memcpy(s->reg + at, &raw, size);
    if (at == IMR) {
        update_irq(s);
    }
    if (at == DTCCR && (value & DTCCR_DUMP)) {
        dump_counters(s);
    }
}

static const MemoryRegionOps mmio_ops = {
    .read = mmio_read,
    .write = mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 1, .max_access_size = 4 },
    .valid = { .min_access_size = 1, .max_access_size = 4 },
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
    Rtl8169State *s = RTL8169(dev);

    phy_reset(&s->phy);
    memset(s->reg, 0, sizeof(s->reg));
    memcpy(s->reg + IDR, s->conf.macaddr.a, ETH_ALEN);
    stl_le_p(s->reg + TCR, TCR_VERSION);
    soft_reset(s);
}

static void realize(PCIDevice *pci, Error **errp)
{
    Rtl8169State *s = RTL8169(pci);

    if (!nic_fits(pci, errp)) {
        return;
    }
    pci_config_set_interrupt_pin(pci->config, 1);
    memory_region_init_io(&s->mmio, OBJECT(pci), &mmio_ops, s, "rtl8169", sizeof(s->reg));
    pci_register_bar(pci, 1, PCI_BASE_ADDRESS_SPACE_MEMORY, &s->mmio);
    s->nic = nic_new(pci, &net_info, &s->conf);
    phy_init(&s->phy, s->nic, PHY_ID, link_changed);
}

static void unrealize(PCIDevice *pci)
{
    Rtl8169State *s = RTL8169(pci);

    phy_exit(&s->phy);
    qemu_del_nic(s->nic);
}

static Property properties[] = {
    DEFINE_NIC_PROPERTIES(Rtl8169State, conf),
    DEFINE_PROP_END_OF_LIST(),
};

static void class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    pc->realize = realize;
    pc->exit = unrealize;
    pc->vendor_id = PCI_VENDOR_ID_REALTEK;
    pc->device_id = 0x8169;
    pc->revision = 0x10;
    pc->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->reset = device_reset;
    dc->desc = "Realtek RTL8110S (a model of onos-netmap)";
    device_class_set_props(dc, properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo type = {
    .name = TYPE_RTL8169,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(Rtl8169State),
    .class_init = class_init,
    .interfaces = (InterfaceInfo[]) { { INTERFACE_CONVENTIONAL_PCI_DEVICE }, { } },
};

NIC_MODEL(type)

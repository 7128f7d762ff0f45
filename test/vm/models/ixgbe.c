/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A model of Intel's 82599, with a CX4 port, for QEMU: "-device ixgbe,netdev=...".
 *
 * Facts are from the data sheet "Intel 82599 10 GbE Controller". Where it leaves open what happens, the model takes the view that is
 * harder on a driver:
 *	- A ring's place, size and head change only while the ring is off, and what was written to its tail before it is on is forgotten.
 *	- A frame for a ring without room, which is not told to drop it, holds up all that come after it.
 *	- A transmit descriptor that is not as it should be stops its ring: no length, a payload that is not the sum of the lengths, no
 *	  checksum of the frame asked for, a context in the midst of a packet or one that is to be reported.
 *	- A packet's descriptors are looked at when all of them are there. Only those that are asked for are reported.
 * What stopped a ring is said in QEMU's standard error.
 *
 * There are 64 rings each way, without pools and traffic classes. RSS hashes as the data sheet says. Interrupts are MSI-X only, and
 * come at once, so there is no moderation of them.
 *
 * Not there: segmentation, receive coalescing, header split (data are in one buffer or several), flow director (its tables take
 * commands and match nothing), IPsec, FCoE, virtual functions, time stamps, wake-up, a management controller, receive checksums.
 */
#include "nic.h"
#include "hw/pci/msix.h"
#include "net/checksum.h"
#include "qemu/bitops.h"
#include "qemu/error-report.h"
#include "qemu/timer.h"

#define TYPE_IXGBE "ixgbe"
OBJECT_DECLARE_SIMPLE_TYPE(IxgbeState, IXGBE)

#define DEVICE_ID           0x10f9          /* CX4: no module in a cage and no PHY that the driver would have to know */
#define NUM_RINGS           64
#define NUM_VECTORS         64
#define NUM_ADDRESSES       128
#define NUM_WORDS           0x1000          /* of the EEPROM */
#define BAR_BYTES           0x20000
#define MSIX_BYTES          0x4000
#define DESC_BYTES          16
#define NEGOTIATION_NS      (100 * SCALE_MS)

/* Registers. */
enum {
    CTRL = 0x0000, STATUS = 0x0008,
    EICR = 0x0800, EICS = 0x0808, EIAC = 0x0810, EIMS = 0x0880, EIMC = 0x0888, GPIE = 0x0898,
    IVAR = 0x0900, IVAR_MISC = 0x0a00,
    EICS_EX = 0x0a90, EIMS_EX = 0x0aa0, EIMC_EX = 0x0ab0, EIAM_EX = 0x0ad0,    /* two each */
    RX_RINGS = 0x1000, TX_RINGS = 0x6000,
    SRRCTL_ALIAS = 0x2100,  /* of the first 16 rings */
    RDRXCTL = 0x2f00, RXCTRL = 0x3000,
    GPRC = 0x4074, GPTC = 0x4080, ROC = 0x40b0,     /* frames received, sent, too long */
    HLREG0 = 0x4240, MSCA = 0x425c, MSRWD = 0x4260, MHADD = 0x4268, AUTOC = 0x42a0, LINKS = 0x42a4,
    DMATXCTL = 0x4a80,
    FCTRL = 0x5080, VLNCTRL = 0x5088, MCSTCTRL = 0x5090,
    MTA = 0x5200, RAR_ALIAS = 0x5400, MRQC = 0x5818, RETA = 0x5c00, RSSRK = 0x5c80,
    SECRXCTRL = 0x8d00, SECRXSTAT = 0x8d04,
    VFTA = 0xa000, RAR = 0xa200,
    FDIRCTRL = 0xee00, FDIRCMD = 0xee2c,
    EEC = 0x10010, EERD = 0x10014, SWSM = 0x10140,
};

/* Registers of a ring, 0x40 bytes each: the same for both ways, but for SRRCTL. */
enum { BASE = 0x00, BASE_HIGH = 0x04, LEN = 0x08, HEAD = 0x10, SRRCTL = 0x14, TAIL = 0x18, DCTL = 0x28, PACKETS = 0x30, RING_BYTES = 0x40 };
#define RX_DROPPED          0x430           /* from the ring's first register on; 16 of them */

#define CTRL_GIO_DIS        BIT(2)
#define CTRL_RESETS         (BIT(3) | BIT(26))
#define STATUS_GIO          BIT(19)
#define CAUSE_LINK          BIT(20)
#define CAUSES_OTHER        0x7fff0000u
#define GPIE_EIAME          BIT(30)
#define IVAR_VALID          0x80
#define DCTL_ENABLE         BIT(25)
#define DCTL_FLUSH          BIT(26)
#define RXDCTL_VME          BIT(30)
#define SRRCTL_KB(v)        ((v) & 0x1f)
#define SRRCTL_TYPE(v)      ((v) >> 25 & 7)
#define SRRCTL_ONE_BUFFER   1
#define SRRCTL_DROP         BIT(28)
#define LINKS_UP_10G        (BIT(30) | 3u << 28)
#define AUTOC_10G_NO_AN     (1u << 13)
#define HLREG0_JUMBO        BIT(2)
#define FCTRL_MPE           BIT(8)
#define FCTRL_UPE           BIT(9)
#define FCTRL_BAM           BIT(10)
#define VLNCTRL_VFE         BIT(30)
#define MCSTCTRL_MFE        BIT(2)
#define RAH_VALID           BIT(31)
#define MRQC_MODE(v)        ((v) & 0xf)
#define MRQC_RSS            1
#define MRQC_TCP4           BIT(16)
#define MRQC_IPV4           BIT(17)
#define MRQC_IPV6           BIT(20)
#define MRQC_TCP6           BIT(21)
#define MRQC_UDP4           BIT(22)
#define MRQC_UDP6           BIT(23)
#define MSCA_BUSY           BIT(30)
#define SECRX_OFF           BIT(1)
#define EEC_VALUE           0x700           /* there, read, of NUM_WORDS words */
#define SEMAPHORE           BIT(0)

/* Transmit descriptors: an address and two words. */
#define TX_LENGTH(v)        ((v) & 0xffff)
#define TX_TYPE(v)          ((v) >> 20 & 0xf)
#define TX_CONTEXT          2
#define TX_DATA             3
#define TX_EOP              BIT(24)
#define TX_FCS              BIT(25)
#define TX_RS               BIT(27)
#define TX_DEXT             BIT(29)
#define TX_TAG              BIT(30)
#define TX_SEGMENT          BIT(31)
#define TX_CHECKSUMS        (BIT(8) | BIT(9))       /* second word */
#define TX_PAYLOAD(v)       ((v) >> 14)             /* second word, of a packet's first */
#define DONE                BIT(0)
#define RX_EOP              BIT(1)
#define RX_TAG              BIT(3)

typedef struct TxDesc {
    uint64_t addr;
    uint32_t cmd, status;
} TxDesc;

struct IxgbeState {
    PCIDevice pci;
    MemoryRegion mmio, msix;
    NICState *nic;
    NICConf conf;
    uint16_t device_id;
    QEMUTimer *negotiation;             /* runs while the link comes up */
    uint32_t reg[BAR_BYTES / 4];
    uint16_t eeprom[NUM_WORDS];
    uint64_t pending, enabled;          /* interrupts of rings, by vector */
    uint16_t tag[NUM_RINGS];            /* of the context that came last */
    uint8_t tx_frame[MAX_FRAME + TAG_BYTES];
    uint8_t rx_frame[MAX_FRAME];
};

static uint32_t *reg(IxgbeState *s, unsigned at) { return &s->reg[at / 4]; }
static uint32_t *ring(IxgbeState *s, unsigned rings, unsigned q, unsigned at) { return reg(s, rings + q * RING_BYTES + at); }

/* ---- interrupts ---- */

static void deliver(IxgbeState *s)
{
    uint64_t masks = (uint64_t)*reg(s, EIAM_EX + 4) << 32 | *reg(s, EIAM_EX);
    uint64_t now = s->pending & s->enabled;
    unsigned v;

    s->pending &= ~now;
    if (*reg(s, GPIE) & GPIE_EIAME) {
        s->enabled &= ~(now & masks);
    }
    for (v = 0; v < NUM_VECTORS; v++) {
        if (now >> v & 1) {
            msix_notify(&s->pci, v);
        }
    }
}

static void raise_ring(IxgbeState *s, unsigned q, bool tx)
{
    uint8_t ivar = *reg(s, IVAR + q / 2 * 4) >> (16 * (q & 1) + 8 * tx);

    if (ivar & IVAR_VALID) {
        s->pending |= 1ull << (ivar & (NUM_VECTORS - 1));
        deliver(s);
    }
}

/* All other causes have one vector, which is told of each as it comes, or is let through. */
static void deliver_other(IxgbeState *s)
{
    uint8_t ivar = *reg(s, IVAR_MISC) >> 8;

    if ((*reg(s, EICR) & *reg(s, EIMS)) && (ivar & IVAR_VALID)) {
        msix_notify(&s->pci, ivar & (NUM_VECTORS - 1));
    }
}

static void raise_other(IxgbeState *s, uint32_t cause)
{
    *reg(s, EICR) |= cause;
    deliver_other(s);
}

/* ---- the link ---- */

static bool link_is_up(IxgbeState *s)
{
    return *reg(s, LINKS) != 0;
}

static void update_link(IxgbeState *s)
{
    bool up = !qemu_get_queue(s->nic)->link_down && !timer_pending(s->negotiation);

    if (up != link_is_up(s)) {
        *reg(s, LINKS) = up ? LINKS_UP_10G : 0;
        raise_other(s, CAUSE_LINK);
    }
}

static void negotiate(IxgbeState *s)
{
    timer_mod(s->negotiation, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + NEGOTIATION_NS);
    update_link(s);
}

static void negotiated(void *opaque)
{
    update_link(opaque);
}

static void link_status_changed(NetClientState *nc)
{
    IxgbeState *s = qemu_get_nic_opaque(nc);

    if (nc->link_down) {
        update_link(s);
    } else {
        negotiate(s);
    }
}

/* ---- rings ---- */

static unsigned num_descs(IxgbeState *s, unsigned rings, unsigned q)
{
    return *ring(s, rings, q, LEN) / DESC_BYTES;
}

static dma_addr_t desc_address(IxgbeState *s, unsigned rings, unsigned q, unsigned at)
{
    return ((uint64_t)*ring(s, rings, q, BASE_HIGH) << 32 | *ring(s, rings, q, BASE)) + at * DESC_BYTES;
}

static unsigned next_desc(IxgbeState *s, unsigned rings, unsigned q, unsigned at)
{
    return at + 1 >= num_descs(s, rings, q) ? 0 : at + 1;
}

static bool is_on(IxgbeState *s, unsigned rings, unsigned q)
{
    return *ring(s, rings, q, DCTL) & DCTL_ENABLE;
}

/* ---- transmission ---- */

static bool can_send(IxgbeState *s, unsigned q)
{
    return is_on(s, TX_RINGS, q) && (*reg(s, DMATXCTL) & 1) && *ring(s, TX_RINGS, q, HEAD) != *ring(s, TX_RINGS, q, TAIL);
}

static TxDesc read_tx(IxgbeState *s, unsigned q, unsigned at)
{
    uint8_t raw[DESC_BYTES] = { 0 };

    pci_dma_read(&s->pci, desc_address(s, TX_RINGS, q, at), raw, sizeof(raw));
    return (TxDesc) { ldq_le_p(raw), ldl_le_p(raw + 8), ldl_le_p(raw + 12) };
}

/* The ring is off until it is set up anew. */
static bool fault(IxgbeState *s, unsigned q, unsigned at, const char *what)
{
    warn_report("ixgbe: transmit ring %u stops at descriptor %u: %s", q, at, what);
    *ring(s, TX_RINGS, q, DCTL) &= ~DCTL_ENABLE;
    return false;
}

static void send_frame(IxgbeState *s, unsigned q, size_t bytes, uint32_t cmd, uint32_t status)
{
    uint8_t *frame = s->tx_frame;

    if (status & TX_CHECKSUMS) {
        net_checksum_calculate(frame, bytes, CSUM_ALL);
    }
    if (cmd & TX_TAG) {
        bytes = frame_put_tag(frame, bytes, s->tag[q]);
    }
    bytes = frame_pad(frame, bytes);
    ++*reg(s, GPTC);
    ++*ring(s, TX_RINGS, q, PACKETS);
    if (link_is_up(s)) {
        qemu_send_packet(qemu_get_queue(s->nic), frame, bytes);
    }
}

/* Tells of the descriptors up to @end that are to be reported. */
static void report(IxgbeState *s, unsigned q, unsigned end)
{
    uint32_t *head = ring(s, TX_RINGS, q, HEAD), done = cpu_to_le32(DONE);
    bool any = false;

    for (; *head != end; *head = next_desc(s, TX_RINGS, q, *head)) {
        if (read_tx(s, q, *head).cmd & TX_RS) {
            pci_dma_write(&s->pci, desc_address(s, TX_RINGS, q, *head) + 12, &done, sizeof(done));
            any = true;
        }
    }
    if (any) {
        raise_ring(s, q, true);
    }
}

/* The packet or the context at the ring's head. False if its end is not there yet, or it is wrong. */
static bool transmit_one(IxgbeState *s, unsigned q)
{
    unsigned at = *ring(s, TX_RINGS, q, HEAD), tail = *ring(s, TX_RINGS, q, TAIL);
    TxDesc first = read_tx(s, q, at), d = first;
    size_t bytes = 0;

    if (TX_TYPE(first.cmd) == TX_CONTEXT) {
        if (!(first.cmd & TX_DEXT) || (first.cmd & TX_RS)) {
            return fault(s, q, at, "a context is wrong");
        }
        s->tag[q] = first.addr >> 16;
        report(s, q, next_desc(s, TX_RINGS, q, at));
        return true;
    }
    if (!(first.cmd & TX_FCS) || (first.cmd & TX_SEGMENT)) {
        return fault(s, q, at, "segmentation, or no checksum of the frame");
    }
    for (;;) {
        size_t len = TX_LENGTH(d.cmd);

        if (TX_TYPE(d.cmd) != TX_DATA || !(d.cmd & TX_DEXT) || !len || bytes + len > MAX_FRAME) {
            return fault(s, q, at, "no data where there should be some, or too much");
        }
        pci_dma_read(&s->pci, d.addr, s->tx_frame + bytes, len);
        bytes += len;
        at = next_desc(s, TX_RINGS, q, at);
        if (d.cmd & TX_EOP) {
            break;
        }
        if (at == tail) {
            return false;
        }
        d = read_tx(s, q, at);
    }
    if (bytes != TX_PAYLOAD(first.status) || bytes < ETH_HLEN) {
        return fault(s, q, at, "the length of the packet is not the sum of its parts");
    }
    send_frame(s, q, bytes, first.cmd, first.status);
    report(s, q, at);
    return true;
}

static void transmit(IxgbeState *s, unsigned q)
{
    while (can_send(s, q) && transmit_one(s, q)) {
    }
}

/* ---- which frames, and to which ring ---- */

static bool is_own_address(IxgbeState *s, const uint8_t *frame)
{
    unsigned i;

    for (i = 0; i < NUM_ADDRESSES; i++) {
        uint32_t low = *reg(s, RAR + 8 * i), high = *reg(s, RAR + 8 * i + 4);

        if ((high & RAH_VALID) && ldl_le_p(frame) == low && lduw_le_p(frame + 4) == (high & 0xffff)) {
            return true;
        }
    }
    return false;
}

static bool accepts_address(IxgbeState *s, const uint8_t *frame)
{
    uint32_t mode = *reg(s, FCTRL);

    if (is_broadcast_ether_addr(frame)) {
        return mode & FCTRL_BAM;
    }
    if (frame[0] & 1) {
        unsigned bit = frame[4] >> 4 | frame[5] << 4;

        return (mode & FCTRL_MPE) || ((*reg(s, MCSTCTRL) & MCSTCTRL_MFE) && (*reg(s, MTA + bit / 32 * 4) >> bit % 32 & 1));
    }
    return (mode & FCTRL_UPE) || is_own_address(s, frame);
}

static bool accepts_tag(IxgbeState *s, const uint8_t *frame, size_t len)
{
    unsigned vid;

    if (!(*reg(s, VLNCTRL) & VLNCTRL_VFE) || !frame_has_tag(frame, len)) {
        return true;
    }
    vid = lduw_be_p(frame + 14) & 0xfff;
    return *reg(s, VFTA + vid / 32 * 4) >> vid % 32 & 1;
}

/* Toeplitz's hash of @len bytes, with the key that the driver has set. */
static uint32_t hash_of(IxgbeState *s, const uint8_t *input, size_t len)
{
    uint32_t hash = 0, window = bswap32(*reg(s, RSSRK));
    size_t bit;

    for (bit = 0; bit < 8 * len; bit++) {
        size_t next = bit + 32;
        uint32_t word = *reg(s, RSSRK + next / 32 * 4);

        if (input[bit / 8] >> (7 - bit % 8) & 1) {
            hash ^= window;
        }
        window = window << 1 | (word >> (next % 32 / 8 * 8 + 7 - next % 8) & 1);
    }
    return hash;
}

/* What of a frame is hashed goes to @input: its length; 0 if nothing is. */
static size_t hash_input(IxgbeState *s, const uint8_t *frame, size_t len, uint8_t input[36])
{
    uint32_t mrqc = *reg(s, MRQC);
    const uint8_t *ip = frame + ETH_HLEN, *end = frame + len, *ports;
    bool v4 = len >= ETH_HLEN + 20 && lduw_be_p(frame + 12) == ETH_P_IP;
    bool v6 = len >= ETH_HLEN + 40 && lduw_be_p(frame + 12) == ETH_P_IPV6;
    size_t bytes = v4 ? 8 : 32;
    uint8_t protocol;

    if (MRQC_MODE(mrqc) != MRQC_RSS || !(v4 || v6)) {
        return 0;
    }
    protocol = v4 ? ip[9] : ip[6];
    ports = ip + (v4 ? (ip[0] & 0xf) * 4 : 40);
    memcpy(input, ip + (v4 ? 12 : 8), bytes);
    if (ports + 4 <= end && !(v4 && (lduw_be_p(ip + 6) & 0x3fff)) &&
        ((protocol == 6 && (mrqc & (v4 ? MRQC_TCP4 : MRQC_TCP6))) || (protocol == 17 && (mrqc & (v4 ? MRQC_UDP4 : MRQC_UDP6))))) {
        memcpy(input + bytes, ports, 4);
        return bytes + 4;
    }
    return mrqc & (v4 ? MRQC_IPV4 : MRQC_IPV6) ? bytes : 0;
}

/* The ring by the redirection table, or the first one if there is no hash. */
static unsigned ring_of(IxgbeState *s, const uint8_t *frame, size_t len, uint32_t *hash)
{
    uint8_t input[36];
    size_t bytes = hash_input(s, frame, len, input);
    unsigned entry;

    *hash = bytes ? hash_of(s, input, bytes) : 0;
    entry = *hash & 0x7f;
    return bytes ? *reg(s, RETA + entry / 4 * 4) >> entry % 4 * 8 & 0xf : 0;
}

/* ---- reception ---- */

static size_t buffer_bytes(IxgbeState *s, unsigned q)
{
    return SRRCTL_KB(*ring(s, RX_RINGS, q, SRRCTL)) * 1024;
}

static bool has_room(IxgbeState *s, unsigned q, size_t bytes)
{
    unsigned head = *ring(s, RX_RINGS, q, HEAD), tail = *ring(s, RX_RINGS, q, TAIL), num = num_descs(s, RX_RINGS, q);

    return num && bytes <= (tail >= head ? tail - head : tail + num - head) * buffer_bytes(s, q);
}

static void store(IxgbeState *s, unsigned q, size_t bytes, uint32_t hash, uint32_t status, uint16_t tag)
{
    uint32_t *head = ring(s, RX_RINGS, q, HEAD);
    size_t done = 0, len;

    for (; done < bytes; done += len, *head = next_desc(s, RX_RINGS, q, *head)) {
        dma_addr_t at = desc_address(s, RX_RINGS, q, *head);
        uint8_t raw[DESC_BYTES] = { 0 };

        len = MIN(buffer_bytes(s, q), bytes - done);
        pci_dma_read(&s->pci, at, raw, 8);
        pci_dma_write(&s->pci, ldq_le_p(raw), s->rx_frame + done, len);
        stl_le_p(raw, hash ? 2 : 0);
        stl_le_p(raw + 4, hash);
        stl_le_p(raw + 8, status | DONE | (done + len == bytes ? RX_EOP : 0));
        stw_le_p(raw + 12, len);
        stw_le_p(raw + 14, tag);
        /* What tells that it is there is written last. */
        pci_dma_write(&s->pci, at, raw, 8);
        smp_wmb();
        pci_dma_write(&s->pci, at + 8, raw + 8, 8);
    }
}

static size_t longest(IxgbeState *s, bool tagged)
{
    return (*reg(s, HLREG0) & HLREG0_JUMBO ? *reg(s, MHADD) >> 16 : 1518) - FCS_BYTES + (tagged ? 4 : 0);
}

/* 0 if the frame waits. */
static ssize_t receive(NetClientState *nc, const uint8_t *frame, size_t len)
{
    IxgbeState *s = qemu_get_nic_opaque(nc);
    bool tagged = frame_has_tag(frame, len), strips;
    uint16_t tag = 0;
    uint32_t hash;
    size_t bytes;
    unsigned q;

    if (!(*reg(s, RXCTRL) & 1) || (*reg(s, SECRXCTRL) & SECRX_OFF) || !link_is_up(s) || len < ETH_HLEN ||
        !accepts_address(s, frame) || !accepts_tag(s, frame, len)) {
        return len;
    }
    if (len > MIN(longest(s, tagged), MAX_FRAME)) {
        ++*reg(s, ROC);
        return len;
    }
    q = ring_of(s, frame, len, &hash);
    if (!is_on(s, RX_RINGS, q) || SRRCTL_TYPE(*ring(s, RX_RINGS, q, SRRCTL)) != SRRCTL_ONE_BUFFER) {
        return len;
    }
    if (!has_room(s, q, MAX(len, MIN_FRAME))) {
        if (!(*ring(s, RX_RINGS, q, SRRCTL) & SRRCTL_DROP)) {
            return 0;
        }
        if (q < 16) {
            ++*ring(s, RX_RINGS, q, RX_DROPPED);
        }
        return len;
    }
    strips = tagged && (*ring(s, RX_RINGS, q, DCTL) & RXDCTL_VME);
    bytes = frame_copy(s->rx_frame, frame, len, strips, &tag);
    store(s, q, bytes, hash, strips ? RX_TAG : 0, tag);
    ++*reg(s, GPRC);
    ++*ring(s, RX_RINGS, q, PACKETS);
    raise_ring(s, q, false);
    return len;
}

/* What waits is looked at again, when something has changed. */
static void look_again(IxgbeState *s)
{
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

/* ---- registers ---- */

static void soft_reset(IxgbeState *s)
{
    unsigned q;

    memset(s->reg, 0, sizeof(s->reg));
    s->pending = s->enabled = 0;
    *reg(s, EEC) = EEC_VALUE;
    *reg(s, AUTOC) = AUTOC_10G_NO_AN;
    *reg(s, MSRWD) = 0xffffffff;
    *reg(s, MHADD) = 1518 << 16;
    *reg(s, RAR) = ldl_le_p(s->conf.macaddr.a);
    *reg(s, RAR + 4) = RAH_VALID | lduw_le_p(s->conf.macaddr.a + 4);
    for (q = 0; q < NUM_RINGS; q++) {
        *ring(s, RX_RINGS, q, SRRCTL) = 2;
    }
    negotiate(s);
    look_again(s);
}

/* Words of which some are for the driver, and a checksum. */
static void make_eeprom(IxgbeState *s)
{
    uint16_t sum = 0xbaba;
    unsigned i;

    /* What it can: all NICs' modules, and FCoE. */
    s->eeprom[0x2c] = 1;
    for (i = 0; i < 0x3f; i++) {
        sum -= s->eeprom[i];
    }
    s->eeprom[0x3f] = sum;
}

/* Where the register is whose other name is @at. */
static hwaddr real_place(hwaddr at)
{
    if (at >= SRRCTL_ALIAS && at < SRRCTL_ALIAS + 16 * 4) {
        return RX_RINGS + (at - SRRCTL_ALIAS) / 4 * RING_BYTES + SRRCTL;
    }
    return at >= RAR_ALIAS && at < RAR_ALIAS + 16 * 8 ? at - RAR_ALIAS + RAR : at;
}

static uint64_t mmio_read(void *opaque, hwaddr at, unsigned size)
{
    IxgbeState *s = opaque;
    uint32_t value;

    at = real_place(at);
    value = *reg(s, at);
    switch (at) {
    case STATUS:
        return *reg(s, CTRL) & CTRL_GIO_DIS ? 0 : STATUS_GIO;
    case EICR:
        value |= s->pending & 0xffff;
        *reg(s, EICR) = 0;
        s->pending = 0;
        return value;
    case EICS:
        return *reg(s, EICR) | (s->pending & 0xffff);
    case EIMS:
        return value | (s->enabled & 0xffff);
    case EIMS_EX:
        return (uint32_t)s->enabled;
    case EIMS_EX + 4:
        return s->enabled >> 32;
    case RDRXCTL:
        return value | BIT(3);      /* the memory of its DMA is initialized */
    case SECRXSTAT:
        return 1;                   /* nothing is under way */
    case SWSM:
        *reg(s, SWSM) |= SEMAPHORE; /* who reads it as 0 has it */
        return value;
    case GPRC:
    case GPTC:
    case ROC:
        *reg(s, at) = 0;
        return value;
    }
    return value;
}

/* A register of a ring. */
static void ring_write(IxgbeState *s, unsigned rings, hwaddr at, uint32_t value)
{
    unsigned q = (at - rings) / RING_BYTES, what = (at - rings) % RING_BYTES;
    bool on = is_on(s, rings, q);

    if (on && (what == BASE || what == BASE_HIGH || what == LEN || what == HEAD)) {
        return;
    }
    if ((what == HEAD || what == TAIL) && value && value >= num_descs(s, rings, q)) {
        return;
    }
    *reg(s, at) = what == DCTL ? value & ~DCTL_FLUSH : value;
    if (what == DCTL && !on && (value & DCTL_ENABLE)) {
        *ring(s, rings, q, TAIL) = *ring(s, rings, q, HEAD);
    }
    if (rings == RX_RINGS) {
        look_again(s);
    } else {
        transmit(s, q);
    }
}

static void mmio_write(void *opaque, hwaddr at, uint64_t value, unsigned size)
{
    IxgbeState *s = opaque;
    unsigned half = at & 4 ? 32 : 0;

    at = real_place(at);
    if (at >= RX_RINGS && at < RX_RINGS + NUM_RINGS * RING_BYTES) {
        ring_write(s, RX_RINGS, at, value);
        return;
    }
    if (at >= TX_RINGS && at < TX_RINGS + NUM_RINGS * RING_BYTES) {
        ring_write(s, TX_RINGS, at, value);
        return;
    }
    switch (at) {
    case CTRL:
        if (value & CTRL_RESETS) {
            soft_reset(s);
        } else {
            *reg(s, CTRL) = value;
        }
        return;
    case EICR:
        *reg(s, EICR) &= ~value;
        s->pending &= ~(value & 0xffff);
        return;
    case EICS:
        s->pending |= value & 0xffff;
        deliver(s);
        raise_other(s, value & CAUSES_OTHER);
        return;
    case EIMS:
        *reg(s, EIMS) |= value & CAUSES_OTHER;
        s->enabled |= value & 0xffff;
        deliver(s);
        deliver_other(s);
        return;
    case EIMC:
        *reg(s, EIMS) &= ~value;
        s->enabled &= ~(value & 0xffff);
        return;
    case EICS_EX:
    case EICS_EX + 4:
        s->pending |= value << half;
        deliver(s);
        return;
    case EIMS_EX:
    case EIMS_EX + 4:
        s->enabled |= value << half;
        deliver(s);
        return;
    case EIMC_EX:
    case EIMC_EX + 4:
        s->enabled &= ~(value << half);
        return;
    case MSCA:
        /* There is no PHY: all that is read is ones. */
        *reg(s, MSCA) = value & ~MSCA_BUSY;
        return;
    case FDIRCTRL:
        *reg(s, FDIRCTRL) = value | BIT(3);     /* its tables are initialized */
        return;
    case FDIRCMD:
        *reg(s, FDIRCMD) = value & ~3;          /* a command is done */
        return;
    case EERD:
        *reg(s, EERD) = s->eeprom[(value >> 2) % NUM_WORDS] << 16 | 2;      /* done */
        return;
    case STATUS:
    case LINKS:
    case MSRWD:
    case EEC:
        return;
    }
    *reg(s, at) = value;
    if (at == RXCTRL || at == SECRXCTRL) {
        look_again(s);
    }
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
    soft_reset(IXGBE(dev));
}

static void realize(PCIDevice *pci, Error **errp)
{
    IxgbeState *s = IXGBE(pci);
    unsigned v;

    if (!nic_fits(pci, errp)) {
        return;
    }
    pci_set_word(pci->config + PCI_DEVICE_ID, s->device_id);
    memory_region_init_io(&s->mmio, OBJECT(pci), &mmio_ops, s, "ixgbe", BAR_BYTES);
    pci_register_bar(pci, 0, PCI_BASE_ADDRESS_SPACE_MEMORY | PCI_BASE_ADDRESS_MEM_TYPE_64, &s->mmio);
    memory_region_init(&s->msix, OBJECT(pci), "ixgbe-msix", MSIX_BYTES);
    pci_register_bar(pci, 4, PCI_BASE_ADDRESS_SPACE_MEMORY | PCI_BASE_ADDRESS_MEM_TYPE_64, &s->msix);
    /* The driver looks for the capabilities where the NIC has them. */
    if (msix_init(pci, NUM_VECTORS, &s->msix, 4, 0, &s->msix, 4, MSIX_BYTES / 2, 0x70, errp)) {
        return;
    }
    for (v = 0; v < NUM_VECTORS; v++) {
        msix_vector_use(pci, v);
    }
    if (pcie_endpoint_cap_init(pci, 0xa0) < 0) {
        error_setg(errp, "ixgbe: no room for the capability of PCI Express");
        return;
    }
    s->negotiation = timer_new_ns(QEMU_CLOCK_VIRTUAL, negotiated, s);
    s->nic = nic_new(pci, &net_info, &s->conf);
    make_eeprom(s);
}

static void unrealize(PCIDevice *pci)
{
    IxgbeState *s = IXGBE(pci);

    timer_free(s->negotiation);
    qemu_del_nic(s->nic);
    pcie_cap_exit(pci);
    msix_unuse_all_vectors(pci);
    msix_uninit(pci, &s->msix, &s->msix);
}

static Property properties[] = {
    DEFINE_NIC_PROPERTIES(IxgbeState, conf),
    /* Says that it is another NIC, which it is not: an 82598 (0x10dd) is for netmap to refuse. */
    DEFINE_PROP_UINT16("device-id", IxgbeState, device_id, DEVICE_ID),
    DEFINE_PROP_END_OF_LIST(),
};

static void class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    pc->realize = realize;
    pc->exit = unrealize;
    pc->vendor_id = PCI_VENDOR_ID_INTEL;
    pc->device_id = DEVICE_ID;
    pc->revision = 1;
    pc->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->reset = device_reset;
    dc->desc = "Intel 82599 with CX4 (a model of onos-netmap)";
    device_class_set_props(dc, properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo type = {
    .name = TYPE_IXGBE,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(IxgbeState),
    .class_init = class_init,
    .interfaces = (InterfaceInfo[]) { { INTERFACE_PCIE_DEVICE }, { } },
};

NIC_MODEL(type)

/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the files of the 82599's model share: its state, its registers, and what they ask of each other. */
#ifndef IXGBE_H
#define IXGBE_H

#include "nic.h"
#include "qemu/bitops.h"

#define TYPE_IXGBE "ixgbe"
OBJECT_DECLARE_SIMPLE_TYPE(IxgbeState, IXGBE)

#define NUM_RINGS           64
#define NUM_VECTORS         64
#define NUM_WORDS           0x1000          /* of the EEPROM */
#define BAR_BYTES           0x20000
#define DESC_BYTES          16

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

#define DCTL_ENABLE         BIT(25)
#define RAH_VALID           BIT(31)
#define DONE                BIT(0)          /* of a descriptor, both ways */

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

/* ---- registers and rings ---- */

static inline uint32_t *reg(IxgbeState *s, unsigned at) { return &s->reg[at / 4]; }
static inline uint32_t *ring(IxgbeState *s, unsigned rings, unsigned q, unsigned at) { return reg(s, rings + q * RING_BYTES + at); }

static inline bool link_is_up(IxgbeState *s)
{
    return *reg(s, LINKS) != 0;
}

static inline unsigned num_descs(IxgbeState *s, unsigned rings, unsigned q)
{
    return *ring(s, rings, q, LEN) / DESC_BYTES;
}

static inline dma_addr_t desc_address(IxgbeState *s, unsigned rings, unsigned q, unsigned at)
{
    return ((uint64_t)*ring(s, rings, q, BASE_HIGH) << 32 | *ring(s, rings, q, BASE)) + at * DESC_BYTES;
}

static inline unsigned next_desc(IxgbeState *s, unsigned rings, unsigned q, unsigned at)
{
    return at + 1 >= num_descs(s, rings, q) ? 0 : at + 1;
}

static inline bool is_on(IxgbeState *s, unsigned rings, unsigned q)
{
    return *ring(s, rings, q, DCTL) & DCTL_ENABLE;
}

/* ---- ixgbe.c ---- */

void ixgbe_negotiate(IxgbeState *s);

/* ---- ixgbe_irq.c ---- */

void ixgbe_deliver(IxgbeState *s);
void ixgbe_deliver_other(IxgbeState *s);
void ixgbe_raise_ring(IxgbeState *s, unsigned q, bool tx);
void ixgbe_raise_other(IxgbeState *s, uint32_t cause);

/* ---- ixgbe_tx.c ---- */

void ixgbe_transmit(IxgbeState *s, unsigned q);

/* ---- ixgbe_filter.c ---- */

bool ixgbe_accepts(IxgbeState *s, const uint8_t *frame, size_t len);
unsigned ixgbe_ring_of(IxgbeState *s, const uint8_t *frame, size_t len, uint32_t *hash);

/* ---- ixgbe_rx.c ---- */

ssize_t ixgbe_receive(NetClientState *nc, const uint8_t *frame, size_t len);
void ixgbe_look_again(IxgbeState *s);

/* ---- ixgbe_regs.c ---- */

extern const MemoryRegionOps ixgbe_mmio_ops;
void ixgbe_soft_reset(IxgbeState *s);
void ixgbe_make_eeprom(IxgbeState *s);

#endif /* IXGBE_H */

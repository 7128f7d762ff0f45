/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Registers of the 82599's model, and its EEPROM: what reading and writing them does.
 *
 * A ring's place, size and head change only while the ring is off, and what was written to its tail before it is on is forgotten.
 */
#include "ixgbe.h"

#define CTRL_GIO_DIS        BIT(2)
#define CTRL_RESETS         (BIT(3) | BIT(26))
#define STATUS_GIO          BIT(19)
#define CAUSES_OTHER        0x7fff0000u
#define DCTL_FLUSH          BIT(26)
#define AUTOC_10G_NO_AN     (1u << 13)
#define MSCA_BUSY           BIT(30)
#define EEC_VALUE           0x700           /* there, read, of NUM_WORDS words */
#define SEMAPHORE           BIT(0)

void ixgbe_soft_reset(IxgbeState *s)
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
    ixgbe_negotiate(s);
    ixgbe_look_again(s);
}

/* Words of which some are for the driver, and a checksum. */
void ixgbe_make_eeprom(IxgbeState *s)
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
        ixgbe_look_again(s);
    } else {
        ixgbe_transmit(s, q);
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
            ixgbe_soft_reset(s);
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
        ixgbe_deliver(s);
        ixgbe_raise_other(s, value & CAUSES_OTHER);
        return;
    case EIMS:
        *reg(s, EIMS) |= value & CAUSES_OTHER;
        s->enabled |= value & 0xffff;
        ixgbe_deliver(s);
        ixgbe_deliver_other(s);
        return;
    case EIMC:
        *reg(s, EIMS) &= ~value;
        s->enabled &= ~(value & 0xffff);
        return;
    case EICS_EX:
    case EICS_EX + 4:
        s->pending |= value << half;
        ixgbe_deliver(s);
        return;
    case EIMS_EX:
    case EIMS_EX + 4:
        s->enabled |= value << half;
        ixgbe_deliver(s);
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
        ixgbe_look_again(s);
    }
}

const MemoryRegionOps ixgbe_mmio_ops = {
    .read = mmio_read,
    .write = mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = { .min_access_size = 4, .max_access_size = 4 },
    .valid = { .min_access_size = 4, .max_access_size = 4 },
};

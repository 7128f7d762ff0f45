/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A PHY of 1 Gbit/s, which NICs reach by its registers, and its link. */
#ifndef PHY_H
#define PHY_H

#include "nic.h"
#include "hw/net/mii.h"
#include "qemu/timer.h"

#define PHY_NEGOTIATION_NS      (100 * SCALE_MS)
#define PHY_STAT1000_RECEIVERS  0x3000      /* are good, here and there */
#define PHY_EXTSTAT_1000BASE_T  0x3000      /* full and half */

typedef struct Phy {
    NICState *nic;
    uint32_t id;
    void (*changed)(void *nic);     /* the link went up or down */
    QEMUTimer *negotiation;         /* runs while it negotiates */
    uint16_t reg[32];
    bool up, was_lost;              /* the link; since the status was read */
} Phy;

/* Works out whether the link is up, and tells if that has changed. */
static inline void phy_update(Phy *p)
{
    bool up = !qemu_get_queue(p->nic)->link_down && !(p->reg[MII_BMCR] & MII_BMCR_PDOWN) && !timer_pending(p->negotiation);

    if (up == p->up) {
        return;
    }
    p->up = up;
    p->was_lost |= !up;
    p->changed(qemu_get_nic_opaque(qemu_get_queue(p->nic)));
}

static inline void phy_negotiate(Phy *p)
{
    timer_mod(p->negotiation, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + PHY_NEGOTIATION_NS);
    phy_update(p);
}

static inline void phy_negotiated(void *opaque)
{
    phy_update(opaque);
}

/* QEMU has plugged the cable in, or pulled it out. */
static inline void phy_cable(Phy *p)
{
    if (qemu_get_queue(p->nic)->link_down) {
        phy_update(p);
    } else {
        phy_negotiate(p);
    }
}

static inline void phy_reset(Phy *p)
{
    memset(p->reg, 0, sizeof(p->reg));
    p->reg[MII_BMCR] = MII_BMCR_AUTOEN | MII_BMCR_FD | MII_BMCR_SPEED1000;
    p->reg[MII_PHYID1] = p->id >> 16;
    p->reg[MII_PHYID2] = p->id;
    p->reg[MII_ANAR] = MII_ANAR_TXFD | MII_ANAR_TX | MII_ANAR_10FD | MII_ANAR_10 | MII_ANAR_CSMACD;
    p->reg[MII_CTRL1000] = MII_CTRL1000_FULL | MII_CTRL1000_HALF;
    p->reg[MII_EXTSTAT] = PHY_EXTSTAT_1000BASE_T;
    phy_negotiate(p);
}

static inline void phy_init(Phy *p, NICState *nic, uint32_t id, void (*changed)(void *nic))
{
    *p = (Phy) { .nic = nic, .id = id, .changed = changed };
    p->negotiation = timer_new_ns(QEMU_CLOCK_VIRTUAL, phy_negotiated, p);
}

static inline void phy_exit(Phy *p)
{
    timer_free(p->negotiation);
}

static inline uint16_t phy_read(Phy *p, unsigned at)
{
    uint16_t value;

    switch (at) {
    case MII_BMSR:
        value = MII_BMSR_100TX_FD | MII_BMSR_100TX_HD | MII_BMSR_10T_FD | MII_BMSR_10T_HD | MII_BMSR_EXTSTAT | MII_BMSR_MFPS |
                MII_BMSR_AUTONEG | MII_BMSR_EXTCAP;
        if (p->up) {
            value |= MII_BMSR_AN_COMP | (p->was_lost ? 0 : MII_BMSR_LINK_ST);
        }
        p->was_lost = false;
        return value;
    case MII_ANLPAR:
        return p->up ? MII_ANLPAR_ACK | MII_ANLPAR_TXFD | MII_ANLPAR_TX | MII_ANLPAR_10FD | MII_ANLPAR_10 | MII_ANLPAR_CSMACD : 0;
    case MII_STAT1000:
        return p->up ? PHY_STAT1000_RECEIVERS | MII_STAT1000_FULL | MII_STAT1000_HALF : 0;
    default:
        return p->reg[at];
    }
}

static inline void phy_write(Phy *p, unsigned at, uint16_t value)
{
    uint16_t before = p->reg[MII_BMCR];

    switch (at) {
    case MII_BMSR:
    case MII_PHYID1:
    case MII_PHYID2:
    case MII_ANLPAR:
    case MII_STAT1000:
    case MII_EXTSTAT:
        return;
    case MII_BMCR:
        if (value & MII_BMCR_RESET) {
            phy_reset(p);
            return;
        }
        p->reg[MII_BMCR] = value & ~MII_BMCR_ANRESTART;
        if ((value & MII_BMCR_ANRESTART) || (before & ~value & MII_BMCR_PDOWN)) {
            phy_negotiate(p);
        }
        phy_update(p);
        return;
    default:
        p->reg[at] = value;
    }
}

#endif /* PHY_H */

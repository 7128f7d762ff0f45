/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Interrupts of the 82599's model. They are MSI-X only, and come at once, so there is no moderation of them. */
#include "ixgbe.h"
#include "hw/pci/msix.h"

#define GPIE_EIAME          BIT(30)
#define IVAR_VALID          0x80

void ixgbe_deliver(IxgbeState *s)
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

void ixgbe_raise_ring(IxgbeState *s, unsigned q, bool tx)
{
    uint8_t ivar = *reg(s, IVAR + q / 2 * 4) >> (16 * (q & 1) + 8 * tx);

    if (ivar & IVAR_VALID) {
        s->pending |= 1ull << (ivar & (NUM_VECTORS - 1));
        ixgbe_deliver(s);
    }
}

/* All other causes have one vector, which is told of each as it comes, or is let through. */
void ixgbe_deliver_other(IxgbeState *s)
{
    uint8_t ivar = *reg(s, IVAR_MISC) >> 8;

    if ((*reg(s, EICR) & *reg(s, EIMS)) && (ivar & IVAR_VALID)) {
        msix_notify(&s->pci, ivar & (NUM_VECTORS - 1));
    }
}

void ixgbe_raise_other(IxgbeState *s, uint32_t cause)
{
    *reg(s, EICR) |= cause;
    ixgbe_deliver_other(s);
}

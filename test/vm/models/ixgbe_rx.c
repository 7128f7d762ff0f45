/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reception of the 82599's model: frames go to the buffers of their ring.
 *
 * A frame for a ring without room, which is not told to drop it, holds up all that come after it.
 */
#include "ixgbe.h"

#define RX_DROPPED          0x430           /* from the ring's first register on; 16 of them */
#define RXDCTL_VME          BIT(30)
#define SRRCTL_KB(v)        ((v) & 0x1f)
#define SRRCTL_TYPE(v)      ((v) >> 25 & 7)
#define SRRCTL_ONE_BUFFER   1
#define SRRCTL_DROP         BIT(28)
#define HLREG0_JUMBO        BIT(2)
#define SECRX_OFF           BIT(1)
#define RX_EOP              BIT(1)
#define RX_TAG              BIT(3)

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
ssize_t ixgbe_receive(NetClientState *nc, const uint8_t *frame, size_t len)
{
    IxgbeState *s = qemu_get_nic_opaque(nc);
    bool tagged = frame_has_tag(frame, len), strips;
    uint16_t tag = 0;
    uint32_t hash;
    size_t bytes;
    unsigned q;

    if (!(*reg(s, RXCTRL) & 1) || (*reg(s, SECRXCTRL) & SECRX_OFF) || !link_is_up(s) || len < ETH_HLEN ||
        !ixgbe_accepts(s, frame, len)) {
        return len;
    }
    if (len > MIN(longest(s, tagged), MAX_FRAME)) {
        ++*reg(s, ROC);
        return len;
    }
    q = ixgbe_ring_of(s, frame, len, &hash);
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
    ixgbe_raise_ring(s, q, false);
    return len;
}

/* What waits is looked at again, when something has changed. */
void ixgbe_look_again(IxgbeState *s)
{
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

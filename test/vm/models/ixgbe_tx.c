/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Transmission of the 82599's model.
 *
 * A descriptor that is not as it should be stops its ring: no length, a payload that is not the sum of the lengths, no checksum of the
 * frame asked for, a context in the midst of a packet or one that is to be reported. What stopped it is said in QEMU's standard error.
 *
 * A packet's descriptors are looked at when all of them are there. Only those that are asked for are reported.
 */
#include "ixgbe.h"
#include "net/checksum.h"
#include "qemu/error-report.h"

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

typedef struct TxDesc {
    uint64_t addr;
    uint32_t cmd, status;
} TxDesc;

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
        ixgbe_raise_ring(s, q, true);
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

void ixgbe_transmit(IxgbeState *s, unsigned q)
{
    while (can_send(s, q) && transmit_one(s, q)) {
    }
}

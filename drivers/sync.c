// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The syncs of a NIC's rings: sending, completion, receiving. */
#include <linux/io.h>
#include <netmap/skb.h>
#include "parts.h"

#define REPORT_EVERY	16	/* transmit slots */

/* Slots up to the last that the NIC has told of are the program's again. */
static void tx_reclaim(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = ring_of(nic, k);
	u32 end = r->clean > k->hwcur ? r->num : k->hwcur, i = r->clean;

	while (r->clean != k->hwcur) {
		i = find_next_bit(r->report, end, i);
		if (i == end && end == r->num) {
			/* Goes on at the start of the ring. */
			i = 0;
			end = k->hwcur;
			continue;
		}
		if (i == end || !nic->chip->tx_done(nic, r, desc_of(r, i)))
			break;
		r->clean = nm_next(i++, r->num);
	}
	WRITE_ONCE(k->hwtail, nm_prev(r->clean, r->num));
}

/* Whether a slot can be sent. Its buffer is mapped then. */
static bool tx_good(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i)
{
	const struct netmap_slot *s = &k->ring->slot[i];
	struct nic_buf *b = &r->buf[i];
	u64 offset = nm_slot_offset(k, s);
	u32 len = READ_ONCE(s->len);

	if (offset > k->offset_max || !len || len > k->buf_size - offset || !nic_buf_map(nic, k, b, READ_ONCE(s->buf_idx)))
		return false;
	/* What the program writes to the slot from now on is too late. */
	b->offset = offset;
	b->len = len;
	r->whole += len;
	return true;
}

/* Whether the NIC can send a packet of so many bytes in so many slots. */
static bool tx_fits(const struct nic_chip *c, u32 bytes, u32 frags)
{
	return bytes >= c->tx_shortest && (!c->tx_longest || bytes <= c->tx_longest) && frags <= (c->tx_frags ?: NETMAP_MAX_FRAGS);
}

/*
 * The packet from slot @i on, which is of slots up to @k->head at most: the slot behind it, and whether it can be sent. If its
 * end is not there yet, @i; but a packet that fills the ring will never end, and is bad.
 */
static u32 tx_packet(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i, bool *good)
{
	u32 at = i, frags = 0;
	u16 flags;

	*good = true;
	r->whole = 0;
	r->first = true;
	do {
		if (at == k->head) {
			if (nm_next(at, k->num_slots) != r->clean)
				return i;
			*good = false;
			return at;
		}
		flags = READ_ONCE(k->ring->slot[at].flags);
		*good &= tx_good(nic, k, r, at);
		at = nm_next(at, k->num_slots);
		frags++;
	} while (flags & NS_MOREFRAG);
	*good &= tx_fits(nic->chip, r->whole, frags);
	return at;
}

/* One slot of a packet that was found good or bad; the last of the packet, the last of the sync. */
static void tx_slot(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i, bool good, bool last, bool end)
{
	const struct netmap_slot *s = &k->ring->slot[i];
	bool report = end || i % REPORT_EVERY == 0 || (READ_ONCE(s->flags) & NS_REPORT);
	struct nic_buf *b = &r->buf[i];
	u32 len = good ? b->len : 0;

	if (good)
		buf_to_nic(nic, k, b, DMA_TO_DEVICE);
	k->stats.bytes += len;
	__assign_bit(i, r->report, report);
	nic->chip->tx_put(nic, r, desc_of(r, i), b->dma + b->offset, len, last, report);
	r->first = false;
}

/* Hands the slots up to head to the NIC. */
static void tx_send(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = ring_of(nic, k);
	u32 i = k->hwcur, next;
	bool good;

	while (i != k->head) {
		next = tx_packet(nic, k, r, i, &good);
		if (next == i)
			break;
		if (good)
			k->stats.packets++;
		else
			k->stats.drop_bad++;
		for (; i != next; i = nm_next(i, r->num)) {
			bool last = nm_next(i, r->num) == next;
			/* What follows may have to wait for its end. */
			bool end = last && (next == k->head || (READ_ONCE(k->ring->slot[next].flags) & NS_MOREFRAG));

			tx_slot(nic, k, r, i, good, last, end);
		}
	}
	if (i == k->hwcur)
		return;
	/* The NIC reads what was written before it is told. */
	dma_wmb();
	if (r->tail)
		writel(desc_of(r, i), r->tail);
	else
		nic->chip->tx_kick(nic);
	WRITE_ONCE(k->hwcur, i);
}

int nic_txsync(struct nm_kring *k, unsigned int sync_flags)
{
	struct nic *nic = to_nic(k->na);
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	/* While the interface is down, what is to be sent waits in the ring. */
	if (likely(nic_begin(nic))) {
		tx_send(nic, k);
		tx_reclaim(nic, k);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static void rx_import(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = ring_of(nic, k);
	u32 i = k->hwtail, end = nm_prev(k->hwcur, r->num);

	while (i != end) {
		struct netmap_slot *s = &k->ring->slot[i];
		bool last;
		int len = nic->chip->rx_get(nic, r, desc_of(r, i), &last);

		if (len < 0)
			break;
		if (unlikely(r->buf[i].sync))
			dma_sync_single_for_cpu(nic->dev->dev.parent, r->buf[i].dma, k->buf_size, DMA_FROM_DEVICE);
		s->len = len;
		s->flags = last ? 0 : NS_MOREFRAG;
		k->stats.packets += last;
		k->stats.bytes += len;
		i = nm_next(i, r->num);
	}
	nm_index_store(&k->hwtail, i);
}

int nic_rxsync(struct nm_kring *k, unsigned int sync_flags)
{
	struct nic *nic = to_nic(k->na);
	struct nic_ring *r = ring_of(nic, k);
	unsigned long flags;
	u32 i;

	nm_forward_to_host(k, nic->dev);
	spin_lock_irqsave(&nic->lock, flags);
	if (likely(nic_begin(nic))) {
		if (k->hwcur != k->head) {
			for (i = k->hwcur; i != k->head; i = nm_next(i, r->num))
				nic_rx_give(nic, k, i == 0 ? r->num - 1 : i - 1);
			/* The NIC reads what was written before it is told. */
			dma_wmb();
			if (r->tail)
				writel(desc_of(r, nm_prev(k->head, r->num)), r->tail);
		}
		nm_index_store(&k->hwcur, k->head);
		rx_import(nic, k);
		nic_end(nic);
	} else {
		nm_index_store(&k->hwcur, k->head);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

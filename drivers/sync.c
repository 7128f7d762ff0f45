// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The syncs of a NIC's rings: sending, completion, receiving. */
#include <linux/io.h>
#include <netmap/skb.h>
#include "parts.h"

#define REPORT_EVERY	16	/* transmit slots */

/* Slots up to the last that the NIC has told of are the program's again. */
static void tx_reclaim(struct nic *nic, struct nm_kring *k, struct nic_ring *r)
{
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
		__clear_bit(i, r->report);
		r->clean = nm_next(i++, r->num);
	}
	WRITE_ONCE(k->hwtail, nm_prev(r->clean, r->num));
}

/* Whether slot @s can be sent; @b has what is sent of it then. */
static __always_inline bool tx_good(struct nic *nic, struct nm_kring *k, const struct netmap_slot *s, struct nic_buf *b)
{
	u64 offset = nm_slot_offset(k, s);
	u32 len = READ_ONCE(s->len);

	if (unlikely(offset > k->offset_max || !len || len > k->buf_size - offset || !nic_buf_map(nic, k, b, READ_ONCE(s->buf_idx))))
		return false;
	/* What the program writes to the slot from now on is too late. */
	b->offset = offset;
	b->len = len;
	return true;
}

/* Whether the NIC can send a packet of so many bytes. */
static bool tx_fits(const struct nic_chip *c, u32 bytes)
{
	return bytes >= c->tx_shortest && bytes <= c->tx_longest;
}

/* Whether the packet before slot @i is the last of this sync for certain, or perhaps: what follows may have to wait for its end. */
static bool tx_ends(const struct nm_kring *k, u32 i)
{
	return i == k->head || (READ_ONCE(k->ring->slot[i].flags) & NS_MOREFRAG);
}

/* The descriptor of slot @i, whose buffer is mapped if @len is not 0; the last of its packet, the last of the sync. */
static __always_inline void tx_slot(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i, u16 flags, u32 len, bool last, bool end)
{
	bool report = end || i % REPORT_EVERY == 0 || (flags & NS_REPORT);
	const struct nic_buf *b = &r->buf[i];

	if (likely(len))
		buf_to_nic(nic, k, b, DMA_TO_DEVICE);
	if (report)
		__set_bit(i, r->report);
	nic->chip->tx_put(nic, r, desc_of(r, i), b->dma + b->offset, len, last, report);
}

/*
 * The slots of the packet from slot @i on, which are up to @k->head at most: the slot behind them, and whether it can be sent. If its
 * end is not there yet, @i; but a packet that fills the ring will never end, and is bad.
 */
static u32 tx_look(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i, bool *good)
{
	u32 at = i, frags = 0;
	u16 flags;

	*good = true;
	r->whole = 0;
	do {
		if (at == k->head) {
			if (nm_next(at, k->num_slots) != r->clean)
				return i;
			*good = false;
			return at;
		}
		flags = READ_ONCE(k->ring->slot[at].flags);
		if (tx_good(nic, k, &k->ring->slot[at], &r->buf[at]))
			r->whole += r->buf[at].len;
		else
			*good = false;
		at = nm_next(at, k->num_slots);
		frags++;
	} while (flags & NS_MOREFRAG);
	*good &= tx_fits(nic->chip, r->whole) && frags <= nic->chip->tx_frags;
	return at;
}

/* A packet of several slots, or one that cannot be sent, which is passed over: the slot behind it; @i if it has to wait. */
static noinline u32 tx_other(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 i)
{
	bool good, end;
	u32 next = tx_look(nic, k, r, i, &good);

	if (next == i)
		return i;
	if (good) {
		k->stats.packets++;
		k->stats.bytes += r->whole;
	} else {
		k->stats.drop_bad++;
	}
	end = tx_ends(k, next);
	r->first = true;
	while (i != next) {
		u32 at = i;

		i = nm_next(i, r->num);
		tx_slot(nic, k, r, at, READ_ONCE(k->ring->slot[at].flags), good ? r->buf[at].len : 0, i == next, i == next && end);
		r->first = false;
	}
	return next;
}

/* Hands the slots up to head to the NIC. Packets of one slot are the usual ones, and have the short way. */
static void tx_send(struct nic *nic, struct nm_kring *k, struct nic_ring *r)
{
	const struct nic_chip *c = nic->chip;
	u32 i = k->hwcur, next;
	u64 packets = 0, bytes = 0;

	for (; i != k->head; i = next) {
		const struct netmap_slot *s = &k->ring->slot[i];
		struct nic_buf *b = &r->buf[i];
		u16 flags = READ_ONCE(s->flags);

		if (unlikely((flags & NS_MOREFRAG) || !tx_good(nic, k, s, b) || !tx_fits(c, b->len))) {
			next = tx_other(nic, k, r, i);
			if (next == i)
				break;
			continue;
		}
		packets++;
		bytes += b->len;
		r->whole = b->len;
		r->first = true;
		next = nm_next(i, r->num);
		tx_slot(nic, k, r, i, flags, b->len, true, tx_ends(k, next));
	}
	if (i == k->hwcur)
		return;
	k->stats.packets += packets;
	k->stats.bytes += bytes;
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
	struct nic_ring *r = ring_of(nic, k);
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	/* While the interface is down, what is to be sent waits in the ring. */
	if (likely(nic_begin(nic))) {
		tx_send(nic, k, r);
		tx_reclaim(nic, k, r);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static void rx_import(struct nic *nic, struct nm_kring *k, struct nic_ring *r)
{
	u32 i = k->hwtail, num = r->num, end = nm_prev(k->hwcur, num);
	struct netmap_slot *slot = k->ring->slot;
	const struct nic_buf *buf = r->buf;
	u64 packets = 0, bytes = 0;

	while (i != end) {
		bool last;
		int len = nic->chip->rx_get(nic, r, desc_of(r, i), &last);

		if (len < 0)
			break;
		if (unlikely(buf[i].sync))
			dma_sync_single_for_cpu(nic->dev->dev.parent, buf[i].dma, k->buf_size, DMA_FROM_DEVICE);
		slot[i].len = len;
		slot[i].flags = last ? 0 : NS_MOREFRAG;
		packets += last;
		bytes += len;
		i = nm_next(i, num);
	}
	k->stats.packets += packets;
	k->stats.bytes += bytes;
	nm_index_store(&k->hwtail, i);
}

int nic_rxsync(struct nm_kring *k, unsigned int sync_flags)
{
	struct nic *nic = to_nic(k->na);
	struct nic_ring *r = ring_of(nic, k);
	unsigned long flags;

	nm_forward_to_host(k, nic->dev);
	spin_lock_irqsave(&nic->lock, flags);
	if (likely(nic_begin(nic))) {
		if (k->hwcur != k->head) {
			nic_rx_give(nic, k, r, nm_prev(k->hwcur, r->num), nm_prev(k->head, r->num));
			/* The NIC reads what was written before it is told. */
			dma_wmb();
			if (r->tail)
				writel(desc_of(r, nm_prev(k->head, r->num)), r->tail);
		}
		nm_index_store(&k->hwcur, k->head);
		rx_import(nic, k, r);
		nic_end(nic);
	} else {
		nm_index_store(&k->hwcur, k->head);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The NIC's descriptors and the buffers of netmap's slots: mapping buffers for DMA, and pointing all descriptors at them on
 * each start of the NIC.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include "parts.h"

/* A buffer of a program's memory (EXTMEM) is where the kernel has mapped that. */
static dma_addr_t buf_map(struct nic *nic, const struct nm_kring *k, void *va)
{
	struct page *page = is_vmalloc_addr(va) ? vmalloc_to_page(va) : virt_to_page(va);

	return dma_map_page(nic->dev->dev.parent, page, offset_in_page(va), k->buf_size, DMA_BIDIRECTIONAL);
}

static void buf_unmap(struct nic *nic, struct nm_kring *k, struct nic_buf *b)
{
	if (b->idx)
		dma_unmap_page(nic->dev->dev.parent, b->dma, k->buf_size, DMA_BIDIRECTIONAL);
	b->idx = 0;
}

/* When the slot had another buffer before. */
bool nic_buf_map_new(struct nic *nic, struct nm_kring *k, struct nic_buf *b, u32 idx)
{
	void *va;

	va = nm_kring_buf(k, idx);
	if (!va)
		return false;
	buf_unmap(nic, k, b);
	b->dma = buf_map(nic, k, va);
	if (dma_mapping_error(nic->dev->dev.parent, b->dma))
		return false;
	b->idx = idx;
	b->sync = dma_need_sync(nic->dev->dev.parent, b->dma);
	return true;
}

void nic_ring_unmap(struct nic *nic, struct nm_kring *k)
{
	u32 i;

	for (i = 0; i < k->num_slots; i++)
		buf_unmap(nic, k, &ring_of(nic, k)->buf[i]);
}

static void rewind_tx(struct nic_ring *r, struct nm_kring *k)
{
	/* What was in flight is lost: its slots are the program's again. */
	k->stats.drop_other += nm_distance(r->clean, k->hwcur, r->num);
	r->clean = k->hwcur;
	bitmap_zero(r->report, r->num);
	WRITE_ONCE(k->hwtail, nm_prev(k->hwcur, r->num));
	r->shift = (r->num - k->hwcur) % r->num;
}

void nic_rewind(struct nic *nic)
{
	u32 q;

	for (q = 0; q < nic->na.num_rings[NM_TX]; q++)
		rewind_tx(&nic->ring[NM_TX][q], kring_of(nic, NM_TX, q));
	for (q = 0; q < nic->na.num_rings[NM_RX]; q++) {
		struct nic_ring *r = &nic->ring[NM_RX][q];

		r->shift = (r->num - kring_of(nic, NM_RX, q)->hwtail) % r->num;
	}
}

/* Where a packet is to start in the buffer of receive slot @s, which asks for @offset. */
static u64 rx_offset(const struct nic *nic, const struct nm_kring *k, struct netmap_slot *s, u64 offset)
{
	if (offset > k->offset_max)
		return 0;
	if (offset & nic->chip->rx_unaligned) {
		/* It starts before the place that was asked for, and the program is told. */
		offset &= ~(u64)nic->chip->rx_unaligned;
		s->ptr = (s->ptr & ~k->offset_mask) | offset;
	}
	return offset;
}

void nic_rx_give(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 from, u32 to)
{
	struct netmap_slot *slot = k->ring->slot;
	u32 i, num = r->num;

	for (i = from; i != to; i = nm_next(i, num)) {
		struct netmap_slot *s = &slot[i];
		struct nic_buf *b = &r->buf[i];
		u64 offset = nm_slot_offset(k, s);

		if (unlikely(!nic_buf_map(nic, k, b, READ_ONCE(s->buf_idx)))) {
			s->buf_idx = b->idx;
			k->stats.drop_bad++;
		}
		if (unlikely(offset))
			offset = rx_offset(nic, k, s, offset);
		buf_to_nic(nic, k, b, DMA_FROM_DEVICE);
		nic->chip->rx_put(nic, r, desc_of(r, i), b->dma + offset);
	}
}

u32 nic_fill_rx(struct nic *nic, u32 queue)
{
	struct nm_kring *k = kring_of(nic, NM_RX, queue);
	struct nic_ring *r = &nic->ring[NM_RX][queue];
	u32 end;

	if (!r->bound)
		return 0;
	end = nm_prev(k->hwcur, k->num_slots);
	nic_rx_give(nic, k, r, k->hwtail, end);
	return nm_distance(k->hwtail, end, k->num_slots);
}

/* As many rings of as many descriptors as there is room for in the tables. */
static bool same_rings(const struct nic *nic, enum nm_dir dir)
{
	u32 q;

	if (nic->num_queues[dir] != nic->na.num_rings[dir])
		return false;
	for (q = 0; q < nic->num_queues[dir]; q++) {
		if (nic->ring[dir][q].num != nic->na.num_slots[dir])
			return false;
	}
	return true;
}

/* What the smallest buffers hold behind the largest offset. */
static u32 smallest_room(const struct nic *nic)
{
	u32 q, room = NIC_ROOM_MAX;

	for (q = 0; q < nic->na.num_rings[NM_RX]; q++)
		room = min(room, nic_room(kring_of(nic, NM_RX, q)));
	return room;
}

bool nic_look(struct nic *nic)
{
	nic->chip->find_rings(nic);
	if (!same_rings(nic, NM_TX) || !same_rings(nic, NM_RX)) {
		pr_warn("%s: its rings have other sizes or another number now; close the port and open it again\n", nic->dev->name);
		nm_adapter_set_gone(&nic->na);
		return false;
	}
	nic->rx_bytes = smallest_room(nic);
	return true;
}

bool nic_start(struct nic *nic)
{
	if (nic->chip->exchange ? !nic->exchanged : !nic_look(nic))
		return false;
	nic->chip->start(nic);
	return true;
}

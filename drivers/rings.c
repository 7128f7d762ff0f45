// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The NIC's descriptors and the buffers of netmap's slots: mapping buffers for DMA, and pointing all descriptors at them on
 * each start of the NIC.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "parts.h"

static void buf_unmap(struct nic *nic, enum nm_dir dir, struct nic_buf *b)
{
	if (b->idx)
		dma_unmap_single(nic->dev->dev.parent, b->dma, kring_of(nic, dir)->buf_size, DMA_BIDIRECTIONAL);
	b->idx = 0;
}

/* When slot @i had another buffer before. */
bool nic_buf_map_new(struct nic *nic, enum nm_dir dir, u32 i, u32 idx)
{
	struct nic_buf *b = &nic->ring[dir].buf[i];
	struct nm_kring *k = kring_of(nic, dir);
	void *va;

	va = nm_kring_buf(k, idx);
	if (!va)
		return false;
	buf_unmap(nic, dir, b);
	b->dma = dma_map_single(nic->dev->dev.parent, va, k->buf_size, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(nic->dev->dev.parent, b->dma))
		return false;
	b->idx = idx;
	b->sync = dma_need_sync(nic->dev->dev.parent, b->dma);
	return true;
}

void nic_ring_unmap(struct nic *nic, enum nm_dir dir)
{
	u32 i;

	for (i = 0; i < nic->ring[dir].num; i++)
		buf_unmap(nic, dir, &nic->ring[dir].buf[i]);
}

void nic_rewind(struct nic *nic)
{
	struct nic_ring *tx = &nic->ring[NM_TX], *rx = &nic->ring[NM_RX];
	struct nm_kring *k = kring_of(nic, NM_TX);

	/* What was in flight is lost: its slots are the program's again. */
	k->stats.drop_other += nm_distance(tx->clean, k->hwcur, tx->num);
	tx->clean = k->hwcur;
	WRITE_ONCE(k->hwtail, nm_prev(k->hwcur, tx->num));
	tx->shift = (tx->num - k->hwcur) % tx->num;
	rx->shift = (rx->num - kring_of(nic, NM_RX)->hwtail) % rx->num;
}

void nic_rx_give(struct nic *nic, struct nm_kring *k, u32 i)
{
	struct nic_ring *r = &nic->ring[NM_RX];
	struct netmap_slot *s = &k->ring->slot[i];
	u64 offset = nm_slot_offset(k, s);

	if (unlikely(!nic_buf_map(nic, NM_RX, i, READ_ONCE(s->buf_idx)))) {
		s->buf_idx = r->buf[i].idx;
		k->stats.drop_bad++;
	}
	if (unlikely(offset > k->offset_max))
		offset = 0;
	if (unlikely(offset & nic->chip->rx_unaligned)) {
		/* The packet starts before the place that was asked for, and the program is told. */
		offset &= ~(u64)nic->chip->rx_unaligned;
		s->ptr = (s->ptr & ~k->offset_mask) | offset;
	}
	buf_to_nic(nic, k, &r->buf[i], DMA_FROM_DEVICE);
	nic->chip->rx_put(nic, desc_of(r, i), r->buf[i].dma + offset);
}

u32 nic_fill_rx(struct nic *nic)
{
	struct nm_kring *k = kring_of(nic, NM_RX);
	u32 i, end, n = 0;

	if (!nic->ring[NM_RX].bound)
		return 0;
	end = nm_prev(k->hwcur, k->num_slots);
	for (i = k->hwtail; i != end; i = nm_next(i, k->num_slots), n++)
		nic_rx_give(nic, k, i);
	return n;
}

bool nic_look(struct nic *nic)
{
	nic->chip->find_rings(nic);
	if (nic->ring[NM_TX].num != nic->na.num_slots[NM_TX] || nic->ring[NM_RX].num != nic->na.num_slots[NM_RX]) {
		pr_warn("%s: its rings have other sizes now; close the port and open it again\n", nic->dev->name);
		nm_adapter_set_gone(&nic->na);
		/* As many as there is room for in the tables. */
		nic->ring[NM_TX].num = nic->na.num_slots[NM_TX];
		nic->ring[NM_RX].num = nic->na.num_slots[NM_RX];
		return false;
	}
	nic->rx_bytes = kring_of(nic, NM_RX)->buf_size - kring_of(nic, NM_RX)->offset_max;
	return true;
}

bool nic_start(struct nic *nic)
{
	if (nic->chip->exchange ? !nic->exchanged : !nic_look(nic))
		return false;
	nic->chip->start(nic);
	return true;
}

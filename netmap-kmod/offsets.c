// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The option OFFSETS of REGISTER: packets that do not start where their buffers do.
 *
 * With it, the low bits of a slot's ptr are where its packet starts. A sender says so for each packet, and a receiver for
 * each slot it gives to the kernel; a new ring has the initial offset in all slots. The largest offset is agreed upon at
 * the start, so each buffer has room for packets of its size without this. Syncs find a packet by nm_slot_data().
 *
 * Offsets belong to rings: programs that share one have to ask for the same ones. They go with the last of these programs.
 *
 * Locks: nm_lock. A sync in progress may see them change only while nobody has the ring bound.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/log2.h>
#include "option.h"

#define NM_MIN_ROOM	64	/* what has to be left of a buffer behind the largest offset */

int nm_offsets_read(struct nm_options *opt, const struct nm_adapter *na, struct nm_offsets *o)
{
	u32 buf_size = na->region->pool[NM_POOL_BUF].size, bits;
	struct nmreq_opt_offsets *req;

	*o = (struct nm_offsets) { };
	if (!nm_option_given(opt, NETMAP_REQ_OPT_OFFSETS))
		return 0;
	req = &opt->offsets;
	bits = req->nro_offset_bits ?: 64;
	if (!na->offsets) {
		pr_debug("%s: has no offsets\n", na->name);
		return nm_option_refuse(opt, NETMAP_REQ_OPT_OFFSETS, -EOPNOTSUPP);
	}
	if (bits > 64 || req->nro_max_offset > buf_size - NM_MIN_ROOM || req->nro_min_gap >= buf_size - req->nro_max_offset ||
	    req->nro_initial_offset > req->nro_max_offset || (req->nro_tx_align && !is_power_of_2(req->nro_tx_align)))
		goto invalid;
	o->mask = bits == 64 ? U64_MAX : (1ULL << bits) - 1;
	if (req->nro_max_offset > o->mask)
		goto invalid;
	o->max = req->nro_max_offset;
	o->initial = req->nro_initial_offset;
	o->align = req->nro_tx_align;
	req->nro_offset_bits = bits;
	return 0;

invalid:
	pr_debug("%s: offsets: initial %llu, up to %llu, of %u bits, and a gap of %llu, alignment %u are not possible in buffers of %u bytes\n",
		 na->name, req->nro_initial_offset, req->nro_max_offset, bits, req->nro_min_gap, req->nro_tx_align, buf_size);
	return nm_option_refuse(opt, NETMAP_REQ_OPT_OFFSETS, -EINVAL);
}

/* What a ring's memory says of them. */
void nm_offsets_init_ring(struct nm_kring *k, struct netmap_ring *ring)
{
	u32 i;

	ring->offset_mask = k->offset_mask;
	ring->buf_align = k->buf_align;
	/* Slots without buffers of their own have a packet's offset, or will get one. */
	for (i = 0; !k->no_bufs && k->offset_mask && i < k->num_slots; i++)
		ring->slot[i].ptr = k->offset_initial;
}

static void set(struct nm_kring *k, const struct nm_offsets *o)
{
	mutex_lock(&k->sync_lock);
	spin_lock_bh(&k->lock);
	k->offset_mask = o->mask;
	k->offset_max = o->max;
	k->offset_initial = o->initial;
	k->buf_align = o->align;
	if (k->ring)
		nm_offsets_init_ring(k, k->ring);
	spin_unlock_bh(&k->lock);
	mutex_unlock(&k->sync_lock);
}

/* A descriptor that binds @kring wants @o. */
int nm_offsets_take(struct nm_kring *k, const struct nm_offsets *o)
{
	lockdep_assert_held(&nm_lock);
	if (k->offset_mask == o->mask && k->offset_max == o->max && k->offset_initial == o->initial && k->buf_align == o->align)
		return 0;
	if (k->binders) {
		pr_debug("%s: ring %u is bound with other offsets\n", k->na->name, k->id);
		return -EBUSY;
	}
	set(k, o);
	return 0;
}

void nm_offsets_drop(struct nm_kring *k)
{
	static const struct nm_offsets none;

	if (k->offset_mask)
		set(k, &none);
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Binding a descriptor of /dev/netmap to rings of a port, and the end of that.
 *
 * A descriptor is bound once and stays bound until its file is released, which is after the last close of every copy
 * of it and after the last munmap. priv->na is published when all the rest of priv is in place; from there on priv
 * does not change, so that syncs and poll need no lock to use it.
 *
 * Locks: nm_lock for all of this file.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/slab.h>
#include "option.h"

#define NM_REG_FLAGS	(NR_MONITOR_TX | NR_MONITOR_RX | NR_ZCOPY_MON | NR_EXCLUSIVE | NR_RX_RINGS_ONLY | NR_TX_RINGS_ONLY | \
			 NR_ACCEPT_VNET_HDR | NR_DO_RX_POLL | NR_NO_TX_POLL)
/* So many extra buffers are surely a mistake. */
#define NM_MAX_EXTRA_BUFS	(16 * 1024 * 1024)

/* Which krings of direction @dir the request is for: *first to *last - 1. */
static int ring_range(const struct nm_adapter *na, const struct nmreq_register *reg, enum nm_dir dir, u32 *first, u32 *last)
{
	u32 hw = na->num_rings[dir], total = nm_kring_total(na, dir);

	*first = 0;
	*last = 0;
	switch (reg->nr_mode) {
	case NR_REG_ALL_NIC:
		*last = hw;
		break;
	case NR_REG_SW:
		*first = hw;
		*last = total;
		break;
	case NR_REG_NIC_SW:
		*last = total == hw ? 0 : total;
		break;
	case NR_REG_ONE_NIC:
		if (reg->nr_ringid < hw) {
			*first = reg->nr_ringid;
			*last = *first + 1;
		}
		break;
	case NR_REG_ONE_SW:
		if (reg->nr_ringid < total - hw) {
			*first = hw + reg->nr_ringid;
			*last = *first + 1;
		}
		break;
	case NR_REG_NULL:
		return total ? -EINVAL : 0;
	}
	return *first == *last ? -EINVAL : 0;
}

static int choose_rings(struct nm_ranges *r, const struct nm_adapter *na, const struct nmreq_register *reg)
{
	static const u64 other_only[2] = { [NM_TX] = NR_RX_RINGS_ONLY, [NM_RX] = NR_TX_RINGS_ONLY };
	int dir, err;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		r->first[dir] = 0;
		r->last[dir] = 0;
		/* What is not wanted need not be there: a port may have more rings one way than the other. */
		if (reg->nr_flags & other_only[dir])
			continue;
		err = ring_range(na, reg, dir, &r->first[dir], &r->last[dir]);
		if (err) {
			pr_debug("netmap: %s: has no ring for mode %u and ring id %u\n", na->name, reg->nr_mode, reg->nr_ringid);
			return err;
		}
	}
	return 0;
}

static int check_exclusive(const struct nm_priv *priv, const struct nm_adapter *na, bool exclusive)
{
	int dir;
	u32 i;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
			const struct nm_kring *k = &na->krings[dir][i];

			if (k->exclusive || (exclusive && k->binders)) {
				pr_debug("netmap: %s: ring %u is %s\n", na->name, i, k->exclusive ? "held exclusively" : "shared");
				return -EBUSY;
			}
		}
	}
	return 0;
}

/* A ring that is bound becomes one that is less so. */
static void drop_ring(struct nm_kring *k)
{
	if (!--k->binders) {
		k->exclusive = false;
		nm_offsets_drop(k);
	}
	nm_kring_unuse(k);
}

static int take_ring(struct nm_kring *k, bool exclusive, const struct nm_offsets *offsets)
{
	int err = nm_offsets_take(k, offsets);

	if (err)
		return err;
	err = nm_kring_use(k);
	if (err) {
		if (!k->binders)
			nm_offsets_drop(k);
		return err;
	}
	k->binders++;
	k->exclusive = exclusive;
	return 0;
}

static void drop_rings(struct nm_priv *priv, struct nm_adapter *na, int dir, u32 upto)
{
	while (upto-- > priv->rings.first[dir])
		drop_ring(&na->krings[dir][upto]);
}

static int take_rings(struct nm_priv *priv, struct nm_adapter *na, bool exclusive, const struct nm_offsets *offsets)
{
	int dir, err;
	u32 i = 0;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
			err = take_ring(&na->krings[dir][i], exclusive, offsets);
			if (err)
				goto undo;
		}
	}
	return 0;

undo:
	drop_rings(priv, na, dir, i);
	if (dir == NM_TX)
		drop_rings(priv, na, NM_RX, priv->rings.last[NM_RX]);
	return err;
}

static void fill_ring_offsets(const struct nm_priv *priv, const struct nm_adapter *na, int dir, int64_t *at)
{
	u32 i;

	for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++)
		at[i] = na->krings[dir][i].ring_offset - priv->nifp_offset;
}

static int make_nifp(struct nm_priv *priv, const struct nm_adapter *na)
{
	/* Programs expect a place for one host ring even where there is none. */
	u32 host_tx = max(na->num_host_rings[NM_TX], 1u), host_rx = max(na->num_host_rings[NM_RX], 1u);
	u32 tx = na->num_rings[NM_TX], rx = na->num_rings[NM_RX];
	struct netmap_if *nifp;
	void *addr;
	s64 offset;

	offset = nm_region_alloc(na->region, NM_POOL_IF, sizeof(*nifp) + (tx + host_tx + rx + host_rx) * sizeof(nifp->ring_ofs[0]), &addr);
	if (offset < 0)
		return offset;
	nifp = addr;
	priv->nifp = nifp;
	priv->nifp_offset = offset;
	strscpy(nifp->ni_name, na->name, sizeof(nifp->ni_name));
	nifp->ni_flags = na->region->private ? NI_PRIV_MEM : 0;
	nifp->ni_tx_rings = tx;
	nifp->ni_rx_rings = rx;
	nifp->ni_host_tx_rings = host_tx;
	nifp->ni_host_rx_rings = host_rx;
	fill_ring_offsets(priv, na, NM_TX, &nifp->ring_ofs[0]);
	fill_ring_offsets(priv, na, NM_RX, &nifp->ring_ofs[tx + host_tx]);
	return 0;
}

static void answer(const struct nm_priv *priv, const struct nm_adapter *na, struct nmreq_register *reg)
{
	reg->nr_offset = priv->nifp_offset;
	reg->nr_memsize = na->region->size;
	reg->nr_mem_id = na->region->id;
	reg->nr_tx_rings = na->num_rings[NM_TX];
	reg->nr_rx_rings = na->num_rings[NM_RX];
	reg->nr_host_tx_rings = na->num_host_rings[NM_TX];
	reg->nr_host_rx_rings = na->num_host_rings[NM_RX];
	reg->nr_tx_slots = na->num_slots[NM_TX];
	reg->nr_rx_slots = na->num_slots[NM_RX];
}

static int check_request(const struct nm_priv *priv, const struct nmreq_register *reg)
{
	if (priv->na)
		return -EBUSY;
	if (reg->nr_mode == NR_REG_DEFAULT || reg->nr_mode > NR_REG_ONE_SW)
		return -EINVAL;
	if (reg->nr_flags & ~(u64)NM_REG_FLAGS)
		pr_debug("netmap: unknown bits in nr_flags %llx are of no effect\n", reg->nr_flags);
	if ((reg->nr_flags & NR_TX_RINGS_ONLY) && (reg->nr_flags & NR_RX_RINGS_ONLY))
		return -EINVAL;
	if (reg->nr_extra_bufs > NM_MAX_EXTRA_BUFS)
		return -EINVAL;
	if ((reg->nr_flags & NR_ZCOPY_MON) && !(reg->nr_flags & (NR_MONITOR_TX | NR_MONITOR_RX)))
		return -EINVAL;
	return 0;
}

/*
 * The port that a program wants to monitor, and a monitor on it. The request is for rings of the port; of the monitor it
 * gets the one there is.
 */
static struct nm_adapter *bind_monitor(struct nm_priv *priv, struct nm_want *want)
{
	struct nm_want target_want = *want;
	struct nm_adapter *target;
	struct nm_ranges range;
	int err;

	target_want.reg.nr_mem_id = 0;
	target_want.extmem = NULL;
	target = nm_lookup(&target_want);
	if (IS_ERR(target))
		return PTR_ERR(target) == -ENXIO ? ERR_PTR(-EINVAL) : target;
	err = -EINVAL;
	/* There has to be something to see. */
	if (target->bound && !nm_is_monitor(target))
		err = choose_rings(&range, target, &want->reg);
	if (err) {
		nm_adapter_put(target);
		return ERR_PTR(err);
	}
	priv->rings = (struct nm_ranges) { .last = { [NM_RX] = 1 } };
	return nm_monitor_create(want, target, &range);
}

int nm_bind(struct nm_priv *priv, struct nm_want *want)
{
	bool monitor = want->reg.nr_flags & (NR_MONITOR_TX | NR_MONITOR_RX);
	struct nmreq_register *reg = &want->reg;
	bool exclusive = reg->nr_flags & NR_EXCLUSIVE;
	struct nm_offsets offsets;
	struct nm_adapter *na;
	int err;

	lockdep_assert_held(&nm_lock);
	err = check_request(priv, reg);
	if (err)
		return err;
	na = monitor ? bind_monitor(priv, want) : nm_lookup(want);
	if (IS_ERR(na))
		return PTR_ERR(na);
	err = -EBUSY;
	if (na->internal) {
		pr_debug("netmap: %s: is an interface's port, which only the switch uses\n", na->name);
		goto put;
	}
	err = -EIO;
	if (na->virt_hdr_len && !(reg->nr_flags & NR_ACCEPT_VNET_HDR)) {
		pr_debug("netmap: %s: has virtio headers, which the program does not accept\n", na->name);
		goto put;
	}
	err = -EOVERFLOW;
	if (want->narrow && na->region->size > U32_MAX) {
		pr_debug("netmap: %s: its region of %llu bytes cannot be described by NIOCREGIF\n", na->name, na->region->size);
		goto put;
	}
	err = -EBUSY;
	if (want->extmem && na->region != want->extmem) {
		pr_debug("netmap: %s: has its memory already\n", na->name);
		nm_option_refuse(want->opt, NETMAP_REQ_OPT_EXTMEM, err);
		goto put;
	}
	err = nm_offsets_read(want->opt, na, &offsets);
	if (err)
		goto put;
	err = monitor ? 0 : choose_rings(&priv->rings, na, reg);
	if (err)
		goto put;
	err = nm_krings_get(na);
	if (err)
		goto put;
	err = check_exclusive(priv, na, exclusive);
	if (err)
		goto unbind;
	err = take_rings(priv, na, exclusive, &offsets);
	if (err)
		goto unbind;
	if (!na->bound) {
		err = nm_adapter_reg(na, true);
		if (err)
			goto drop;
	}
	na->bound++;
	/* Only now, because a ring may get its memory in reg. */
	err = make_nifp(priv, na);
	if (err)
		goto unreg;
	if (reg->nr_extra_bufs)
		reg->nr_extra_bufs = nm_region_alloc_chain(na->region, reg->nr_extra_bufs, &priv->nifp->ni_bufs_head);
	answer(priv, na, reg);
	priv->flags = reg->nr_flags;
	priv->region = na->region;
	nm_region_get(priv->region);
	if (nm_option_given(want->opt, NETMAP_REQ_OPT_CSB))
		nm_csb_enable(priv, &want->opt->csb);
	/* After all the rest of *priv. */
	smp_store_release(&priv->na, na);
	return 0;

unreg:
	if (!--na->bound)
		nm_adapter_reg(na, false);
drop:
	drop_rings(priv, na, NM_TX, priv->rings.last[NM_TX]);
	drop_rings(priv, na, NM_RX, priv->rings.last[NM_RX]);
unbind:
	nm_krings_put(na);
put:
	nm_adapter_put(na);
	return err;
}

void nm_unbind(struct nm_priv *priv)
{
	struct nm_adapter *na = priv->na;

	lockdep_assert_held(&nm_lock);
	if (!na)
		return;
	if (!--na->bound)
		nm_adapter_reg(na, false);
	drop_rings(priv, na, NM_TX, priv->rings.last[NM_TX]);
	drop_rings(priv, na, NM_RX, priv->rings.last[NM_RX]);
	nm_region_free_chain(priv->region, READ_ONCE(priv->nifp->ni_bufs_head));
	nm_region_free(priv->region, NM_POOL_IF, priv->nifp_offset);
	nm_krings_put(na);
	nm_adapter_put(na);
	nm_region_put(priv->region);
	priv->na = NULL;
}

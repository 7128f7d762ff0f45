// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Monitors: ports with one receive ring that gets a copy of what passes the rings of another port, to or from the program
 * that has it bound (NR_MONITOR_TX, NR_MONITOR_RX). A transmitted packet is copied when its sync sends it, a received one
 * when a sync shows it to the program. A monitor without room loses packets; the monitored port never waits.
 *
 * The monitor holds the monitored port and its krings, and so goes on when programs close and open that port meanwhile. It
 * has a region of its own. Packets at user addresses (NS_INDIRECT) are not copied, but counted.
 *
 * Locks: life under nm_lock. Links in kring->monitors, and kring->mon_pos, under that kring's sync_lock, which a sync
 * has; the monitor's ring under its own kring->lock, because several rings feed it.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include "nm.h"

#define NM_MONITOR_SLOTS	1024

struct nm_monitor_link {
	struct list_head	node;
	struct nm_kring		*from;
	struct nm_monitor	*mon;
};

struct nm_monitor {
	struct nm_adapter	na;
	struct nm_adapter	*target;
	u32			num_links;
	struct nm_monitor_link	link[];
};

static struct nm_monitor *to_monitor(struct nm_adapter *na)
{
	return container_of(na, struct nm_monitor, na);
}

/* ---- the data path ---- */

static void copy_slot(struct nm_kring *k, u32 at, struct nm_kring *rx)
{
	const struct netmap_slot *s = &k->ring->slot[at];
	struct netmap_slot *d = &rx->ring->slot[rx->hwtail];
	u32 len = READ_ONCE(s->len), next = nm_next(rx->hwtail, rx->num_slots);
	u16 flags = READ_ONCE(s->flags);
	const u8 *from = nm_region_buf(k->region, READ_ONCE(s->buf_idx));
	u8 *to = nm_region_buf(rx->region, READ_ONCE(d->buf_idx));

	if (next == smp_load_acquire(&rx->hwcur)) {
		rx->stats.drop_full++;
	} else if (k->dir == NM_TX && (flags & NS_INDIRECT)) {
		rx->stats.drop_other++;
	} else if (!from || !to || len > k->buf_size || len > rx->buf_size) {
		rx->stats.drop_bad++;
	} else {
		memcpy(to, from, len);
		d->len = len;
		d->flags = (flags & NS_MOREFRAG) | (k->dir == NM_TX ? NS_TXMON : 0);
		rx->stats.packets++;
		rx->stats.bytes += len;
		smp_store_release(&rx->hwtail, next);
	}
}

/* Slots up to @to, which were not copied yet, go to all monitors of @k. */
static void copy_to_monitors(struct nm_kring *k, u32 to)
{
	struct nm_monitor_link *link;
	u32 at;

	list_for_each_entry(link, &k->monitors, node) {
		struct nm_kring *rx = &link->mon->na.krings[NM_RX][0];

		spin_lock_bh(&rx->lock);
		for (at = k->mon_pos; at != to; at = nm_next(at, k->num_slots))
			copy_slot(k, at, rx);
		spin_unlock_bh(&rx->lock);
		if (k->mon_pos != to)
			rx->notify(rx);
	}
	k->mon_pos = to;
}

/* The sync of a ring that has monitors. */
int nm_monitored_sync(struct nm_kring *k, unsigned int flags)
{
	int err;

	lockdep_assert_held(&k->sync_lock);
	if (k->dir == NM_TX)
		copy_to_monitors(k, k->head);
	err = k->sync(k, flags);
	if (k->dir == NM_RX)
		copy_to_monitors(k, smp_load_acquire(&k->hwtail));
	return err;
}

static int monitor_rxsync(struct nm_kring *k, unsigned int flags)
{
	smp_store_release(&k->hwcur, k->head);
	return 0;
}

/* It has no transmit ring. */
static int monitor_txsync(struct nm_kring *k, unsigned int flags)
{
	return 0;
}

/* ---- life ---- */

static int monitor_reg(struct nm_adapter *na, bool on)
{
	struct nm_monitor *mon = to_monitor(na);
	u32 i;

	for (i = 0; i < mon->num_links; i++) {
		struct nm_kring *k = mon->link[i].from;

		mutex_lock(&k->sync_lock);
		if (on) {
			if (list_empty(&k->monitors))
				k->mon_pos = k->dir == NM_TX ? k->head : READ_ONCE(k->hwtail);
			list_add_tail(&mon->link[i].node, &k->monitors);
		} else {
			list_del(&mon->link[i].node);
		}
		mutex_unlock(&k->sync_lock);
	}
	return 0;
}

static void monitor_free(struct nm_adapter *na)
{
	struct nm_monitor *mon = to_monitor(na);

	nm_krings_put(mon->target);
	nm_adapter_put(mon->target);
	kfree(mon);
}

static const struct nm_adapter_ops monitor_ops = {
	.reg = monitor_reg,
	.txsync = monitor_txsync,
	.rxsync = monitor_rxsync,
	.free = monitor_free,
};

bool nm_is_monitor(const struct nm_adapter *na)
{
	return na->ops == &monitor_ops;
}

static u32 links_of(const struct nm_ranges *range, const struct nm_want *want)
{
	u32 num = 0;

	if (want->reg.nr_flags & NR_MONITOR_TX)
		num += range->last[NM_TX] - range->first[NM_TX];
	if (want->reg.nr_flags & NR_MONITOR_RX)
		num += range->last[NM_RX] - range->first[NM_RX];
	return num;
}

static void make_links(struct nm_monitor *mon, const struct nm_ranges *range, const struct nm_want *want)
{
	static const u64 flag[2] = { [NM_TX] = NR_MONITOR_TX, [NM_RX] = NR_MONITOR_RX };
	int dir;
	u32 i;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		if (!(want->reg.nr_flags & flag[dir]))
			continue;
		for (i = range->first[dir]; i < range->last[dir]; i++) {
			mon->link[mon->num_links].mon = mon;
			mon->link[mon->num_links++].from = &mon->target->krings[dir][i];
		}
	}
}

/*
 * A monitor of rings @range of @target. Takes over the reference of @target, also if it fails.
 */
struct nm_adapter *nm_monitor_create(struct nm_want *want, struct nm_adapter *target, const struct nm_ranges *range)
{
	static u32 number;
	u32 slots = clamp(want->reg.nr_rx_slots ?: NM_MONITOR_SLOTS, 2u, 4096u), links = links_of(range, want);
	struct nm_region_want size = { .rings = 1, .slots = slots, .extra_bufs = want->reg.nr_extra_bufs };
	char name[NETMAP_REQ_IFNAMSIZ];
	struct nm_region *region;
	struct nm_monitor *mon;
	int err;

	lockdep_assert_held(&nm_lock);
	mon = kzalloc(struct_size(mon, link, links), GFP_KERNEL);
	if (!mon) {
		err = -ENOMEM;
		goto put;
	}
	err = nm_krings_get(target);
	if (err)
		goto free;
	region = nm_wanted_region(want) ?: nm_region_get_private(&size);
	if (IS_ERR(region)) {
		err = PTR_ERR(region);
		goto put_krings;
	}
	mon->target = target;
	mon->na.ops = &monitor_ops;
	mon->na.kind = "monitor";
	mon->na.num_rings[NM_RX] = 1;
	mon->na.num_slots[NM_RX] = slots;
	make_links(mon, range, want);
	/* No program can ask for a name with this sign. */
	snprintf(name, sizeof(name), "~%u~%.40s", number++, target->name);
	nm_adapter_init(&mon->na, want->net, name, region);
	return &mon->na;

put_krings:
	nm_krings_put(target);
free:
	kfree(mon);
put:
	nm_adapter_put(target);
	return ERR_PTR(err);
}

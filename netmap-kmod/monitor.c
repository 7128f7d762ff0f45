// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Monitors: ports with one receive ring that gets what passes the rings of another port, to or from the program that has it
 * bound (NR_MONITOR_TX, NR_MONITOR_RX). A monitor without room loses packets; the monitored port never waits.
 *
 * A copy monitor has a region of its own. It gets a transmitted packet when its sync sends it, a received one when a sync
 * shows it to the program. Packets at user addresses (NS_INDIRECT) are not copied, but counted.
 *
 * A zero-copy monitor (NR_ZCOPY_MON) shares the monitored port's region and gets the buffers themselves, in exchange for its
 * own: of a transmitted packet when it has been sent and its slot comes back to the program, of a received one when the
 * program releases it. So it sees what the program made of a packet. If a ring has several of them, the last takes the
 * buffers and the others get copies. Packets that are forwarded on release (NR_FORWARD) are copied, too.
 *
 * The monitor holds the monitored port and its krings, and so goes on when programs close and open that port meanwhile.
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
	bool			zcopy;
	u32			num_links;
	struct nm_monitor_link	link[];
};

static struct nm_monitor *to_monitor(struct nm_adapter *na)
{
	return container_of(na, struct nm_monitor, na);
}

/* ---- the data path ---- */

/* Fills in the monitor's next slot for the packet of slot @s of @k, which is in the slot's buffer now. */
static void deliver(const struct nm_kring *k, u16 flags, struct nm_kring *rx, struct netmap_slot *d, u32 len)
{
	d->len = len;
	d->flags = (flags & NS_MOREFRAG) | (k->dir == NM_TX ? NS_TXMON : 0);
	rx->stats.packets++;
	rx->stats.bytes += len;
	nm_index_store(&rx->hwtail, nm_next(rx->hwtail, rx->num_slots));
}

/* The monitor's ring has no room, or the packet is not in a buffer: counted. */
static bool refused(const struct nm_kring *k, u16 flags, struct nm_kring *rx)
{
	if (nm_next(rx->hwtail, rx->num_slots) == nm_index_load(&rx->hwcur))
		rx->stats.drop_full++;
	else if (k->dir == NM_TX && (flags & NS_INDIRECT))
		rx->stats.drop_other++;
	else
		return false;
	return true;
}

/* The monitor's next slot has no buffer for a packet: the monitor gets it empty. */
static void spoiled(struct nm_kring *rx, struct netmap_slot *d)
{
	rx->stats.drop_bad++;
	nm_slot_spoiled(rx, d, 0);
	nm_index_store(&rx->hwtail, nm_next(rx->hwtail, rx->num_slots));
}

static void copy_slot(struct nm_kring *k, u32 at, struct nm_kring *rx)
{
	const struct netmap_slot *s = &k->ring->slot[at];
	struct netmap_slot *d = &rx->ring->slot[rx->hwtail];
	u32 len = READ_ONCE(s->len), room, to_room;
	u16 flags = READ_ONCE(s->flags);
	const u8 *from;
	u8 *to;

	if (refused(k, flags, rx))
		return;
	from = nm_slot_data(k, s, &room);
	to = nm_slot_data(rx, d, &to_room);
	if (!to) {
		spoiled(rx, d);
		return;
	}
	if (!from || len > room || len > to_room) {
		rx->stats.drop_bad++;
		return;
	}
	memcpy(to, from, len);
	deliver(k, flags, rx, d, len);
}

/* The buffers of the two slots change places. Where the monitor cannot be told of an offset, the packet is moved. */
static void swap_slot(struct nm_kring *k, u32 at, struct nm_kring *rx)
{
	struct netmap_slot *s = &k->ring->slot[at], *d = &rx->ring->slot[rx->hwtail];
	u32 len = READ_ONCE(s->len), from_idx = READ_ONCE(s->buf_idx), to_idx = READ_ONCE(d->buf_idx), room, offset;
	u16 flags = READ_ONCE(s->flags);
	u8 *from;

	if (refused(k, flags, rx))
		return;
	from = nm_slot_data(k, s, &room);
	if (!nm_region_buf(rx->region, to_idx)) {
		spoiled(rx, d);
		return;
	}
	if (!from || !nm_region_buf(k->region, from_idx) || len > room) {
		rx->stats.drop_bad++;
		return;
	}
	offset = k->buf_size - room;
	if (offset > rx->offset_max) {
		memmove(from - offset, from, len);
		offset = 0;
	}
	d->buf_idx = from_idx;
	d->ptr = offset;
	s->buf_idx = to_idx;
	s->flags = flags | NS_BUF_CHANGED;
	deliver(k, flags, rx, d, len);
}

/* Slots @from to @to - 1 go to the monitors of one kind. Of zero-copy ones only the last, if @swap, gets the buffers. */
static void feed_monitors(struct nm_kring *k, u32 from, u32 to, bool zcopy, bool swap)
{
	struct nm_monitor_link *link, *last = NULL;
	u32 at;

	if (from == to)
		return;
	list_for_each_entry(link, &k->monitors, node) {
		if (zcopy && swap && link->mon->zcopy)
			last = link;
	}
	list_for_each_entry(link, &k->monitors, node) {
		struct nm_kring *rx = &link->mon->na.krings[NM_RX][0];

		if (link->mon->zcopy != zcopy)
			continue;
		spin_lock_bh(&rx->lock);
		for (at = from; at != to; at = nm_next(at, k->num_slots)) {
			if (link == last)
				swap_slot(k, at, rx);
			else
				copy_slot(k, at, rx);
		}
		spin_unlock_bh(&rx->lock);
		rx->notify(rx);
	}
}

/* Slots up to @to, which were not copied yet, go to all copy monitors of @k. */
static void copy_to_monitors(struct nm_kring *k, u32 to)
{
	feed_monitors(k, k->mon_pos, to, false, false);
	k->mon_pos = to;
}

/* The sync of a ring that has monitors. */
int nm_monitored_sync(struct nm_kring *k, unsigned int flags)
{
	u32 tail = READ_ONCE(k->hwtail);
	int err;

	lockdep_assert_held(&k->sync_lock);
	if (k->dir == NM_TX)
		copy_to_monitors(k, k->head);
	else
		feed_monitors(k, k->hwcur, k->head, true, !nm_forwards(k));
	err = k->sync(k, flags);
	if (k->dir == NM_RX)
		copy_to_monitors(k, nm_index_load(&k->hwtail));
	else
		/* What has been sent since: the slots behind the old tail. */
		feed_monitors(k, nm_next(tail, k->num_slots), nm_next(READ_ONCE(k->hwtail), k->num_slots), true, true);
	return err;
}

static int monitor_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_index_store(&k->hwcur, k->head);
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

static u32 monitor_slots(const struct nm_want *want)
{
	return clamp(want->reg.nr_rx_slots ?: NM_MONITOR_SLOTS, 2u, 4096u);
}

static struct nm_region *monitor_region(const struct nm_want *want, struct nm_adapter *target)
{
	struct nm_region_want size = { .rings = 1, .slots = monitor_slots(want), .extra_bufs = want->reg.nr_extra_bufs };

	if (!(want->reg.nr_flags & NR_ZCOPY_MON))
		return nm_wanted_region(want) ?: nm_region_get_private(&size);
	if (want->extmem || (want->reg.nr_mem_id && want->reg.nr_mem_id != target->region->id)) {
		pr_debug("netmap: %s: a zero-copy monitor is in region %u, where the port is\n", target->name, target->region->id);
		return ERR_PTR(-EINVAL);
	}
	nm_region_get(target->region);
	return target->region;
}

/*
 * A monitor of rings @range of @target. Takes over the reference of @target, also if it fails.
 */
struct nm_adapter *nm_monitor_create(struct nm_want *want, struct nm_adapter *target, const struct nm_ranges *range)
{
	static u32 number;
	u32 links = links_of(range, want);
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
	region = monitor_region(want, target);
	if (IS_ERR(region)) {
		err = PTR_ERR(region);
		goto put_krings;
	}
	mon->target = target;
	mon->na.ops = &monitor_ops;
	mon->na.kind = "monitor";
	mon->na.offsets = true;
	mon->zcopy = want->reg.nr_flags & NR_ZCOPY_MON;
	mon->na.num_rings[NM_RX] = 1;
	mon->na.num_slots[NM_RX] = monitor_slots(want);
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

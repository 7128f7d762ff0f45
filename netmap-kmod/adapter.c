// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Adapters and their krings: references, the list of names, and the memory of rings.
 *
 * Locking and lifetime are told in include/netmap/adapter.h. Everything here runs under nm_lock, but for the wake-ups.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/poll.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include "nm.h"

DEFINE_MUTEX(nm_lock);
LIST_HEAD(nm_adapters);

void nm_adapter_init(struct nm_adapter *na, struct net *net, const char *name, struct nm_region *region)
{
	lockdep_assert_held(&nm_lock);
	strscpy(na->name, name, sizeof(na->name));
	na->net = net;
	na->netns = net->ns.inum;
	na->region = region;
	na->refs = 1;
	init_waitqueue_head(&na->wait[NM_TX]);
	init_waitqueue_head(&na->wait[NM_RX]);
	list_add_tail(&na->node, &nm_adapters);
}
EXPORT_SYMBOL_GPL(nm_adapter_init);

void nm_adapter_get(struct nm_adapter *na)
{
	lockdep_assert_held(&nm_lock);
	na->refs++;
}
EXPORT_SYMBOL_GPL(nm_adapter_get);

void nm_adapter_put(struct nm_adapter *na)
{
	const struct nm_driver *driver = na->driver;
	struct nm_region *region = na->region;

	lockdep_assert_held(&nm_lock);
	if (--na->refs)
		return;
	list_del(&na->node);
	if (driver)
		nm_device_release(na);
	na->ops->free(na);
	if (driver)
		module_put(driver->owner);
	nm_region_put(region);
}
EXPORT_SYMBOL_GPL(nm_adapter_put);

int nm_adapter_reg(struct nm_adapter *na, bool on)
{
	int err = -ENXIO;

	lockdep_assert_held(&nm_lock);
	if (!na->driver)
		return na->ops->reg(na, on);
	rtnl_lock();
	if (na->dev || !on)
		err = na->ops->reg(na, on);
	na->active = on && !err;
	rtnl_unlock();
	return err;
}

struct nm_adapter *nm_adapter_find(struct net *net, const char *name)
{
	struct nm_adapter *na;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry(na, &nm_adapters, node) {
		if (net_eq(na->net, net) && !na->of_device && !strcmp(na->name, name))
			return na;
	}
	return NULL;
}

/* ---- waiting ---- */

void nm_kring_wake(struct nm_kring *kring)
{
	__poll_t what = kring->dir == NM_TX ? EPOLLOUT | EPOLLWRNORM : EPOLLIN | EPOLLRDNORM;

	if (wq_has_sleeper(&kring->wait))
		wake_up_interruptible_poll(&kring->wait, what);
	/* The barrier of wq_has_sleeper() is for both. */
	if (waitqueue_active(&kring->na->wait[kring->dir]))
		wake_up_interruptible_poll(&kring->na->wait[kring->dir], what);
}
EXPORT_SYMBOL_GPL(nm_kring_wake);

void nm_adapter_set_gone(struct nm_adapter *na)
{
	u32 i;
	int dir;

	WRITE_ONCE(na->gone, true);
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		wake_up_interruptible_poll(&na->wait[dir], EPOLLERR);
		for (i = 0; na->krings[dir] && i < nm_kring_total(na, dir); i++) {
			wake_up_interruptible_poll(&na->krings[dir][i].wait, EPOLLERR);
			na->krings[dir][i].notify(&na->krings[dir][i]);
		}
	}
}
EXPORT_SYMBOL_GPL(nm_adapter_set_gone);

void *nm_kring_buf(const struct nm_kring *kring, u32 idx)
{
	return nm_region_buf(kring->region, idx);
}
EXPORT_SYMBOL_GPL(nm_kring_buf);

bool nm_kring_can_dma(const struct nm_kring *kring)
{
	return !kring->region->extmem || nm_extmem_is_contiguous(kring->region);
}
EXPORT_SYMBOL_GPL(nm_kring_can_dma);

/* ---- krings ---- */

static int krings_create(struct nm_adapter *na, enum nm_dir dir)
{
	u32 i, total = nm_kring_total(na, dir);
	struct nm_kring *k;

	na->krings[dir] = kvcalloc(max(total, 1u), sizeof(*k), GFP_KERNEL);
	if (!na->krings[dir])
		return -ENOMEM;
	for (i = 0; i < total; i++) {
		k = &na->krings[dir][i];
		k->na = na;
		k->region = na->region;
		k->num_slots = na->num_slots[dir];
		k->buf_size = na->region->pool[NM_POOL_BUF].size;
		k->id = i;
		k->dir = dir;
		k->host = i >= na->num_rings[dir];
		if (k->host)
			k->sync = dir == NM_TX ? na->ops->host_txsync : na->ops->host_rxsync;
		else
			k->sync = dir == NM_TX ? na->ops->txsync : na->ops->rxsync;
		k->notify = nm_kring_wake;
		mutex_init(&k->sync_lock);
		spin_lock_init(&k->lock);
		init_waitqueue_head(&k->wait);
		INIT_LIST_HEAD(&k->monitors);
		k->no_bufs = dir == NM_RX && na->rx_no_bufs;
		nm_kring_reset(k);
	}
	return 0;
}

static void krings_delete(struct nm_adapter *na)
{
	kvfree(na->krings[NM_TX]);
	kvfree(na->krings[NM_RX]);
	na->krings[NM_TX] = NULL;
	na->krings[NM_RX] = NULL;
}

int nm_krings_get(struct nm_adapter *na)
{
	lockdep_assert_held(&nm_lock);
	if (!na->kring_refs && (krings_create(na, NM_TX) || krings_create(na, NM_RX))) {
		krings_delete(na);
		pr_warn_ratelimited("%s: no memory for the state of %u rings\n", na->name,
				    nm_kring_total(na, NM_TX) + nm_kring_total(na, NM_RX));
		return -ENOMEM;
	}
	na->kring_refs++;
	return 0;
}

void nm_krings_put(struct nm_adapter *na)
{
	lockdep_assert_held(&nm_lock);
	if (!--na->kring_refs)
		krings_delete(na);
}

/* ---- rings ---- */

u32 nm_kring_ring_bytes(u32 slots)
{
	return sizeof(struct netmap_ring) + slots * sizeof(struct netmap_slot);
}

void nm_kring_reset(struct nm_kring *k)
{
	k->head = 0;
	k->cur = 0;
	k->hwcur = 0;
	k->hwtail = k->dir == NM_TX ? k->num_slots - 1 : 0;
	k->tail = k->hwtail;
	k->mon_pos = 0;
}

static int ring_create(struct nm_kring *k)
{
	struct nm_region *r = k->region;
	struct netmap_ring *ring;
	u32 i, *idx = NULL;
	void *addr;
	s64 offset;
	int err;

	if (!k->no_bufs) {
		idx = kvmalloc_array(k->num_slots, sizeof(*idx), GFP_KERNEL);
		if (!idx)
			return -ENOMEM;
		err = nm_region_alloc_bufs(r, k->num_slots, idx);
		if (err)
			goto free_idx;
	}
	offset = nm_region_alloc(r, NM_POOL_RING, nm_kring_ring_bytes(k->num_slots), &addr);
	if (offset < 0) {
		err = offset;
		goto free_bufs;
	}
	ring = addr;
	nm_kring_reset(k);
	k->ring_offset = offset;
	ring->buf_ofs = r->pool[NM_POOL_BUF].offset - offset;
	ring->num_slots = k->num_slots;
	ring->nr_buf_size = k->buf_size;
	ring->ringid = k->id;
	ring->dir = k->dir;
	ring->tail = k->tail;
	for (i = 0; idx && i < k->num_slots; i++) {
		ring->slot[i].buf_idx = idx[i];
		ring->slot[i].len = min_t(u32, k->buf_size, U16_MAX);
	}
	nm_offsets_init_ring(k, ring);
	kvfree(idx);
	spin_lock_bh(&k->lock);
	k->ring = ring;
	spin_unlock_bh(&k->lock);
	return 0;

free_bufs:
	for (i = 0; idx && i < k->num_slots; i++)
		nm_region_free_buf(r, idx[i]);
free_idx:
	kvfree(idx);
	return err;
}

static void ring_delete(struct nm_kring *k)
{
	struct nm_region *r = k->region;
	struct netmap_ring *ring = k->ring;
	u32 i;

	/* A sync of somebody else's may still be on its way to the end; a pusher may be at it. */
	mutex_lock(&k->sync_lock);
	spin_lock_bh(&k->lock);
	k->ring = NULL;
	spin_unlock_bh(&k->lock);
	mutex_unlock(&k->sync_lock);
	for (i = 0; !k->no_bufs && i < k->num_slots; i++)
		nm_region_free_buf(r, READ_ONCE(ring->slot[i].buf_idx));
	nm_region_free(r, NM_POOL_RING, k->ring_offset);
}

int nm_kring_use(struct nm_kring *k)
{
	int err;

	lockdep_assert_held(&nm_lock);
	if (!k->users) {
		err = ring_create(k);
		if (err)
			return err;
		if (k->na->ops->ring)
			k->na->ops->ring(k, true);
	}
	k->users++;
	return 0;
}

void nm_kring_unuse(struct nm_kring *k)
{
	lockdep_assert_held(&nm_lock);
	if (--k->users)
		return;
	if (k->na->ops->ring)
		k->na->ops->ring(k, false);
	ring_delete(k);
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From the kernel's packets (sk_buff) to slots and back, for the emulated adapter, for host rings, and for persistent ports.
 *
 * Packets are copied. The host's may be longer than a frame, without checksums, and with the VLAN tag beside them: they
 * are cut, completed and put together here, so programs see what would be on the wire.
 *
 * Locks: what fills a receive ring holds its kring->lock, in softirq context or with bottom halves off. Reading of transmit
 * rings is under their sync_lock.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include "compat.h"
#include "skb.h"

/* A packet on its way from a host transmit ring to the stack, which our own receive handler has to let pass. */
static DEFINE_PER_CPU(struct sk_buff *, passing);

/* ---- packets into receive rings ---- */

static void copy_frame(const struct sk_buff *skb, u8 *to)
{
	if (likely(!skb_vlan_tag_present(skb))) {
		skb_copy_bits(skb, 0, to, skb->len);
		return;
	}
	skb_copy_bits(skb, 0, to, 2 * ETH_ALEN);
	put_unaligned_be16(ntohs(skb->vlan_proto), to + 2 * ETH_ALEN);
	put_unaligned_be16(skb_vlan_tag_get(skb), to + 2 * ETH_ALEN + 2);
	skb_copy_bits(skb, 2 * ETH_ALEN, to + 2 * ETH_ALEN + VLAN_HLEN, skb->len - 2 * ETH_ALEN);
}

static void ring_put(struct nm_kring *k, const struct sk_buff *skb)
{
	u32 len = skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0), at, next, room;
	struct netmap_slot *slot;
	u8 *to;

	spin_lock(&k->lock);
	if (unlikely(!k->ring)) {
		k->stats.drop_other++;
		goto out;
	}
	at = k->hwtail;
	next = nm_next(at, k->num_slots);
	if (unlikely(next == nm_index_load(&k->hwcur))) {
		k->stats.drop_full++;
		goto out;
	}
	slot = &k->ring->slot[at];
	to = nm_slot_data(k, slot, &room);
	if (unlikely(!to || len > room || skb->len < ETH_HLEN)) {
		k->stats.drop_bad++;
		if (!to) {
			nm_slot_spoiled(k, slot, 0);
			nm_index_store(&k->hwtail, next);
		}
		goto out;
	}
	copy_frame(skb, to);
	slot->len = len;
	slot->flags = 0;
	k->stats.packets++;
	k->stats.bytes += len;
	nm_index_store(&k->hwtail, next);
out:
	spin_unlock(&k->lock);
}

void nm_skb_to_ring(struct nm_kring *k, struct sk_buff *skb)
{
	struct sk_buff *segs, *next;

	if (unlikely(skb_is_gso(skb))) {
		segs = skb_gso_segment(skb, 0);
		if (IS_ERR_OR_NULL(segs))
			goto bad;
		skb_list_walk_safe(segs, skb, next) {
			ring_put(k, skb);
			consume_skb(skb);
		}
	} else {
		if (unlikely(skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)))
			goto bad;
		ring_put(k, skb);
	}
	k->notify(k);
	return;

bad:
	spin_lock(&k->lock);
	k->stats.drop_bad++;
	spin_unlock(&k->lock);
}
EXPORT_SYMBOL_GPL(nm_skb_to_ring);

/* ---- packets out of rings ---- */

struct sk_buff *nm_skb_from_ring(struct nm_kring *k, u32 *at, u32 end, struct net_device *dev, u32 most)
{
	const struct netmap_slot *slot = k->ring->slot;
	u32 total = 0, frags = 0, i = *at, n = k->num_slots;
	struct sk_buff *skb;
	u16 flags;

	do {
		if (i == end) {
			/* The rest of what fills the ring will never come. */
			if (nm_next(end, n) != k->hwcur)
				return ERR_PTR(-EAGAIN);
			frags = U32_MAX;
			break;
		}
		flags = READ_ONCE(slot[i].flags);
		total += READ_ONCE(slot[i].len);
		frags++;
		i = nm_next(i, n);
	} while (unlikely(flags & NS_MOREFRAG));
	swap(*at, i);
	if (unlikely(total > most || total < ETH_HLEN || frags > NETMAP_MAX_FRAGS))
		goto bad;
	skb = alloc_skb(LL_RESERVED_SPACE(dev) + total + dev->needed_tailroom, GFP_KERNEL | __GFP_NOWARN);
	if (unlikely(!skb)) {
		k->stats.drop_other++;
		return NULL;
	}
	skb_reserve(skb, LL_RESERVED_SPACE(dev) - ETH_HLEN);
	while (frags--) {
		u32 len = READ_ONCE(slot[i].len), room;
		const u8 *from = nm_slot_data(k, &slot[i], &room);

		/* The lengths may have been changed since they were summed up. */
		if (unlikely(!from || len > room || len > total - skb->len)) {
			kfree_skb(skb);
			goto bad;
		}
		skb_put_data(skb, from, len);
		i = nm_next(i, n);
	}
	if (unlikely(skb->len != total)) {
		kfree_skb(skb);
		goto bad;
	}
	skb->dev = dev;
	return skb;

bad:
	k->stats.drop_bad++;
	return NULL;
}
EXPORT_SYMBOL_GPL(nm_skb_from_ring);

void nm_skb_to_host(struct sk_buff *skb, struct net_device *dev)
{
	skb->protocol = eth_type_trans(skb, dev);
	local_bh_disable();
	this_cpu_write(passing, skb);
	/* It stays on this processor until it has passed our receive handler. */
	netif_receive_skb_core(skb);
	this_cpu_write(passing, NULL);
	local_bh_enable();
}
EXPORT_SYMBOL_GPL(nm_skb_to_host);

int nm_host_txsync(struct nm_kring *k, unsigned int flags)
{
	struct net_device *dev = k->na->dev;
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb = nm_skb_from_ring(k, &at, k->head, dev, U16_MAX);

		if (IS_ERR(skb))
			break;
		if (!skb)
			continue;
		if (unlikely(!netif_running(dev))) {
			k->stats.drop_other++;
			kfree_skb(skb);
			continue;
		}
		k->stats.packets++;
		k->stats.bytes += skb->len;
		nm_skb_to_host(skb, dev);
	}
	WRITE_ONCE(k->hwcur, at);
	WRITE_ONCE(k->hwtail, nm_prev(at, k->num_slots));
	return 0;
}
EXPORT_SYMBOL_GPL(nm_host_txsync);

int nm_host_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_index_store(&k->hwcur, k->head);
	return 0;
}
EXPORT_SYMBOL_GPL(nm_host_rxsync);

void nm_forward_to_host(struct nm_kring *k, struct net_device *dev)
{
	u32 at = k->hwcur;

	if (likely(!nm_forwards(k)))
		return;
	while (at != k->head) {
		struct sk_buff *skb;

		if (!nm_slot_forwarded(k, at)) {
			at = nm_next(at, k->num_slots);
			continue;
		}
		skb = nm_skb_from_ring(k, &at, k->head, dev, U16_MAX);
		if (IS_ERR(skb))
			break;
		if (skb)
			nm_skb_to_host(skb, dev);
	}
}
EXPORT_SYMBOL_GPL(nm_forward_to_host);

bool nm_skb_is_passing(const struct sk_buff *skb)
{
	if (likely(skb != this_cpu_read(passing)))
		return false;
	this_cpu_write(passing, NULL);
	return true;
}
EXPORT_SYMBOL_GPL(nm_skb_is_passing);

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Packets of an emulated adapter.
 *
 *	from the wire: receive handler -> NIC receive ring	NIC transmit ring -> the device's ndo_start_xmit
 *	from the host: ndo_start_xmit -> host receive ring	host transmit ring -> the host's stack
 *
 * Each direction is taken only while a ring for it is bound: with the NIC receive ring bound the host gets nothing from
 * the wire, with the NIC transmit ring or the host receive ring bound the host's packets do not reach the wire.
 * NS_FORWARD slots in a ring with NR_FORWARD go on to where they would have gone without netmap, when they are released.
 *
 * Packets are copied. The host's may be longer than a frame, without checksums, and with the VLAN tag beside them: they
 * are cut, completed and put together here, so programs see what would be on the wire.
 *
 * Locks: what fills a receive ring holds its kring->lock, in softirq context or with bottom halves off. Syncs are under
 * sync_lock. The device's own transmit lock is taken as the stack does.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include "compat.h"
#include "emulated.h"

static bool fwd;
module_param(fwd, bool, 0644);
MODULE_PARM_DESC(fwd, "Emulated adapters: forward every released slot to the other side, as if it had NS_FORWARD");

#define TX_BATCH	32

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
	u32 len = skb->len + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0), at, next;
	struct netmap_slot *slot;
	u8 *to;

	spin_lock(&k->lock);
	if (unlikely(!k->ring)) {
		k->stats.drop_other++;
		goto out;
	}
	at = k->hwtail;
	next = nm_next(at, k->num_slots);
	if (unlikely(next == smp_load_acquire(&k->hwcur))) {
		k->stats.drop_full++;
		goto out;
	}
	slot = &k->ring->slot[at];
	to = nm_region_buf(k->region, READ_ONCE(slot->buf_idx));
	if (unlikely(!to || len > k->buf_size || skb->len < ETH_HLEN)) {
		k->stats.drop_bad++;
		goto out;
	}
	copy_frame(skb, to);
	slot->len = len;
	slot->flags = 0;
	k->stats.packets++;
	k->stats.bytes += len;
	smp_store_release(&k->hwtail, next);
out:
	spin_unlock(&k->lock);
}

/* Puts what is in @skb, whose data starts with the Ethernet header, into the ring. The skb stays the caller's. */
static void ring_put_packet(struct nm_kring *k, struct sk_buff *skb)
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

static bool ring_bound(const struct nm_kring *k)
{
	return READ_ONCE(k->ring);
}

rx_handler_result_t nm_emulated_receive(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct nm_emulated *e = rcu_dereference(skb->dev->rx_handler_data);
	struct nm_kring *k = &e->na.krings[NM_RX][0];

	if (unlikely(skb == this_cpu_read(passing))) {
		this_cpu_write(passing, NULL);
		return RX_HANDLER_PASS;
	}
	if (!ring_bound(k))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (likely(skb)) {
		skb_push(skb, skb->data - skb_mac_header(skb));
		ring_put_packet(k, skb);
		consume_skb(skb);
	}
	return RX_HANDLER_CONSUMED;
}

netdev_tx_t nm_emulated_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct net_device_ops *ops = smp_load_acquire(&dev->netdev_ops);
	struct nm_hook *hook;
	struct nm_adapter *na;

	/* Taken out since the caller looked. */
	if (unlikely(ops->ndo_start_xmit != nm_emulated_start_xmit))
		return ops->ndo_start_xmit(skb, dev);
	hook = container_of(ops, struct nm_hook, ops);
	na = &hook->owner->na;
	if (ring_bound(&na->krings[NM_RX][1]))
		ring_put_packet(&na->krings[NM_RX][1], skb);
	else if (!ring_bound(&na->krings[NM_TX][0]))
		return hook->saved->ndo_start_xmit(skb, dev);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

/* ---- packets out of rings ---- */

/*
 * The packet that starts in slot *@at, as an skb; *@at moves behind it. NULL, counted, if it is bad or there is no memory.
 * -EAGAIN if its end is not before @end.
 */
static struct sk_buff *packet_to_skb(struct nm_kring *k, u32 *at, u32 end, struct net_device *dev, u32 most)
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
		const u8 *from = nm_region_buf(k->region, READ_ONCE(slot[i].buf_idx));
		u32 len = READ_ONCE(slot[i].len);

		/* The lengths may have been changed since they were summed up. */
		if (unlikely(!from || len > k->buf_size || len > total - skb->len)) {
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

/* Makes an skb ready for ndo_start_xmit. */
static void to_wire(struct sk_buff *skb)
{
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb_set_queue_mapping(skb, 0);
}

/* Gives an skb to the host's stack. */
static void to_host(struct sk_buff *skb, struct net_device *dev)
{
	skb->protocol = eth_type_trans(skb, dev);
	local_bh_disable();
	this_cpu_write(passing, skb);
	/* It stays on this processor until it has passed our receive handler. */
	netif_receive_skb_core(skb);
	this_cpu_write(passing, NULL);
	local_bh_enable();
}

/* The longest frame that the device takes. */
static u32 longest_frame(const struct net_device *dev)
{
	return READ_ONCE(dev->mtu) + ETH_HLEN + VLAN_HLEN;
}

/*
 * Sends skbs; returns how many were taken. The rest stays the caller's. A device that is down takes everything and sends
 * nothing.
 */
static u32 send_batch(struct nm_emulated *e, struct nm_kring *k, struct sk_buff **skb, u32 num)
{
	struct net_device *dev = e->dev;
	const struct net_device_ops *ops = e->hook->saved;
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	int cpu;
	u32 i;

	if (unlikely(!netif_running(dev) || !netif_carrier_ok(dev))) {
		for (i = 0; i < num; i++)
			kfree_skb(skb[i]);
		k->stats.drop_other += num;
		return num;
	}
	local_bh_disable();
	cpu = smp_processor_id();
	HARD_TX_LOCK(dev, txq, cpu);
	for (i = 0; i < num; i++) {
		u32 len = skb[i]->len;
		netdev_tx_t ret;

		if (netif_xmit_frozen_or_drv_stopped(txq))
			break;
		ret = __netdev_start_xmit(ops, skb[i], dev, i + 1 < num);
		if (!dev_xmit_complete(ret))
			break;
		txq_trans_update(txq);
		k->stats.packets++;
		k->stats.bytes += len;
	}
	HARD_TX_UNLOCK(dev, txq);
	local_bh_enable();
	return i;
}

int nm_emulated_txsync(struct nm_kring *k, unsigned int flags)
{
	struct nm_emulated *e = to_emulated(k->na);
	u32 at = k->hwcur, n = k->num_slots, most = longest_frame(e->dev), start;
	struct sk_buff *skb[TX_BATCH];
	u32 from[TX_BATCH];
	bool more = true;

	while (more && at != k->head) {
		u32 num = 0, sent;

		while (at != k->head && num < TX_BATCH) {
			start = at;
			skb[num] = packet_to_skb(k, &at, k->head, e->dev, most);
			if (unlikely(IS_ERR(skb[num]))) {
				more = false;
				break;
			}
			if (!skb[num])
				continue;
			to_wire(skb[num]);
			from[num++] = start;
		}
		sent = num ? send_batch(e, k, skb, num) : 0;
		if (unlikely(sent < num)) {
			/* The device's queue is full: the rest stays in the ring, and who waits is woken in a moment. */
			at = from[sent];
			while (num-- > sent)
				kfree_skb(skb[num]);
			schedule_delayed_work(&e->retry, 1);
			break;
		}
	}
	WRITE_ONCE(k->hwcur, at);
	WRITE_ONCE(k->hwtail, nm_prev(at, n));
	return 0;
}

void nm_emulated_retry(struct work_struct *work)
{
	struct nm_emulated *e = container_of(work, struct nm_emulated, retry.work);
	struct nm_kring *k = &e->na.krings[NM_TX][0];

	k->notify(k);
}

int nm_emulated_host_txsync(struct nm_kring *k, unsigned int flags)
{
	struct nm_emulated *e = to_emulated(k->na);
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb = packet_to_skb(k, &at, k->head, e->dev, U16_MAX);

		if (IS_ERR(skb))
			break;
		if (!skb)
			continue;
		k->stats.packets++;
		k->stats.bytes += skb->len;
		to_host(skb, e->dev);
	}
	WRITE_ONCE(k->hwcur, at);
	WRITE_ONCE(k->hwtail, nm_prev(at, k->num_slots));
	return 0;
}

/* Whether slot @at, which the user gives back, is to go on. */
static bool is_forwarded(const struct nm_kring *k, u32 at)
{
	if (READ_ONCE(fwd))
		return true;
	return (READ_ONCE(k->ring->flags) & NR_FORWARD) && (READ_ONCE(k->ring->slot[at].flags) & NS_FORWARD);
}

/* Received packets are of one slot, so each released slot is one packet. */
int nm_emulated_rxsync(struct nm_kring *k, unsigned int flags)
{
	struct nm_emulated *e = to_emulated(k->na);
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb;

		if (likely(!is_forwarded(k, at))) {
			at = nm_next(at, k->num_slots);
			continue;
		}
		skb = packet_to_skb(k, &at, k->head, e->dev, U16_MAX);
		if (IS_ERR(skb))
			at = k->head;
		else if (skb)
			to_host(skb, e->dev);
	}
	smp_store_release(&k->hwcur, at);
	return 0;
}

int nm_emulated_host_rxsync(struct nm_kring *k, unsigned int flags)
{
	struct nm_emulated *e = to_emulated(k->na);
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb;

		if (likely(!is_forwarded(k, at))) {
			at = nm_next(at, k->num_slots);
			continue;
		}
		skb = packet_to_skb(k, &at, k->head, e->dev, longest_frame(e->dev));
		if (IS_ERR(skb)) {
			at = k->head;
		} else if (skb) {
			to_wire(skb);
			/* No room on the device: lost, as on any wire. */
			if (!send_batch(e, k, &skb, 1))
				kfree_skb(skb);
		}
	}
	smp_store_release(&k->hwcur, at);
	return 0;
}

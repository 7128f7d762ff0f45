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
 * Packets are copied (skb.c). Each queue of the device has a ring pair.
 *
 * Locks: what fills a receive ring holds its kring->lock, in softirq context or with bottom halves off. Syncs are under
 * sync_lock. The device's own transmit lock is taken as the stack does.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include "emulated.h"
#include "skb.h"

#define TX_BATCH	32

/* ---- from the kernel to receive rings ---- */

rx_handler_result_t nm_emulated_receive(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct nm_emulated *e = rcu_dereference(skb->dev->rx_handler_data);
	struct nm_kring *k = e->na.krings[NM_RX];

	if (unlikely(nm_skb_is_passing(skb)))
		return RX_HANDLER_PASS;
	if (skb_rx_queue_recorded(skb))
		k += skb_get_rx_queue(skb) % e->na.num_rings[NM_RX];
	if (!nm_ring_bound(k))
		return RX_HANDLER_PASS;
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (likely(skb)) {
		skb_push(skb, skb->data - skb_mac_header(skb));
		nm_skb_to_ring(k, skb);
		consume_skb(skb);
	}
	return RX_HANDLER_CONSUMED;
}

netdev_tx_t nm_emulated_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct net_device_ops *ops;
	struct nm_hook *hook;
	struct nm_kring *k;

	/* With what is in the hook. */
	ops = smp_load_acquire(&dev->netdev_ops);
	/* Taken out since the caller looked. */
	if (unlikely(ops->ndo_start_xmit != nm_emulated_start_xmit))
		return ops->ndo_start_xmit(skb, dev);
	hook = container_of(ops, struct nm_hook, ops);
	k = nm_host_ring(&hook->owner->na, NM_RX);
	if (nm_ring_bound(k))
		nm_skb_to_ring(k, skb);
	else if (!READ_ONCE(hook->owner->tx_bound))
		return hook->saved->ndo_start_xmit(skb, dev);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

/* ---- from transmit rings to the kernel ---- */

/* Makes an skb ready for ndo_start_xmit. */
static void to_wire(struct sk_buff *skb, u16 queue)
{
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb_set_queue_mapping(skb, queue);
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
	struct net_device *dev = e->na.dev;
	const struct net_device_ops *ops = e->hook->saved;
	struct netdev_queue *txq;
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
	txq = netdev_get_tx_queue(dev, skb_get_queue_mapping(skb[0]));
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
	struct net_device *dev = k->na->dev;
	u32 at = k->hwcur, n = k->num_slots, most = longest_frame(dev), start;
	u16 queue = k->id % READ_ONCE(dev->real_num_tx_queues);
	struct sk_buff *skb[TX_BATCH];
	u32 from[TX_BATCH];
	bool more = true;

	while (more && at != k->head) {
		u32 num = 0, sent;

		while (at != k->head && num < TX_BATCH) {
			start = at;
			skb[num] = nm_skb_from_ring(k, &at, k->head, dev, most);
			if (IS_ERR(skb[num])) {
				more = false;
				break;
			}
			if (!skb[num])
				continue;
			to_wire(skb[num], queue);
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

static void wake_if_bound(struct nm_kring *k)
{
	if (nm_ring_bound(k))
		k->notify(k);
}

void nm_emulated_retry(struct work_struct *work)
{
	struct nm_emulated *e = container_of(work, struct nm_emulated, retry.work);
	u32 i;

	for (i = 0; i < e->na.num_rings[NM_TX]; i++)
		wake_if_bound(&e->na.krings[NM_TX][i]);
}

int nm_emulated_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_forward_to_host(k, k->na->dev);
	nm_index_store(&k->hwcur, k->head);
	return 0;
}

int nm_emulated_host_rxsync(struct nm_kring *k, unsigned int flags)
{
	struct nm_emulated *e = to_emulated(k->na);
	struct net_device *dev = k->na->dev;
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb;

		if (likely(!nm_slot_forwarded(k, at))) {
			at = nm_next(at, k->num_slots);
			continue;
		}
		skb = nm_skb_from_ring(k, &at, k->head, dev, longest_frame(dev));
		if (IS_ERR(skb)) {
			at = k->head;
		} else if (skb) {
			to_wire(skb, 0);
			/* No room on the device: lost, as on any wire. */
			if (!send_batch(e, k, &skb, 1))
				kfree_skb(skb);
		}
	}
	nm_index_store(&k->hwcur, at);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The host's side of a NIC in netmap mode: host rings. */
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <netmap/skb.h>
#include "parts.h"

netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	struct nm_kring *k = nm_host_ring(&nic->na, NM_RX);

	if (READ_ONCE(k->ring))
		nm_skb_to_ring(k, skb);
	else
		dev->stats.tx_dropped++;
	consume_skb(skb);
	return NETDEV_TX_OK;
}

int nic_host_txsync(struct nm_kring *k, unsigned int flags)
{
	struct net_device *dev = k->na->dev;
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb = nm_skb_from_ring(k, &at, k->head, dev, U16_MAX);

		if (IS_ERR(skb))
			break;
		if (!skb)
			continue;
		k->stats.packets++;
		k->stats.bytes += skb->len;
		nm_skb_to_host(skb, dev);
	}
	WRITE_ONCE(k->hwcur, at);
	WRITE_ONCE(k->hwtail, nm_prev(at, k->num_slots));
	return 0;
}

int nic_host_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_index_store(&k->hwcur, k->head);
	return 0;
}

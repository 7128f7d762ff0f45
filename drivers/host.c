// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The host's side of a NIC in netmap mode: host rings. */
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

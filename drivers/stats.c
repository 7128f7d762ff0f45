// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Statistics of an interface in netmap mode. */
#include "parts.h"

/* What passed the rings in netmap mode, where the stock driver counts only what it sees itself. */
static void add_stats(const struct nic *nic, u64 packets[2], u64 bytes[2])
{
	u32 dir, q;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		packets[dir] = 0;
		bytes[dir] = 0;
		for (q = 0; q < nic->na.num_rings[dir] && !nic->chip->counts; q++) {
			const struct nm_stats *s = &kring_of(nic, dir, q)->stats;

			packets[dir] += READ_ONCE(s->packets);
			bytes[dir] += READ_ONCE(s->bytes);
		}
	}
}

/* May be called while the operations are put back, so what is in them then does not lead to the NIC. */
void nic_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *to)
{
	u64 packets[2], bytes[2];
	struct nic *nic;

	rcu_read_lock();
	nic = nic_of(netdev_priv(dev));
	if (!nic)
		goto out;
	if (nic->saved_ops->ndo_get_stats64)
		nic->saved_ops->ndo_get_stats64(dev, to);
	else if (nic->saved_ops->ndo_get_stats)
		netdev_stats_to_stats64(to, nic->saved_ops->ndo_get_stats(dev));
	else
		netdev_stats_to_stats64(to, &dev->stats);
	if (READ_ONCE(nic->on)) {
		add_stats(nic, packets, bytes);
		to->rx_packets += packets[NM_RX];
		to->rx_bytes += bytes[NM_RX];
		to->tx_packets += packets[NM_TX];
		to->tx_bytes += bytes[NM_TX];
	}
out:
	rcu_read_unlock();
}

void nic_keep_stats(struct nic *nic)
{
	u64 packets[2], bytes[2];

	add_stats(nic, packets, bytes);
	if (nic->chip->keep_stats) {
		nic->chip->keep_stats(nic, packets, bytes);
		return;
	}
	nic->dev->stats.rx_packets += packets[NM_RX];
	nic->dev->stats.rx_bytes += bytes[NM_RX];
	nic->dev->stats.tx_packets += packets[NM_TX];
	nic->dev->stats.tx_bytes += bytes[NM_TX];
}

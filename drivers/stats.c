// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Statistics of an interface in netmap mode: the stock driver counts only what it sees itself, and what passed the rings is added. On the
 * way out it is added to where the stock driver counts, which differs: some show the counters of struct net_device, others sums of their
 * own over rings or processors, and some the NIC's, which have counted all the time.
 */
#include "parts.h"

/* Adds what passed the rings. */
static void add_rings(const struct nic *nic, struct rtnl_link_stats64 *to)
{
	u32 q;

	for (q = 0; q < nic->na.num_rings[NM_RX]; q++) {
		to->rx_packets += READ_ONCE(kring_of(nic, NM_RX, q)->stats.packets);
		to->rx_bytes += READ_ONCE(kring_of(nic, NM_RX, q)->stats.bytes);
	}
	for (q = 0; q < nic->na.num_rings[NM_TX]; q++) {
		to->tx_packets += READ_ONCE(kring_of(nic, NM_TX, q)->stats.packets);
		to->tx_bytes += READ_ONCE(kring_of(nic, NM_TX, q)->stats.bytes);
	}
}

/* May be called while the operations are put back, so what is in them then does not lead to the NIC. */
void nic_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *to)
{
	struct nic *nic;

	rcu_read_lock();
	nic = nic_of(netdev_priv(dev));
	if (!nic)
		goto out;
	spin_lock(&nic->stats_lock);
	if (nic->saved_ops->ndo_get_stats64)
		nic->saved_ops->ndo_get_stats64(dev, to);
	else if (nic->saved_ops->ndo_get_stats)
		netdev_stats_to_stats64(to, nic->saved_ops->ndo_get_stats(dev));
	else
		netdev_stats_to_stats64(to, &dev->stats);
	if (nic->counting && !nic->chip->counts)
		add_rings(nic, to);
	spin_unlock(&nic->stats_lock);
out:
	rcu_read_unlock();
}

static void keep(struct nic *nic, enum nm_dir dir, u32 queue, const struct nm_stats *s)
{
	struct net_device_stats *to = &nic->dev->stats;

	if (nic->chip->keep_stats) {
		nic->chip->keep_stats(nic, dir, queue, s->packets, s->bytes);
	} else if (dir == NM_TX) {
		to->tx_packets += s->packets;
		to->tx_bytes += s->bytes;
	} else {
		to->rx_packets += s->packets;
		to->rx_bytes += s->bytes;
	}
}

void nic_keep_stats(struct nic *nic)
{
	/* The stock driver of a device that goes may have none any more. */
	bool known = nic->dev->reg_state == NETREG_REGISTERED && !nic->chip->counts;
	u32 dir, q;

	spin_lock(&nic->stats_lock);
	for (dir = NM_RX; dir <= NM_TX && known; dir++) {
		for (q = 0; q < nic->na.num_rings[dir]; q++)
			keep(nic, dir, q, &kring_of(nic, dir, q)->stats);
	}
	nic->counting = false;
	spin_unlock(&nic->stats_lock);
}

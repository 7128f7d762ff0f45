// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is put in the place of the stock driver's: the NAPI poll function, and a copy of the device's operations.
 */
#include "parts.h"

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *nic = container_of(napi->dev->netdev_ops, struct nic, ops);
	unsigned long flags;
	int dir;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		if (nic->ring[dir].bound)
			kring_of(nic, dir)->notify(kring_of(nic, dir));
	}
	if (!napi_complete_done(napi, 0))
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic_begin(nic)) {
		nic->chip->irq_on(nic);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

/* ---- operations after which a NIC may change frames again; rtnl is held ---- */

static void make_plain(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	if (nic_begin(nic)) {
		nic->chip->plain(nic);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
}

/* Under the device's address lock, too. */
static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);

	nic->saved_ops->ndo_set_rx_mode(dev);
	make_plain(nic);
}

static int nic_vlan_rx_add_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	int err = nic->saved_ops->ndo_vlan_rx_add_vid(dev, proto, vid);

	make_plain(nic);
	return err;
}

static int nic_set_features(struct net_device *dev, netdev_features_t features)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	int err = nic->saved_ops->ndo_set_features(dev, features);

	make_plain(nic);
	return err;
}

/* ---- to put them in and out ---- */

void nic_hook(struct nic *nic)
{
	nic->saved_ops = nic->dev->netdev_ops;
	nic->ops = *nic->saved_ops;
	nic->ops.ndo_start_xmit = nic_start_xmit;
	nic->ops.ndo_get_stats64 = nic_get_stats64;
	if (nic->ops.ndo_set_rx_mode)
		nic->ops.ndo_set_rx_mode = nic_set_rx_mode;
	if (nic->ops.ndo_vlan_rx_add_vid)
		nic->ops.ndo_vlan_rx_add_vid = nic_vlan_rx_add_vid;
	if (nic->ops.ndo_set_features)
		nic->ops.ndo_set_features = nic_set_features;
	nic->saved_poll = nic->napi->poll;
	nic->dev->netdev_ops = &nic->ops;
	WRITE_ONCE(nic->napi->poll, nic_poll);
}

void nic_unhook(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	nic->on = false;
	WRITE_ONCE(nic->running, false);
	spin_unlock_irqrestore(&nic->lock, flags);
	WRITE_ONCE(nic->napi->poll, nic->saved_poll);
	nic->dev->netdev_ops = nic->saved_ops;
	synchronize_net();
	nic_keep_stats(nic);
	nic_ring_unmap(nic, NM_TX);
	nic_ring_unmap(nic, NM_RX);
}

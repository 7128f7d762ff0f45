// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is put in the place of the stock driver's: the NAPI poll function, and a copy of the device's operations.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "parts.h"

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *nic = container_of(napi->dev->netdev_ops, struct nic, ops);
	const struct nic_vector *v = nic->vector, *end = v + nic->num_vectors;
	unsigned long flags;
	int dir, q;

	while (v != end && v->napi != napi)
		v++;
	if (WARN_ON_ONCE(v == end)) {
		napi_complete_done(napi, 0);
		return 0;
	}
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for_each_set_bit(q, v->queues[dir], NIC_MAX_QUEUES) {
			if (nic->ring[dir][q].bound)
				kring_of(nic, dir, q)->notify(kring_of(nic, dir, q));
		}
	}
	if (nic->chip->other_work)
		nic->chip->other_work(nic, napi);
	if (!napi_complete_done(napi, 0))
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic_begin(nic)) {
		nic->chip->irq_on(nic, v);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

/* ---- up and down ---- */

/* The start of the NIC has to be seen, which it is not if probes were switched off meanwhile. */
static int nic_open(struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	int err;

	/* The descriptors of before are gone, which nobody has told if probes were switched off. */
	nic->exchanged = false;
	err = nic->saved_ops->ndo_open(dev);
	if (err || READ_ONCE(nic->running) || READ_ONCE(nic->na.gone))
		return err;
	pr_warn("%s: its start was not seen: are probes switched off (/sys/kernel/debug/kprobes/enabled)?\n", dev->name);
	nic->saved_ops->ndo_stop(dev);
	return -EIO;
}

/*
 * Nor is its stop: what the stock driver then frees has to be its own. The NIC may still receive, into buffers of the stock driver's,
 * which are as large as it expects, or larger.
 */
static int nic_close(struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);

	nic_stop(nic);
	nic_give_back(nic);
	return nic->saved_ops->ndo_stop(dev);
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

/* When the link comes up, the stock driver may set how rings that are full are dealt with. */
static int device_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_CHANGE && dev->netdev_ops->ndo_open == nic_open)
		make_plain(container_of(dev->netdev_ops, struct nic, ops));
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = device_event };

int nic_device_init(void)
{
	return register_netdevice_notifier(&notifier);
}

void nic_device_exit(void)
{
	unregister_netdevice_notifier(&notifier);
}

/* ---- to put them in and out ---- */

/* A program of XDP would see none of the packets. */
static int nic_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	NL_SET_ERR_MSG(bpf->extack, "the interface's rings are in use by netmap; close the port first");
	return -EBUSY;
}

/* Frames that a program of XDP redirects to the interface: they cannot go while its rings are a program's. */
static int nic_xdp_xmit(struct net_device *dev, int n, struct xdp_frame **frames, u32 flags)
{
	return -ENETDOWN;
}

void nic_hook_poll(struct nic *nic)
{
	u32 i;

	if (nic->chip->find_vectors)
		nic->chip->find_vectors(nic);
	for (i = 0; i < nic->num_vectors; i++) {
		struct napi_struct *napi = nic->vector[i].napi;

		if (napi->poll != nic_poll) {
			nic->saved_poll = napi->poll;
			WRITE_ONCE(napi->poll, nic_poll);
		}
	}
}

static void unhook_poll(struct nic *nic)
{
	u32 i;

	if (nic->chip->find_vectors)
		nic->chip->find_vectors(nic);
	for (i = 0; i < nic->num_vectors; i++) {
		if (nic->vector[i].napi->poll == nic_poll)
			WRITE_ONCE(nic->vector[i].napi->poll, nic->saved_poll);
	}
}

void nic_hook(struct nic *nic)
{
	unsigned long flags;

	nic->counting = true;
	nic->saved_ops = nic->dev->netdev_ops;
	nic->ops = *nic->saved_ops;
	nic->ops.ndo_open = nic_open;
	nic->ops.ndo_stop = nic_close;
	nic->ops.ndo_start_xmit = nic_start_xmit;
	nic->ops.ndo_get_stats64 = nic_get_stats64;
	if (nic->ops.ndo_set_rx_mode)
		nic->ops.ndo_set_rx_mode = nic_set_rx_mode;
	if (nic->ops.ndo_vlan_rx_add_vid)
		nic->ops.ndo_vlan_rx_add_vid = nic_vlan_rx_add_vid;
	if (nic->ops.ndo_set_features)
		nic->ops.ndo_set_features = nic_set_features;
	if (nic->ops.ndo_xdp_xmit)
		nic->ops.ndo_xdp_xmit = nic_xdp_xmit;
	if (nic->ops.ndo_bpf)
		nic->ops.ndo_bpf = nic_bpf;
	nic->dev->netdev_ops = &nic->ops;
	spin_lock_irqsave(&nic->lock, flags);
	nic_hook_poll(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
}

void nic_unhook(struct nic *nic)
{
	unsigned long flags;
	u32 dir, q;

	spin_lock_irqsave(&nic->lock, flags);
	nic->on = false;
	WRITE_ONCE(nic->running, false);
	unhook_poll(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
	/* Nothing passes the rings any more; and who reads the counters sees this before or after, here or at the stock driver. */
	nic_keep_stats(nic);
	nic->dev->netdev_ops = nic->saved_ops;
	synchronize_net();
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (q = 0; q < nic->na.num_rings[dir]; q++)
			nic_ring_unmap(nic, kring_of(nic, dir, q));
	}
}

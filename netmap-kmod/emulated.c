// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The emulated adapter: netmap mode for any Ethernet interface, by way of the kernel's own packets (sk_buff). It has a
 * ring pair for each queue of the interface and one to the host's stack. This file is about its life; packets are in
 * emulated_io.c. To the core it is a driver like others (device.c), the one that takes what no other one wants.
 *
 * While a program has the interface bound, a receive handler takes the packets that arrive, and a copy of the device's
 * operations with our own ndo_start_xmit those that the host sends. Both are put back when the last descriptor goes, or
 * when the interface goes. An interface that is in a bridge or bond, which have a receive handler themselves, cannot be
 * bound (EBUSY).
 *
 * Locks: e->hook under rtnl (inside nm_lock). While it is set, krings exist.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "emulated.h"
#include "skb.h"

static uint generic_rings;
module_param(generic_rings, uint, 0644);
MODULE_PARM_DESC(generic_rings, "Emulated adapters: most ring pairs; 0 is one for each queue of the interface");
static uint generic_ringsize = 1024;
module_param(generic_ringsize, uint, 0644);
MODULE_PARM_DESC(generic_ringsize, "Emulated adapters: slots of a ring, 64 to 2288 with the usual ring_size");

/* ---- into netmap mode and back, under rtnl ---- */

static int hook_device(struct nm_emulated *e)
{
	struct net_device *dev = e->na.dev;
	struct nm_hook *hook;
	int err;

	ASSERT_RTNL();
	hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	if (!hook)
		return -ENOMEM;
	hook->saved = dev->netdev_ops;
	hook->ops = *dev->netdev_ops;
	hook->ops.ndo_start_xmit = nm_emulated_start_xmit;
	hook->owner = e;
	err = netdev_rx_handler_register(dev, nm_emulated_receive, e);
	if (err) {
		pr_debug("%s: has a receive handler already (a bridge or the like)\n", dev->name);
		kfree(hook);
		return err;
	}
	e->hook = hook;
	/* What is in *hook has to be seen with it. */
	smp_store_release(&dev->netdev_ops, &hook->ops);
	return 0;
}

static void unhook_device(struct nm_emulated *e)
{
	struct nm_hook *hook = e->hook;

	ASSERT_RTNL();
	if (!hook)
		return;
	e->hook = NULL;
	netdev_rx_handler_unregister(e->na.dev);
	if (e->na.dev->netdev_ops == &hook->ops)
		/* As the other way round. */
		smp_store_release(&e->na.dev->netdev_ops, hook->saved);
	else
		/* Somebody has put a copy of ours in place; with it, ours must stay. */
		pr_warn("%s: another module has changed the device's operations, and they cannot be put back\n", e->na.dev->name);
	synchronize_net();
	if (e->na.dev->netdev_ops == hook->saved)
		kfree(hook);
}

static int emulated_reg(struct nm_adapter *na, bool on)
{
	struct nm_emulated *e = to_emulated(na);

	if (on)
		return hook_device(e);
	unhook_device(e);
	cancel_delayed_work_sync(&e->retry);
	return 0;
}

static void emulated_ring(struct nm_kring *k, bool on)
{
	struct nm_emulated *e = to_emulated(k->na);

	if (k->dir == NM_TX && !k->host)
		WRITE_ONCE(e->tx_bound, on ? e->tx_bound + 1 : e->tx_bound - 1);
}

static void emulated_gone(struct nm_adapter *na)
{
	unhook_device(to_emulated(na));
}

static void emulated_free(struct nm_adapter *na)
{
	kfree(to_emulated(na));
}

static const struct nm_adapter_ops emulated_ops = {
	.reg = emulated_reg,
	.ring = emulated_ring,
	.txsync = nm_emulated_txsync,
	.rxsync = nm_emulated_rxsync,
	.host_txsync = nm_host_txsync,
	.host_rxsync = nm_emulated_host_rxsync,
	.gone = emulated_gone,
	.free = emulated_free,
};

static u32 rings_for(u32 queues)
{
	u32 most = min(READ_ONCE(generic_rings) ?: NM_MAX_RINGS, (u32)NM_MAX_RINGS);

	return clamp(queues, 1u, most);
}

static struct nm_adapter *emulated_attach(struct nm_driver *drv, struct net_device *dev)
{
	u32 slots = clamp(READ_ONCE(generic_ringsize), 64u, (u32)NM_MAX_SLOTS);
	struct nm_emulated *e;
	int dir;

	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return ERR_PTR(-ENOMEM);
	e->na.ops = &emulated_ops;
	e->na.kind = "emulated";
	e->na.offsets = true;
	e->na.num_rings[NM_TX] = rings_for(dev->real_num_tx_queues);
	e->na.num_rings[NM_RX] = rings_for(dev->real_num_rx_queues);
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		e->na.num_host_rings[dir] = 1;
		e->na.num_slots[dir] = slots;
	}
	INIT_DELAYED_WORK(&e->retry, nm_emulated_retry);
	return &e->na;
}

/* Without an owner: an interface that is attached to a switch is no reason to keep the module. */
struct nm_driver nm_emulated_driver = {
	.name = "emulated",
	.attach = emulated_attach,
};

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The emulated adapter: netmap mode for any Ethernet interface, by way of the kernel's own packets (sk_buff). It has one
 * ring pair to the interface and one to the host's stack. This file is about its life; packets are in emulated_io.c.
 *
 * While a program has the interface bound, a receive handler takes the packets that arrive, and a copy of the device's
 * operations with our own ndo_start_xmit those that the host sends. Both are put back when the last descriptor goes.
 * An interface that is in a bridge or bond, which have a receive handler themselves, cannot be bound (EBUSY).
 *
 * An interface may be removed, or moved to another namespace, at any time: then everything is put back at once, nobody
 * has to wait for a program, and syncs of its descriptors fail with ENXIO, poll with POLLERR and POLLHUP.
 *
 * Locks: e->dev, e->hook and the list of emulated adapters under rtnl (inside nm_lock), because the notifier has only
 * that. While e->hook is set, krings exist. The notifier sets na->gone and then waits for each ring's sync in progress;
 * a sync that starts later sees it. So a sync may use e->dev without a lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include "emulated.h"

static uint generic_ringsize = 1024;
module_param(generic_ringsize, uint, 0644);
MODULE_PARM_DESC(generic_ringsize, "Emulated adapters: slots of a ring, 64 to 2288 with the usual ring_size");

static LIST_HEAD(emulated);

/* ---- into netmap mode and back, under rtnl ---- */

static int hook_device(struct nm_emulated *e)
{
	struct net_device *dev = e->dev;
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
	netdev_rx_handler_unregister(e->dev);
	if (e->dev->netdev_ops == &hook->ops)
		smp_store_release(&e->dev->netdev_ops, hook->saved);
	else
		/* Somebody has put a copy of ours in place; with it, ours must stay. */
		pr_warn("%s: another module has changed the device's operations, and they cannot be put back\n", e->dev->name);
	synchronize_net();
	if (e->dev->netdev_ops == hook->saved)
		kfree(hook);
}

static int emulated_reg(struct nm_adapter *na, bool on)
{
	struct nm_emulated *e = to_emulated(na);
	int err = 0;

	rtnl_lock();
	if (!e->dev)
		err = on ? -ENXIO : 0;
	else if (on)
		err = hook_device(e);
	else
		unhook_device(e);
	rtnl_unlock();
	if (!on)
		cancel_delayed_work_sync(&e->retry);
	return err;
}

static void emulated_free(struct nm_adapter *na)
{
	struct nm_emulated *e = to_emulated(na);

	rtnl_lock();
	if (e->dev) {
		list_del(&e->node);
		dev_put(e->dev);
	}
	rtnl_unlock();
	kfree(e);
}

static bool emulated_link(const struct nm_adapter *na)
{
	struct nm_emulated *e = container_of(na, struct nm_emulated, na);
	bool up;

	rtnl_lock();
	up = e->dev && netif_running(e->dev) && netif_carrier_ok(e->dev);
	rtnl_unlock();
	return up;
}

static const struct nm_adapter_ops emulated_ops = {
	.reg = emulated_reg,
	.link = emulated_link,
	.txsync = nm_emulated_txsync,
	.rxsync = nm_emulated_rxsync,
	.host_txsync = nm_emulated_host_txsync,
	.host_rxsync = nm_emulated_host_rxsync,
	.free = emulated_free,
};

/* ---- devices that go ---- */

static void wait_for_syncs(struct nm_adapter *na)
{
	int dir;
	u32 i;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (i = 0; i < nm_kring_total(na, dir); i++) {
			mutex_lock(&na->krings[dir][i].sync_lock);
			mutex_unlock(&na->krings[dir][i].sync_lock);
		}
	}
}

static int device_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nm_emulated *e;

	if (event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;
	list_for_each_entry(e, &emulated, node) {
		if (e->dev != dev)
			continue;
		if (e->hook) {
			nm_adapter_set_gone(&e->na);
			wait_for_syncs(&e->na);
			unhook_device(e);
		} else {
			WRITE_ONCE(e->na.gone, true);
		}
		list_del(&e->node);
		e->dev = NULL;
		dev_put(dev);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = { .notifier_call = device_event };

int nm_emulated_init(void)
{
	return register_netdevice_notifier(&device_notifier);
}

void nm_emulated_exit(void)
{
	unregister_netdevice_notifier(&device_notifier);
}

/* ---- names ---- */

static struct nm_adapter *emulated_create(struct nm_want *want, struct net_device *dev)
{
	u32 slots = clamp(READ_ONCE(generic_ringsize), 64u, (u32)NM_MAX_SLOTS);
	struct nm_region *region;
	struct nm_emulated *e;
	int dir;

	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return ERR_PTR(-ENOMEM);
	region = nm_wanted_region(want) ?: nm_region_get_global();
	if (IS_ERR(region)) {
		kfree(e);
		return ERR_CAST(region);
	}
	e->na.ops = &emulated_ops;
	e->na.kind = "emulated";
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		e->na.num_rings[dir] = 1;
		e->na.num_host_rings[dir] = 1;
		e->na.num_slots[dir] = slots;
	}
	INIT_DELAYED_WORK(&e->retry, nm_emulated_retry);
	nm_adapter_init(&e->na, want->net, dev->name, region);
	e->na.of_device = true;
	dev_hold(dev);
	e->dev = dev;
	list_add(&e->node, &emulated);
	return &e->na;
}

struct nm_adapter *nm_emulated_lookup(struct nm_want *want, struct net_device *dev)
{
	struct nm_adapter *na = NULL;
	struct nm_emulated *e;

	lockdep_assert_held(&nm_lock);
	if ((dev->flags & IFF_LOOPBACK) || dev->type != ARPHRD_ETHER) {
		pr_debug("%s: is no Ethernet interface\n", dev->name);
		return ERR_PTR(-EINVAL);
	}
	rtnl_lock();
	list_for_each_entry(e, &emulated, node) {
		if (e->dev == dev) {
			na = &e->na;
			nm_adapter_get(na);
			break;
		}
	}
	if (!na)
		na = dev->reg_state == NETREG_REGISTERED ? emulated_create(want, dev) : ERR_PTR(-ENXIO);
	rtnl_unlock();
	return na;
}

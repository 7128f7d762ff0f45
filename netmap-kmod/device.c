// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Adapters of network interfaces: which driver makes them, and what happens when an interface goes.
 *
 * Drivers of NICs register here (nm_driver_register()). When a program asks for an interface, each is asked whether it
 * takes it; what nobody takes, or what a driver fails to take, gets the emulated adapter, unless admode says otherwise. An
 * adapter exists as long as it is used, so admode counts from the next time that nobody has the interface.
 *
 * An interface may be removed, or moved to another namespace, at any time: then its adapter is told at once to give back
 * what it took (ops->gone), nobody has to wait for a program, and syncs of its descriptors fail with ENXIO, poll with
 * POLLERR and POLLHUP.
 *
 * Locks: na->dev and the list of these adapters under rtnl (inside nm_lock), because the notifier has only that. The
 * notifier sets na->gone and then waits for each ring's sync in progress; a sync that starts later sees it. So a sync may
 * use na->dev without a lock. Drivers are under nm_lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include "nm.h"

enum { NM_BEST, NM_NATIVE, NM_EMULATED };

static uint admode;
module_param(admode, uint, 0644);
MODULE_PARM_DESC(admode, "Interfaces: 0 native driver if there is one, 1 native driver only, 2 emulated adapter only");

static LIST_HEAD(devices);
static LIST_HEAD(drivers);

/* ---- drivers ---- */

int nm_driver_register(struct nm_driver *drv)
{
	if (!drv->name || !drv->attach)
		return -EINVAL;
	mutex_lock(&nm_lock);
	list_add_tail(&drv->node, &drivers);
	mutex_unlock(&nm_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(nm_driver_register);

void nm_driver_unregister(struct nm_driver *drv)
{
	mutex_lock(&nm_lock);
	list_del(&drv->node);
	mutex_unlock(&nm_lock);
}
EXPORT_SYMBOL_GPL(nm_driver_unregister);

static struct nm_adapter *attach_by(struct nm_driver *drv, struct net_device *dev)
{
	struct nm_adapter *na;

	if (!try_module_get(drv->owner))
		return ERR_PTR(-EOPNOTSUPP);
	na = drv->attach(drv, dev);
	if (IS_ERR(na)) {
		module_put(drv->owner);
		if (PTR_ERR(na) != -EOPNOTSUPP)
			pr_info("%s: driver %s does not take it: error %ld\n", dev->name, drv->name, PTR_ERR(na));
	} else {
		na->driver = drv;
	}
	return na;
}

static struct nm_adapter *attach(struct net_device *dev)
{
	u32 mode = READ_ONCE(admode);
	struct nm_driver *drv;
	struct nm_adapter *na;

	list_for_each_entry(drv, &drivers, node) {
		if (mode == NM_EMULATED)
			break;
		na = attach_by(drv, dev);
		if (!IS_ERR(na))
			return na;
	}
	if (mode == NM_NATIVE) {
		pr_debug("%s: there is no native driver for it, and admode does not allow the emulated adapter\n", dev->name);
		return ERR_PTR(-EINVAL);
	}
	return attach_by(&nm_emulated_driver, dev);
}

/* ---- adapters ---- */

static struct nm_adapter *ndev_find(const struct net_device *dev)
{
	struct nm_adapter *na;

	list_for_each_entry(na, &devices, dev_node) {
		if (na->dev == dev)
			return na;
	}
	return NULL;
}

static struct nm_adapter *ndev_create(struct nm_want *want, struct net_device *dev)
{
	struct nm_region *region;
	struct nm_adapter *na;

	if (dev->reg_state != NETREG_REGISTERED)
		return ERR_PTR(-ENXIO);
	region = nm_wanted_region(want) ?: nm_region_get_global();
	if (IS_ERR(region))
		return ERR_CAST(region);
	na = attach(dev);
	if (IS_ERR(na)) {
		nm_region_put(region);
		return na;
	}
	nm_adapter_init(na, want->net, dev->name, region);
	na->of_device = true;
	dev_hold(dev);
	na->dev = dev;
	list_add(&na->dev_node, &devices);
	return na;
}

struct nm_adapter *nm_device_lookup(struct nm_want *want, struct net_device *dev)
{
	struct nm_adapter *na;

	lockdep_assert_held(&nm_lock);
	if ((dev->flags & IFF_LOOPBACK) || dev->type != ARPHRD_ETHER) {
		pr_debug("%s: is no Ethernet interface\n", dev->name);
		return ERR_PTR(-EINVAL);
	}
	rtnl_lock();
	na = ndev_find(dev);
	if (na)
		nm_adapter_get(na);
	else
		na = ndev_create(want, dev);
	rtnl_unlock();
	return na;
}

/* rtnl is held. */
static void ndev_drop(struct nm_adapter *na)
{
	list_del(&na->dev_node);
	dev_put(na->dev);
	na->dev = NULL;
}

/* The last reference of an adapter is gone. */
void nm_device_release(struct nm_adapter *na)
{
	rtnl_lock();
	if (na->dev)
		ndev_drop(na);
	rtnl_unlock();
}

bool nm_device_link(const struct nm_adapter *na)
{
	bool up;

	rtnl_lock();
	up = na->dev && netif_running(na->dev) && netif_carrier_ok(na->dev);
	rtnl_unlock();
	return up;
}

/* ---- interfaces that go ---- */

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
	struct nm_adapter *na;

	if (event != NETDEV_UNREGISTER)
		return NOTIFY_DONE;
	na = ndev_find(netdev_notifier_info_to_dev(ptr));
	if (!na)
		return NOTIFY_DONE;
	/* In netmap mode since before rtnl was taken, and until it is dropped: there are krings. */
	if (na->active) {
		nm_adapter_set_gone(na);
		wait_for_syncs(na);
		na->ops->gone(na);
		na->active = false;
	} else {
		WRITE_ONCE(na->gone, true);
	}
	ndev_drop(na);
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = { .notifier_call = device_event };

int nm_device_init(void)
{
	return register_netdevice_notifier(&device_notifier);
}

void nm_device_exit(void)
{
	unregister_netdevice_notifier(&device_notifier);
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Persistent ports: VALE_NEWIF makes a network interface whose rings are those of a switch's port; it exists until VALE_DELIF,
 * attached to a switch or not, and whether a program has it open or not. A program opens it by the interface's name, or,
 * while it is attached, as valeSSS:NAME too.
 *
 * The interface is the host's end of the port's host rings: what the host sends there is in the host receive ring, what is
 * sent on the host transmit ring is received by the host. Without anybody at these rings the host's packets are dropped and
 * counted. Attached with its host's side (nr_mode 3), the host is a port of the switch by itself (vale_nic.c).
 *
 * Locks: nm_lock for life, the list, and attaching. port->sw changes with the sync_lock of each transmit ring held, so a
 * sync in progress keeps the switch it found. The host's packets find the rings by vif->rings, which is cleared a grace period
 * before these go.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <net/net_namespace.h>
#include "skb.h"
#include "vale.h"

struct nm_vif {
	struct nm_vport		*port;
	struct net_device	*dev;
	struct nm_adapter	*rings;		/* NULL while nobody is bound */
	struct list_head	node;
};

static LIST_HEAD(vifs);

/* ---- the host's packets ---- */

static netdev_tx_t vif_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nm_vif *vif = netdev_priv(dev);
	struct nm_adapter *na;
	struct nm_kring *k;

	/* With the krings. */
	na = smp_load_acquire(&vif->rings);
	k = na ? nm_host_ring(na, NM_RX) : NULL;

	if (k && nm_ring_bound(k)) {
		dev->stats.tx_packets++;
		dev->stats.tx_bytes += skb->len;
		nm_skb_to_ring(k, skb);
	} else {
		dev->stats.tx_dropped++;
	}
	consume_skb(skb);
	return NETDEV_TX_OK;
}

int nm_vif_host_txsync(struct nm_kring *k, unsigned int flags)
{
	struct net_device *dev = k->na->dev;
	struct nm_stats before = k->stats;

	nm_host_txsync(k, flags);
	dev->stats.rx_packets += k->stats.packets - before.packets;
	dev->stats.rx_bytes += k->stats.bytes - before.bytes;
	return 0;
}

/* A port's rings are there from now on, or until now. */
void nm_vif_use_host_rings(struct nm_vport *port, bool on)
{
	struct nm_vif *vif;

	if (!port->persistent || !port->na.dev)
		return;
	vif = netdev_priv(port->na.dev);
	/* After the krings were made. */
	smp_store_release(&vif->rings, on ? &port->na : NULL);
	if (!on)
		synchronize_net();
}

/* ---- life ---- */

static const struct net_device_ops vif_ops = {
	.ndo_start_xmit = vif_start_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void vif_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &vif_ops;
	dev->needs_free_netdev = true;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	eth_hw_addr_random(dev);
}

static struct nm_vif *vif_find(const struct net_device *dev)
{
	struct nm_vif *vif;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry(vif, &vifs, node) {
		if (vif->dev == dev)
			return vif;
	}
	return NULL;
}

/* The port that @dev is, with a reference; NULL if it is none. */
struct nm_adapter *nm_vale_if_lookup(struct net_device *dev)
{
	struct nm_vif *vif = vif_find(dev);

	if (!vif)
		return NULL;
	nm_adapter_get(&vif->port->na);
	return &vif->port->na;
}

static struct nm_vif *vif_of(struct nm_want *want, const char *name)
{
	struct net_device *dev = dev_get_by_name(want->net, name);
	struct nm_vif *vif;

	if (!dev)
		return ERR_PTR(-ENXIO);
	vif = vif_find(dev);
	dev_put(dev);
	return vif ?: ERR_PTR(-EINVAL);
}

int nm_vale_newif(struct nm_want *want, struct nmreq_vale_newif *req)
{
	struct nm_vport *port;
	struct net_device *dev;
	struct nm_vif *vif;
	int err;

	lockdep_assert_held(&nm_lock);
	if (nm_is_vale(want->name) || strpbrk(want->name, "{}%") || !dev_valid_name(want->name))
		return -EINVAL;
	dev = dev_get_by_name(want->net, want->name);
	if (dev) {
		dev_put(dev);
		return -EEXIST;
	}
	want->reg = (struct nmreq_register) {
		.nr_tx_slots = req->nr_tx_slots, .nr_rx_slots = req->nr_rx_slots,
		.nr_tx_rings = req->nr_tx_rings, .nr_rx_rings = req->nr_rx_rings,
		.nr_mem_id = req->nr_mem_id,
	};
	port = nm_vport_create(NULL, want);
	if (IS_ERR(port))
		return PTR_ERR(port);
	port->na.of_device = true;
	dev = alloc_netdev(sizeof(*vif), want->name, NET_NAME_USER, vif_setup);
	if (!dev) {
		err = -ENOMEM;
		goto put;
	}
	dev_net_set(dev, want->net);
	err = register_netdev(dev);
	if (err) {
		free_netdev(dev);
		goto put;
	}
	vif = netdev_priv(dev);
	vif->port = port;
	vif->dev = dev;
	port->na.dev = dev;
	list_add(&vif->node, &vifs);
	*req = (struct nmreq_vale_newif) {
		.nr_tx_slots = port->na.num_slots[NM_TX], .nr_rx_slots = port->na.num_slots[NM_RX],
		.nr_tx_rings = port->na.num_rings[NM_TX], .nr_rx_rings = port->na.num_rings[NM_RX],
		.nr_mem_id = port->na.region->id,
	};
	return 0;

put:
	nm_adapter_put(&port->na);
	return err;
}

static void vif_delete(struct nm_vif *vif)
{
	struct nm_vport *port = vif->port;

	list_del(&vif->node);
	/* Frees the device, and vif with it. */
	unregister_netdev(vif->dev);
	nm_adapter_put(&port->na);
}

int nm_vale_delif(struct nm_want *want)
{
	struct nm_vif *vif;

	lockdep_assert_held(&nm_lock);
	vif = vif_of(want, want->name);
	if (IS_ERR(vif))
		return PTR_ERR(vif);
	if (vif->port->sw || vif->port->na.refs > 1) {
		pr_debug("%s: is %s\n", want->name, vif->port->sw ? "attached to a switch" : "in use by a program");
		return -EBUSY;
	}
	vif_delete(vif);
	return 0;
}

/* ---- attaching ---- */

static void set_switch(struct nm_vport *port, struct nm_switch *sw)
{
	u32 i;

	for (i = 0; port->na.krings[NM_TX] && i < port->na.num_rings[NM_TX]; i++)
		mutex_lock_nest_lock(&port->na.krings[NM_TX][i].sync_lock, &nm_lock);
	port->sw = sw;
	for (i = 0; port->na.krings[NM_TX] && i < port->na.num_rings[NM_TX]; i++)
		mutex_unlock(&port->na.krings[NM_TX][i].sync_lock);
}

/* Takes over the caller's reference of @na if it succeeds. */
int nm_vale_if_attach(struct nm_want *want, struct nm_adapter *na, u32 *index)
{
	struct nm_vport *port = container_of(na, struct nm_vport, na);
	struct nm_switch *sw;
	int err;

	if (port->sw)
		return -EBUSY;
	sw = nm_switch_get(want->net, want->name);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	err = nm_switch_add(sw, port);
	if (err) {
		nm_switch_put(sw);
		return err;
	}
	set_switch(port, sw);
	/* Found by this name from now on. */
	strscpy(na->name, want->name, sizeof(na->name));
	na->of_device = false;
	if (na->bound)
		nm_vport_activate(port, true);
	*index = port->index;
	return 0;
}

void nm_vale_if_detach(struct nm_vport *port)
{
	struct nm_switch *sw = port->sw;

	nm_vport_activate(port, false);
	set_switch(port, NULL);
	nm_switch_remove(sw, port);
	port->na.of_device = true;
	strscpy(port->na.name, port->na.dev->name, sizeof(port->na.name));
	nm_adapter_put(&port->na);
}

/* The persistent port that is attached as @want says, or NULL. */
struct nm_vport *nm_vale_if_attached(struct nm_want *want)
{
	struct nm_vif *vif;

	list_for_each_entry(vif, &vifs, node) {
		struct nm_vport *port = vif->port;

		if (port->sw && net_eq(port->na.net, want->net) && !strcmp(port->na.name, want->name))
			return port;
	}
	return NULL;
}

/* A namespace ends, or the module goes. */
void nm_vale_if_exit(struct net *net)
{
	struct nm_vif *vif, *next;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry_safe(vif, next, &vifs, node) {
		if (!net_eq(vif->port->na.net, net))
			continue;
		if (vif->port->sw)
			nm_vale_if_detach(vif->port);
		vif_delete(vif);
	}
}

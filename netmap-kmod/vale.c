// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * VALE switches: names, the table of ports, and requests about them.
 *
 * A switch is made with its first port and goes with its last one. There is no fixed number of switches or of ports;
 * the table of ports doubles as needed.
 *
 * Locks: names and life under nm_lock; the table of ports under sw->lock too (see vale.h).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include "vale.h"

static uint max_bridges;
module_param(max_bridges, uint, 0644);
MODULE_PARM_DESC(max_bridges, "VALE: how many switches there may be; 0 is as many as there are numbers, 65535");

static LIST_HEAD(switches);

bool nm_is_vale(const char *name)
{
	return !strncmp(name, "vale", 4);
}

/* ---- names ---- */

/* The length of the switch's part of valeSSS:PPP, or < 0. */
static int parse_name(const char *name)
{
	const char *colon = strchr(name, ':');

	/* ENOMEM is what programs know for these. */
	if (!colon || !nm_word(name, colon - name)) {
		pr_debug("'%s' is not valeSSS:PPP with SSS of letters, digits and _\n", name);
		return -ENOMEM;
	}
	if (strlen(colon + 1) >= IFNAMSIZ) {
		pr_debug("'%s': the port's name is longer than %u characters\n", name, IFNAMSIZ - 1);
		return -ENOMEM;
	}
	return colon - name;
}

/* ---- switches ---- */

static struct nm_switch *switch_find(struct net *net, const char *name, size_t len)
{
	struct nm_switch *sw;

	list_for_each_entry(sw, &switches, node) {
		if (net_eq(sw->net, net) && strlen(sw->name) == len && !memcmp(sw->name, name, len))
			return sw;
	}
	return NULL;
}

static struct nm_switch *switch_create(struct net *net, const char *name, size_t len)
{
	u32 limit = READ_ONCE(max_bridges) ?: U16_MAX, index = 0;
	struct list_head *after = &switches;
	struct nm_switch *sw, *at;
	int err;

	/* The list is by index: the lowest free one. */
	list_for_each_entry(at, &switches, node) {
		if (at->index > index)
			break;
		index++;
		after = &at->node;
	}
	if (index >= limit) {
		pr_debug("there are %u VALE switches, which is the limit; the parameter is max_bridges\n", index);
		return ERR_PTR(-ENOMEM);
	}
	sw = kzalloc(sizeof(*sw), GFP_KERNEL);
	if (!sw)
		return ERR_PTR(-ENOMEM);
	rwlock_init(&sw->lock);
	INIT_LIST_HEAD(&sw->active);
	err = nm_macs_init(&sw->macs, &sw->lock);
	if (err) {
		kfree(sw);
		return ERR_PTR(err);
	}
	sw->net = net;
	sw->netns = net->ns.inum;
	memcpy(sw->name, name, len);
	sw->index = index;
	list_add(&sw->node, after);
	return sw;
}

static void switch_destroy(struct nm_switch *sw)
{
	list_del(&sw->node);
	nm_macs_destroy(&sw->macs);
	kvfree(sw->port);
	kfree(sw);
}

static int switch_grow(struct nm_switch *sw)
{
	u32 cap = max(sw->cap * 2, 4u);
	struct nm_vport **port, **old = sw->port;

	port = kvcalloc(cap, sizeof(*port), GFP_KERNEL);
	if (!port)
		return -ENOMEM;
	memcpy(port, old, sw->cap * sizeof(*port));
	write_lock_bh(&sw->lock);
	sw->port = port;
	sw->cap = cap;
	write_unlock_bh(&sw->lock);
	kvfree(old);
	return 0;
}

int nm_switch_add(struct nm_switch *sw, struct nm_vport *port)
{
	u32 i;
	int err;

	lockdep_assert_held(&nm_lock);
	for (i = 0; i < sw->cap; i++) {
		if (!sw->port[i] && i != NM_NO_PORT)
			break;
	}
	if (i == sw->cap) {
		err = switch_grow(sw);
		if (err)
			return err;
		if (i == NM_NO_PORT)
			i++;
	}
	port->index = i;
	write_lock_bh(&sw->lock);
	sw->port[i] = port;
	write_unlock_bh(&sw->lock);
	sw->num_ports++;
	return 0;
}

void nm_switch_remove(struct nm_switch *sw, struct nm_vport *port)
{
	lockdep_assert_held(&nm_lock);
	write_lock_bh(&sw->lock);
	sw->port[port->index] = NULL;
	nm_macs_forget_port(&sw->macs, port->index);
	write_unlock_bh(&sw->lock);
	sw->num_ports--;
	nm_switch_put(sw);
}

/* From here on, or until here, senders use the port's krings. */
void nm_vport_activate(struct nm_vport *port, bool on)
{
	struct nm_switch *sw = port->sw;
	struct nm_vport *p;

	lockdep_assert_held(&nm_lock);
	if (!sw || port->active == on)
		return;
	write_lock_bh(&sw->lock);
	port->active = on;
	if (on)
		list_add_tail(&port->active_node, &sw->active);
	else
		list_del(&port->active_node);
	sw->spread = false;
	list_for_each_entry(p, &sw->active, active_node)
		sw->spread |= p->na.num_rings[NM_RX] > 1;
	write_unlock_bh(&sw->lock);
}

/* The switch of valeSSS:PPP, made if there is none. */
struct nm_switch *nm_switch_get(struct net *net, const char *name)
{
	int len = parse_name(name);

	if (len < 0)
		return ERR_PTR(len);
	return switch_find(net, name, len) ?: switch_create(net, name, len);
}

/* A switch without ports goes. */
void nm_switch_put(struct nm_switch *sw)
{
	if (!sw->num_ports)
		switch_destroy(sw);
}

/* ---- look-up ---- */

struct nm_adapter *nm_vale_lookup(struct nm_want *want)
{
	const char *port_name;
	struct net_device *dev;
	struct nm_adapter *na;
	struct nm_vport *port;
	struct nm_switch *sw;
	int len;

	len = parse_name(want->name);
	if (len < 0)
		return ERR_PTR(len);
	na = nm_adapter_find(want->net, want->name);
	if (na) {
		nm_adapter_get(na);
		return na;
	}
	port_name = want->name + len + 1;
	if (!nm_word(port_name, strlen(port_name)))
		return ERR_PTR(-EINVAL);
	dev = dev_get_by_name(want->net, port_name);
	if (dev) {
		dev_put(dev);
		pr_debug("%s: %s is a network interface and not attached to the switch\n", want->name, port_name);
		return ERR_PTR(-EINVAL);
	}
	sw = nm_switch_get(want->net, want->name);
	if (IS_ERR(sw))
		return ERR_CAST(sw);
	port = nm_vport_create(sw, want);
	if (IS_ERR(port)) {
		nm_switch_put(sw);
		return ERR_CAST(port);
	}
	return &port->na;
}

void nm_switch_each(void (*show)(const struct nm_switch *sw, void *arg), void *arg)
{
	struct nm_switch *sw;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry(sw, &switches, node)
		show(sw, arg);
}

/* ---- requests ---- */

static int list_by_name(struct net *net, const char *name, struct nmreq_vale_list *req)
{
	struct nm_switch *sw;
	struct nm_adapter *na;
	struct nm_vport *port;
	size_t len = strcspn(name, ":");

	if (!nm_is_vale(name))
		return -EINVAL;
	req->nr_port_idx = NM_NO_PORT;
	sw = switch_find(net, name, len);
	if (!sw)
		return 0;
	req->nr_bridge_idx = sw->index;
	/* What has braces is a pipe. */
	na = strpbrk(name, "{}") ? NULL : nm_adapter_find(net, name);
	if (na) {
		port = container_of(na, struct nm_vport, na);
		req->nr_port_idx = port->index;
	}
	return 0;
}

/* Without a name: the first port at the indexes of the request, or after. */
int nm_vale_list(struct net *net, char *name, struct nmreq_vale_list *req)
{
	struct nm_switch *sw;
	u32 i;

	lockdep_assert_held(&nm_lock);
	if (name[0])
		return list_by_name(net, name, req);
	list_for_each_entry(sw, &switches, node) {
		if (sw->index < req->nr_bridge_idx || !net_eq(sw->net, net))
			continue;
		for (i = sw->index == req->nr_bridge_idx ? req->nr_port_idx : 0; i < sw->cap; i++) {
			if (!sw->port[i])
				continue;
			strscpy(name, sw->port[i]->na.name, NETMAP_REQ_IFNAMSIZ);
			req->nr_bridge_idx = sw->index;
			req->nr_port_idx = i;
			return 0;
		}
	}
	return -ENOENT;
}

int nm_vale_port_hdr(struct nm_want *want, bool set, struct nmreq_port_hdr *req)
{
	struct nm_adapter *na;

	lockdep_assert_held(&nm_lock);
	if (set && req->nr_hdr_len != 0 && req->nr_hdr_len != 10 && req->nr_hdr_len != 12)
		return -EINVAL;
	if (!nm_is_vale(want->name) || strpbrk(want->name, "{}"))
		return -EINVAL;
	na = nm_adapter_find(want->net, want->name);
	if (!na)
		return -ENXIO;
	if (na->internal)
		return -EINVAL;
	if (set)
		WRITE_ONCE(na->virt_hdr_len, req->nr_hdr_len);
	else
		req->nr_hdr_len = na->virt_hdr_len;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ports of a VALE switch that programs open: those that exist while they are open (ephemeral ports), and those of an
 * interface made for it (persistent ports, vale_if.c), which may be without a switch.
 *
 * A transmit sync forwards all that is there; a receive sync only gives slots back, since senders put packets straight
 * into the receiving ring (vale_forward.c). Each port has a memory region of its own unless another is asked for.
 *
 * Locks: life under nm_lock. port->active, and with it the use of the port's krings by others, under sw->lock. A
 * receive ring has one producer at a time, the sender that holds kring->lock, and one consumer, rxsync: they meet in
 * hwtail and hwcur, stored with release and loaded with acquire.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include "skb.h"
#include "vale.h"

#define NM_VALE_SLOTS		1024
#define NM_VALE_MAX_SLOTS	4096
#define NM_VALE_MAX_RINGS	16

static struct nm_vport *to_vport(struct nm_adapter *na)
{
	return container_of(na, struct nm_vport, na);
}

static int vport_txsync(struct nm_kring *k, unsigned int flags)
{
	u32 at = k->hwcur;

	if (unlikely(!to_vport(k->na)->sw)) {
		/* A persistent port that is not attached: as a cable that is not plugged in. */
		k->stats.drop_other += nm_distance(at, k->head, k->num_slots);
		WRITE_ONCE(k->hwcur, k->head);
		WRITE_ONCE(k->hwtail, nm_prev(k->head, k->num_slots));
	} else if (at != k->head) {
		at = nm_vale_forward(to_vport(k->na), k, k->priv, at, k->head);
		nm_vtx_take_stats(k->priv, &k->stats);
		WRITE_ONCE(k->hwcur, at);
		WRITE_ONCE(k->hwtail, nm_prev(at, k->num_slots));
	}
	return 0;
}

static int vport_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_index_store(&k->hwcur, k->head);
	return 0;
}

static void vport_off(struct nm_vport *port)
{
	u32 i;

	nm_vport_activate(port, false);
	nm_vif_use_host_rings(port, false);
	for (i = 0; i < port->na.num_rings[NM_TX]; i++) {
		struct nm_kring *k = &port->na.krings[NM_TX][i];

		nm_vtx_destroy(k->priv);
		k->priv = NULL;
	}
}

static int vport_reg(struct nm_adapter *na, bool on)
{
	struct nm_vport *port = to_vport(na);
	u32 i;

	if (!on) {
		vport_off(port);
		return 0;
	}
	for (i = 0; i < na->num_rings[NM_TX]; i++) {
		na->krings[NM_TX][i].priv = nm_vtx_create();
		if (!na->krings[NM_TX][i].priv) {
			vport_off(port);
			return -ENOMEM;
		}
	}
	nm_vport_activate(port, true);
	nm_vif_use_host_rings(port, true);
	return 0;
}

static void vport_free(struct nm_adapter *na)
{
	struct nm_vport *port = to_vport(na);

	if (port->sw)
		nm_switch_remove(port->sw, port);
	kfree(port);
}

static const struct nm_adapter_ops vport_ops = {
	.reg = vport_reg,
	.txsync = vport_txsync,
	.rxsync = vport_rxsync,
	.host_txsync = nm_vif_host_txsync,
	.host_rxsync = nm_host_rxsync,
	.free = vport_free,
};

bool nm_is_persistent(const struct nm_adapter *na)
{
	const struct nm_vport *port = container_of(na, struct nm_vport, na);

	return na->ops == &vport_ops && port->persistent;
}

static u32 size_or(u32 wanted, u32 usual, u32 most)
{
	return min(wanted ?: usual, most);
}

/* Without a switch, for now, if @sw is NULL. */
struct nm_vport *nm_vport_create(struct nm_switch *sw, struct nm_want *want)
{
	struct nm_region_want size;
	struct nm_region *region;
	struct nm_vport *port;
	int err;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return ERR_PTR(-ENOMEM);
	port->sw = sw;
	port->persistent = !sw;
	port->na.ops = &vport_ops;
	port->na.offsets = true;
	port->na.kind = sw ? "vale" : "persistent";
	port->na.num_rings[NM_TX] = size_or(want->reg.nr_tx_rings, 1, NM_VALE_MAX_RINGS);
	port->na.num_rings[NM_RX] = size_or(want->reg.nr_rx_rings, 1, NM_VALE_MAX_RINGS);
	port->na.num_slots[NM_TX] = size_or(want->reg.nr_tx_slots, NM_VALE_SLOTS, NM_VALE_MAX_SLOTS);
	port->na.num_slots[NM_RX] = size_or(want->reg.nr_rx_slots, NM_VALE_SLOTS, NM_VALE_MAX_SLOTS);
	/* Those of a persistent port: it has a host. */
	port->na.num_host_rings[NM_TX] = !sw;
	port->na.num_host_rings[NM_RX] = !sw;
	region = nm_wanted_region(want);
	if (!region) {
		size = (struct nm_region_want) {
			.rings = nm_kring_total(&port->na, NM_TX) + nm_kring_total(&port->na, NM_RX),
			.slots = max(port->na.num_slots[NM_TX], port->na.num_slots[NM_RX]),
			.extra_bufs = want->reg.nr_extra_bufs,
		};
		region = nm_region_get_private(&size);
	}
	if (IS_ERR(region)) {
		err = PTR_ERR(region);
		goto free;
	}
	err = sw ? nm_switch_add(sw, port) : 0;
	if (err)
		goto put_region;
	nm_adapter_init(&port->na, want->net, want->name, region);
	return port;

put_region:
	nm_region_put(region);
free:
	kfree(port);
	return ERR_PTR(err);
}

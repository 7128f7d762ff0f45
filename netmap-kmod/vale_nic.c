// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Network interfaces as ports of a switch: VALE_ATTACH, VALE_DETACH, and polling.
 *
 * Such a port has a receive ring of its own, in the interface's memory region, where senders put what is for the
 * interface; and a thread, which forwards what arrives on the interface's receive rings, in place, and moves what is on
 * the port's ring to the interface's transmit ring by exchanging buffers. The thread sleeps until a ring has news, or, when
 * polling is on, does not sleep. To the interface's adapter it is what a program is otherwise: it has all rings bound,
 * exclusively. The host's side of an interface (nr_mode 3) is a second port, named with a ^ at the end.
 *
 * When the interface is removed, its ports are detached by a work item.
 *
 * Locks: life under nm_lock. The thread takes the sync_lock of the interface's rings, one at a time, and inside it
 * what forwarding takes. It never takes nm_lock, so it can be stopped with that held.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include "vale.h"

#define NM_HOST_MARK	"^"

struct nm_nic_port {
	struct nm_vport		port;
	struct nm_adapter	*nic;
	bool			host;		/* the host's side of it */
	struct nm_vtx		*vtx;
	struct task_struct	*thread;
	wait_queue_head_t	wait;
	bool			news;
	bool			polling;
	u32			first_cpu;	/* of polling */
	struct list_head	node;		/* under nm_lock */
};

static LIST_HEAD(nic_ports);
static void detach_gone(struct work_struct *work);
static DECLARE_WORK(gone_work, detach_gone);

static struct nm_nic_port *to_nic_port(struct nm_adapter *na)
{
	return container_of(na, struct nm_nic_port, port.na);
}

/* ---- the thread ---- */

static void nic_port_notify(struct nm_kring *k)
{
	struct nm_nic_port *p = k->notify_data;

	WRITE_ONCE(p->news, true);
	if (wq_has_sleeper(&p->wait))
		wake_up_interruptible(&p->wait);
}

/* From a receive ring of the interface to the switch. True if there was something. */
static bool forward_ring(struct nm_nic_port *p, struct nm_kring *rx)
{
	bool work = false;
	u32 at, to;

	mutex_lock(&rx->sync_lock);
	if (likely(!READ_ONCE(rx->na->gone))) {
		nm_kring_sync_locked(rx, 0);
		at = rx->head;
		to = nm_index_load(&rx->hwtail);
		if (at != to) {
			rx->head = nm_vale_forward(&p->port, rx, p->vtx, at, to);
			rx->cur = rx->head;
			work = rx->head != at;
			nm_kring_sync_locked(rx, 0);
		}
	}
	mutex_unlock(&rx->sync_lock);
	return work;
}

/* From the port's own ring to the interface. */
static bool drain_ring(struct nm_nic_port *p, struct nm_kring *from, struct nm_kring *tx)
{
	u32 at = from->hwcur, to = nm_index_load(&from->hwtail);
	bool work = false;

	if (at == to)
		return false;
	mutex_lock(&tx->sync_lock);
	if (likely(!READ_ONCE(tx->na->gone))) {
		nm_kring_sync_locked(tx, NM_SYNC_FORCE_RECLAIM);
		while (at != to && tx->head != tx->hwtail) {
			struct netmap_slot *s = &from->ring->slot[at], *d = &tx->ring->slot[tx->head];
			u32 idx = READ_ONCE(s->buf_idx);

			s->buf_idx = READ_ONCE(d->buf_idx);
			d->buf_idx = idx;
			d->len = READ_ONCE(s->len);
			d->flags = (READ_ONCE(s->flags) & NS_MOREFRAG) | NS_BUF_CHANGED;
			at = nm_next(at, from->num_slots);
			tx->head = nm_next(tx->head, tx->num_slots);
			work = true;
		}
		tx->cur = tx->head;
		nm_kring_sync_locked(tx, 0);
	}
	mutex_unlock(&tx->sync_lock);
	nm_index_store(&from->hwcur, at);
	return work;
}

static void first_and_last(const struct nm_nic_port *p, enum nm_dir dir, u32 *first, u32 *last)
{
	*first = p->host ? p->nic->num_rings[dir] : 0;
	*last = p->host ? nm_kring_total(p->nic, dir) : p->nic->num_rings[dir];
}

static int nic_port_thread(void *arg)
{
	struct nm_nic_port *p = arg;
	u32 first, last, tx_first, tx_last, i;

	first_and_last(p, NM_RX, &first, &last);
	first_and_last(p, NM_TX, &tx_first, &tx_last);
	while (!kthread_should_stop()) {
		bool work = false;

		WRITE_ONCE(p->news, false);
		/* What comes after this is seen by the look at news below. */
		smp_mb();
		for (i = first; i < last; i++)
			work |= forward_ring(p, &p->nic->krings[NM_RX][i]);
		work |= drain_ring(p, &p->port.na.krings[NM_RX][0], &p->nic->krings[NM_TX][tx_first]);
		if (unlikely(READ_ONCE(p->nic->gone)))
			schedule_work(&gone_work);
		if (!work && !READ_ONCE(p->polling))
			wait_event_interruptible(p->wait, READ_ONCE(p->news) || READ_ONCE(p->polling) || kthread_should_stop());
		cond_resched();
	}
	return 0;
}

/* ---- life ---- */

static int nic_port_reg(struct nm_adapter *na, bool on)
{
	return on ? -EBUSY : 0;
}

static int nic_port_sync(struct nm_kring *k, unsigned int flags)
{
	return -EBUSY;
}

static void nic_port_free(struct nm_adapter *na)
{
	struct nm_nic_port *p = to_nic_port(na);

	nm_switch_remove(p->port.sw, &p->port);
	nm_vtx_destroy(p->vtx);
	kfree(p);
}

static const struct nm_adapter_ops nic_port_ops = {
	.reg = nic_port_reg,
	.txsync = nic_port_sync,
	.rxsync = nic_port_sync,
	.free = nic_port_free,
};

static void release_rings(struct nm_nic_port *p, enum nm_dir dir, u32 upto)
{
	u32 first, last;

	first_and_last(p, dir, &first, &last);
	while (upto-- > first) {
		struct nm_kring *k = &p->nic->krings[dir][upto];

		k->binders--;
		k->exclusive = false;
		k->notify = nm_kring_wake;
		nm_kring_unuse(k);
	}
}

static int take_rings(struct nm_nic_port *p, enum nm_dir dir)
{
	u32 first, last, i;
	int err;

	first_and_last(p, dir, &first, &last);
	if (first == last)
		return -EINVAL;
	for (i = first; i < last; i++) {
		struct nm_kring *k = &p->nic->krings[dir][i];

		err = k->binders ? -EBUSY : nm_kring_use(k);
		if (err) {
			release_rings(p, dir, i);
			return err;
		}
		k->binders++;
		k->exclusive = true;
		k->notify_data = p;
		k->notify = nic_port_notify;
	}
	return 0;
}

/* The interface's rings, as a program would bind them. */
static int bind_nic(struct nm_nic_port *p)
{
	u32 first, last;
	int err;

	err = nm_krings_get(p->nic);
	if (err)
		return err;
	err = take_rings(p, NM_RX);
	if (err)
		goto put_krings;
	err = take_rings(p, NM_TX);
	if (err)
		goto put_rx;
	err = p->nic->bound ? 0 : nm_adapter_reg(p->nic, true);
	if (err)
		goto put_tx;
	p->nic->bound++;
	return 0;

put_tx:
	first_and_last(p, NM_TX, &first, &last);
	release_rings(p, NM_TX, last);
put_rx:
	first_and_last(p, NM_RX, &first, &last);
	release_rings(p, NM_RX, last);
put_krings:
	nm_krings_put(p->nic);
	return err;
}

static void unbind_nic(struct nm_nic_port *p)
{
	u32 first, last;

	if (!--p->nic->bound)
		nm_adapter_reg(p->nic, false);
	first_and_last(p, NM_TX, &first, &last);
	release_rings(p, NM_TX, last);
	first_and_last(p, NM_RX, &first, &last);
	release_rings(p, NM_RX, last);
	nm_krings_put(p->nic);
}

static void nic_port_stop(struct nm_nic_port *p)
{
	struct nm_adapter *nic = p->nic, *na = &p->port.na;

	lockdep_assert_held(&nm_lock);
	nm_vport_activate(&p->port, false);
	kthread_stop(p->thread);
	unbind_nic(p);
	nm_kring_unuse(&na->krings[NM_RX][0]);
	nm_krings_put(na);
	list_del(&p->node);
	nm_adapter_put(na);
	nm_adapter_put(nic);
}

/*
 * One side of an interface becomes a port. Takes over the reference of @nic if it succeeds. If not, a switch that has no
 * port goes.
 */
static struct nm_nic_port *nic_port_start(struct nm_want *want, struct nm_switch *sw, struct nm_adapter *nic, bool host)
{
	char name[NETMAP_REQ_IFNAMSIZ + 1];
	struct nm_nic_port *p;
	struct nm_adapter *na;
	int err = -ENOMEM;

	snprintf(name, sizeof(name), "%s%s", want->name, host ? NM_HOST_MARK : "");
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p) {
		nm_switch_put(sw);
		return ERR_PTR(-ENOMEM);
	}
	p->vtx = nm_vtx_create();
	if (!p->vtx)
		goto free;
	na = &p->port.na;
	na->ops = &nic_port_ops;
	na->kind = host ? "host" : "interface";
	na->internal = true;
	na->num_rings[NM_RX] = 1;
	na->num_slots[NM_RX] = nic->num_slots[NM_TX];
	na->num_slots[NM_TX] = nic->num_slots[NM_RX];
	p->port.sw = sw;
	p->nic = nic;
	p->host = host;
	init_waitqueue_head(&p->wait);
	err = nm_switch_add(sw, &p->port);
	if (err)
		goto free;
	nm_region_get(nic->region);
	nm_adapter_init(na, want->net, name, nic->region);
	err = nm_krings_get(na);
	if (err)
		goto put;
	err = nm_kring_use(&na->krings[NM_RX][0]);
	if (err)
		goto put_krings;
	na->krings[NM_RX][0].notify_data = p;
	na->krings[NM_RX][0].notify = nic_port_notify;
	err = bind_nic(p);
	if (err)
		goto unuse;
	p->thread = kthread_run(nic_port_thread, p, "netmap/%s", name);
	if (IS_ERR(p->thread)) {
		err = PTR_ERR(p->thread);
		goto unbind;
	}
	nm_vport_activate(&p->port, true);
	list_add(&p->node, &nic_ports);
	return p;

unbind:
	unbind_nic(p);
unuse:
	nm_kring_unuse(&na->krings[NM_RX][0]);
put_krings:
	nm_krings_put(na);
put:
	nm_adapter_put(na);
	return ERR_PTR(err);
free:
	nm_switch_put(sw);
	nm_vtx_destroy(p->vtx);
	kfree(p);
	return ERR_PTR(err);
}

static void detach_gone(struct work_struct *work)
{
	struct nm_nic_port *p, *next;

	mutex_lock(&nm_lock);
	list_for_each_entry_safe(p, next, &nic_ports, node) {
		if (p->nic->gone)
			nic_port_stop(p);
	}
	mutex_unlock(&nm_lock);
}

/* A namespace ends, or the module goes. */
void nm_vale_nic_exit(struct net *net)
{
	struct nm_nic_port *p, *next;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry_safe(p, next, &nic_ports, node) {
		if (net_eq(p->port.na.net, net))
			nic_port_stop(p);
	}
}

/* The module goes; no thread is left that could start the work. */
void nm_vale_nic_flush(void)
{
	cancel_work_sync(&gone_work);
}

/* ---- requests ---- */

/* The port of valeSSS:PPP or, with @host, that of its host's side. */
static struct nm_nic_port *nic_port_find(struct nm_want *want, bool host)
{
	struct nm_nic_port *p;

	list_for_each_entry(p, &nic_ports, node) {
		size_t len = strlen(want->name);

		if (p->host == host && net_eq(p->port.na.net, want->net) && !strncmp(p->port.na.name, want->name, len) &&
		    !strcmp(p->port.na.name + len, host ? NM_HOST_MARK : ""))
			return p;
	}
	return NULL;
}

/* The interface of valeSSS:NAME, with a reference. */
static struct nm_adapter *nic_of(struct nm_want *want, const struct nmreq_register *reg)
{
	struct nm_want nic_want = { .net = want->net, .reg = *reg };
	const char *colon = nm_is_vale(want->name) ? strchr(want->name, ':') : NULL;
	struct nm_adapter *nic;

	if (!colon || strpbrk(want->name, "{}") || (reg->nr_mode != NR_REG_ALL_NIC && reg->nr_mode != NR_REG_NIC_SW))
		return ERR_PTR(-EINVAL);
	if (nic_port_find(want, false))
		return ERR_PTR(-EBUSY);
	strscpy(nic_want.name, colon + 1, sizeof(nic_want.name));
	nic = nm_lookup(&nic_want);
	if (PTR_ERR_OR_ZERO(nic) == -ENXIO)
		return ERR_PTR(-EINVAL);
	if (!IS_ERR(nic) && !nic->dev) {
		nm_adapter_put(nic);
		return ERR_PTR(-EINVAL);
	}
	return nic;
}

/* Takes over the reference of @nic if it succeeds. */
static int attach_nic(struct nm_want *want, struct nm_adapter *nic, u32 *index)
{
	struct nm_switch *sw;
	struct nm_nic_port *p;

	if (nm_is_persistent(nic))
		return nm_vale_if_attach(want, nic, index);
	sw = nm_switch_get(want->net, want->name);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	p = nic_port_start(want, sw, nic, false);
	if (IS_ERR(p))
		return PTR_ERR(p);
	*index = p->port.index;
	return 0;
}

static int attach_host(struct nm_want *want, struct nm_adapter *nic)
{
	struct nm_switch *sw = nm_switch_get(want->net, want->name);
	struct nm_nic_port *h;

	if (IS_ERR(sw))
		return PTR_ERR(sw);
	nm_adapter_get(nic);
	h = nic_port_start(want, sw, nic, true);
	if (IS_ERR(h))
		nm_adapter_put(nic);
	return PTR_ERR_OR_ZERO(h);
}

static int detach(struct nm_want *want, u32 *index)
{
	struct nm_nic_port *p = nic_port_find(want, false), *h = nic_port_find(want, true);
	struct nm_vport *vif = nm_vale_if_attached(want);

	if (!p && !vif)
		return nm_adapter_find(want->net, want->name) ? -EBUSY : -ENXIO;
	*index = p ? p->port.index : vif->index;
	if (h)
		nic_port_stop(h);
	if (p)
		nic_port_stop(p);
	else
		nm_vale_if_detach(vif);
	return 0;
}

int nm_vale_attach(struct nm_want *want, struct nmreq_vale_attach *req)
{
	struct nm_adapter *nic;
	int err;

	lockdep_assert_held(&nm_lock);
	nic = nic_of(want, &req->reg);
	if (IS_ERR(nic))
		return PTR_ERR(nic);
	err = attach_nic(want, nic, &req->port_index);
	if (err) {
		nm_adapter_put(nic);
		return err;
	}
	if (req->reg.nr_mode == NR_REG_NIC_SW) {
		u32 index;

		err = attach_host(want, nic);
		if (err)
			detach(want, &index);
	}
	return err;
}

int nm_vale_detach(struct nm_want *want, struct nmreq_vale_detach *req)
{
	lockdep_assert_held(&nm_lock);
	return nm_is_vale(want->name) ? detach(want, &req->port_index) : -EINVAL;
}

int nm_vale_polling(struct nm_want *want, bool on, struct nmreq_vale_polling *req)
{
	struct nm_nic_port *p;

	lockdep_assert_held(&nm_lock);
	if (!nm_is_vale(want->name))
		return -EINVAL;
	p = nic_port_find(want, false);
	if (!p)
		return -ENXIO;
	if (!on) {
		if (!p->polling)
			return -EINVAL;
		WRITE_ONCE(p->polling, false);
		set_cpus_allowed_ptr(p->thread, cpu_possible_mask);
		return 0;
	}
	/* A port has one thread. */
	if ((req->nr_mode != NETMAP_POLLING_MODE_SINGLE_CPU && req->nr_mode != NETMAP_POLLING_MODE_MULTI_CPU) ||
	    req->nr_num_polling_cpus > 1 || req->nr_first_cpu_id >= nr_cpu_ids || !cpu_online(req->nr_first_cpu_id))
		return -EINVAL;
	if (p->polling)
		return -EBUSY;
	set_cpus_allowed_ptr(p->thread, cpumask_of(req->nr_first_cpu_id));
	p->first_cpu = req->nr_first_cpu_id;
	WRITE_ONCE(p->polling, true);
	wake_up_interruptible(&p->wait);
	req->nr_num_polling_cpus = 1;
	return 0;
}

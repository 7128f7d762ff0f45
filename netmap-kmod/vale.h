/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the files of the VALE switch share. */
#ifndef _NM_VALE_H_
#define _NM_VALE_H_

#include <linux/rwlock.h>
#include <linux/workqueue.h>
#include "nm.h"

#define NM_NO_PORT	255U		/* as an index; VALE_LIST says so. No port has it */
#define NM_FLOOD	U32_MAX

/* ---- vale_mac.c: the addresses a switch has learned ---- */

struct nm_macs {
	rwlock_t		*lock;		/* the switch's */
	spinlock_t		add;		/* adding and moving; inside lock for reading, bottom halves off */
	struct hlist_head	*bucket;
	unsigned int		bits;		/* 2^bits buckets */
	u32			count;
	u32			gen;		/* changes with every change of the table */
	struct delayed_work	work;		/* ageing and growth */
};

int nm_macs_init(struct nm_macs *m, rwlock_t *lock);
void nm_macs_destroy(struct nm_macs *m);
/* With the switch's lock held for reading. The port, or NM_FLOOD. */
u32 nm_macs_find(const struct nm_macs *m, u64 mac);
void nm_macs_learn(struct nm_macs *m, u64 mac, u32 port);
/* With the switch's lock held for writing. */
void nm_macs_forget_port(struct nm_macs *m, u32 port);

/* ---- vale.c: switches ---- */

struct nm_vport {
	struct nm_adapter	na;
	struct nm_switch	*sw;		/* NULL for a persistent port that is not attached */
	u32			index;
	bool			persistent;
	bool			active;		/* bound: krings exist; under sw->lock */
	struct list_head	active_node;
};

struct nm_switch {
	struct list_head	node;		/* by index; under nm_lock */
	struct net		*net;
	unsigned int		netns;		/* the number by which people know it */
	char			name[NETMAP_REQ_IFNAMSIZ];
	u16			index;
	u32			num_ports;
	/*
	 * Forwarding reads what follows, with the lock held for reading from the look-up of an address to the last copy:
	 * a port that is not in port[] any more gets no packet any more. Changed with the lock held for writing.
	 */
	rwlock_t		lock;
	u32			cap;		/* of port[] */
	struct nm_vport		**port;		/* by index */
	struct list_head	active;		/* ports that receive */
	bool			spread;		/* some port has more than one receive ring */
	struct nm_macs		macs;
};

void nm_switch_each(void (*show)(const struct nm_switch *sw, void *arg), void *arg);

/* ---- vale_port.c: ports ---- */
struct nm_vport *nm_vport_create(struct nm_switch *sw, struct nm_want *want);	/* or ERR_PTR */
int nm_switch_add(struct nm_switch *sw, struct nm_vport *port);
void nm_switch_remove(struct nm_switch *sw, struct nm_vport *port);
void nm_vport_activate(struct nm_vport *port, bool on);
struct nm_switch *nm_switch_get(struct net *net, const char *name);
void nm_switch_put(struct nm_switch *sw);

bool nm_is_persistent(const struct nm_adapter *na);

/* ---- vale_if.c: persistent ports ---- */
int nm_vale_if_attach(struct nm_want *want, struct nm_adapter *na, u32 *index);
struct nm_vport *nm_vale_if_attached(struct nm_want *want);
void nm_vale_if_detach(struct nm_vport *port);
void nm_vif_use_host_rings(struct nm_vport *port, bool on);
int nm_vif_host_txsync(struct nm_kring *k, unsigned int flags);

/* ---- vale_forward.c: the data path ---- */
struct nm_vtx;
struct nm_vtx *nm_vtx_create(void);
void nm_vtx_destroy(struct nm_vtx *vtx);
void nm_vtx_take_stats(struct nm_vtx *vtx, struct nm_stats *to);
/* Sends slots @from to @to - 1 of @kring, as @port, with the help of @vtx; returns where it came to. */
u32 nm_vale_forward(struct nm_vport *port, struct nm_kring *kring, struct nm_vtx *vtx, u32 from, u32 to);

#endif /* _NM_VALE_H_ */

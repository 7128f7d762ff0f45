// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The table of learned addresses: chained, so that no address drives out another one; growing with their number;
 * entries that were not seen for a time go.
 *
 * An address is a u64 with its first byte lowest.
 *
 * Locks: senders look up and learn with the switch's lock held for reading. Adding and moving is under m->add as well;
 * entries are only removed, and the buckets only exchanged, with the switch's lock held for writing. So a look-up can
 * walk a chain without more ado, in the manner of RCU lists.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include "vale.h"

static uint vale_max_macs = 65536;
module_param(vale_max_macs, uint, 0644);
MODULE_PARM_DESC(vale_max_macs, "VALE: addresses that one switch remembers at most");
static uint vale_mac_age = 300;
module_param(vale_mac_age, uint, 0644);
MODULE_PARM_DESC(vale_mac_age, "VALE: seconds after which an address that was not seen is forgotten");

#define MIN_BITS	6
#define MAX_BITS	16
#define SWEEP_INTERVAL	(2 * HZ)

struct nm_mac {
	struct hlist_node	node;
	u64			mac;
	unsigned long		seen;		/* jiffies */
	u32			port;
};

static void macs_work(struct work_struct *work);

int nm_macs_init(struct nm_macs *m, rwlock_t *lock)
{
	m->lock = lock;
	spin_lock_init(&m->add);
	m->bits = MIN_BITS;
	m->bucket = kvcalloc(1 << m->bits, sizeof(*m->bucket), GFP_KERNEL);
	if (!m->bucket)
		return -ENOMEM;
	INIT_DELAYED_WORK(&m->work, macs_work);
	return 0;
}

static void mac_remove(struct nm_macs *m, struct nm_mac *e)
{
	hlist_del(&e->node);
	kfree(e);
	m->count--;
}

void nm_macs_destroy(struct nm_macs *m)
{
	struct hlist_node *next;
	struct nm_mac *e;
	u32 b;

	cancel_delayed_work_sync(&m->work);
	for (b = 0; b < 1u << m->bits; b++) {
		hlist_for_each_entry_safe(e, next, &m->bucket[b], node)
			mac_remove(m, e);
	}
	kvfree(m->bucket);
}

static struct nm_mac *mac_find(const struct nm_macs *m, u64 mac)
{
	struct nm_mac *e;

	hlist_for_each_entry_rcu(e, &m->bucket[hash_64(mac, m->bits)], node, true) {
		if (e->mac == mac)
			return e;
	}
	return NULL;
}

u32 nm_macs_find(const struct nm_macs *m, u64 mac)
{
	struct nm_mac *e = mac_find(m, mac);

	return e ? READ_ONCE(e->port) : NM_FLOOD;
}

static void mac_add(struct nm_macs *m, u64 mac, u32 port)
{
	struct nm_mac *e;

	spin_lock(&m->add);
	/* Another sender may have been faster. */
	if (m->count >= READ_ONCE(vale_max_macs) || mac_find(m, mac))
		goto out;
	e = kmalloc(sizeof(*e), GFP_ATOMIC | __GFP_NOWARN);
	/* No memory: the address is flooded to, and learned another time. */
	if (!e)
		goto out;
	e->mac = mac;
	e->port = port;
	e->seen = jiffies;
	hlist_add_head_rcu(&e->node, &m->bucket[hash_64(mac, m->bits)]);
	WRITE_ONCE(m->gen, m->gen + 1);
	if (++m->count == 1)
		schedule_delayed_work(&m->work, SWEEP_INTERVAL);
	else if (m->count == 2u << m->bits && m->bits < MAX_BITS)
		mod_delayed_work(system_wq, &m->work, 0);
out:
	spin_unlock(&m->add);
}

void nm_macs_learn(struct nm_macs *m, u64 mac, u32 port)
{
	struct nm_mac *e = mac_find(m, mac);

	if (!e) {
		mac_add(m, mac, port);
		return;
	}
	if (READ_ONCE(e->seen) != jiffies)
		WRITE_ONCE(e->seen, jiffies);
	if (READ_ONCE(e->port) == port)
		return;
	spin_lock(&m->add);
	WRITE_ONCE(e->port, port);
	WRITE_ONCE(m->gen, m->gen + 1);
	spin_unlock(&m->add);
}

void nm_macs_forget_port(struct nm_macs *m, u32 port)
{
	struct hlist_node *next;
	struct nm_mac *e;
	u32 b;

	for (b = 0; m->count && b < 1u << m->bits; b++) {
		hlist_for_each_entry_safe(e, next, &m->bucket[b], node) {
			if (e->port == port)
				mac_remove(m, e);
		}
	}
	m->gen++;
}

static void macs_grow(struct nm_macs *m)
{
	unsigned int bits = min_t(unsigned int, MAX_BITS, ilog2(m->count | 1) + 1);
	struct hlist_head *bucket, *old;
	struct hlist_node *next;
	struct nm_mac *e;
	u32 b;

	bucket = kvcalloc(1 << bits, sizeof(*bucket), GFP_KERNEL);
	if (!bucket)
		return;
	write_lock_bh(m->lock);
	old = m->bucket;
	for (b = 0; b < 1u << m->bits; b++) {
		hlist_for_each_entry_safe(e, next, &old[b], node) {
			hlist_del(&e->node);
			hlist_add_head(&e->node, &bucket[hash_64(e->mac, bits)]);
		}
	}
	m->bucket = bucket;
	m->bits = bits;
	write_unlock_bh(m->lock);
	kvfree(old);
}

/* Only this changes the number of buckets, and it does not run twice at a time. */
static void macs_work(struct work_struct *work)
{
	struct nm_macs *m = container_of(work, struct nm_macs, work.work);
	unsigned long age = READ_ONCE(vale_mac_age) * HZ;
	struct hlist_node *next;
	struct nm_mac *e;
	u32 b, removed;

	if (READ_ONCE(m->count) >= 2u << m->bits && m->bits < MAX_BITS)
		macs_grow(m);
	for (b = 0; b < 1u << m->bits; b++) {
		/* Mostly there is nothing to remove: then senders are not held up. */
		bool old = false;

		read_lock_bh(m->lock);
		hlist_for_each_entry_rcu(e, &m->bucket[b], node, true)
			old |= time_after(jiffies, READ_ONCE(e->seen) + age);
		read_unlock_bh(m->lock);
		if (!old)
			continue;
		removed = 0;
		write_lock_bh(m->lock);
		hlist_for_each_entry_safe(e, next, &m->bucket[b], node) {
			if (time_after(jiffies, e->seen + age)) {
				mac_remove(m, e);
				removed++;
			}
		}
		m->gen += removed;
		write_unlock_bh(m->lock);
	}
	/* mac_add() starts it again when there is a first address. */
	write_lock_bh(m->lock);
	if (m->count)
		schedule_delayed_work(&m->work, SWEEP_INTERVAL);
	write_unlock_bh(m->lock);
}

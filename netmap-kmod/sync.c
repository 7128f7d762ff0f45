// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One synchronisation of one ring: what the user wrote is read once and checked, the adapter works on the checked
 * values, and the user is told how far it came.
 *
 * Locks: kring->sync_lock for the whole of it; two callers of the same ring come one after the other.
 */
#include <linux/ktime.h>
#include "nm.h"

/*
 * @head and @cur, which the user wrote, must lie from the last head on to the last tail, cur not before head; in circular
 * order. -ERANGE if they are no slots at all.
 */
static int take(struct nm_kring *k, u32 head, u32 cur)
{
	u32 n = k->num_slots, room;

	if (unlikely(head >= n || cur >= n)) {
		pr_debug("netmap: %s: ring %u: head %u or cur %u is beyond the last of %u slots\n", k->na->name, k->id, head, cur, n);
		k->cur = k->head;
		return -ERANGE;
	}
	room = nm_distance(k->head, k->tail, n);
	if (unlikely(nm_distance(k->head, head, n) > room ||
		     nm_distance(head, cur, n) > nm_distance(head, k->tail, n))) {
		pr_debug("netmap: %s: ring %u: head %u, cur %u are not in order from head %u to tail %u\n",
			 k->na->name, k->id, head, cur, k->head, k->tail);
		return -EINVAL;
	}
	/* What the user wrote into slots before head has to be seen after it. */
	smp_rmb();
	k->head = head;
	k->cur = cur;
	return 0;
}

static int ring_take(struct nm_kring *k)
{
	struct netmap_ring *ring = k->ring;
	int err = take(k, READ_ONCE(ring->head), READ_ONCE(ring->cur));

	if (unlikely(err == -ERANGE)) {
		WRITE_ONCE(ring->head, k->head);
		WRITE_ONCE(ring->cur, k->head);
	}
	return err;
}

static void write_time(const struct nm_kring *k)
{
	struct netmap_ring *ring = k->ring;

	if (!nm_no_timestamp || (READ_ONCE(ring->flags) & NR_TIMESTAMP)) {
		struct timespec64 now;

		ktime_get_real_ts64(&now);
		ring->ts.tv_sec = now.tv_sec;
		ring->ts.tv_usec = now.tv_nsec / NSEC_PER_USEC;
	}
}

static void ring_give(struct nm_kring *k)
{
	k->tail = READ_ONCE(k->hwtail);
	/* What the kernel wrote into slots before tail has to be seen with it. */
	smp_store_release(&k->ring->tail, k->tail);
	write_time(k);
}

int nm_kring_sync(struct nm_kring *k, unsigned int flags)
{
	int err;

	mutex_lock(&k->sync_lock);
	if (unlikely(READ_ONCE(k->na->gone))) {
		err = -ENXIO;
	} else {
		err = ring_take(k);
		if (!err)
			err = nm_kring_sync_locked(k, flags);
		ring_give(k);
	}
	mutex_unlock(&k->sync_lock);
	return err;
}

int nm_kring_sync_at(struct nm_kring *k, struct nm_indexes *at, unsigned int flags)
{
	int err;

	mutex_lock(&k->sync_lock);
	if (unlikely(READ_ONCE(k->na->gone))) {
		err = -ENXIO;
	} else {
		err = take(k, at->head, at->cur);
		if (!err)
			err = nm_kring_sync_locked(k, flags);
		k->tail = READ_ONCE(k->hwtail);
		write_time(k);
	}
	at->hwcur = READ_ONCE(k->hwcur);
	at->hwtail = k->tail;
	mutex_unlock(&k->sync_lock);
	return err;
}

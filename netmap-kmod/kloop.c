// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel's loop (SYNC_KLOOP_START, SYNC_KLOOP_STOP): the calling thread stays in the kernel and syncs the rings of its
 * descriptor, which is in CSB mode, over and over, until another thread stops it or a signal comes. The program, or the
 * guest of a hypervisor, only writes and reads its control and status blocks.
 *
 * Without eventfds the loop sleeps sleep_us between two rounds. With them (option SYNC_KLOOP_EVENTFDS, one pair for each
 * ring, transmit rings first) it sleeps until the program writes to a ring's ioeventfd or the port has news, and tells of
 * news itself by the ring's irqfd. Either side says by a flag in its block when it wants to be told, so that there are no
 * system calls while both are at work. A ring without an ioeventfd (-1) makes the loop sleep by the clock.
 *
 * The option SYNC_KLOOP_MODE allows that rings are synced where the eventfd is written, for which there must be eventfds. A
 * sync here may sleep, which is not possible there; so the loop is woken to do it in all modes.
 *
 * Locks: none. priv->kloop says that the loop runs, so there is one; the descriptor's file is held by the system call.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/hrtimer.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "compat.h"
#include "option.h"

#define NM_KLOOP_MAX_SLEEP_US	(1000 * 1000)

/* A ring of the loop. */
struct nm_kloop_ring {
	enum nm_dir		dir;
	u32			i;
	u32			told;	/* hwtail that the program knows of */
	struct file		*kick;	/* ioeventfd, or NULL */
	struct eventfd_ctx	*irq;	/* irqfd, or NULL */
};

struct nm_kloop {
	struct nm_priv		*priv;
	u32			sleep_us;
	bool			events;	/* every ring has an ioeventfd */
	struct poll_wqueues	poll;
	u32			num;
	struct nm_kloop_ring	ring[];
};

static int open_eventfds(struct nm_kloop *l, const struct nmreq_opt_sync_kloop_eventfds __user *opt)
{
	u32 i;

	l->events = true;
	for (i = 0; i < l->num; i++) {
		struct nm_kloop_ring *r = &l->ring[i];
		int32_t kick, irq;

		if (get_user(kick, &opt->eventfds[i].ioeventfd) || get_user(irq, &opt->eventfds[i].irqfd))
			return -EFAULT;
		if (kick >= 0) {
			r->kick = eventfd_fget(kick);
			if (IS_ERR(r->kick)) {
				int err = PTR_ERR(r->kick);

				r->kick = NULL;
				return err;
			}
		} else {
			l->events = false;
		}
		if (irq >= 0) {
			r->irq = eventfd_ctx_fdget(irq);
			if (IS_ERR(r->irq)) {
				int err = PTR_ERR(r->irq);

				r->irq = NULL;
				return err;
			}
		}
	}
	return 0;
}

static void kloop_free(struct nm_kloop *l)
{
	u32 i;

	for (i = 0; i < l->num; i++) {
		if (l->ring[i].kick)
			fput(l->ring[i].kick);
		if (l->ring[i].irq)
			eventfd_ctx_put(l->ring[i].irq);
	}
	kfree(l);
}

static struct nm_kloop *kloop_create(struct nm_priv *priv, struct nm_adapter *na, const struct nmreq_sync_kloop_start *req)
{
	u32 num = priv->rings.last[NM_TX] - priv->rings.first[NM_TX] + priv->rings.last[NM_RX] - priv->rings.first[NM_RX], i;
	struct nm_kloop_ring *r;
	struct nm_kloop *l;
	int dir;

	l = kzalloc(struct_size(l, ring, num), GFP_KERNEL);
	if (!l)
		return NULL;
	l->priv = priv;
	l->sleep_us = req->sleep_us;
	for (dir = NM_TX; dir >= NM_RX; dir--) {
		for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
			r = &l->ring[l->num++];
			r->dir = dir;
			r->i = i;
			r->told = READ_ONCE(na->krings[dir][i].tail);
		}
	}
	return l;
}

static int sync_all(struct nm_kloop *l)
{
	struct nm_csb_result res;
	u32 i;
	int err;

	for (i = 0; i < l->num; i++) {
		struct nm_kloop_ring *r = &l->ring[i];

		err = nm_csb_sync_ring(l->priv, r->dir, r->i, 0, &res);
		if (err)
			return err;
		if (res.hwtail == r->told)
			continue;
		r->told = res.hwtail;
		if (r->irq && res.wants_kick)
			nm_eventfd_signal(r->irq);
	}
	return 0;
}

static bool program_has_news(struct nm_kloop *l)
{
	u32 i;

	for (i = 0; i < l->num; i++) {
		if (nm_csb_has_news(l->priv, l->ring[i].dir, l->ring[i].i))
			return true;
	}
	return false;
}

/* All that may wake the loop. */
static void add_waits(struct nm_kloop *l, struct nm_adapter *na)
{
	/* Each entry holds a file; which one, does not matter. */
	struct file *file = l->ring[0].kick;
	u32 i;

	poll_initwait(&l->poll);
	poll_wait(file, &l->priv->kloop_wait, &l->poll.pt);
	for (i = 0; i < l->num; i++) {
		struct nm_kloop_ring *r = &l->ring[i];

		vfs_poll(r->kick, &l->poll.pt);
		poll_wait(file, &na->krings[r->dir][r->i].wait, &l->poll.pt);
	}
}

/* A round that ends with a sleep until somebody has news. */
static int round_with_events(struct nm_kloop *l)
{
	int err;

	/* What happens from here on ends the sleep. */
	smp_store_mb(l->poll.triggered, 0);
	err = sync_all(l);
	if (err)
		return err;
	err = nm_csb_set_need_kick(l->priv, true);
	if (err)
		return err;
	/* The program sees that, or we see what it wrote. */
	smp_mb();
	if (!program_has_news(l)) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!READ_ONCE(l->poll.triggered) && atomic_read(&l->priv->kloop) == NM_KLOOP_RUNS)
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	return nm_csb_set_need_kick(l->priv, false);
}

static int round_by_clock(struct nm_kloop *l)
{
	int err = sync_all(l);

	if (!err && l->sleep_us)
		wait_event_interruptible_hrtimeout(l->priv->kloop_wait, atomic_read(&l->priv->kloop) != NM_KLOOP_RUNS,
						   ns_to_ktime((u64)l->sleep_us * NSEC_PER_USEC));
	return err;
}

static int kloop_run(struct nm_kloop *l, struct nm_adapter *na)
{
	struct nm_priv *priv = l->priv;
	int err;

	err = nm_csb_set_need_kick(priv, false);
	if (l->events)
		add_waits(l, na);
	while (!err && atomic_read(&priv->kloop) == NM_KLOOP_RUNS) {
		err = l->events ? round_with_events(l) : round_by_clock(l);
		if (!err && signal_pending(current))
			err = -EINTR;
		cond_resched();
	}
	if (l->events)
		poll_freewait(&l->poll);
	return err;
}

static int kloop_options(struct nm_kloop *l, struct nm_options *opt)
{
	bool events = nm_option_given(opt, NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS);
	int err;

	if (nm_option_given(opt, NETMAP_REQ_OPT_SYNC_KLOOP_MODE) &&
	    (!events || (opt->mode.mode & ~(u32)(NM_OPT_SYNC_KLOOP_DIRECT_TX | NM_OPT_SYNC_KLOOP_DIRECT_RX)))) {
		pr_debug("SYNC_KLOOP_MODE %x: unknown, or without eventfds\n", opt->mode.mode);
		return nm_option_refuse(opt, NETMAP_REQ_OPT_SYNC_KLOOP_MODE, -EINVAL);
	}
	if (!events)
		return 0;
	err = open_eventfds(l, (void __user *)opt->at[NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS]);
	return err ? nm_option_refuse(opt, NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS, err) : 0;
}

int nm_kloop_start(struct nm_priv *priv, const struct nmreq_sync_kloop_start *req, struct nm_options *opt)
{
	struct nm_adapter *na = nm_priv_adapter(priv);
	struct nm_kloop *l;
	int err;

	if (!na)
		return -ENXIO;
	/* With ktoa. */
	if (!smp_load_acquire(&priv->atok) || req->sleep_us > NM_KLOOP_MAX_SLEEP_US) {
		pr_debug("SYNC_KLOOP_START: %s\n", priv->atok ? "sleep_us is more than a second" : "the descriptor is not in CSB mode");
		return -EINVAL;
	}
	if (atomic_cmpxchg(&priv->kloop, NM_KLOOP_NONE, NM_KLOOP_RUNS) != NM_KLOOP_NONE)
		return -EBUSY;
	l = kloop_create(priv, na, req);
	err = l ? kloop_options(l, opt) : -ENOMEM;
	if (!err)
		err = kloop_run(l, na);
	if (l)
		kloop_free(l);
	atomic_set(&priv->kloop, NM_KLOOP_NONE);
	wake_up_all(&priv->kloop_wait);
	return err;
}

/* Comes back when the loop has ended. */
int nm_kloop_stop(struct nm_priv *priv)
{
	if (!nm_priv_adapter(priv))
		return -ENXIO;
	atomic_cmpxchg(&priv->kloop, NM_KLOOP_RUNS, NM_KLOOP_STOPS);
	wake_up_all(&priv->kloop_wait);
	return wait_event_interruptible(priv->kloop_wait, atomic_read(&priv->kloop) != NM_KLOOP_STOPS);
}

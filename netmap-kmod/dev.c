// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The character device: open, the two syncs, poll, mmap, release. Requests are in ctrl.c and legacy.c.
 *
 * A descriptor holds the module (by fops->owner), so the module cannot go while anything is open or mapped.
 *
 * Locks: syncs and poll use what bind.c published and take each ring's sync_lock in turn.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include "nm.h"

static int nm_open(struct inode *inode, struct file *file)
{
	struct nm_priv *priv = kzalloc(sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	priv->net = get_net(current->nsproxy->net_ns);
	init_waitqueue_head(&priv->kloop_wait);
	file->private_data = priv;
	return 0;
}

static int nm_release(struct inode *inode, struct file *file)
{
	struct nm_priv *priv = file->private_data;

	mutex_lock(&nm_lock);
	nm_unbind(priv);
	mutex_unlock(&nm_lock);
	put_net(priv->net);
	kfree(priv);
	return 0;
}

static long nm_sync(struct nm_priv *priv, enum nm_dir dir)
{
	struct nm_adapter *na = nm_priv_adapter(priv);
	u32 i;

	if (!na)
		return -ENXIO;
	/* With what csb.c stored before it. */
	if (unlikely(smp_load_acquire(&priv->atok)))
		return nm_csb_sync(priv, dir);
	/* A bad ring is put right by its sync, and no error of the call. */
	for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++)
		nm_kring_sync(&na->krings[dir][i], NM_SYNC_FORCE_RECLAIM);
	return READ_ONCE(na->gone) ? -ENXIO : 0;
}

static long nm_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct nm_priv *priv = file->private_data;

	switch (cmd) {
	case NIOCTXSYNC:
		return nm_sync(priv, NM_TX);
	case NIOCRXSYNC:
		return nm_sync(priv, NM_RX);
	case NIOCCTRL:
		return nm_ctrl(priv, (void __user *)arg);
	case NIOCREGIF:
	case NIOCGINFO:
		return nm_legacy(priv, cmd, (void __user *)arg);
	}
	pr_debug("unknown ioctl %x\n", cmd);
	return -EOPNOTSUPP;
}

static void wait_for(struct nm_priv *priv, struct nm_adapter *na, enum nm_dir dir, struct file *file, poll_table *pt)
{
	if (priv->rings.last[dir] - priv->rings.first[dir] == 1)
		poll_wait(file, &na->krings[dir][priv->rings.first[dir]].wait, pt);
	else
		poll_wait(file, &na->wait[dir], pt);
}

/* Syncs the rings of one direction where there is reason to, and says whether one is ready; < 0 if one is bad. */
static int poll_rings(struct nm_priv *priv, struct nm_adapter *na, enum nm_dir dir, bool wanted, unsigned int flags)
{
	int ready = 0;
	u32 i;

	for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
		struct nm_kring *k = &na->krings[dir][i];
		struct netmap_ring *ring = k->ring;
		u32 cur = READ_ONCE(ring->cur);
		/* Transmit: only if there is something new, or nothing to go on with. Receive: always. */
		bool due = dir == NM_RX || READ_ONCE(ring->head) != READ_ONCE(k->hwcur) ||
			   cur != READ_ONCE(k->cur) || (wanted && cur == READ_ONCE(k->tail));

		if (due && nm_kring_sync(k, flags) < 0)
			return -EIO;
		if (READ_ONCE(k->cur) != READ_ONCE(k->tail))
			ready = 1;
	}
	return ready;
}

static __poll_t nm_poll(struct file *file, poll_table *pt)
{
	struct nm_priv *priv = file->private_data;
	struct nm_adapter *na = nm_priv_adapter(priv);
	__poll_t events = poll_requested_events(pt), ready = 0;
	bool want_tx = events & (EPOLLOUT | EPOLLWRNORM);
	bool want_rx = events & (EPOLLIN | EPOLLRDNORM);
	int err;

	/* In CSB mode there is nothing to look at in the rings. */
	if (!na || READ_ONCE(priv->atok))
		return EPOLLERR;
	/* First, because a wake-up may come while the rings are looked at. */
	if (want_tx)
		wait_for(priv, na, NM_TX, file, pt);
	if (want_rx)
		wait_for(priv, na, NM_RX, file, pt);

	if (want_tx || !(priv->flags & NR_NO_TX_POLL)) {
		err = poll_rings(priv, na, NM_TX, want_tx, 0);
		if (err < 0)
			ready |= EPOLLERR;
		if (err && want_tx)
			ready |= EPOLLOUT | EPOLLWRNORM;
	}
	if (want_rx || (priv->flags & NR_DO_RX_POLL)) {
		err = poll_rings(priv, na, NM_RX, want_rx, 0);
		if (err < 0)
			ready |= EPOLLERR;
		else if (err && want_rx)
			ready |= EPOLLIN | EPOLLRDNORM;
	}
	if (READ_ONCE(na->gone))
		ready |= EPOLLERR | EPOLLHUP;
	return ready;
}

static int nm_dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct nm_priv *priv = file->private_data;

	if (!nm_priv_adapter(priv)) {
		pr_debug("mmap of a descriptor that is not bound\n");
		return -EINVAL;
	}
	return nm_mmap(priv->region, vma);
}

static const struct file_operations nm_fops = {
	.owner = THIS_MODULE,
	.open = nm_open,
	.release = nm_release,
	.unlocked_ioctl = nm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = nm_poll,
	.mmap = nm_dev_mmap,
	.llseek = noop_llseek,
};

struct miscdevice nm_miscdev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "netmap",
	.fops = &nm_fops,
	.mode = 0600,
};

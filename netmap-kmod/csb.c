// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Descriptors in CSB mode (control and status blocks): a ring's indexes are not in struct netmap_ring but in two arrays of
 * the program's memory, with an entry for each bound ring, transmit rings first. The program writes head and cur into one
 * (struct nm_csb_atok), the kernel hwcur and hwtail into the other (struct nm_csb_ktoa). A hypervisor needs that: the rings
 * may then be its guest's to read.
 *
 * The arrays are read and written like any memory of a user's: by the process that syncs, at its own addresses.
 *
 * Order: the program writes cur before head, and reads hwtail before hwcur; here it is the other way round.
 *
 * Locks: none are held while user memory is touched.
 */
#include <linux/uaccess.h>
#include "nm.h"

/* The entry of a bound ring. */
static u32 entry(const struct nm_priv *priv, enum nm_dir dir, u32 i)
{
	u32 tx = priv->rings.last[NM_TX] - priv->rings.first[NM_TX];

	return i - priv->rings.first[dir] + (dir == NM_TX ? 0 : tx);
}

static u32 entries(const struct nm_priv *priv)
{
	return entry(priv, NM_RX, priv->rings.last[NM_RX]);
}

/* Whether this can be the memory for it; how long it is, is not known yet. */
int nm_csb_check(const struct nmreq_opt_csb *opt)
{
	struct nm_csb_atok __user *atok = (void __user *)(uintptr_t)opt->csb_atok;
	struct nm_csb_ktoa __user *ktoa = (void __user *)(uintptr_t)opt->csb_ktoa;
	struct nm_csb_atok first;

	if (!atok || !ktoa || (opt->csb_atok | opt->csb_ktoa) % sizeof(u32))
		return -EINVAL;
	if (copy_from_user(&first, atok, sizeof(first)) || put_user(0, &ktoa->kern_need_kick))
		return -EFAULT;
	return 0;
}

/* nm_lock is held; the descriptor is bound, or about to be. */
int nm_csb_enable(struct nm_priv *priv, const struct nmreq_opt_csb *opt)
{
	if (priv->atok)
		return -EBUSY;
	priv->ktoa = (void __user *)(uintptr_t)opt->csb_ktoa;
	/* After ktoa, which goes with it. */
	smp_store_release(&priv->atok, (void __user *)(uintptr_t)opt->csb_atok);
	return 0;
}

static int write_ktoa(const struct nm_priv *priv, u32 at, u32 hwcur, u32 hwtail)
{
	struct nm_csb_ktoa __user *ktoa = priv->ktoa + at;
	int err;

	/* What was written into slots has to be seen with the indexes. */
	smp_wmb();
	err = put_user(hwcur, &ktoa->hwcur);
	/* The program reads them the other way round. */
	smp_wmb();
	return put_user(hwtail, &ktoa->hwtail) || err ? -EFAULT : 0;
}

/* Tells a new descriptor where its rings are. What cannot be written now fails the first sync. */
void nm_csb_init(struct nm_priv *priv)
{
	struct nm_adapter *na = nm_priv_adapter(priv);
	int dir;
	u32 i;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
			const struct nm_kring *k = &na->krings[dir][i];

			if (write_ktoa(priv, entry(priv, dir, i), READ_ONCE(k->hwcur), READ_ONCE(k->tail)))
				return;
		}
	}
}

int nm_csb_sync_ring(struct nm_priv *priv, enum nm_dir dir, u32 i, unsigned int flags, struct nm_csb_result *res)
{
	u32 at = entry(priv, dir, i), wants_kick;
	struct nm_csb_atok __user *atok = priv->atok + at;
	struct nm_indexes x;
	int err;

	err = get_user(x.head, &atok->head);
	/* The program writes them the other way round. */
	smp_rmb();
	if (err || get_user(x.cur, &atok->cur))
		return -EFAULT;
	err = nm_kring_sync_at(&nm_priv_adapter(priv)->krings[dir][i], &x, flags);
	if (err == -ENXIO)
		return err;
	if (write_ktoa(priv, at, x.hwcur, x.hwtail))
		return -EFAULT;
	/* The program says that it wants to be kicked, and then looks at hwtail once more. */
	smp_mb();
	if (get_user(wants_kick, &atok->appl_need_kick))
		return -EFAULT;
	*res = (struct nm_csb_result) { x.hwcur, x.hwtail, wants_kick };
	return 0;
}

/* Whether the program has moved its indexes since the last sync. */
bool nm_csb_has_news(struct nm_priv *priv, enum nm_dir dir, u32 i)
{
	const struct nm_kring *k = &nm_priv_adapter(priv)->krings[dir][i];
	struct nm_csb_atok __user *atok = priv->atok + entry(priv, dir, i);
	u32 head, cur;

	/* What cannot be read is for the next sync to find. */
	if (get_user(head, &atok->head) || get_user(cur, &atok->cur))
		return true;
	return head != READ_ONCE(k->head) || cur != READ_ONCE(k->cur);
}

int nm_csb_set_need_kick(struct nm_priv *priv, bool on)
{
	u32 i;

	for (i = 0; i < entries(priv); i++) {
		if (put_user((u32)on, &priv->ktoa[i].kern_need_kick))
			return -EFAULT;
	}
	return 0;
}

/* NIOCTXSYNC and NIOCRXSYNC. */
long nm_csb_sync(struct nm_priv *priv, enum nm_dir dir)
{
	struct nm_csb_result res;
	u32 i;
	int err;

	/* The loop does it. */
	if (atomic_read(&priv->kloop) != NM_KLOOP_NONE)
		return -EBUSY;
	for (i = priv->rings.first[dir]; i < priv->rings.last[dir]; i++) {
		err = nm_csb_sync_ring(priv, dir, i, NM_SYNC_FORCE_RECLAIM, &res);
		if (err)
			return err;
	}
	return 0;
}

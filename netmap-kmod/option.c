// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Options of a NIOCCTRL request.
 *
 * They form a list in the caller's memory. The whole list is read before anything is done. Each option gets a status
 * written back: 0 if it was carried out, the error if it was to blame for the request's failure, ECANCELED if the request
 * failed for another reason. An option that is unknown, or does not belong to the request, fails it with EOPNOTSUPP: what
 * a program depends on must not be taken as done.
 *
 * Locks: none; nothing but the caller's memory is used.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/uaccess.h>
#include "option.h"

/* What there is: the request that an option belongs to, and where its content goes. */
static const struct {
	u16 size;
	u16 where;	/* in struct nm_options; 0 if it is left with the caller */
	u32 requests;	/* bit by type */
} known[NETMAP_REQ_OPT_MAX] = {
	[NETMAP_REQ_OPT_EXTMEM] = { sizeof(struct nmreq_opt_extmem), offsetof(struct nm_options, extmem), BIT(NETMAP_REQ_REGISTER) },
	[NETMAP_REQ_OPT_CSB] = { sizeof(struct nmreq_opt_csb), offsetof(struct nm_options, csb),
				 BIT(NETMAP_REQ_REGISTER) | BIT(NETMAP_REQ_CSB_ENABLE) },
	[NETMAP_REQ_OPT_OFFSETS] = { sizeof(struct nmreq_opt_offsets), offsetof(struct nm_options, offsets), BIT(NETMAP_REQ_REGISTER) },
	[NETMAP_REQ_OPT_SYNC_KLOOP_MODE] = { sizeof(struct nmreq_opt_sync_kloop_mode), offsetof(struct nm_options, mode),
					     BIT(NETMAP_REQ_SYNC_KLOOP_START) },
	/* As long as the descriptor's rings are many: read by the loop. */
	[NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS] = { sizeof(struct nmreq_opt_sync_kloop_eventfds), 0, BIT(NETMAP_REQ_SYNC_KLOOP_START) },
};

static int refuse(struct nmreq_option __user *user, int err)
{
	return put_user(-err, &user->nro_status) ? -EFAULT : err;
}

int nm_options_read(struct nm_options *o, u16 reqtype, u64 first, size_t size)
{
	u64 at = first;
	int err = 0, bad;

	while (at) {
		struct nmreq_option __user *user = (void __user *)(uintptr_t)at;
		struct nmreq_option opt;
		u32 type;

		if (copy_from_user(&opt, user, sizeof(opt)))
			return -EFAULT;
		type = opt.nro_reqtype;
		at = opt.nro_next;
		bad = 0;
		if (type >= NETMAP_REQ_OPT_MAX || !(known[type].requests & BIT(reqtype)))
			bad = -EOPNOTSUPP;
		else if (o->given & BIT(type))
			bad = -EEXIST;
		/* Ends a list that is a circle, too. */
		size += bad == -EOPNOTSUPP ? sizeof(opt) : known[type].size;
		if (size > NETMAP_REQ_MAXSIZE) {
			pr_debug("request %u with its options is longer than %u bytes\n", reqtype, NETMAP_REQ_MAXSIZE);
			return -EMSGSIZE;
		}
		if (bad) {
			pr_debug("option %u of request %u %s\n", type, reqtype,
				 bad == -EEXIST ? "is there twice" : "is unknown, or of another request");
			bad = refuse(user, bad);
			if (bad == -EFAULT)
				return bad;
			err = bad;
			continue;
		}
		if (known[type].where && copy_from_user((char *)o + known[type].where, user, known[type].size))
			return -EFAULT;
		o->given |= BIT(type);
		o->at[type] = user;
	}
	return err;
}

/* What the kernel fills in of an option that was carried out. */
static int write_results(const struct nm_options *o)
{
	struct nmreq_opt_extmem __user *extmem = (void __user *)o->at[NETMAP_REQ_OPT_EXTMEM];
	struct nmreq_opt_offsets __user *offsets = (void __user *)o->at[NETMAP_REQ_OPT_OFFSETS];

	if (extmem && copy_to_user(&extmem->nro_info, &o->extmem.nro_info, sizeof(extmem->nro_info)))
		return -EFAULT;
	if (offsets && (put_user(o->offsets.nro_max_offset, &offsets->nro_max_offset) ||
			put_user(o->offsets.nro_offset_bits, &offsets->nro_offset_bits)))
		return -EFAULT;
	return 0;
}

int nm_options_answer(struct nm_options *o, int result)
{
	u32 type;

	for (type = 0; type < NETMAP_REQ_OPT_MAX; type++) {
		int err = o->err[type];

		if (!err && result)
			err = -ECANCELED;
		if (o->at[type] && put_user(-err, &o->at[type]->nro_status))
			return -EFAULT;
	}
	return result ?: write_results(o);
}

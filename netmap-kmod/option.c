// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Options of a NIOCCTRL request.
 *
 * They form a list in the caller's memory. Each one gets a status written back, also when the request is refused, so
 * that the caller sees which one was not understood. None is carried out yet: an option that programs depend on must
 * not be taken as done, so every one refuses its request with EOPNOTSUPP.
 *
 * Locks: none; nothing but the caller's memory is used.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/uaccess.h>
#include "nm.h"

int nm_options_check(u16 reqtype, u64 first, size_t size)
{
	u64 at = first;
	int err = 0;

	while (at) {
		struct nmreq_option __user *user = (void __user *)(uintptr_t)at;
		struct nmreq_option opt;

		if (copy_from_user(&opt, user, sizeof(opt)))
			return -EFAULT;
		/* Ends a list that is a circle, too. */
		size += sizeof(opt);
		if (size > NETMAP_REQ_MAXSIZE) {
			pr_debug("request %u with its options is longer than %u bytes\n", reqtype, NETMAP_REQ_MAXSIZE);
			return -EMSGSIZE;
		}
		pr_debug("option %u of request %u is not supported yet\n", opt.nro_reqtype, reqtype);
		err = -EOPNOTSUPP;
		if (put_user(EOPNOTSUPP, &user->nro_status))
			return -EFAULT;
		at = opt.nro_next;
	}
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Between netmap_nic and a driver that was patched (semantic/build): the driver tells what it does with its NIC by calls, where probes
 * tell it of an unpatched one; and where members of its structures are, where type information does. Both include this file.
 *
 * The driver exports a struct netmap_seam as netmap_seam_DRIVER, and needs nothing of netmap's: without it, it is what it was.
 */
#ifndef _NETMAP_SEAM_H_
#define _NETMAP_SEAM_H_

#include <linux/module.h>
#include <linux/types.h>

/* What is called with the driver's private data or its net_device; under RCU. See events.c. */
struct netmap_events {
	void	(*started)(void *priv);
	void	(*stands_still)(void *priv);
	void	(*stopping)(void *priv);
	void	(*stopped)(void *priv);
	bool	(*cleans_tx)(void *priv);
};

/* The offset of a member of a structure in bytes, or the number of a name of an enumeration. */
struct netmap_fact {
	const char	*of, *name;
	int		value;
};

struct netmap_seam {
	u32			size;		/* of this, where the driver was built */
	struct module		*owner;
	const struct netmap_fact *facts;	/* up to one without a name */
	/* netmap_nic's, while it has NICs of this driver. */
	const struct netmap_events __rcu *events;
	u32			users;		/* NICs; under nm_lock */
};

#endif /* _NETMAP_SEAM_H_ */

// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From names to adapters.
 *
 *	valeSSS:PPP		port PPP of switch valeSSS
 *	parent{ID, parent}ID	the two ends of a pipe
 *	anything else		a network interface, or, if there is none, a bare name (NR_REG_NULL, and parents of pipes)
 *
 * Names belong to the network namespace of who opened /dev/netmap.
 *
 * Locks: nm_lock.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include "nm.h"

bool nm_word(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (!isascii(s[i]) || !(isalnum(s[i]) || s[i] == '_'))
			return false;
	}
	return true;
}

struct nm_adapter *nm_lookup(struct nm_want *want)
{
	size_t len = strcspn(want->name, "{}");
	struct nm_adapter *na;
	struct net_device *dev;

	lockdep_assert_held(&nm_lock);
	if (want->name[len])
		return nm_pipe_lookup(want, len, want->name[len] == '{');
	if (nm_is_vale(want->name))
		return nm_vale_lookup(want);
	dev = dev_get_by_name(want->net, want->name);
	if (!dev)
		return nm_null_lookup(want);
	na = nm_vale_if_lookup(dev) ?: nm_device_lookup(want, dev);
	dev_put(dev);
	return na;
}

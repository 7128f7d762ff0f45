// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ports that are a bare name with a memory region and no rings: the parents of pipes, and NR_REG_NULL.
 *
 * Locks: nm_lock. Nothing here is on a data path.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/slab.h>
#include "nm.h"

static int null_reg(struct nm_adapter *na, bool on)
{
	return 0;
}

static void null_free(struct nm_adapter *na)
{
	kfree(na);
}

static const struct nm_adapter_ops null_ops = {
	.reg = null_reg,
	.free = null_free,
};

/* Names are shown in tables: no blanks, no control characters; and ~ is for monitors. */
static bool nm_graphic(const char *s)
{
	while (*s && isascii(*s) && isgraph(*s) && *s != '~')
		s++;
	return !*s;
}

struct nm_adapter *nm_null_lookup(struct nm_want *want)
{
	struct nm_adapter *na = nm_adapter_find(want->net, want->name);
	struct nm_region_want size = { .rings = 2, .extra_bufs = want->reg.nr_extra_bufs };
	struct nm_region *region;

	if (na) {
		nm_adapter_get(na);
		return na;
	}
	if (want->reg.nr_mode != NR_REG_NULL)
		return ERR_PTR(-ENXIO);
	if (!want->name[0] || !nm_graphic(want->name))
		return ERR_PTR(-EINVAL);
	na = kzalloc(sizeof(*na), GFP_KERNEL);
	if (!na)
		return ERR_PTR(-ENOMEM);
	region = nm_wanted_region(want);
	if (!region) {
		size.slots = clamp(max(want->reg.nr_tx_slots, want->reg.nr_rx_slots), 1024u, 4096u);
		region = nm_region_get_private(&size);
	}
	if (IS_ERR(region)) {
		kfree(na);
		return ERR_CAST(region);
	}
	na->ops = &null_ops;
	na->kind = "name";
	nm_adapter_init(na, want->net, want->name, region);
	return na;
}

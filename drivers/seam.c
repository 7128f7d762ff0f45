// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Drivers that were patched (semantic/build): they call, and need neither probes nor type information. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include "parts.h"

static const struct netmap_events events = {
	.started = nic_started,
	.stands_still = nic_stands_still,
	.stopping = nic_stopping,
	.stopped = nic_stopped,
	.cleans_tx = nic_cleans_tx,
};

struct netmap_seam *nic_seam_find(const struct nic *nic)
{
	struct netmap_seam *seam;
	char symbol[64];

	snprintf(symbol, sizeof(symbol), "netmap_seam_%s", nic->chip->driver);
	seam = __symbol_get(symbol);
	if (!seam)
		return NULL;
	/* nic->module holds it, if it is its. */
	__symbol_put(symbol);
	if (seam->size == sizeof(*seam) && seam->owner == nic->module)
		return seam;
	pr_info("%s: driver %s was patched for another version of this module\n", nic->dev->name, nic->chip->driver);
	return ERR_PTR(-EPROTO);
}

int nic_seam_fact(const struct netmap_seam *seam, const char *of, const char *name)
{
	const struct netmap_fact *f;

	for (f = seam->facts; f->name; f++) {
		if (!strcmp(f->of, of) && !strcmp(f->name, name))
			return f->value;
	}
	return -ENOENT;
}

void nic_seam_on(struct netmap_seam *seam)
{
	seam->users++;
	rcu_assign_pointer(seam->events, &events);
}

void nic_seam_off(struct netmap_seam *seam)
{
	if (--seam->users)
		return;
	RCU_INIT_POINTER(seam->events, NULL);
	synchronize_rcu();
}

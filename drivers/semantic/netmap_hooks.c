// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Part of a patched driver: its calls go to netmap_nic, while that has a NIC of the driver's. NETMAP_SEAM is its name for us. */
#include <linux/export.h>
#include <linux/rcupdate.h>
#include "netmap_facts.h"

struct netmap_seam NETMAP_SEAM = { .size = sizeof(struct netmap_seam), .owner = THIS_MODULE, .facts = netmap_facts };
EXPORT_SYMBOL_GPL(NETMAP_SEAM);

#define TELL(event, priv)						\
	do {								\
		const struct netmap_events *e;				\
									\
		rcu_read_lock();					\
		e = rcu_dereference(NETMAP_SEAM.events);		\
		if (e)							\
			e->event(priv);					\
		rcu_read_unlock();					\
	} while (0)

void netmap_started(void *priv)
{
	TELL(started, priv);
}

void netmap_stands_still(void *priv)
{
	TELL(stands_still, priv);
}

/* Of a function with this result. */
int netmap_stands_still_value(void *priv, int value)
{
	TELL(stands_still, priv);
	return value;
}

void netmap_stopping(void *priv)
{
	TELL(stopping, priv);
}

void netmap_stopped(void *priv)
{
	TELL(stopped, priv);
}

bool netmap_cleans_tx(void *priv)
{
	const struct netmap_events *e;
	bool ours;

	rcu_read_lock();
	e = rcu_dereference(NETMAP_SEAM.events);
	ours = e && e->cleans_tx(priv);
	rcu_read_unlock();
	return ours;
}

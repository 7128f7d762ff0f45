// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the stock driver does with its NIC, as the takeover is told of it: it starts, it is to stop. And the list of NICs that
 * were taken over, in which these events look.
 */
#include <linux/rculist.h>
#include "parts.h"

static LIST_HEAD(nics);

void nic_list_add(struct nic *nic)
{
	list_add_rcu(&nic->node, &nics);
}

void nic_list_del(struct nic *nic)
{
	list_del_rcu(&nic->node);
	synchronize_rcu();
}

struct nic *nic_of(const void *adapter)
{
	struct nic *nic;

	list_for_each_entry_rcu(nic, &nics, node) {
		if (nic->priv == adapter || nic->dev == adapter)
			return nic;
	}
	return NULL;
}

void nic_started(void *adapter)
{
	struct nic *nic = nic_of(adapter);
	unsigned long flags;

	if (!nic)
		return;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->on) {
		nic_hook_poll(nic);
		if (nic_start(nic))
			nic_resume(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
}

void nic_stands_still(void *adapter)
{
	struct nic *nic = nic_of(adapter);
	unsigned long flags;

	if (!nic)
		return;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->on && !READ_ONCE(nic->running) && !nic->exchanged)
		nic->exchanged = nic_look(nic) && nic->chip->exchange(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
}

void nic_stopping(void *adapter)
{
	struct nic *nic = nic_of(adapter);

	if (nic)
		nic_stop(nic);
}

void nic_give_back(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	if (nic->exchanged)
		nic->chip->give_back(nic);
	nic->exchanged = false;
	spin_unlock_irqrestore(&nic->lock, flags);
}

void nic_stopped(void *adapter)
{
	struct nic *nic = nic_of(adapter);

	if (nic)
		nic_give_back(nic);
}

bool nic_cleans_tx(void *adapter)
{
	struct nic *nic = nic_of(adapter);

	if (!nic || !READ_ONCE(nic->on))
		return false;
	if (nic->ring[NM_TX][0].bound)
		kring_of(nic, NM_TX, 0)->notify(kring_of(nic, NM_TX, 0));
	return true;
}

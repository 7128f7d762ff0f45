// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Network namespaces. Names of ports and switches belong to the namespace in which /dev/netmap was opened.
 *
 * A descriptor keeps its namespace alive, as a socket does. Nothing else does: when a namespace ends, the interfaces of it
 * that are attached to switches are detached and its persistent ports deleted, and with the last port a switch goes. So what
 * an adapter or a switch says of its namespace needs no reference.
 *
 * Locks: nm_lock.
 */
#include <linux/mutex.h>
#include <net/net_namespace.h>
#include "nm.h"

static void __net_exit netns_exit(struct net *net)
{
	mutex_lock(&nm_lock);
	nm_vale_nic_exit(net);
	nm_vale_if_exit(net);
	mutex_unlock(&nm_lock);
}

static struct pernet_operations netns_ops = { .exit = netns_exit };

/* As of a device, so that ours is called before interfaces are deleted or moved away. */
int nm_netns_init(void)
{
	return register_pernet_device(&netns_ops);
}

/* Calls netns_exit() for every namespace there is. */
void nm_netns_exit(void)
{
	unregister_pernet_device(&netns_ops);
	nm_vale_nic_flush();
}

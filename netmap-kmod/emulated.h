/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the files of the emulated adapter share. */
#ifndef _NM_EMULATED_H_
#define _NM_EMULATED_H_

#include <linux/netdevice.h>
#include <linux/workqueue.h>
#include "nm.h"

/*
 * What takes the place of a device's operations while a program has it bound: a copy with our ndo_start_xmit. Freed
 * one grace period after it was taken out.
 */
struct nm_hook {
	struct net_device_ops		ops;
	const struct net_device_ops	*saved;
	struct nm_emulated		*owner;
};

struct nm_emulated {
	struct nm_adapter	na;
	struct nm_hook		*hook;		/* while bound; under rtnl */
	u32			tx_bound;	/* NIC transmit rings that programs have */
	struct delayed_work	retry;		/* the device's queue was full */
};

static inline struct nm_emulated *to_emulated(struct nm_adapter *na)
{
	return container_of(na, struct nm_emulated, na);
}

/* emulated_io.c */
rx_handler_result_t nm_emulated_receive(struct sk_buff **pskb);
netdev_tx_t nm_emulated_start_xmit(struct sk_buff *skb, struct net_device *dev);
int nm_emulated_txsync(struct nm_kring *k, unsigned int flags);
int nm_emulated_rxsync(struct nm_kring *k, unsigned int flags);
int nm_emulated_host_rxsync(struct nm_kring *k, unsigned int flags);
void nm_emulated_retry(struct work_struct *work);

#endif /* _NM_EMULATED_H_ */

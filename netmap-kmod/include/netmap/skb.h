/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets of the host's stack from and to rings; for adapters with host rings. */
#ifndef _NETMAP_SKB_H_
#define _NETMAP_SKB_H_

#include <linux/skbuff.h>
#include <netmap/adapter.h>

/*
 * Puts what is in @skb, whose data starts with the Ethernet header, into a receive ring, and tells who waits for it; what
 * does not fit is counted. The skb stays the caller's. Bottom halves are off; kring->lock is taken.
 */
void nm_skb_to_ring(struct nm_kring *kring, struct sk_buff *skb);

/*
 * The packet that starts in slot *@at of a ring, as an skb of at most @most bytes for @dev; *@at moves behind it. NULL,
 * counted, if it is bad or there is no memory. -EAGAIN if its end is not before @end. kring->sync_lock is held.
 */
struct sk_buff *nm_skb_from_ring(struct nm_kring *kring, u32 *at, u32 end, struct net_device *dev, u32 most);

/*
 * For rxsync of NIC rings: of the slots from kring->hwcur to kring->head, which the user gives back, those that are to go on
 * to the host's stack (NR_FORWARD, NS_FORWARD) do, as received by @dev. hwcur stays. kring->sync_lock is held, no spinlock.
 */
void nm_forward_to_host(struct nm_kring *kring, struct net_device *dev);

/* Gives an skb, whose data starts with the Ethernet header, to the host's stack as received by @dev. Process context. */
void nm_skb_to_host(struct sk_buff *skb, struct net_device *dev);

/* The syncs of a host ring (nm_adapter_ops.host_txsync, host_rxsync): what is sent on it goes to the host's stack as received by na->dev. */
int nm_host_txsync(struct nm_kring *kring, unsigned int flags);
int nm_host_rxsync(struct nm_kring *kring, unsigned int flags);

/* Whether @skb is one that nm_skb_to_host() is just giving to the stack: receive handlers have to let it pass. */
bool nm_skb_is_passing(const struct sk_buff *skb);

#endif /* _NETMAP_SKB_H_ */

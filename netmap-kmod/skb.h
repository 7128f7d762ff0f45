/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets of the host's stack, for the module's files. */
#ifndef _NM_SKB_H_
#define _NM_SKB_H_

#include <netmap/skb.h>
#include "nm.h"

static inline bool nm_ring_bound(const struct nm_kring *k)
{
	return READ_ONCE(k->ring);
}

#endif /* _NM_SKB_H_ */

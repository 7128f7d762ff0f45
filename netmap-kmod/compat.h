/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What differs between kernels. Kbuild finds out which headers there are; no version number is asked for. */
#ifndef _NM_COMPAT_H_
#define _NM_COMPAT_H_

#ifdef NM_HAVE_LINUX_UNALIGNED_H
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* skb_gso_segment() moved there from netdevice.h. */
#ifdef NM_HAVE_NET_GSO_H
#include <net/gso.h>
#endif

/* eventfd_signal() had a number to add, which everybody gave as 1. */
#ifdef NM_HAVE_EVENTFD_SIGNAL_NUMBER
#define nm_eventfd_signal(ctx)	eventfd_signal(ctx, 1)
#else
#define nm_eventfd_signal(ctx)	eventfd_signal(ctx)
#endif

#endif /* _NM_COMPAT_H_ */

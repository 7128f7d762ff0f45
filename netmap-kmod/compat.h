/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What differs between kernels, found out by what there is and not by version numbers. */
#ifndef _NM_COMPAT_H_
#define _NM_COMPAT_H_

#if __has_include(<linux/unaligned.h>)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* skb_gso_segment() moved there from netdevice.h. */
#if __has_include(<net/gso.h>)
#include <net/gso.h>
#endif

#endif /* _NM_COMPAT_H_ */

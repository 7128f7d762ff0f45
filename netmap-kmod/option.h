/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The options of a request, copied from the caller. */
#ifndef _NM_OPTION_H_
#define _NM_OPTION_H_

#include <linux/bits.h>
#include "nm.h"

struct nm_options {
	u32				given;	/* bit by type */
	struct nmreq_option __user	*at[NETMAP_REQ_OPT_MAX];	/* by type */
	int				err[NETMAP_REQ_OPT_MAX];	/* by type; what to say to the caller */
	struct nmreq_opt_extmem		extmem;
	struct nmreq_opt_csb		csb;
	struct nmreq_opt_offsets	offsets;
	struct nmreq_opt_sync_kloop_mode mode;
};

/* Reads the list at @first. The size of the request so far is @size. */
int nm_options_read(struct nm_options *o, u16 reqtype, u64 first, size_t size);
/* Tells the caller what has become of the options of a request whose result is @result. Returns that, or another error. */
int nm_options_answer(struct nm_options *o, int result);

static inline bool nm_option_given(const struct nm_options *o, u32 type)
{
	return o && (o->given & BIT(type));
}

/* The option of @type is to blame for @err, which is returned. */
static inline int nm_option_refuse(struct nm_options *o, u32 type, int err)
{
	o->err[type] = err;
	return err;
}

#endif /* _NM_OPTION_H_ */

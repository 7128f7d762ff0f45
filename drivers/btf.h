/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where members are in structures of a loaded module, as its type information (BTF) says, or, if it was patched, it itself. */
#ifndef _NIC_BTF_H_
#define _NIC_BTF_H_

#include "seam.h"

struct nic_btf {
	const struct netmap_seam *seam;	/* a patched driver's; NULL: what follows */
	void		*types;		/* the module's, as in /sys/kernel/btf/MODULE */
	size_t		size;
	char		*strings;	/* vmlinux's, which the module's go on from */
	u32		num_strings;	/* bytes */
	u32		num_base;	/* types of vmlinux's, whose numbers go before the module's; 0 if that is not known */
};

/* 0, or an error if the module has no type information that can be read. May sleep. */
int nic_btf_open(struct nic_btf *b, const char *module);
void nic_btf_close(struct nic_btf *b);

/* The offset of a member in bytes, or < 0; also of one in a structure or a union in it that has no name. */
int nic_btf_member(const struct nic_btf *b, const char *structure, const char *member);

/* The number of a name of an enumeration that has none below 0, or < 0. */
int nic_btf_enum(const struct nic_btf *b, const char *enumeration, const char *name);

/* ---- seam.c ---- */

/* What a patched driver says: an offset, or a number; < 0 if it has nothing of this name. */
int nic_seam_fact(const struct netmap_seam *seam, const char *of, const char *name);

#endif /* _NIC_BTF_H_ */

/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where members are in structures of a loaded module, as its type information (BTF) says. */
#ifndef _NIC_BTF_H_
#define _NIC_BTF_H_

#include <linux/types.h>

struct nic_btf {
	void		*types;		/* the module's, as in /sys/kernel/btf/MODULE */
	size_t		size;
	char		*strings;	/* vmlinux's, which the module's go on from */
	u32		num_strings;	/* bytes */
};

/* 0, or an error if the module has no type information that can be read. May sleep. */
int nic_btf_open(struct nic_btf *b, const char *module);
void nic_btf_close(struct nic_btf *b);

/* The offset of a member in bytes, or < 0. */
int nic_btf_member(const struct nic_btf *b, const char *structure, const char *member);

/* The number of a name of an enumeration that has none below 0, or < 0. */
int nic_btf_enum(const struct nic_btf *b, const char *enumeration, const char *name);

#endif /* _NIC_BTF_H_ */

/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ports in memory of the program's (the option EXTMEM). */
#ifndef EXTMEM_H
#define EXTMEM_H

#include "nmt.h"

#define MB (1024 * 1024UL)

static struct nmreq_opt_extmem opt;

static inline char *memory(size_t bytes)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* Binds with @bytes at @mem as the region; the port's memory is that. */
static inline int open_extmem(struct port *p, const char *name, char *mem, size_t bytes, const struct nmreq_pools_info *info)
{
	int err;

	memset(p, 0, sizeof(*p));
	p->reg.nr_mode = NR_REG_ALL_NIC;
	opt = (struct nmreq_opt_extmem) { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_EXTMEM, .nro_status = 1 }, .nro_usrptr = (uintptr_t)mem };
	if (info)
		opt.nro_info = *info;
	opt.nro_info.nr_memsize = bytes;
	p->fd = dev_open();
	err = ctrl_opt(p->fd, NETMAP_REQ_REGISTER, name, &p->reg, &opt);
	if (err) {
		close(p->fd);
		p->fd = -1;
		return err;
	}
	p->mem = mem;
	p->nifp = (struct netmap_if *)(mem + p->reg.nr_offset);
	return 0;
}

#endif /* EXTMEM_H */

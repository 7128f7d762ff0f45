/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the files of memory regions share: pool.c, region.c, extmem.c, mmap.c. */
#ifndef _NM_MEM_H_
#define _NM_MEM_H_

#include <linux/mm_types.h>
#include "nm.h"

/* A program's memory that is a region. */
struct nm_extmem {
	char		*mem;		/* its kernel mapping */
	struct page	**page;
	u32		num_pages;
	struct mm_struct *mm;		/* whose locked memory it is counted as */
};

/* ---- pool.c ---- */
int nm_region_configure(struct nm_region *r, const u32 num[NM_POOLS], const u32 size[NM_POOLS]);
void nm_region_release(struct nm_region *r);

/* ---- region.c ---- */
struct nm_region *nm_region_alloc_private(const u32 num[NM_POOLS], const u32 size[NM_POOLS]);
void nm_region_defaults(u32 num[NM_POOLS], u32 size[NM_POOLS], const struct nm_region_want *want);

/* ---- extmem.c ---- */
void nm_extmem_release(struct nm_region *r);
int nm_extmem_mmap(const struct nm_region *r, struct vm_area_struct *vma);

#endif /* _NM_MEM_H_ */

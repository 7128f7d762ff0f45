// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapping a region into a process: page by page, as they are touched.
 *
 * The mapping's file keeps the descriptor bound, and this keeps the region; nothing else needs counting. A page is
 * mapped with a reference of its own, so whoever pinned it (a socket that sends from it, say) has it for as long as
 * needed, even when the region is gone. Of a program's own memory (extmem.c) all pages are mapped at once.
 *
 * Locks: faults come with the process's mmap_lock held, and take region->lock inside.
 */
#include <linux/mm.h>
#include "mem.h"

static vm_fault_t nm_fault(struct vm_fault *vmf)
{
	struct nm_region *r = vmf->vma->vm_private_data;

	vmf->page = nm_region_page(r, (u64)vmf->pgoff << PAGE_SHIFT);
	return vmf->page ? 0 : VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct nm_vm_ops = {
	.fault = nm_fault,
};

int nm_mmap(struct nm_region *r, struct vm_area_struct *vma)
{
	u64 from = (u64)vma->vm_pgoff << PAGE_SHIFT;
	u64 len = vma->vm_end - vma->vm_start;

	if (from > r->size || len > r->size - from) {
		pr_debug("netmap: mmap of %llu bytes at %llu is beyond the region's %llu\n", len, from, r->size);
		return -EINVAL;
	}
	if (r->extmem)
		return nm_extmem_mmap(r, vma);
	vma->vm_ops = &nm_vm_ops;
	vma->vm_private_data = r;
	return 0;
}

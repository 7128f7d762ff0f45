// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The option EXTMEM of REGISTER: a region in memory of the caller's, hugepages for example.
 *
 * The pages are pinned, counted as locked memory of the caller (RLIMIT_MEMLOCK), and mapped into the kernel in one piece;
 * pools are laid out in them as in any region. The caller reaches it where it has it anyway; others, who open ports with
 * the region's number, by mmap.
 *
 * Sizes that the caller leaves at 0 are those of a small private region, and as many buffers as there is room for.
 *
 * Lifetime: as any region's. The pages stay pinned until the last port in it is closed, even if the caller unmaps them.
 *
 * Locks: pages are pinned before nm_lock is taken, because that may wait for a disk, or for the caller itself.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "mem.h"

#define NM_EXTMEM_MAX	(64ULL << 30)

static int pin_pages(struct nm_extmem *e, unsigned long start)
{
	u32 done = 0;
	int n;

	while (done < e->num_pages) {
		n = pin_user_pages_fast(start + (unsigned long)done * PAGE_SIZE, min(e->num_pages - done, 4096u),
					FOLL_WRITE | FOLL_LONGTERM, e->page + done);
		if (n <= 0) {
			unpin_user_pages(e->page, done);
			return n ?: -EFAULT;
		}
		done += n;
		cond_resched();
	}
	return 0;
}

static struct nm_extmem *extmem_pin(u64 start, u64 bytes)
{
	struct nm_extmem *e;
	int err;

	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return ERR_PTR(-ENOMEM);
	e->num_pages = bytes >> PAGE_SHIFT;
	e->page = kvmalloc_array(e->num_pages, sizeof(*e->page), GFP_KERNEL);
	if (!e->page) {
		err = -ENOMEM;
		goto free;
	}
	err = account_locked_vm(current->mm, e->num_pages, true);
	if (err) {
		pr_debug("EXTMEM: %u pages are more than the process may lock (ulimit -l)\n", e->num_pages);
		goto free;
	}
	e->mm = current->mm;
	mmgrab(e->mm);
	err = pin_pages(e, start);
	if (err) {
		pr_debug("EXTMEM: %llu bytes at %llx cannot be pinned: error %d\n", bytes, start, err);
		goto unaccount;
	}
	e->mem = vmap(e->page, e->num_pages, VM_MAP, PAGE_KERNEL);
	if (e->mem)
		return e;
	err = -ENOMEM;
	unpin_user_pages(e->page, e->num_pages);
unaccount:
	account_locked_vm(e->mm, e->num_pages, false);
	mmdrop(e->mm);
free:
	kvfree(e->page);
	kfree(e);
	return ERR_PTR(err);
}

void nm_extmem_release(struct nm_region *r)
{
	struct nm_extmem *e = r->extmem;

	if (!e)
		return;
	vunmap(e->mem);
	unpin_user_pages_dirty_lock(e->page, e->num_pages, true);
	account_locked_vm(e->mm, e->num_pages, false);
	mmdrop(e->mm);
	kvfree(e->page);
	kfree(e);
	r->extmem = NULL;
}

/* Whether no buffer lies in pages that are not one after the other in memory: huge pages are, and what is within a page. */
bool nm_extmem_is_contiguous(const struct nm_region *r)
{
	const struct nm_pool *p = &r->pool[NM_POOL_BUF];
	u64 i, end = p->offset + (u64)p->num * p->size;
	u32 before;

	if (PAGE_SIZE % p->size == 0)
		return true;
	for (i = (p->offset >> PAGE_SHIFT) + 1; i << PAGE_SHIFT < end; i++) {
		/* Of the buffer in which the page starts. */
		div_u64_rem((i << PAGE_SHIFT) - p->offset, p->size, &before);
		if (before && page_to_pfn(r->extmem->page[i]) != page_to_pfn(r->extmem->page[i - 1]) + 1)
			return false;
	}
	return true;
}

/* The buffers that fit into @bytes behind the other two pools. */
static u32 buffers_in(u64 bytes, const u32 num[NM_POOLS], const u32 size[NM_POOLS])
{
	u64 taken = PAGE_ALIGN((u64)num[NM_POOL_IF] * ALIGN(size[NM_POOL_IF], 64)) + (u64)num[NM_POOL_RING] * PAGE_ALIGN(size[NM_POOL_RING]);

	return taken >= bytes ? 0 : min_t(u64, div_u64(bytes - taken, ALIGN(size[NM_POOL_BUF], 64)), 16 * 1024 * 1024);
}

struct nm_region *nm_extmem_create(struct nmreq_opt_extmem *opt, const struct nmreq_register *reg)
{
	struct nmreq_pools_info *info = &opt->nro_info;
	u32 num[] = { info->nr_if_pool_objtotal, info->nr_ring_pool_objtotal, info->nr_buf_pool_objtotal };
	u32 size[] = { info->nr_if_pool_objsize, info->nr_ring_pool_objsize, info->nr_buf_pool_objsize };
	const struct nm_region_want want = {
		.rings = reg->nr_tx_rings + reg->nr_rx_rings,
		.slots = min(max(reg->nr_tx_slots, reg->nr_rx_slots), (u32)NM_MAX_SLOTS),
	};
	u64 bytes = info->nr_memsize & PAGE_MASK;
	struct nm_extmem *e;
	struct nm_region *r;

	if (!PAGE_ALIGNED(opt->nro_usrptr) || !bytes || bytes > NM_EXTMEM_MAX) {
		pr_debug("EXTMEM: %llu bytes at %llx: wanted are whole pages\n", info->nr_memsize, opt->nro_usrptr);
		return ERR_PTR(-EINVAL);
	}
	nm_region_defaults(num, size, &want);
	num[NM_POOL_BUF] = num[NM_POOL_BUF] ?: buffers_in(bytes, num, size);
	r = nm_region_alloc_private(num, size);
	if (IS_ERR(r))
		return r;
	if (r->size > bytes) {
		pr_debug("EXTMEM: pools of %llu bytes do not fit into %llu\n", r->size, bytes);
		kfree(r);
		return ERR_PTR(-EINVAL);
	}
	e = extmem_pin(opt->nro_usrptr, bytes);
	if (IS_ERR(e)) {
		kfree(r);
		return ERR_CAST(e);
	}
	r->extmem = e;
	r->size = bytes;
	return r;
}

int nm_extmem_mmap(const struct nm_region *r, struct vm_area_struct *vma)
{
	unsigned long at;
	u64 page = vma->vm_pgoff;
	int err = 0;

	/* The pages are of another mapping: they are mapped by number, without a reference. */
	for (at = vma->vm_start; at < vma->vm_end && !err; at += PAGE_SIZE)
		err = remap_pfn_range(vma, at, page_to_pfn(r->extmem->page[page++]), PAGE_SIZE, vma->vm_page_prot);
	return err;
}

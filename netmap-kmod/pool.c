// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The objects of a memory region: interfaces (struct netmap_if), rings, packet buffers, each kind in a pool.
 *
 * The size of a pool is fixed, but its pages are not there before an object on them is allocated or a program touches
 * them: a global region of 327 MiB costs nothing until it is used. In a region of a program's own memory (extmem.c) all
 * pages are there from the start.
 *
 * Contents: pages are zeroed when they come from the system. Interfaces and rings are zeroed when they are allocated;
 * buffers are not zeroed between users of one region, who see each other's memory in any case.
 *
 * Locks: region->lock. An address, once in pool->addr, stays there until the region has no reference; so the data path
 * reads it without a lock.
 *
 * Indexes of buffers come back from user programs, which may have exchanged them among rings, written nonsense or
 * the same one twice. Freeing one that is not allocated is therefore no error here: it is ignored. A buffer that a
 * program lost is found again when its region goes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/gcd.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "mem.h"

#define NM_CLUSTER_MAX	(256 * 1024)	/* of buffers, which are physically contiguous */

static const char * const pool_name[NM_POOLS] = { "if", "ring", "buf" };

/* ---- sizes ---- */

static int pool_configure(struct nm_pool *p, int which, u32 id, u32 num, u32 size)
{
	static const u32 least_num[NM_POOLS] = { 1, 1, NM_BUF_FIRST + 1 };
	static const u32 least_size[NM_POOLS] = { 128, 512, 256 };
	static const u32 most_size[NM_POOLS] = { 64 * 1024, 512 * 1024, 64 * 1024 };
	static const u32 most_num = 16 * 1024 * 1024;

	if (num < least_num[which] || num > most_num || size < least_size[which] || size > most_size[which]) {
		pr_warn_ratelimited("region %u: %u objects of %u bytes are out of bounds for pool %s: parameters %s_num %u to %u, %s_size %u to %u\n",
			id, num, size, pool_name[which], pool_name[which], least_num[which], most_num,
			pool_name[which], least_size[which], most_size[which]);
		return -EINVAL;
	}
	size = which == NM_POOL_RING ? PAGE_ALIGN(size) : ALIGN(size, 64);
	memset(p, 0, sizeof(*p));
	p->num = num;
	p->size = size;
	p->free = which == NM_POOL_BUF ? num - NM_BUF_FIRST : num;
	p->hint = which == NM_POOL_BUF ? NM_BUF_FIRST : 0;
	p->cluster_bytes = size / gcd(size, PAGE_SIZE) * PAGE_SIZE;
	p->per_cluster = p->cluster_bytes / size;
	if (which == NM_POOL_BUF && p->cluster_bytes > NM_CLUSTER_MAX) {
		pr_warn_ratelimited("region %u: buffers of %u bytes would need %u contiguous bytes; take a multiple of 256 for buf_size\n",
			id, size, p->cluster_bytes);
		return -EINVAL;
	}
	return 0;
}

int nm_region_configure(struct nm_region *r, const u32 num[NM_POOLS], const u32 size[NM_POOLS])
{
	u64 offset = 0;
	int i, err;

	for (i = 0; i < NM_POOLS; i++) {
		err = pool_configure(&r->pool[i], i, r->id, num[i], size[i]);
		if (err)
			return err;
		r->pool[i].offset = offset;
		offset += PAGE_ALIGN((u64)r->pool[i].num * r->pool[i].size);
	}
	r->size = offset;
	return 0;
}

/* ---- memory ---- */

static void pool_release(struct nm_region *r, int which)
{
	struct nm_pool *p = &r->pool[which];
	u32 i;

	for (i = 0; p->addr && !r->extmem && i < p->num; i += p->per_cluster) {
		if (!p->addr[i])
			continue;
		if (which == NM_POOL_BUF)
			free_pages_exact(p->addr[i], p->cluster_bytes);
		else
			vfree(p->addr[i]);
	}
	kvfree(p->addr);
	kvfree(p->used);
	p->addr = NULL;
	p->used = NULL;
}

void nm_region_release(struct nm_region *r)
{
	int i;

	for (i = 0; i < NM_POOLS; i++)
		pool_release(r, i);
	nm_extmem_release(r);
}

/* The table and the bitmap of a pool, before its first object. */
static int pool_tables(struct nm_region *r, int which)
{
	struct nm_pool *p = &r->pool[which];
	void **addr;
	u32 i;

	if (p->addr)
		return 0;
	if (!p->used)
		p->used = kvcalloc(BITS_TO_LONGS(p->num), sizeof(long), GFP_KERNEL);
	addr = kvcalloc(p->num, sizeof(void *), GFP_KERNEL);
	if (!p->used || !addr) {
		kvfree(addr);
		return -ENOMEM;
	}
	if (which == NM_POOL_BUF)
		bitmap_set(p->used, 0, NM_BUF_FIRST);
	for (i = 0; r->extmem && i < p->num; i++)
		addr[i] = r->extmem->mem + p->offset + (u64)i * p->size;
	p->addr = addr;
	return 0;
}

/*
 * Whether the system can spare memory for a cluster. Buffers are for whoever may open the device, and are not given back
 * on demand; so the last part of the memory, 1/32 of it, is not for them.
 */
static bool memory_to_spare(void)
{
	return si_mem_available() > (long)(totalram_pages() / 32);
}

static int pool_cluster(struct nm_region *r, int which, u32 i)
{
	struct nm_pool *p = &r->pool[which];
	char *mem;
	u32 k;

	if (pool_tables(r, which))
		goto no_memory;
	if (p->addr[i])
		return 0;
	if (!memory_to_spare())
		goto no_memory;
	if (which == NM_POOL_BUF)
		mem = alloc_pages_exact(p->cluster_bytes, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	else
		mem = vzalloc(p->cluster_bytes);
	if (!mem)
		goto no_memory;
	i -= i % p->per_cluster;
	for (k = 0; k < p->per_cluster && i + k < p->num; k++)
		/* Who finds the address without a lock finds zeros there. */
		smp_store_release(&p->addr[i + k], mem + (size_t)k * p->size);
	return 0;

no_memory:
	pr_warn_ratelimited("cannot allocate memory for pool %s of region %u: the system has no %u bytes to spare\n",
			    pool_name[which], r->id, p->cluster_bytes);
	return -ENOMEM;
}

/* An object, with region->lock held: its index, or < 0. */
static s64 pool_take(struct nm_region *r, int which)
{
	struct nm_pool *p = &r->pool[which];
	u32 i;
	int err;

	err = pool_tables(r, which);
	if (err)
		return err;
	i = find_next_zero_bit(p->used, p->num, p->hint);
	if (i >= p->num)
		i = find_next_zero_bit(p->used, p->num, 0);
	if (i >= p->num)
		return -ENOMEM;
	err = pool_cluster(r, which, i);
	if (err)
		return err;
	__set_bit(i, p->used);
	p->free--;
	p->hint = i + 1;
	return i;
}

static void pool_give(struct nm_pool *p, u32 i)
{
	if (!p->used || i >= p->num || !__test_and_clear_bit(i, p->used))
		return;
	p->free++;
	if (i < p->hint)
		p->hint = i;
}

static void pool_short(const struct nm_region *r, int which, u32 wanted)
{
	const struct nm_pool *p = &r->pool[which];

	pr_warn_ratelimited("cannot allocate from pool %s of region %u: %u wanted, %u of %u available; the parameter is %s%s_num\n",
			    pool_name[which], r->id, wanted, p->free, p->num, r->private ? "priv_" : "", pool_name[which]);
}

s64 nm_region_alloc(struct nm_region *r, int which, u32 bytes, void **addr)
{
	struct nm_pool *p = &r->pool[which];
	s64 i;

	if (bytes > p->size) {
		pr_warn_ratelimited("cannot allocate from pool %s of region %u: an object of %u bytes wanted, of %u available; the parameter is %s%s_size\n",
				    pool_name[which], r->id, bytes, p->size, r->private ? "priv_" : "", pool_name[which]);
		return -ENOMEM;
	}
	mutex_lock(&r->lock);
	if (!p->free) {
		pool_short(r, which, 1);
		i = -ENOMEM;
	} else {
		i = pool_take(r, which);
	}
	mutex_unlock(&r->lock);
	if (i < 0)
		return i;
	*addr = p->addr[i];
	memset(*addr, 0, p->size);
	return p->offset + (u64)i * p->size;
}

void nm_region_free(struct nm_region *r, int which, u64 offset)
{
	struct nm_pool *p = &r->pool[which];

	mutex_lock(&r->lock);
	pool_give(p, div_u64(offset - p->offset, p->size));
	mutex_unlock(&r->lock);
}

int nm_region_alloc_bufs(struct nm_region *r, u32 num, u32 *idx)
{
	struct nm_pool *p = &r->pool[NM_POOL_BUF];
	s64 i = 0;
	u32 k;

	mutex_lock(&r->lock);
	if (p->free < num) {
		pool_short(r, NM_POOL_BUF, num);
		i = -ENOMEM;
	}
	for (k = 0; k < num && i >= 0; k++) {
		i = pool_take(r, NM_POOL_BUF);
		if (i >= 0)
			idx[k] = i;
	}
	if (i < 0) {
		/* The one that failed was counted, but has no index. */
		while (k-- > 1)
			pool_give(p, idx[k - 1]);
	}
	mutex_unlock(&r->lock);
	return i < 0 ? i : 0;
}

void nm_region_free_buf(struct nm_region *r, u32 idx)
{
	if (idx < NM_BUF_FIRST)
		return;
	mutex_lock(&r->lock);
	pool_give(&r->pool[NM_POOL_BUF], idx);
	mutex_unlock(&r->lock);
}

/* Extra buffers: a chain through their first four bytes. As many as there are; the number is returned. */
u32 nm_region_alloc_chain(struct nm_region *r, u32 num, u32 *head)
{
	u32 k;

	*head = 0;
	mutex_lock(&r->lock);
	if (r->pool[NM_POOL_BUF].free < num)
		pool_short(r, NM_POOL_BUF, num);
	for (k = 0; k < num; k++) {
		s64 i = pool_take(r, NM_POOL_BUF);

		if (i < 0)
			break;
		*(u32 *)r->pool[NM_POOL_BUF].addr[i] = *head;
		*head = i;
	}
	mutex_unlock(&r->lock);
	return k;
}

/* The chain is as a user program left it: it may be a circle, or lead anywhere. */
void nm_region_free_chain(struct nm_region *r, u32 head)
{
	struct nm_pool *p = &r->pool[NM_POOL_BUF];

	mutex_lock(&r->lock);
	/* A buffer that is not allocated ends it, and so does one that was just freed. */
	while (p->used && head >= NM_BUF_FIRST && head < p->num && test_bit(head, p->used)) {
		u32 next = READ_ONCE(*(u32 *)p->addr[head]);

		pool_give(p, head);
		head = next;
	}
	mutex_unlock(&r->lock);
}

struct page *nm_region_page(struct nm_region *r, u64 offset)
{
	struct page *page = NULL;
	int which = NM_POOLS;

	if (offset >= r->size)
		return NULL;
	while (--which > 0 && offset < r->pool[which].offset)
		;
	mutex_lock(&r->lock);
	{
		struct nm_pool *p = &r->pool[which];
		u32 in_cluster;
		u64 c = div_u64_rem(offset - p->offset, p->cluster_bytes, &in_cluster);
		u32 i = c * p->per_cluster;

		if (i < p->num && !pool_cluster(r, which, i)) {
			char *addr = (char *)p->addr[i] + in_cluster;

			page = which == NM_POOL_BUF ? virt_to_page(addr) : vmalloc_to_page(addr);
			get_page(page);
		}
	}
	mutex_unlock(&r->lock);
	return page;
}


// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory regions: what user programs map. A region is three pools one after the other: interfaces, rings, packet buffers
 * (pool.c).
 *
 * There is one global region, for NICs, whose sizes are module parameters; private ones, made for a port and as large as
 * this needs; and private ones that are a program's memory (extmem.c).
 *
 * Who holds a region: each adapter in it, and each descriptor bound to such an adapter. A mapping holds the
 * descriptor's file, so memory that a program can still see is never freed. When the last reference goes, a private
 * region goes with its pages, and the global one gives its pages back and takes its sizes from the parameters anew.
 *
 * Locks: nm_lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "mem.h"

/* The parameters of the global region; read when it gets its first user. */
static uint if_num = 100;
module_param(if_num, uint, 0644);
MODULE_PARM_DESC(if_num, "Global region: number of interface objects, one for each descriptor");
static uint if_size = 1024;
module_param(if_size, uint, 0644);
MODULE_PARM_DESC(if_size, "Global region: bytes of an interface object");
static uint ring_num = 200;
module_param(ring_num, uint, 0644);
MODULE_PARM_DESC(ring_num, "Global region: number of rings");
static uint ring_size = 36864;
module_param(ring_size, uint, 0644);
MODULE_PARM_DESC(ring_size, "Global region: bytes of a ring, 256 and 16 for each slot");
static uint buf_num = 163840;
module_param(buf_num, uint, 0644);
MODULE_PARM_DESC(buf_num, "Global region: number of buffers");
static uint buf_size = 2048;
module_param(buf_size, uint, 0644);
MODULE_PARM_DESC(buf_size, "Global region: bytes of a buffer, the longest packet");

/* The parameters of private regions: the least they have. */
static uint priv_if_num = 2;
module_param(priv_if_num, uint, 0644);
MODULE_PARM_DESC(priv_if_num, "Private regions: least number of interface objects; there are ten more");
static uint priv_if_size = 1024;
module_param(priv_if_size, uint, 0644);
MODULE_PARM_DESC(priv_if_size, "Private regions: bytes of an interface object");
static uint priv_ring_num = 4;
module_param(priv_ring_num, uint, 0644);
MODULE_PARM_DESC(priv_ring_num, "Private regions: least number of rings");
static uint priv_ring_size = 20480;
module_param(priv_ring_size, uint, 0644);
MODULE_PARM_DESC(priv_ring_size, "Private regions: least bytes of a ring");
static uint priv_buf_num = 4098;
module_param(priv_buf_num, uint, 0644);
MODULE_PARM_DESC(priv_buf_num, "Private regions: least number of buffers");
static uint priv_buf_size = 2048;
module_param(priv_buf_size, uint, 0644);
MODULE_PARM_DESC(priv_buf_size, "Private regions: bytes of a buffer");

/* What the global region really has. */
static uint if_curr_num, if_curr_size, ring_curr_num, ring_curr_size, buf_curr_num, buf_curr_size;
module_param(if_curr_num, uint, 0444);
module_param(if_curr_size, uint, 0444);
module_param(ring_curr_num, uint, 0444);
module_param(ring_curr_size, uint, 0444);
module_param(buf_curr_num, uint, 0444);
module_param(buf_curr_size, uint, 0444);

static LIST_HEAD(regions);
static struct nm_region global = { .id = NM_REGION_GLOBAL, .node = LIST_HEAD_INIT(global.node) };

int nm_mem_init(void)
{
	mutex_init(&global.lock);
	list_add(&global.node, &regions);
	return 0;
}

static int global_configure(void)
{
	const u32 num[] = { if_num, ring_num, buf_num };
	const u32 size[] = { if_size, ring_size, buf_size };
	int err = nm_region_configure(&global, num, size);

	if (err)
		return err;
	if_curr_num = global.pool[NM_POOL_IF].num;
	if_curr_size = global.pool[NM_POOL_IF].size;
	ring_curr_num = global.pool[NM_POOL_RING].num;
	ring_curr_size = global.pool[NM_POOL_RING].size;
	buf_curr_num = global.pool[NM_POOL_BUF].num;
	buf_curr_size = global.pool[NM_POOL_BUF].size;
	return 0;
}

/* ---- references ---- */

void nm_region_get(struct nm_region *r)
{
	lockdep_assert_held(&nm_lock);
	r->refs++;
}

void nm_region_put(struct nm_region *r)
{
	lockdep_assert_held(&nm_lock);
	if (--r->refs)
		return;
	nm_region_release(r);
	if (r != &global) {
		list_del(&r->node);
		kfree(r);
	}
}

struct nm_region *nm_region_get_global(void)
{
	lockdep_assert_held(&nm_lock);
	if (!global.refs) {
		int err = global_configure();

		if (err)
			return ERR_PTR(err);
	}
	global.refs++;
	return &global;
}

struct nm_region *nm_region_get_id(u16 id)
{
	struct nm_region *r;

	if (id == 0 || id == NM_REGION_GLOBAL)
		return nm_region_get_global();
	list_for_each_entry(r, &regions, node) {
		if (r->id == id) {
			nm_region_get(r);
			return r;
		}
	}
	return NULL;
}

/* Gives @r, which nobody knows yet, the lowest free number. */
static int region_add(struct nm_region *r)
{
	struct list_head *after = &regions;
	u32 id = NM_REGION_GLOBAL;
	struct nm_region *at;

	list_for_each_entry(at, &regions, node) {
		if (at->id > id)
			break;
		id++;
		after = &at->node;
	}
	if (id > U16_MAX) {
		pr_warn_ratelimited("there are %u memory regions, and no more numbers for them\n", id - 1);
		return -ENOMEM;
	}
	r->id = id;
	list_add(&r->node, after);
	return 0;
}

/* A private region of these sizes, with one reference and without a number. */
struct nm_region *nm_region_alloc_private(const u32 num[NM_POOLS], const u32 size[NM_POOLS])
{
	struct nm_region *r;
	int err;

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);
	r->private = true;
	r->refs = 1;
	mutex_init(&r->lock);
	INIT_LIST_HEAD(&r->node);
	err = nm_region_configure(r, num, size);
	if (err) {
		kfree(r);
		return ERR_PTR(err);
	}
	return r;
}

/*
 * The sizes: room for ten times the rings of a port with one ring pair, so that pipes and other ports can be put
 * into the region of a first one.
 */
static struct nm_region *private_sized(const struct nm_region_want *want)
{
	u32 rings = max(priv_ring_num, want->rings + 18);
	u64 bufs = max_t(u64, priv_buf_num, NM_BUF_FIRST + (u64)rings * want->slots) + want->extra_bufs;
	const u32 num[] = { priv_if_num + 10, rings, min_t(u64, bufs, U32_MAX) };
	const u32 size[] = { priv_if_size, max(priv_ring_size, nm_kring_ring_bytes(want->slots)), priv_buf_size };

	return nm_region_alloc_private(num, size);
}

struct nm_region *nm_region_get_private(const struct nm_region_want *want)
{
	struct nm_region *r = private_sized(want);
	int err;

	lockdep_assert_held(&nm_lock);
	if (IS_ERR(r))
		return r;
	err = region_add(r);
	if (err) {
		nm_region_put(r);
		return ERR_PTR(err);
	}
	return r;
}

/* What the parameters say of a private region for few rings; where @num or @size are 0. */
void nm_region_defaults(u32 num[NM_POOLS], u32 size[NM_POOLS], const struct nm_region_want *want)
{
	num[NM_POOL_IF] = num[NM_POOL_IF] ?: priv_if_num;
	size[NM_POOL_IF] = size[NM_POOL_IF] ?: priv_if_size;
	num[NM_POOL_RING] = num[NM_POOL_RING] ?: max(priv_ring_num, want->rings);
	size[NM_POOL_RING] = size[NM_POOL_RING] ?: max(priv_ring_size, nm_kring_ring_bytes(want->slots));
	size[NM_POOL_BUF] = size[NM_POOL_BUF] ?: priv_buf_size;
}

struct nm_region *nm_wanted_region(const struct nm_want *want)
{
	struct nm_region *r = want->extmem;
	int err;

	lockdep_assert_held(&nm_lock);
	if (r) {
		err = list_empty(&r->node) ? region_add(r) : 0;
		if (err)
			return ERR_PTR(err);
		nm_region_get(r);
		return r;
	}
	if (!want->reg.nr_mem_id)
		return NULL;
	r = nm_region_get_id(want->reg.nr_mem_id);
	if (!r)
		pr_debug("%s: there is no memory region %u\n", want->name, want->reg.nr_mem_id);
	return r ?: ERR_PTR(-EINVAL);
}

void nm_region_each(void (*show)(const struct nm_region *r, void *arg), void *arg)
{
	struct nm_region *r;

	lockdep_assert_held(&nm_lock);
	list_for_each_entry(r, &regions, node) {
		if (r->refs)
			show(r, arg);
	}
}

void nm_region_info(const struct nm_region *r, struct nmreq_pools_info *info)
{
	memset(info, 0, sizeof(*info));
	info->nr_memsize = r->size;
	info->nr_mem_id = r->id;
	info->nr_if_pool_offset = r->pool[NM_POOL_IF].offset;
	info->nr_if_pool_objtotal = r->pool[NM_POOL_IF].num;
	info->nr_if_pool_objsize = r->pool[NM_POOL_IF].size;
	info->nr_ring_pool_offset = r->pool[NM_POOL_RING].offset;
	info->nr_ring_pool_objtotal = r->pool[NM_POOL_RING].num;
	info->nr_ring_pool_objsize = r->pool[NM_POOL_RING].size;
	info->nr_buf_pool_offset = r->pool[NM_POOL_BUF].offset;
	info->nr_buf_pool_objtotal = r->pool[NM_POOL_BUF].num;
	info->nr_buf_pool_objsize = r->pool[NM_POOL_BUF].size;
}

/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the files of the module share. How adapters, krings and locks work is told in include/netmap/adapter.h.
 */
#ifndef _NM_H_
#define _NM_H_

#include <linux/mutex.h>
#include <linux/types.h>
#include <net/netmap.h>
#include <netmap/adapter.h>

struct file;
struct nm_extmem;
struct nm_options;
struct nm_priv;
struct nm_ranges;
struct nm_want;
struct miscdevice;
struct net;
struct poll_table_struct;
struct vm_area_struct;

/* dev.c */
extern struct miscdevice nm_miscdev;

/* Names, binding, references of adapters and regions. */
extern struct mutex nm_lock;

/* ---- main.c: module parameters ---- */
extern bool nm_no_timestamp;
extern bool nm_fwd;

/* Whether slots that the user releases may go on to the other side. */
static inline bool nm_forwards(const struct nm_kring *k)
{
	return READ_ONCE(nm_fwd) || (READ_ONCE(k->ring->flags) & NR_FORWARD);
}

/* Whether slot @at, which the user gives back, is to go on. */
static inline bool nm_slot_forwarded(const struct nm_kring *k, u32 at)
{
	return nm_forwards(k) && (READ_ONCE(nm_fwd) || (READ_ONCE(k->ring->slot[at].flags) & NS_FORWARD));
}

/* ---- pool.c, region.c: regions. nm_lock is held, where not told otherwise ---- */

enum { NM_POOL_IF, NM_POOL_RING, NM_POOL_BUF, NM_POOLS };

#define NM_BUF_FIRST	2	/* buffers 0 and 1 are nobody's */
#define NM_REGION_GLOBAL 1	/* its id */

struct nm_pool {
	u32		num;		/* objects */
	u32		size;		/* of one, in bytes */
	u32		free;
	u32		hint;		/* where to look for a free one first */
	u64		offset;		/* in the region */
	unsigned long	*used;		/* bitmap */
	/*
	 * Memory comes in clusters, the smallest number of objects that fills whole pages, when an object of one is first
	 * wanted. addr[] is by object, NULL as long as its cluster has no memory.
	 */
	void		**addr;
	u32		per_cluster;
	u32		cluster_bytes;
};

struct nm_region {
	struct nm_pool	pool[NM_POOLS];
	u64		size;		/* bytes to map */
	u16		id;
	bool		private;
	struct nm_extmem *extmem;	/* a program's memory; NULL if it is ours */
	u32		refs;		/* under nm_lock */
	struct mutex	lock;		/* pools; inside nm_lock or mmap_lock */
	struct list_head node;		/* under nm_lock */
};

/* What a private region has to have room for. */
struct nm_region_want {
	u32 rings;		/* of both directions */
	u32 slots;		/* of one ring, the larger of both directions */
	u32 extra_bufs;
};

int nm_mem_init(void);
struct nm_region *nm_region_get_global(void);
struct nm_region *nm_region_get_id(u16 id);	/* 0 is the global one; NULL if there is none */
struct nm_region *nm_region_get_private(const struct nm_region_want *want);	/* or ERR_PTR */
void nm_region_get(struct nm_region *r);
void nm_region_put(struct nm_region *r);
void nm_region_info(const struct nm_region *r, struct nmreq_pools_info *info);

/* Objects of the interface and ring pools: the offset in the region, or 0 < -errno. @addr is the kernel's address. */
s64 nm_region_alloc(struct nm_region *r, int pool, u32 bytes, void **addr);
void nm_region_free(struct nm_region *r, int pool, u64 offset);
int nm_region_alloc_bufs(struct nm_region *r, u32 num, u32 *idx);
void nm_region_free_buf(struct nm_region *r, u32 idx);	/* of whatever index: checked */
u32 nm_region_alloc_chain(struct nm_region *r, u32 num, u32 *head);
void nm_region_free_chain(struct nm_region *r, u32 head);
/* Calls @show for each region that is in use. */
void nm_region_each(void (*show)(const struct nm_region *r, void *arg), void *arg);
/* The page at @offset, with a reference; NULL if there is none. Any process context. */
struct page *nm_region_page(struct nm_region *r, u64 offset);

static inline void *nm_region_buf(const struct nm_region *r, u32 idx)
{
	const struct nm_pool *p = &r->pool[NM_POOL_BUF];

	if (unlikely(idx < NM_BUF_FIRST || idx >= p->num))
		return NULL;
	return READ_ONCE(p->addr[idx]);
}

/*
 * The packet of a slot: its address, and in @room the bytes from there to the buffer's end. NULL if the slot has no buffer or
 * a bad offset.
 */
static inline u8 *nm_slot_data(const struct nm_kring *k, const struct netmap_slot *s, u32 *room)
{
	u8 *buf = nm_region_buf(k->region, READ_ONCE(s->buf_idx));
	u64 offset;

	*room = k->buf_size;
	if (unlikely(k->offset_mask) && buf) {
		offset = nm_slot_offset(k, s);
		if (offset > k->offset_max)
			return NULL;
		*room -= offset;
		buf += offset;
	}
	return buf;
}

/*
 * A receive slot that no packet can go into, because somebody wrote nonsense there. The program gets it empty, so that the ring goes on
 * and the program can put a buffer there. An index that is no buffer's becomes 0, which is nobody's and always mapped.
 */
static inline void nm_slot_spoiled(const struct nm_kring *k, struct netmap_slot *s, u16 flags)
{
	if (!nm_region_buf(k->region, READ_ONCE(s->buf_idx)))
		s->buf_idx = 0;
	s->len = 0;
	s->flags = flags | NS_BUF_CHANGED;
}

/* The region that a request asks for by nr_mem_id or EXTMEM, with a reference; NULL if by none of them, or ERR_PTR. */
struct nm_region *nm_wanted_region(const struct nm_want *want);

/* ---- extmem.c: the first one before nm_lock is taken ---- */
struct nm_region *nm_extmem_create(struct nmreq_opt_extmem *opt, const struct nmreq_register *reg);
bool nm_extmem_is_contiguous(const struct nm_region *r);

/* ---- mmap.c ---- */
int nm_mmap(struct nm_region *r, struct vm_area_struct *vma);

/* ---- adapter.c ---- */
extern struct list_head nm_adapters;
struct nm_adapter *nm_adapter_find(struct net *net, const char *name);
int nm_adapter_reg(struct nm_adapter *na, bool on);	/* ops->reg */
int nm_krings_get(struct nm_adapter *na);	/* krings exist from here */
void nm_krings_put(struct nm_adapter *na);
int nm_kring_use(struct nm_kring *kring);	/* one more user: ring memory exists from here */
void nm_kring_unuse(struct nm_kring *kring);
u32 nm_kring_ring_bytes(u32 slots);
void nm_kring_reset(struct nm_kring *kring);

/* ---- sync.c ---- */
int nm_kring_sync(struct nm_kring *kring, unsigned int flags);
/* The same with indexes that are not in the ring. @give gets what the kernel's are after it. */
struct nm_indexes {
	u32 head, cur;		/* in */
	u32 hwcur, hwtail;	/* out */
};
int nm_kring_sync_at(struct nm_kring *kring, struct nm_indexes *at, unsigned int flags);

/* ---- csb.c, kloop.c: descriptors whose indexes are not in the rings ---- */
int nm_csb_enable(struct nm_priv *priv, const struct nmreq_opt_csb *opt);
int nm_csb_check(const struct nmreq_opt_csb *opt);
void nm_csb_init(struct nm_priv *priv);
long nm_csb_sync(struct nm_priv *priv, enum nm_dir dir);
struct nm_csb_result {
	u32 hwcur, hwtail;	/* what the program was told */
	bool wants_kick;	/* it wants to be told of news by its eventfd */
};
int nm_csb_sync_ring(struct nm_priv *priv, enum nm_dir dir, u32 i, unsigned int flags, struct nm_csb_result *res);
bool nm_csb_has_news(struct nm_priv *priv, enum nm_dir dir, u32 i);
int nm_csb_set_need_kick(struct nm_priv *priv, bool on);
int nm_kloop_start(struct nm_priv *priv, const struct nmreq_sync_kloop_start *req, struct nm_options *opt);
int nm_kloop_stop(struct nm_priv *priv);

/* ---- monitor.c ---- */
int nm_monitored_sync(struct nm_kring *kring, unsigned int flags);
struct nm_adapter *nm_monitor_create(struct nm_want *want, struct nm_adapter *target, const struct nm_ranges *range);
bool nm_is_monitor(const struct nm_adapter *na);

/* The adapter's sync, and what monitors get of it; sync_lock is held. */
static inline int nm_kring_sync_locked(struct nm_kring *kring, unsigned int flags)
{
	return likely(list_empty(&kring->monitors)) ? kring->sync(kring, flags) : nm_monitored_sync(kring, flags);
}

/* ---- offsets.c ---- */
/* What the option OFFSETS says, checked. All 0 if it is not given. */
struct nm_offsets {
	u64 mask, max, initial, align;
};
int nm_offsets_read(struct nm_options *opt, const struct nm_adapter *na, struct nm_offsets *o);
int nm_offsets_take(struct nm_kring *kring, const struct nm_offsets *o);
void nm_offsets_drop(struct nm_kring *kring);
void nm_offsets_init_ring(struct nm_kring *kring, struct netmap_ring *ring);

/* ---- bind.c: a descriptor ---- */

/* A port as a request asks for it. */
struct nm_want {
	struct net *net;
	char name[NETMAP_REQ_IFNAMSIZ];
	struct nmreq_register reg;
	bool narrow;		/* the answer has 32 bits for the size of the region */
	struct nm_options *opt;	/* or NULL */
	struct nm_region *extmem;	/* of the option EXTMEM */
};

/* Krings of an adapter, by direction: first, and one past the last. */
struct nm_ranges {
	u32 first[2];
	u32 last[2];
};

struct nm_priv {
	struct net		*net;
	struct nm_adapter	*na;		/* published last; NULL as long as not bound */
	struct nm_region	*region;
	struct netmap_if	*nifp;
	u64			nifp_offset;
	struct nm_ranges	rings;		/* bound */
	u64			flags;		/* nr_flags */

	/* Option CSB: user memory with an entry for each ring, transmit rings first. */
	struct nm_csb_atok __user *atok;	/* published last; NULL if the indexes are in the rings */
	struct nm_csb_ktoa __user *ktoa;
	atomic_t		kloop;		/* NM_KLOOP_* */
	wait_queue_head_t	kloop_wait;	/* for the state to change */
};

enum { NM_KLOOP_NONE, NM_KLOOP_RUNS, NM_KLOOP_STOPS };

int nm_bind(struct nm_priv *priv, struct nm_want *want);
void nm_unbind(struct nm_priv *priv);

static inline struct nm_adapter *nm_priv_adapter(struct nm_priv *priv)
{
	/* With all that nm_bind() stored before it. */
	return smp_load_acquire(&priv->na);
}

/* ---- name.c: from names to adapters ---- */
/* The adapter that @want names, made if it can be, with a reference. nm_lock is held. */
struct nm_adapter *nm_lookup(struct nm_want *want);
bool nm_word(const char *s, size_t len);	/* only letters, digits and _ */

/* ---- ctrl.c, option.c, legacy.c: requests ---- */
long nm_ctrl(struct nm_priv *priv, void __user *arg);

/* The body of a request of any type. */
union nm_body {
	struct nmreq_register reg;
	struct nmreq_port_info_get info;
	struct nmreq_vale_attach attach;
	struct nmreq_vale_detach detach;
	struct nmreq_vale_list list;
	struct nmreq_port_hdr hdr;
	struct nmreq_vale_newif newif;
	struct nmreq_vale_polling polling;
	struct nmreq_pools_info pools;
	struct nmreq_sync_kloop_start kloop;
};

/*
 * Carries out a request whose name is in want->name, and whose body is in @body; want->reg is its own. What it
 * answers is written into @body, and for VALE_LIST into want->name.
 */
int nm_request(struct nm_priv *priv, u16 type, struct nm_want *want, union nm_body *body);
long nm_legacy(struct nm_priv *priv, unsigned int cmd, void __user *arg);

/* ---- debugfs.c ---- */
void nm_debugfs_init(void);
void nm_debugfs_exit(void);

/* ---- null.c, pipe.c: ports without a device ---- */
struct nm_adapter *nm_null_lookup(struct nm_want *want);
struct nm_adapter *nm_pipe_lookup(struct nm_want *want, size_t parent_len, bool master);

/* ---- netns.c: namespaces that end ---- */
int nm_netns_init(void);
void nm_netns_exit(void);

/* ---- device.c: network interfaces ---- */
int nm_device_init(void);
void nm_device_exit(void);
struct nm_adapter *nm_device_lookup(struct nm_want *want, struct net_device *dev);
void nm_device_release(struct nm_adapter *na);
bool nm_device_link(const struct nm_adapter *na);
extern struct nm_driver nm_emulated_driver;

/* ---- vale*.c ---- */
struct nm_adapter *nm_vale_lookup(struct nm_want *want);

int nm_vale_attach(struct nm_want *want, struct nmreq_vale_attach *req);
int nm_vale_detach(struct nm_want *want, struct nmreq_vale_detach *req);
int nm_vale_polling(struct nm_want *want, bool on, struct nmreq_vale_polling *req);
void nm_vale_nic_exit(struct net *net);
void nm_vale_nic_flush(void);
int nm_vale_newif(struct nm_want *want, struct nmreq_vale_newif *req);
int nm_vale_delif(struct nm_want *want);
struct nm_adapter *nm_vale_if_lookup(struct net_device *dev);
void nm_vale_if_exit(struct net *net);
int nm_vale_list(struct net *net, char *name, struct nmreq_vale_list *req);
int nm_vale_port_hdr(struct nm_want *want, bool set, struct nmreq_port_hdr *req);
bool nm_is_vale(const char *name);

#endif /* _NM_H_ */

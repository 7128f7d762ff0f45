/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The interface between the netmap core and what has rings: NIC drivers, and the module's own VALE ports, pipes and
 * emulated adapters, which use nothing else.
 *
 * An *adapter* is a port: a name, a number of rings and slots, the memory region its rings are in, and operations. A
 * *kring* is the kernel's half of one ring. The other half, struct netmap_ring, lies in memory shared with user
 * programs: whatever is read from there is read once, checked, and used from the copy.
 *
 * Life of an adapter
 *	1. nm_adapter_init() sets it up with one reference; nm_adapter_put() of the last reference calls ops->free().
 *	2. When the first descriptor binds to it, krings are made, the bound ones get ring memory, and then
 *	   ops->reg(na, true) is called. Rings bound later get memory while the adapter runs; ops->ring(kring, true)
 *	   tells of every one (also of the first ones, before reg).
 *	3. When the last one is gone: ops->reg(na, false); after its return the adapter must not touch a kring from an
 *	   interrupt or a thread of its own. Then ring memory and krings go.
 *
 * Indexes of a kring (circular, 0 to num_slots-1)
 *	head	the user has given the slots before it to the kernel, up to here; checked
 *	cur	the user wants to be woken when tail passes it; checked
 *	hwcur	transmit: next slot to send. Receive: first slot not yet returned by the user
 *	hwtail	transmit: last slot that is not in flight. Receive: first slot not yet filled
 *	tail	what the user was last told of hwtail
 * One slot stays unused, so a transmit ring is full when hwcur would pass hwtail, and a receive ring when hwtail would
 * reach hwcur.
 *
 * Synchronisation of a ring: txsync and rxsync run in process context with kring->sync_lock held, after head and cur
 * have been read and checked.
 *	txsync	sends slots hwcur to head-1, moves hwcur, and moves hwtail over what has been sent
 *	rxsync	takes back slots hwcur to head-1, and moves hwtail over what has arrived
 * What fills a receive ring from elsewhere (an interrupt, another port's sender) holds kring->lock, which txsync and
 * rxsync take as well where they need it. kring->ring is set and cleared under kring->lock: who holds that and not
 * sync_lock has to check it for NULL.
 *
 * Locks, outermost first: nm_lock (mutex: names, binding, regions) - rtnl - kring->sync_lock (mutex) - a switch's
 * lock (rwlock, bottom halves off) - kring->lock (spinlock, bottom halves off). A region's lock (mutex) is taken
 * inside nm_lock, or inside a process's mmap_lock on a page fault.
 */
#ifndef _NETMAP_ADAPTER_H_
#define _NETMAP_ADAPTER_H_

#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <net/netmap.h>

struct nm_adapter;
struct nm_kring;
struct nm_region;

/* The numbers that struct netmap_ring.dir has. */
enum nm_dir { NM_RX = 0, NM_TX = 1 };

#define NM_MAX_RINGS	64	/* per direction, host rings not counted */
#define NM_MAX_SLOTS	16384

/* Flags of a sync. */
#define NM_SYNC_FORCE_RECLAIM	0x1	/* transmit: look for completed slots even if there seems to be room */

struct nm_stats {
	u64	packets;
	u64	bytes;
	u64	drop_full;	/* no room on the receiving ring */
	u64	drop_bad;	/* bad buffer index, length or fragments */
	u64	drop_other;	/* nobody to receive it, no memory, or refused by the device */
};

struct nm_kring {
	struct netmap_ring	*ring;		/* shared; NULL while nobody has it bound */
	struct nm_region	*region;
	u64			ring_offset;	/* of the ring in the region */
	u32			num_slots;
	u32			buf_size;
	u32			head;
	u32			cur;
	u32			hwcur;
	u32			hwtail;
	u32			tail;
	u16			id;		/* NIC rings, then host rings, counted per direction */
	u8			dir;		/* enum nm_dir */
	bool			host;		/* leads to the host's stack and not to the NIC */
	int			(*sync)(struct nm_kring *kring, unsigned int flags);
	void			(*notify)(struct nm_kring *kring);
	void			*notify_data;	/* of who set notify */
	struct nm_adapter	*na;
	void			*priv;		/* the adapter's own */

	struct mutex		sync_lock;
	spinlock_t		lock;
	wait_queue_head_t	wait;

	/* Under nm_lock. */
	u32			users;		/* who needs its memory */
	u32			binders;	/* descriptors that have it bound */
	bool			exclusive;
	bool			no_bufs;	/* the slots' buffers are another ring's (pipes) */
	/* Packets start in their buffers where slot.ptr & offset_mask says, up to offset_max. 0 if they start at 0. */
	u64			offset_mask;
	u64			offset_max;
	u64			offset_initial;	/* what slots of a new ring have */
	u64			buf_align;
	struct list_head	monitors;	/* under sync_lock; see monitor.c */
	u32			mon_pos;	/* monitors have got what is before */

	struct nm_stats		stats;		/* their writer holds sync_lock (transmit) or lock (receive) */
};

struct nm_adapter_ops {
	/*
	 * First user comes (on) or last has gone. May sleep; nm_lock is held, and rtnl too for an adapter of a driver. That
	 * one's na->dev may be NULL when the last user goes: the interface went before, and gone() was called.
	 */
	int	(*reg)(struct nm_adapter *na, bool on);
	/* A ring got its memory (on) or loses it; optional. nm_lock is held. */
	void	(*ring)(struct nm_kring *kring, bool on);
	int	(*txsync)(struct nm_kring *kring, unsigned int flags);
	int	(*rxsync)(struct nm_kring *kring, unsigned int flags);
	/* The host's rings; needed if num_host_rings is not 0. */
	int	(*host_txsync)(struct nm_kring *kring, unsigned int flags);
	int	(*host_rxsync)(struct nm_kring *kring, unsigned int flags);
	/* Whether the link is up; optional: that of na->dev. nm_lock is held. */
	bool	(*link)(const struct nm_adapter *na);
	/*
	 * A driver's adapter that is in use loses its interface: give back all that was taken of na->dev, now. No sync runs
	 * any more or will start. rtnl is held, nm_lock is not.
	 */
	void	(*gone)(struct nm_adapter *na);
	/* The last reference is gone; frees the adapter. nm_lock is held. */
	void	(*free)(struct nm_adapter *na);
};

struct nm_adapter {
	char			name[NETMAP_REQ_IFNAMSIZ];
	const struct nm_adapter_ops *ops;
	const char		*kind;		/* for people: "vale", "pipe", "emulated", ... */
	struct net		*net;		/* the namespace its name is in; see netns.c */
	unsigned int		netns;		/* the number by which people know that namespace */
	struct nm_region	*region;
	u32			num_rings[2];	/* by enum nm_dir */
	u32			num_host_rings[2];
	u32			num_slots[2];
	bool			offsets;	/* its syncs heed nm_slot_offset() */
	bool			rx_no_bufs;	/* its receive slots have the buffers of another's transmit slots */
	u32			virt_hdr_len;	/* 0, 10 or 12 bytes of virtio header before each packet */

	struct net_device	*dev;		/* the interface of a driver's adapter, set by the core; under rtnl */

	/* The core's. */
	const struct nm_driver	*driver;
	struct list_head	dev_node;	/* under rtnl */
	bool			active;		/* reg(true) was called, and reg(false) and gone() not yet; under rtnl */
	struct nm_kring		*krings[2];	/* NULL while nobody is bound */
	wait_queue_head_t	wait[2];	/* for descriptors with more than one ring of a direction */
	u32			refs;		/* under nm_lock */
	u32			bound;		/* descriptors; under nm_lock */
	u32			kring_refs;	/* who needs the krings; under nm_lock */
	bool			internal;	/* for the kernel only; no program may bind it */
	bool			of_device;	/* found by its net_device and not by name, which may change */
	bool			gone;		/* its device was taken away: syncs fail, poll tells POLLERR */
	struct list_head	node;		/* in the list of all adapters; under nm_lock */
};

/*
 * A driver for network interfaces. It is asked for an adapter when a program wants an interface that has none.
 *
 * attach() says whether the driver can take this interface: it returns an adapter with ops, kind, offsets, numbers of
 * rings and slots filled in, and the rest zero; ERR_PTR(-EOPNOTSUPP) if the interface is not one of its kind; or another
 * error, which is logged, if it is but cannot be taken. Nothing of the interface is changed before ops->reg(na, true). The
 * adapter ends with ops->free(), and the driver's module is held until then. rtnl and nm_lock are held.
 */
struct nm_driver {
	const char		*name;
	struct module		*owner;
	struct nm_adapter	*(*attach)(struct nm_driver *drv, struct net_device *dev);
	struct list_head	node;		/* the core's */
};

int nm_driver_register(struct nm_driver *drv);
void nm_driver_unregister(struct nm_driver *drv);

/*
 * Set up @na (zeroed by the caller, with ops, kind, numbers of rings and slots filled in) as @name in @net, in @region,
 * whose reference it takes over. nm_lock is held.
 */
void nm_adapter_init(struct nm_adapter *na, struct net *net, const char *name, struct nm_region *region);
void nm_adapter_get(struct nm_adapter *na);
void nm_adapter_put(struct nm_adapter *na);

/* Wakes whoever waits for @kring. Any context. The default of kring->notify. */
void nm_kring_wake(struct nm_kring *kring);

/* The device behind @na is gone: everybody who waits is told. */
void nm_adapter_set_gone(struct nm_adapter *na);

/*
 * nm_kring_buf - the kernel's address of a slot's buffer
 *
 * @idx was read, once, from shared memory. NULL if it is no buffer of the kring's region.
 */
void *nm_kring_buf(const struct nm_kring *kring, u32 idx);

/*
 * Whether each buffer of the kring's region is contiguous memory that dma_map_page() takes. The addresses of a program's memory
 * (EXTMEM) are of vmalloc_to_page(), others of virt_to_page().
 */
bool nm_kring_can_dma(const struct nm_kring *kring);

/* Where the packet of a slot starts in its buffer. It may be beyond kring->offset_max: the slot is bad then. */
static inline u64 nm_slot_offset(const struct nm_kring *kring, const struct netmap_slot *slot)
{
	return READ_ONCE(slot->ptr) & kring->offset_mask;
}

/*
 * The indexes by which one who fills a ring and one who empties it meet, without a common lock. What was written to slots
 * and buffers before the store is seen after a load that sees it.
 */
static inline u32 nm_index_load(const u32 *index)
{
	/* Before slots are read. */
	return smp_load_acquire(index);
}

static inline void nm_index_store(u32 *index, u32 value)
{
	/* After slots were written. */
	smp_store_release(index, value);
}

static inline u32 nm_next(u32 i, u32 num_slots)
{
	return unlikely(i + 1 == num_slots) ? 0 : i + 1;
}

static inline u32 nm_prev(u32 i, u32 num_slots)
{
	return unlikely(i == 0) ? num_slots - 1 : i - 1;
}

/* The slots from @from up to, and without, @to. */
static inline u32 nm_distance(u32 from, u32 to, u32 num_slots)
{
	return to >= from ? to - from : to + num_slots - from;
}

/* The first host ring of a direction. */
static inline struct nm_kring *nm_host_ring(const struct nm_adapter *na, enum nm_dir dir)
{
	return &na->krings[dir][na->num_rings[dir]];
}

static inline u32 nm_kring_total(const struct nm_adapter *na, enum nm_dir dir)
{
	return na->num_rings[dir] + na->num_host_rings[dir];
}

#endif /* _NETMAP_ADAPTER_H_ */

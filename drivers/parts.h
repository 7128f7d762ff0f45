/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the files of the takeover share among themselves; takeover.h is for those about one kind of NIC, too. */
#ifndef _NIC_PARTS_H_
#define _NIC_PARTS_H_

#include <linux/dma-mapping.h>
#include "takeover.h"

static inline struct nic *to_nic(struct nm_adapter *na)
{
	return container_of(na, struct nic, na);
}

static inline struct nm_kring *kring_of(const struct nic *nic, enum nm_dir dir, u32 queue)
{
	return &nic->na.krings[dir][queue];
}

static inline struct nic_ring *ring_of(struct nic *nic, const struct nm_kring *k)
{
	return &nic->ring[k->dir][k->id];
}

/*
 * Who is to touch registers or descriptors of the NIC begins, which fails if the stock driver has stopped the NIC or is about to,
 * and ends. nic->lock is held.
 *
 * The stock driver's stop is seen by a kprobe, where no lock can be taken: a handler may run as if in an NMI. It forbids to begin
 * (running), and waits for who has begun before (busy), which is not long, since interrupts are off there, and nobody follows. Each
 * side writes its own flag first, and looks at the other's then.
 */
static inline bool nic_begin(struct nic *nic)
{
	WRITE_ONCE(nic->busy, true);
	/* Pairs with the one in nic_stop(). */
	smp_mb();
	if (likely(READ_ONCE(nic->running)))
		return true;
	WRITE_ONCE(nic->busy, false);
	return false;
}

static inline void nic_end(struct nic *nic)
{
	/* What was done is done when the stock driver goes on. */
	smp_store_release(&nic->busy, false);
}

/* Any context. When it returns, nobody touches the NIC, until nic_resume(). */
static inline void nic_stop(struct nic *nic)
{
	WRITE_ONCE(nic->running, false);
	/* Pairs with the one in nic_begin(). */
	smp_mb();
	/* Pairs with nic_end(). */
	while (smp_load_acquire(&nic->busy))
		cpu_relax();
}

/* The descriptors are filled in: they may be worked on. nic->lock is held. */
static inline void nic_resume(struct nic *nic)
{
	WRITE_ONCE(nic->running, true);
}

/* ---- rings.c; nic->lock is held ---- */

static inline u32 desc_of(const struct nic_ring *r, u32 slot)
{
	u32 d = slot + r->shift;

	return d >= r->num ? d - r->num : d;
}

#define NIC_ROOM_MIN	256U
#define NIC_ROOM_MAX	16384U

/* Bytes that a buffer of the ring holds for the NIC. */
static inline u32 nic_room(const struct nm_kring *k)
{
	return k->buf_size - k->offset_max;
}

/* What they have to hold. */
static inline u32 nic_room_min(const struct nic *nic)
{
	return max(NIC_ROOM_MIN, nic->chip->rx_least);
}

bool nic_buf_map_new(struct nic *nic, struct nm_kring *k, struct nic_buf *b, u32 idx);

/* Maps buffer @idx for the slot of @b. False if it is no buffer. */
static inline bool nic_buf_map(struct nic *nic, struct nm_kring *k, struct nic_buf *b, u32 idx)
{
	return likely(b->idx == idx && idx) || nic_buf_map_new(nic, k, b, idx);
}

/* What the processor wrote is for the NIC from now on. */
static inline void buf_to_nic(struct nic *nic, struct nm_kring *k, const struct nic_buf *b, enum dma_data_direction dir)
{
	if (unlikely(b->sync))
		dma_sync_single_for_device(nic->dev->dev.parent, b->dma, k->buf_size, dir);
}

/* The buffers of receive slots @from to @to - 1, for the NIC. A slot with a bad index gets back the buffer it had. */
void nic_rx_give(struct nic *nic, struct nm_kring *k, struct nic_ring *r, u32 from, u32 to);

/* Finds the rings where they are now, and how much a receive buffer holds. False if their sizes have changed: the port is gone then. */
bool nic_look(struct nic *nic);

/* Fills in all descriptors and lets the NIC work on them, after the stock driver has set it up. False if it cannot be. */
bool nic_start(struct nic *nic);

/* When the NIC works on the ring no more, without nic->lock. */
void nic_ring_unmap(struct nic *nic, struct nm_kring *k);

/* ---- sync.c ---- */

int nic_txsync(struct nm_kring *k, unsigned int flags);
int nic_rxsync(struct nm_kring *k, unsigned int flags);

/* ---- events.c; under RCU, as all probes are ---- */

/* The NICs in which events look. nic_list_del() returns when none looks at it any more. */
void nic_list_add(struct nic *nic);
void nic_list_del(struct nic *nic);

/* The NIC of a stock driver's private data, or of its net_device; NULL if it is none of ours. */
struct nic *nic_of(const void *adapter);

/* The stock driver has called, or is about to call, its function of this kind in struct nic_chip for this NIC. */
void nic_started(void *adapter);		/* configure() has returned */
void nic_stands_still(void *adapter);	/* standstill() has returned */
void nic_stopping(void *adapter);		/* down() begins; any context */
void nic_stopped(void *adapter);		/* emptied() or down() has returned, of a NIC with a standstill */
bool nic_cleans_tx(void *adapter);		/* clean_tx() begins; if true, it is not for the stock driver */

/* What nic_stopped() does, for who knows that the stock driver is to stop the NIC. */
void nic_give_back(struct nic *nic);

/* ---- probes.c ---- */

void nic_probes_init(void);
void nic_probes_exit(void);

/* 0, or an error that was logged. */
int nic_probes_on(struct nic_chip *c);
void nic_probes_off(struct nic_chip *c);

/* ---- seam.c ---- */

/* Of a patched driver; NULL if it is as the distribution has it; or an error that was logged. */
struct netmap_seam *nic_seam_find(const struct nic *nic);

/* The driver's events come from now on, or until now, for one NIC more. nm_lock is held. */
void nic_seam_on(struct netmap_seam *seam);
void nic_seam_off(struct netmap_seam *seam);

/* ---- device.c; rtnl is held, but for the first two ---- */

int nic_device_init(void);
void nic_device_exit(void);

/* Puts our operations and poll function in the place of the stock driver's, while the interface is down; and back. */
void nic_hook(struct nic *nic);

/* The poll function in its place again, where the stock driver has made its interrupts anew. nic->lock is held. */
void nic_hook_poll(struct nic *nic);
void nic_unhook(struct nic *nic);

/* ---- host.c ---- */

netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev);

/* ---- stats.c ---- */

void nic_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *to);

/* On the way out of netmap mode: counters never go back. */
void nic_keep_stats(struct nic *nic);

#endif /* _NIC_PARTS_H_ */

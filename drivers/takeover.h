/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The rings of a NIC whose driver is the distribution's, loaded and unmodified: what the takeover and the files about one kind
 * of NIC share.
 */
#ifndef _NIC_TAKEOVER_H_
#define _NIC_TAKEOVER_H_

#include <linux/kprobes.h>
#include <linux/netdevice.h>
#include <netmap/adapter.h>
#include "btf.h"

#define NIC_MAX_QUEUES	64	/* each way */

struct nic;

/* A slot's buffer as the NIC knows it. */
struct nic_buf {
	u32		idx;	/* buffer that is mapped; 0 if none */
	bool		sync;	/* the processor's caches, or a bounce buffer, have to be told */
	dma_addr_t	dma;
	u32		offset;	/* transmit: the packet's part in it, as it was when it was checked */
	u32		len;
};

/* A NIC's ring: descriptors belong to slots one by one, but where they start differs after each reset of the NIC. */
struct nic_ring {
	void		*desc;		/* descriptors */
	void __iomem	*tail;		/* its register; NULL if the NIC looks at the descriptors */
	u32		num;		/* descriptors, as many as slots */
	u32		shift;		/* of slot 0: descriptor = slot + shift, modulo num */
	u32		clean;		/* transmit: first slot in flight */
	u32		whole;		/* transmit: length of the packet that is looked at or put */
	bool		first;		/* transmit: its first slot is put */
	bool		bound;		/* it has slots */
	struct nic_buf	*buf;		/* by slot */
	unsigned long	*report;	/* transmit, by slot in flight: the NIC tells when it is done */
};

/* An interrupt of the NIC, as NAPI knows it, and the rings that it is about. */
struct nic_vector {
	struct napi_struct *napi;
	DECLARE_BITMAP(queues[2], NIC_MAX_QUEUES);	/* by enum nm_dir */
};

/*
 * What has to be known of a kind of NIC and its driver. All but attach() run with nic->lock held, unless something else is said. Its
 * "adapter" is the private data or the net_device.
 */
struct nic_chip {
	const char	*driver;	/* of the stock driver and its module */
	const char	*configure;	/* MODULE:FUNCTION(adapter): called on each start of the NIC, also of internal ones */
	const char	*down;		/* MODULE:FUNCTION(adapter, ...): called on each stop */
	/*
	 * MODULE:FUNCTION(adapter) for NICs that only a reset rewinds: called before configure() returns, while the NIC stands still and
	 * its descriptors may be exchanged; it may be called elsewhere, too. NULL: start() does all, whenever it is called.
	 */
	const char	*standstill;
	/*
	 * MODULE:FUNCTION(adapter, ...) for such NICs, if down() is also called where the rings stay as they are: when it returns, the
	 * descriptors are the stock driver's again. NULL: when down() does.
	 */
	const char	*emptied;
	bool		counts;		/* the interface's statistics are the NIC's own, and not of the stock driver's packets */
	const char	*clean_tx;	/* MODULE:FUNCTION(ring): an interrupt's own clean-up of transmissions; NULL if there is none */
	/* Finds the layout of the stock driver's structures; nic->priv is its private data. */
	int		(*attach)(struct nic *nic, const struct nic_btf *btf);
	/* Finds the rings as they are now, and their numbers. */
	void		(*find_rings)(struct nic *nic);
	/* Finds the interrupts as they are now; NULL if they stay as attach() has found them. */
	void		(*find_vectors)(struct nic *nic);
	/*
	 * Stops the NIC's DMA, sets its indexes to 0, fills in descriptors by nic_..., starts it. With a standstill, it is the rest of
	 * what is to do when the NIC is at work.
	 */
	void		(*start)(struct nic *nic);
	/* With a standstill: fills in descriptors by nic_...; false if the NIC does not stand still there now. */
	bool		(*exchange)(struct nic *nic);
	/* With a standstill, when down() or emptied() returns: puts back what the stock driver needs of its descriptors. */
	void		(*give_back)(struct nic *nic);
	/* After the poll function: lets the next interrupt come. */
	void		(*irq_on)(struct nic *nic, const struct nic_vector *v);
	/* Without nic->lock, in the poll function: what the stock driver's does besides its rings. NULL if it does nothing else. */
	void		(*other_work)(struct nic *nic, struct napi_struct *napi);
	/*
	 * Without nic->lock: adds what passed a ring to what the stock driver has counted. There may be less rings now. NULL if it shows the
	 * counters in struct net_device.
	 */
	void		(*keep_stats)(struct nic *nic, enum nm_dir dir, u32 queue, u64 packets, u64 bytes);
	/* Switches off what changes frames on their way, and which the stock driver may have switched on. */
	void		(*plain)(struct nic *nic);
	/* One transmit descriptor of a packet of r->whole bytes; a length of 0 is a slot to pass over, which is between packets. */
	void		(*tx_put)(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma, u32 len, bool last, bool report);
	bool		(*tx_done)(struct nic *nic, struct nic_ring *r, u32 desc);
	/* Tells the NIC of transmit descriptors, where its ring has no tail register. */
	void		(*tx_kick)(struct nic *nic);
	u32		tx_shortest, tx_longest;	/* packet without its checksum, in bytes; 0 if none is too long */
	u32		tx_frags;	/* most descriptors of a packet; 0 if NETMAP_MAX_FRAGS are not too many */
	u32		rx_least;	/* bytes of a receive buffer that it has to have at least; 0 if any do */
	u32		rx_unaligned;	/* bits of an address that are 0 for a receive buffer */
	void		(*rx_put)(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma);
	/* The length of what was received there, *last if the packet ends; < 0 if there is nothing yet. */
	int		(*rx_get)(struct nic *nic, struct nic_ring *r, u32 desc, bool *last);

	/* The takeover's. */
	struct nm_driver	drv;
	struct kretprobe	kr_configure, kr_standstill, kr_down;
	struct kprobe		kp_down, kp_clean_tx;
	bool			probed;	/* under nm_lock */
};

struct nic {
	struct nm_adapter	na;
	struct nic_chip		*chip;
	struct net_device	*dev;
	void			*priv;
	struct module		*module;	/* the stock driver's, held */
	struct netmap_seam	*seam;		/* the stock driver was patched, and calls; NULL: probes */
	struct list_head	node;		/* in the list of NICs; RCU */
	spinlock_t		lock;		/* all that follows, and the NIC's registers; interrupts off */
	bool			on;		/* in netmap mode */
	bool			running;	/* the NIC works on our descriptors, and may go on; see nic_begin() */
	bool			busy;		/* somebody has begun to touch them */
	bool			exchanged;	/* its descriptors are ours, and the stock driver gets back its own */
	struct nic_ring		ring[2][NIC_MAX_QUEUES];	/* by enum nm_dir */
	u32			num_queues[2];
	struct nic_vector	vector[NIC_MAX_QUEUES];
	u32			num_vectors;
	u32			rx_bytes;	/* room in a receive buffer, as the NIC has to know it */
	spinlock_t		stats_lock;	/* the next one, and who adds to the stock driver's counters by it */
	bool			counting;	/* the interface's counters are the stock driver's and those of the rings */
	/* Restored on the way out. */
	struct net_device_ops	ops;
	const struct net_device_ops *saved_ops;
	int			(*saved_poll)(struct napi_struct *napi, int budget);
	/* The chip's file's: offsets in the stock driver's structures, and memory that ends with the NIC. */
	int			at[32];
	void			*chip_data;
};

/* A member to be found in the stock driver's structures: its offset is to be nic->at[at]. */
struct nic_place {
	int at;
	const char *structure, *member;
};

/* For chip->attach(): 0, or an error that was logged. */
int nic_find_places(struct nic *nic, const struct nic_btf *btf, const struct nic_place *p, int num);

/* The same for a member of a structure that is in another one, and so on; @names from the outermost one on, each with its structure. */
int nic_find_inner(struct nic *nic, const struct nic_btf *btf, const char *const names[][2], int num, int at);

int nic_chip_register(struct nic_chip *chip);
void nic_chip_unregister(struct nic_chip *chip);

/* For chip->attach() of a NIC with one ring each way and one interrupt. */
void nic_set_single(struct nic *nic, struct napi_struct *napi);

/* For chip->start() or exchange(): rewinds all rings to descriptor 0. */
void nic_rewind(struct nic *nic);

/* Then: fills in a receive ring. The number of descriptors that are filled. */
u32 nic_fill_rx(struct nic *nic, u32 queue);

extern struct nic_chip nic_e1000, nic_e1000e, nic_igb, nic_ixgbe, nic_r8169, nic_forcedeth;

#endif /* _NIC_TAKEOVER_H_ */

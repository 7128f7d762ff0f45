/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What Intel's NICs have in common: advanced descriptors (igb, ixgbe) and extended ones (e1000e), which are alike when they are
 * received; and stock drivers with arrays of pointers to rings and to interrupts (igb, ixgbe).
 */
#ifndef _NIC_INTEL_H_
#define _NIC_INTEL_H_

#include <linux/bits.h>
#include "takeover.h"

/* Registers of a ring, from its tail register on: head, control. */
#define INTEL_HEAD		(-0x08)
#define INTEL_DCTL		0x10
#define  INTEL_DCTL_ENABLE	BIT(25)

#define INTEL_DESC_BYTES	16

/* Places in the stock driver's structures, in nic->at[]; those of the one driver alone are after them. */
enum {
	INTEL_AT_NETDEV, INTEL_AT_IO, INTEL_AT_NUM_TX, INTEL_AT_NUM_RX, INTEL_AT_TX, INTEL_AT_RX, INTEL_AT_NUM_VECTORS, INTEL_AT_VECTORS,
	INTEL_AT_DESC, INTEL_AT_TAIL, INTEL_AT_COUNT, INTEL_AT_RING_VECTOR, INTEL_AT_NAPI,
	INTEL_AT_PACKETS, INTEL_AT_BYTES = INTEL_AT_PACKETS + 2, INTEL_AT_MORE = INTEL_AT_BYTES + 2,	/* counters of a ring; each by enum nm_dir */
};

#define INTEL_AT(nic, of, what, type)	(*(type *)((char *)(of) + (nic)->at[what]))
#define INTEL_PRIV(nic, what, type)	INTEL_AT(nic, (nic)->priv, what, type)

static inline void __iomem *intel_reg(const struct nic *nic, u32 offset)
{
	return INTEL_PRIV(nic, INTEL_AT_IO, void __iomem *) + offset;
}

/* For chip->attach(), when the places are known: that the private data are what they are taken for. The stock driver has arrays for @most. */
int intel_check_places(struct nic *nic, u32 most);

/* Where a ring has its counters: by enum nm_dir, a member of it and that one's structure, with "packets" and "bytes". */
struct intel_counters {
	const char *ring, *member[2], *structure[2];
};

/* For chip->attach(): 0, or an error that was logged. */
int intel_find_counters(struct nic *nic, const struct nic_btf *btf, const struct intel_counters *c);

/* Operations of struct nic_chip. */
void intel_find_rings(struct nic *nic);
void intel_find_vectors(struct nic *nic);
void intel_keep_stats(struct nic *nic, enum nm_dir dir, u32 queue, u64 packets, u64 bytes);

/* Switches a ring off or on, and waits until it is: some microseconds, or never while the link is down or the NIC is gone. */
void intel_enable(struct nic_ring *r, bool on);

/* For chip->start(), with the NIC's DMA stopped: switches all rings off, with head and tail at 0 and descriptors that say nothing. */
void intel_stop_rings(struct nic *nic);

/* Advanced transmit descriptors. */
void intel_tx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma, u32 len, bool last, bool report);
bool intel_tx_done(struct nic *nic, struct nic_ring *r, u32 desc);

/* Advanced and extended receive descriptors. */
void intel_rx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma);
int intel_rx_get(struct nic *nic, struct nic_ring *r, u32 desc, bool *last);

#endif /* _NIC_INTEL_H_ */

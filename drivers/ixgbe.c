// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Intel's 82599, X540, X550 (stock driver ixgbe): up to 64 rings each way, of advanced descriptors. Facts are from the data sheet of
 * the 82599, and from what the stock driver says of later ones.
 *
 * As with igb, the stock driver makes its rings and its interrupts anew when their number is changed, and on resume; all of them are
 * found again on each start. An interrupt may be about several rings each way. When the link comes up, the stock driver decides
 * whether a ring that is full holds up the others (with flow control, it does); here it does not, and what comes for it is dropped.
 *
 * Where the NIC is shared with others that use rings of its, it is refused: virtual functions, traffic classes, FCoE, macvlan interfaces
 * that the NIC itself sorts out. So is the 82598, whose registers are others.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>
#include "intel.h"

/* Registers. */
#define STATUS		0x0008
#define EIMS_EX		0x0aa0		/* interrupts that are let through, by vector: two */
#define SRRCTL_LOW	0x2100		/* of the first 16 rings */
#define RXCTRL		0x3000
#define  RXCTRL_RXEN	BIT(0)
#define DMATXCTL	0x4a80
#define  DMATXCTL_TE	BIT(0)
#define SECRXCTRL	0x8d00
#define  SECRX_OFF	BIT(1)
#define SECRXSTAT	0x8d04
#define  SECRX_READY	BIT(0)
#define RDT0		0x1018
#define RING_BYTES	0x40		/* of registers of a ring */

/* Registers of a ring, from its tail register on. */
#define SRRCTL		(-0x04)
#define  SRRCTL_BSIZE	GENMASK(6, 0)	/* KB */
#define  SRRCTL_TYPE	GENMASK(27, 25)
#define   TYPE_ONE_BUF	BIT(25)		/* advanced, without a buffer for headers */
#define  SRRCTL_DROP	BIT(28)		/* what comes for a ring that is full, and does not wait for it */
#define RSCCTL		0x14
#define  RSCCTL_RSCEN	BIT(0)		/* puts packets of a connection together */
#define DCTL_VME	BIT(30)		/* receive: takes VLAN tags out of frames */
#define DCTL_WTHRESH	GENMASK(22, 16)	/* transmit: waits for so many reports before it writes them */

#define SHORTEST	17
#define LONGEST		9724		/* 9728 with the checksum, which is the most that the stock driver lets a link have */
#define MOST_FRAGS	38		/* of 40, with one for a context */

enum { AT_NUM_VFS = INTEL_AT_MORE, AT_NUM_TCS, AT_NUM_POOLS, AT_FCOE_USERS, AT_MAC_TYPE };

/* ---- layouts ---- */

/* Who else uses the NIC's rings; NULL if nobody does. */
static const char *shared_with(const struct nic *nic)
{
	if (INTEL_PRIV(nic, AT_NUM_VFS, u32))
		return "virtual functions (SR-IOV)";
	if (INTEL_PRIV(nic, AT_NUM_TCS, u8))
		return "traffic classes (DCB)";
	if (INTEL_PRIV(nic, AT_NUM_POOLS, int) > 1)
		return "macvlan interfaces (l2-fwd-offload)";
	if (nic->at[AT_FCOE_USERS] && INTEL_PRIV(nic, AT_FCOE_USERS, int))
		return "FCoE";
	return NULL;
}

static int attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ INTEL_AT_NETDEV, "ixgbe_adapter", "netdev" }, { INTEL_AT_IO, "ixgbe_adapter", "io_addr" },
		{ INTEL_AT_NUM_TX, "ixgbe_adapter", "num_tx_queues" }, { INTEL_AT_NUM_RX, "ixgbe_adapter", "num_rx_queues" },
		{ INTEL_AT_TX, "ixgbe_adapter", "tx_ring" }, { INTEL_AT_RX, "ixgbe_adapter", "rx_ring" },
		{ INTEL_AT_NUM_VECTORS, "ixgbe_adapter", "num_q_vectors" }, { INTEL_AT_VECTORS, "ixgbe_adapter", "q_vector" },
		{ INTEL_AT_DESC, "ixgbe_ring", "desc" }, { INTEL_AT_TAIL, "ixgbe_ring", "tail" },
		{ INTEL_AT_COUNT, "ixgbe_ring", "count" }, { INTEL_AT_RING_VECTOR, "ixgbe_ring", "q_vector" },
		{ INTEL_AT_NAPI, "ixgbe_q_vector", "napi" }, { AT_NUM_VFS, "ixgbe_adapter", "num_vfs" },
		{ AT_NUM_TCS, "ixgbe_adapter", "hw_tcs" }, { AT_NUM_POOLS, "ixgbe_adapter", "num_rx_pools" },
	};
	static const struct intel_counters counters = {
		.ring = "ixgbe_ring", .member = { "stats", "stats" }, .structure = { "ixgbe_queue_stats", "ixgbe_queue_stats" },
	};
	static const char *const fcoe[][2] = { { "ixgbe_adapter", "fcoe" }, { "ixgbe_fcoe", "refcnt" } };
	static const char *const mac[][2] = { { "ixgbe_adapter", "hw" }, { "ixgbe_hw", "mac" }, { "ixgbe_mac_info", "type" } };
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places)), old;

	/* A kernel may be without FCoE. */
	if (!err && nic_btf_member(btf, "ixgbe_adapter", "fcoe") >= 0)
		err = nic_find_inner(nic, btf, fcoe, ARRAY_SIZE(fcoe), AT_FCOE_USERS);
	err = err ?: nic_find_inner(nic, btf, mac, ARRAY_SIZE(mac), AT_MAC_TYPE);
	err = err ?: intel_find_counters(nic, btf, &counters);
	err = err ?: intel_check_places(nic, NIC_MAX_QUEUES);
	if (err)
		return err;
	old = nic_btf_enum(btf, "ixgbe_mac_type", "ixgbe_mac_82598EB");
	if (old < 0 || INTEL_PRIV(nic, AT_MAC_TYPE, int) <= old) {
		pr_info("%s: is an 82598, whose registers are others\n", nic->dev->name);
		return -ENODEV;
	}
	if (shared_with(nic)) {
		pr_info("%s: shares its rings with %s\n", nic->dev->name, shared_with(nic));
		return -EBUSY;
	}
	intel_find_vectors(nic);
	return 0;
}

/* Others that come to share them later make the port go, as a change of their number does. */
static void find_rings(struct nic *nic)
{
	intel_find_rings(nic);
	if (shared_with(nic))
		nic->num_queues[NM_RX] = 0;
}

/* ---- registers ---- */

static void change(void __iomem *at, u32 clear, u32 set)
{
	u32 was = readl(at), is = (was & ~clear) | set;

	if (is != was)
		writel(is, at);
}

/* The first ones are at other addresses, too, and the stock driver takes those. */
static void __iomem *srrctl_of(const struct nic *nic, const struct nic_ring *r)
{
	u32 i = (r->tail - intel_reg(nic, RDT0)) / RING_BYTES;

	return i < 16 ? intel_reg(nic, SRRCTL_LOW + 4 * i) : r->tail + SRRCTL;
}

static void plain(struct nic *nic)
{
	u32 q;

	for (q = 0; q < nic->num_queues[NM_RX]; q++) {
		struct nic_ring *r = &nic->ring[NM_RX][q];

		change(r->tail + INTEL_DCTL, DCTL_VME, 0);
		/* Who is slow to empty one ring does not hold up the others. */
		if (nic->num_queues[NM_RX] > 1)
			change(srrctl_of(nic, r), 0, SRRCTL_DROP);
	}
}

/* What comes in meanwhile would hang the NIC, as Intel has found: it is let in when all is ready. */
static void receive_on(struct nic *nic)
{
	int us;

	change(intel_reg(nic, SECRXCTRL), 0, SECRX_OFF);
	for (us = 0; us < 1000 && !(readl(intel_reg(nic, SECRXSTAT)) & SECRX_READY); us += 10)
		udelay(10);
	change(intel_reg(nic, RXCTRL), 0, RXCTRL_RXEN);
	change(intel_reg(nic, SECRXCTRL), SECRX_OFF, 0);
}

static void start(struct nic *nic)
{
	u32 q;

	change(intel_reg(nic, RXCTRL), RXCTRL_RXEN, 0);
	readl(intel_reg(nic, STATUS));
	/* What is under way ends. */
	udelay(100);
	intel_stop_rings(nic);
	nic_rewind(nic);
	change(intel_reg(nic, DMATXCTL), 0, DMATXCTL_TE);
	for (q = 0; q < nic->num_queues[NM_TX]; q++) {
		struct nic_ring *r = &nic->ring[NM_TX][q];

		change(r->tail + INTEL_DCTL, DCTL_WTHRESH, 0);
		intel_enable(r, true);
	}
	for (q = 0; q < nic->num_queues[NM_RX]; q++) {
		struct nic_ring *r = &nic->ring[NM_RX][q];

		change(srrctl_of(nic, r), SRRCTL_BSIZE | SRRCTL_TYPE, TYPE_ONE_BUF | nic->rx_bytes / 1024);
		change(r->tail + RSCCTL, RSCCTL_RSCEN, 0);
		intel_enable(r, true);
		/* The NIC takes no descriptor before its ring is on. */
		writel(nic_fill_rx(nic, q), r->tail);
	}
	plain(nic);
	receive_on(nic);
	readl(intel_reg(nic, STATUS));
}

static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	u32 i = v - nic->vector;

	writel(BIT(i % 32), intel_reg(nic, EIMS_EX + i / 32 * 4));
}

struct nic_chip nic_ixgbe = {
	.driver = "ixgbe",
	.configure = "ixgbe:ixgbe_configure",
	.down = "ixgbe:ixgbe_down",
	.tx_shortest = SHORTEST,
	.tx_longest = LONGEST,
	.tx_frags = MOST_FRAGS,
	.rx_least = 1024,
	.attach = attach,
	.find_rings = find_rings,
	.find_vectors = intel_find_vectors,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.keep_stats = intel_keep_stats,
	.tx_put = intel_tx_put,
	.tx_done = intel_tx_done,
	.rx_put = intel_rx_put,
	.rx_get = intel_rx_get,
};

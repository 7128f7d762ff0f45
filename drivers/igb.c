// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Intel's 82575, 82576, 82580, I350, I354, I210, I211 (stock driver igb): up to 16 rings each way, of advanced descriptors. Facts are
 * from the data sheets of the 82576 and the I350.
 *
 * The stock driver makes its rings and its interrupts anew when their number is changed, and on resume. So all of them are found again
 * on each start. Which of the rings a frame comes to is as the stock driver has set it: by hash (RSS) or by the filters of ethtool -N.
 *
 * From the stock driver's structures come only addresses: of the registers, of descriptors, of the NAPI instances.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>
#include "intel.h"

/* Registers. */
#define CTRL		0x0000
#define  CTRL_VME	BIT(30)		/* takes VLAN tags out of frames */
#define STATUS		0x0008
#define RCTL		0x0100
#define  RCTL_EN	BIT(1)
#define  RCTL_BSIZE	GENMASK(17, 16)	/* 2048 bytes >> this, for rings whose SRRCTL has no size */
#define TCTL		0x0400
#define  TCTL_EN	BIT(1)
#define EIMS		0x1524		/* interrupts of MSI-X that are let through */
#define IMS		0x1508		/* and those without MSI-X */
#define  INT_TXDW	BIT(0)
#define  INT_LSC	BIT(2)
#define  INT_RXSEQ	BIT(3)
#define  INT_RXDMT0	BIT(4)
#define  INT_RXT0	BIT(7)
#define  INT_DOUTSYNC	BIT(28)
#define  INT_DRSTA	BIT(30)
#define VMOLR0		0x5ad0		/* of the first pool, which is all of the NIC */
#define DVMOLR0		0xc038		/* the same of an I350 and later */
#define  OLR_STRVLAN	BIT(30)

/* Register of a ring, from its tail register on. */
#define SRRCTL		(-0x0c)
#define  SRRCTL_BSIZE	GENMASK(6, 0)	/* KB */
#define  SRRCTL_HSIZE	GENMASK(11, 8)
#define  SRRCTL_TYPE	GENMASK(27, 25)
#define   TYPE_ONE_BUF	BIT(25)		/* advanced, without a buffer for headers */
#define  SRRCTL_TIME	BIT(30)		/* puts a time before what it stamps, in the buffer */
#define  SRRCTL_DROP	BIT(31)		/* what comes for a ring that is full, and does not wait for it */

#define SHORTEST	17		/* as it pads itself what is shorter than a frame */
#define LONGEST		9724		/* what its buffer for packets is made for, 9728 with the checksum */

#define MOST_RINGS	16		/* each way */

enum { AT_EIMS = INTEL_AT_MORE, AT_SHOWN };

/* ---- layouts ---- */

static int attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ INTEL_AT_NETDEV, "igb_adapter", "netdev" }, { INTEL_AT_IO, "igb_adapter", "io_addr" },
		{ INTEL_AT_NUM_TX, "igb_adapter", "num_tx_queues" }, { INTEL_AT_NUM_RX, "igb_adapter", "num_rx_queues" },
		{ INTEL_AT_TX, "igb_adapter", "tx_ring" }, { INTEL_AT_RX, "igb_adapter", "rx_ring" },
		{ INTEL_AT_NUM_VECTORS, "igb_adapter", "num_q_vectors" }, { INTEL_AT_VECTORS, "igb_adapter", "q_vector" },
		{ INTEL_AT_DESC, "igb_ring", "desc" }, { INTEL_AT_TAIL, "igb_ring", "tail" },
		{ INTEL_AT_COUNT, "igb_ring", "count" }, { INTEL_AT_RING_VECTOR, "igb_ring", "q_vector" },
		{ INTEL_AT_NAPI, "igb_q_vector", "napi" }, { AT_EIMS, "igb_q_vector", "eims_value" },
		{ AT_SHOWN, "igb_adapter", "stats64" },
	};
	static const struct intel_counters counters = {
		.ring = "igb_ring", .member = { [NM_RX] = "rx_stats", [NM_TX] = "tx_stats" },
		.structure = { [NM_RX] = "igb_rx_queue_stats", [NM_TX] = "igb_tx_queue_stats" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places));

	err = err ?: intel_find_counters(nic, btf, &counters);
	if (err)
		return err;
	if (!dev_is_pci(nic->dev->dev.parent) || pci_num_vf(to_pci_dev(nic->dev->dev.parent))) {
		pr_info("%s: shares its rings with virtual functions\n", nic->dev->name);
		return -EBUSY;
	}
	err = intel_check_places(nic, MOST_RINGS);
	if (!err)
		intel_find_vectors(nic);
	return err;
}

/* ---- registers ---- */

static void plain(struct nic *nic)
{
	static const u32 strips[] = { VMOLR0, DVMOLR0 };
	u32 i;

	writel(readl(intel_reg(nic, CTRL)) & ~CTRL_VME, intel_reg(nic, CTRL));
	/* Which of the two the NIC has is of no matter: the bit is not set in the other. */
	for (i = 0; i < ARRAY_SIZE(strips); i++) {
		u32 was = readl(intel_reg(nic, strips[i]));

		if (was != ~0U && (was & OLR_STRVLAN))
			writel(was & ~OLR_STRVLAN, intel_reg(nic, strips[i]));
	}
}

/* The size of receive buffers is told in KB by the ring; less than one by the NIC. */
static void set_buffers(struct nic *nic, struct nic_ring *r)
{
	u32 srrctl = readl(r->tail + SRRCTL) & ~(SRRCTL_BSIZE | SRRCTL_HSIZE | SRRCTL_TYPE | SRRCTL_TIME);

	/* Who is slow to empty one ring does not hold up the others. */
	if (nic->num_queues[NM_RX] > 1)
		srrctl |= SRRCTL_DROP;
	writel(srrctl | TYPE_ONE_BUF | nic->rx_bytes / 1024, r->tail + SRRCTL);
}

static void start(struct nic *nic)
{
	u32 rctl = readl(intel_reg(nic, RCTL)), tctl = readl(intel_reg(nic, TCTL)), q;

	writel(rctl & ~RCTL_EN, intel_reg(nic, RCTL));
	writel(tctl & ~TCTL_EN, intel_reg(nic, TCTL));
	readl(intel_reg(nic, STATUS));
	/* What is under way ends. */
	udelay(100);
	intel_stop_rings(nic);
	plain(nic);
	nic_rewind(nic);
	for (q = 0; q < nic->num_queues[NM_TX]; q++)
		intel_enable(&nic->ring[NM_TX][q], true);
	for (q = 0; q < nic->num_queues[NM_RX]; q++) {
		struct nic_ring *r = &nic->ring[NM_RX][q];

		set_buffers(nic, r);
		intel_enable(r, true);
		/* The NIC takes no descriptor before its ring is on. */
		writel(nic_fill_rx(nic, q), r->tail);
	}
	writel(tctl | TCTL_EN, intel_reg(nic, TCTL));
	writel((rctl & ~RCTL_BSIZE) | RCTL_EN | (nic->rx_bytes >= 512 ? 2 << 16 : 3 << 16), intel_reg(nic, RCTL));
	readl(intel_reg(nic, STATUS));
}

static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	const char *vector = (const char *)v->napi - nic->at[INTEL_AT_NAPI];

	if (to_pci_dev(nic->dev->dev.parent)->msix_enabled)
		writel(INTEL_AT(nic, vector, AT_EIMS, u32), intel_reg(nic, EIMS));
	else
		writel(INT_TXDW | INT_LSC | INT_RXSEQ | INT_RXDMT0 | INT_RXT0 | INT_DOUTSYNC | INT_DRSTA, intel_reg(nic, IMS));
}

/* While there is no link, the stock driver shows what its rings had counted before. */
static void keep_stats(struct nic *nic, enum nm_dir dir, u32 queue, u64 packets, u64 bytes)
{
	struct rtnl_link_stats64 *shown = &INTEL_PRIV(nic, AT_SHOWN, struct rtnl_link_stats64);

	intel_keep_stats(nic, dir, queue, packets, bytes);
	*(dir == NM_TX ? &shown->tx_packets : &shown->rx_packets) += packets;
	*(dir == NM_TX ? &shown->tx_bytes : &shown->rx_bytes) += bytes;
}

struct nic_chip nic_igb = {
	.driver = "igb",
	.configure = "igb:igb_configure",
	.down = "igb:igb_down",
	.tx_shortest = SHORTEST,
	.tx_longest = LONGEST,
	.attach = attach,
	.find_rings = intel_find_rings,
	.find_vectors = intel_find_vectors,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.keep_stats = keep_stats,
	.tx_put = intel_tx_put,
	.tx_done = intel_tx_done,
	.rx_put = intel_rx_put,
	.rx_get = intel_rx_get,
};
